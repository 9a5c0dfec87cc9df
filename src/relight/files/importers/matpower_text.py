"""The text of a MATPOWER case file (`.m`) as tables of numbers and lists of words, each row with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from relight.errors import InputError, Problem
from relight.files.importers.matpower_arithmetic import Names, RefusedError, carry_out, number
from relight.model.counting import counted

PIECE = re.compile(r"'(?:[^'\n]|'')*'|\"[^\"\n]*\"|\.\.\.|%|[^'\"%.]+|.")
QUOTED = re.compile(r"'((?:[^'\n]|'')*)'|\"([^\"\n]*)\"")
FUNCTION = re.compile(r"function\s+(?:(\w+)\s*=|\[.*\]\s*=)?\s*(\w+)\s*(?:\(.*\))?\s*;?")
OPENING = re.compile(r"(?:\w+\.)*(\w+)\s*=\s*([\[{])")
TEXT = re.compile(r"(?:\w+\.)*\w+\s*=\s*(?:'[^']*'|\"[^\"]*\")")
COLUMN_NAMES = re.compile(r"\s*%\s*column_names%(.*)")
SAY_AS_DATA = "write the case out as plain numbers, in MATPOWER with savecase('new.m', loadcase('old.m'))"


@dataclass(frozen=True)
class MatpowerTable:
    """One matrix of the file."""

    name: str
    line: int
    rows: tuple[tuple[float, ...], ...]
    lines: tuple[int, ...]
    columns: tuple[str, ...] = ()  # from a %column_names% comment


@dataclass(frozen=True)
class MatpowerText:
    """Everything a case file defines."""

    file: str
    name: str
    numbers: dict[str, float]
    tables: dict[str, MatpowerTable]
    words: dict[str, tuple[str, ...]]  # cell arrays of text


def read_matpower_text(path: Path) -> MatpowerText:
    """The tables of a case file, unit conversions carried out.

    Raises
    ------
    InputError
        If the file cannot be read, holds code that is more than the usual unit conversions, or has a malformed table.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError([Problem(path.name, 0, "", f"cannot be read ({error.strerror})", "name a file")]) from error
    if b"\0" in data:
        raise InputError([Problem(path.name, 0, "", "is not a text file", "give a MATPOWER case file, .m")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return _Case(path).read(text)


class _Case:
    """A file while it is being read, from the first line to the last."""

    def __init__(self, path: Path) -> None:
        self.file = path.name
        self.name = path.stem
        self.names = Names()
        self.tables: dict[str, MatpowerTable] = {}
        self.words: dict[str, tuple[str, ...]] = {}
        self.functions = 0

    def read(self, text: str) -> MatpowerText:
        columns: tuple[str, ...] = ()
        lines = _logical_lines(text)
        for line, content in lines:
            if match := COLUMN_NAMES.match(content):
                columns = tuple(match[1].split())
                continue
            rest = content
            while rest := rest.lstrip(" \t;,"):
                if match := OPENING.match(rest):
                    rest = self.block(match, line, rest[match.end() :], lines, columns)
                    columns = ()
                else:
                    statement, rest = _first_statement(rest)
                    self.statement(line, statement)
        prefix = f"{self.names.struct}."
        numbers = {
            name.removeprefix(prefix): value for name, value in self.names.numbers.items() if name.startswith(prefix)
        }
        tables = {name: self.converted(table) for name, table in self.tables.items()}
        return MatpowerText(self.file, self.name, numbers, tables, self.words)

    def statement(self, line: int, statement: str) -> None:
        if statement in ("end", "endfunction", "return") or TEXT.fullmatch(statement):
            return
        if match := FUNCTION.fullmatch(statement):
            self.functions += 1
            if self.functions > 1 or match[1] is None:
                raise self.problem(line, "a function that does not return one struct", SAY_AS_DATA)
            self.names.struct, self.name = match[1], match[2]
            return
        try:
            carry_out(statement, self.names)
        except RefusedError:
            raise self.problem(line, f"code that relight does not run: {_short(statement)}", SAY_AS_DATA) from None

    def block(
        self, opening: re.Match[str], line: int, rest: str, lines: Iterator[tuple[int, str]], columns: tuple[str, ...]
    ) -> str:
        """Read a matrix or cell array to its closing bracket; what comes back is the text after it."""
        name, close = opening[1], "]" if opening[2] == "[" else "}"
        content: list[tuple[int, str]] = []
        current = line
        while (end := _find(close, rest)) < 0:
            content.append((current, rest))
            current, rest = next(lines, (0, ""))
            if not current:
                raise self.problem(line, f"the table {name} does not end", f"close it with {close}")
        content.append((current, rest[:end]))
        if close == "}":
            self.words[name] = tuple(_words(content))
        else:
            self.tables[name] = self.matrix(name, line, content, columns)
            self.names.tables[name] = np.array(self.tables[name].rows, dtype=np.float64, ndmin=2)
        return rest[end + 1 :]

    def matrix(self, name: str, line: int, content: list[tuple[int, str]], columns: tuple[str, ...]) -> MatpowerTable:
        rows: list[tuple[float, ...]] = []
        lines: list[int] = []
        for current, text in content:
            for part in text.split(";"):
                if part.strip():
                    rows.append(self.row(name, current, part))
                    lines.append(current)
                    if len(rows[-1]) != len(rows[0]):
                        own = counted(len(rows[-1]), "number")
                        found = f"row {len(rows)} of {name} has {own}, the first row {len(rows[0])}"
                        raise self.problem(current, found, "give every row the same columns")
        return MatpowerTable(name, line, tuple(rows), tuple(lines), columns)

    def row(self, name: str, line: int, text: str) -> tuple[float, ...]:
        cells = text.replace(",", " ").split()
        try:
            return tuple(map(float, cells))
        except ValueError:
            pass
        try:
            return tuple(number(cell, self.names) for cell in cells)
        except RefusedError:
            found = f"a row of {name} is not made of numbers: {_short(text)}"
            raise self.problem(line, found, "write numbers, separated by spaces or commas") from None

    def converted(self, table: MatpowerTable) -> MatpowerTable:
        rows = tuple(tuple(row) for row in self.names.tables[table.name].tolist()) if table.rows else ()
        return MatpowerTable(table.name, table.line, rows, table.lines, table.columns)

    def problem(self, line: int, found: str, remedy: str) -> InputError:
        return InputError([Problem(self.file, line, "", found, remedy)])


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines without comments and empty ones, continued lines joined; %column_names% comments are kept."""
    started, parts, in_block = 0, "", False
    for line, raw in enumerate(text.splitlines(), start=1):
        bare = raw.strip()
        if bare in ("%{", "%}"):
            in_block = bare == "%{"
            continue
        if in_block:
            continue
        if not bare.startswith("%"):
            content, continued = _without_comment(raw)
            parts += content + (" " if continued else "")
            started = started or line
            if continued:
                continue
        elif COLUMN_NAMES.match(bare):
            yield line, bare
        if parts.strip():
            yield started, parts
        started, parts = 0, ""
    if parts.strip():
        yield started, parts


def _without_comment(raw: str) -> tuple[str, bool]:
    """The line up to its comment, and whether it goes on in the next line."""
    if "'" not in raw and '"' not in raw:
        content, _, _ = raw.partition("%")
        content, dots, _ = content.partition("...")
        return content, bool(dots)
    kept: list[str] = []
    for piece in PIECE.findall(raw):
        if piece in ("%", "..."):
            return "".join(kept), piece == "..."
        kept.append(piece)
    return "".join(kept), False


def _find(bracket: str, text: str) -> int:
    """Position of the bracket outside quotes, -1 if there is none."""
    if "'" in text or '"' in text:
        text = QUOTED.sub(lambda match: "'" * len(match[0]), text)
    return text.find(bracket)


def _words(content: list[tuple[int, str]]) -> Iterator[str]:
    for _, text in content:
        for single, double in QUOTED.findall(text):
            yield single.replace("''", "'") or double


def _first_statement(text: str) -> tuple[str, str]:
    """The text up to the first semicolon outside quotes, and what comes after it."""
    end = _find(";", text)
    return (text.strip(), "") if end < 0 else (text[:end].strip(), text[end + 1 :])


def _short(text: str) -> str:
    clean = "".join(letter if letter.isprintable() else "?" for letter in " ".join(text[:200].split()))
    return clean if len(clean) <= 60 else clean[:57] + "..."
