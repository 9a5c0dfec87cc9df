"""Run the ```console and ```pycon blocks of a page and put what they print in their place.

Blocks with a title are files of the page: they are written out before the first command runs. A command is a line that
starts with `$ `; what follows it, to the next one, is its output, which may be cut short with `...`. All Python of a
page is one session.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

FILE = re.compile(r'^```\w+ title="(?P<name>[\w./-]+)"\n(?P<text>.*?)^```$', re.MULTILINE | re.DOTALL)
CONSOLE = re.compile(r"^```console\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
PYTHON = re.compile(r"^```pycon\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
SAME_AS = {"make demo": "relight demo --out out/demo"}
"""Commands of the repository that come down to one of ours."""


def files_of(page: str) -> Mapping[str, str]:
    """The files a page shows: name -> text."""
    return {found["name"]: found["text"] for found in FILE.finditer(page)}


def write_files(page: str, folder: Path) -> None:
    """Write the files a page shows into `folder`."""
    for name, text in files_of(page).items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def refreshed(page: str, folder: Path) -> str:
    """The page with what its commands and its Python print now, run one after the other in `folder`."""
    write_files(page, folder)
    session: dict[str, object] = {}

    def commands_again(found: re.Match[str]) -> str:
        entries = re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", found["text"], re.MULTILINE)
        return "```console\n" + "".join(f"$ {entry}\n{cut(run(entry, folder), old)}" for entry, old in entries) + "```"

    def python_again(found: re.Match[str]) -> str:
        with contextlib.chdir(folder):
            return "```pycon\n" + "".join(run_python(found["text"], session)) + "```"

    return PYTHON.sub(python_again, CONSOLE.sub(commands_again, page))


def cut(output: str, old: str) -> str:
    """What is printed; where the page ends it with `...`, as many lines of it as the page has."""
    shown = old.splitlines()
    if shown[-1:] != ["..."]:
        return output
    return "".join(line + "\n" for line in [*output.splitlines()[: len(shown) - 1], "..."])


def run_python(text: str, session: dict[str, object]) -> list[str]:
    """Each example of an interactive session with what it prints in that session."""
    again = []
    for example in doctest.DocTestParser().get_examples(text):
        lines = example.source.splitlines()
        again += [f"{'... ' if number else '>>> '}{line}".rstrip() + "\n" for number, line in enumerate(lines)]
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            exec(compile(example.source, "<page>", "single"), session)
        again.append(printed.getvalue())
    return again


def run(command: str, folder: Path) -> str:
    """What a `relight` command prints, notes and errors after the result."""
    words = SAME_AS.get(command, command).split()
    if words[0] != "relight":
        raise ValueError(f"only relight is run here, not {command!r}")
    result = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if "Traceback" in result.stderr:
        raise RuntimeError(f"{command}\n{result.stderr}")
    return "".join(f"{line.rstrip()}\n" for line in (result.stdout + result.stderr).splitlines())
