"""The text of a MATPOWER file: what is read, what is carried out, and what is refused with its line."""

from __future__ import annotations

from math import inf, isnan, sqrt
from pathlib import Path

import pytest

from relight.errors import InputError, Problem
from relight.files.importers.matpower_text import MatpowerText, read_matpower_text


def read(folder: Path, text: str, encoding: str = "utf-8") -> MatpowerText:
    """What is read from a file with this text."""
    path = folder / "case.m"
    path.write_text(text, encoding=encoding)
    return read_matpower_text(path)


def refusal(folder: Path, text: str) -> Problem:
    """The one problem that a file with this text has."""
    with pytest.raises(InputError) as caught:
        read(folder, text)
    (problem,) = caught.value.problems
    return problem


ROWS = ((1.0, 2.0), (3.0, -4.5))


@pytest.mark.parametrize(
    "text",
    [
        "mpc.bus = [\n1 2;\n3 -4.5;\n];",
        "mpc.bus = [1 2; 3 -4.5];",
        "mpc.bus = [ 1,2\n 3, -4.5 ]",
        "mpc.bus=[1\t2;;3\t-45e-1;];",
        "mpc.bus = [ % first; [second\n1 2 % one\n% 9 9;\n\n3 ... goes on\n -4.5];",
        "%{\nmpc.bus = [9 9];\n%}\nmpc.bus = [\n1 2\n3 -4.5\n];",
        "mpc.bus = [\r\n1 2;\r\n3 -4.5;\r\n];\r\n",
        "mpc.bus = ...\n[1 2; 3 -4.5];",
        "mpc.baseMVA = 1; mpc.x = [5], mpc.bus = [1 2; 3 -4.5]; mpc.y = 2;",
        "mpc.note = 'a % sign ... and [';\nmpc.bus = [1 2; 3 -4.5];",
    ],
)
def test_a_matrix_is_read_however_it_is_written(tmp_path: Path, text: str) -> None:
    """Rows end with semicolons or lines, cells with blanks, tabs or commas; comments and line breaks do not count."""
    assert read(tmp_path, text).tables["bus"].rows == ROWS


def test_every_row_knows_its_line(tmp_path: Path) -> None:
    """Rows carry the line they stand on, and a table the names that a %column_names% comment gives its columns."""
    table = read(tmp_path, "\nmpc.x = [1; 2\n\n3;\n];\n%column_names%  damaged cause\nmpc.y = [\n1 0\n];").tables
    assert table["x"].lines == (2, 2, 4)
    assert (table["x"].columns, table["y"].columns) == ((), ("damaged", "cause"))


def test_words_and_arithmetic_in_cells(tmp_path: Path) -> None:
    """Inf, NaN and arithmetic without blanks are numbers, as real files have them."""
    text = read(tmp_path, "mpc.baseMVA = 50/3;\nmpc.x = [Inf -inf NaN 10/sqrt(3) -2^2 (1+2)*3 1e3 .5];")
    (row,) = text.tables["x"].rows
    assert text.numbers == {"baseMVA": 50 / 3}
    assert row[:2] == (inf, -inf)
    assert isnan(row[2])
    assert row[3:] == pytest.approx((10 / sqrt(3), -4, 9, 1000, 0.5))


def test_lists_of_words_are_read(tmp_path: Path) -> None:
    """Cell arrays keep brackets, percent signs, semicolons and doubled quotes inside their words."""
    text = read(tmp_path, "mpc.bus_name = {\n'A; [1]}';\n'O''Brien % 3'\n\"two\" };\nmpc.x = [1];")
    assert text.words == {"bus_name": ("A; [1]}", "O'Brien % 3", "two")}
    assert text.tables["x"].rows == ((1.0,),)


def test_the_function_names_the_case(tmp_path: Path) -> None:
    """The case is called as its function, and a struct of another name than mpc is read as well."""
    text = read(tmp_path, "function s = town(x)\ns.baseMVA = 10;\ns.bus = [1 2];\nend")
    assert (text.name, text.numbers, text.tables["bus"].rows) == ("town", {"baseMVA": 10.0}, ((1.0, 2.0),))


def test_old_files_need_not_be_utf8(tmp_path: Path) -> None:
    """A Latin-1 file is read; a letter in a comment must not stop it."""
    assert read(tmp_path, "% Zürich\nmpc.bus = [1 2; 3 -4.5];", encoding="latin-1").tables["bus"].rows == ROWS


CONVERSIONS = """function mpc = town
mpc.baseMVA = 1;
mpc.bus = [
    1 3 200 100 0 0 1 1 0 10 1 1 1;
    2 1 500 250 0 0 1 1 0 10 1 1 1;
];
mpc.branch = [1 2 1 3 0 0 0 0 0 0 1 -360 360];
[PQ, PV, REF, NONE, BUS_I, BUS_TYPE, PD, QD, GS, BS, BUS_AREA, VM, ...
    VA, BASE_KV, ZONE, VMAX, VMIN, LAM_P, LAM_Q, MU_VMAX, MU_VMIN] = idx_bus;
[F_BUS, T_BUS, BR_R, BR_X] = idx_brch;
Vbase = mpc.bus(1, BASE_KV) * 1e3;      %% in Volts
Sbase = mpc.baseMVA * 1e6;              %% in VA
mpc.branch(:, [BR_R BR_X]) = mpc.branch(:, [BR_R BR_X]) / (Vbase^2 / Sbase);
mpc.bus(:, [PD, QD]) = mpc.bus(:, [PD, QD]) / 1e3;
"""


def test_unit_conversions_are_carried_out(tmp_path: Path) -> None:
    """Ohms and kW become per unit and MW: (10 kV)²/1 MVA = 100 Ω, so 1 and 3 Ω are 0.01 and 0.03; 200 kW is 0.2 MW."""
    tables = read(tmp_path, CONVERSIONS).tables
    assert tables["branch"].rows[0][:4] == pytest.approx((1, 2, 0.01, 0.03))
    assert [row[2:4] for row in tables["bus"].rows] == [pytest.approx((0.2, 0.1)), pytest.approx((0.5, 0.25))]


def test_a_power_factor_is_carried_out(tmp_path: Path) -> None:
    """Apparent power is split by a power factor of 0.6: 500 kVA are 0.3 MW and 0.4 Mvar."""
    code = "pf = 0.6;\nmpc.bus(:, QD) = mpc.bus(:, PD) * sin(acos(pf));\nmpc.bus(:, PD) = mpc.bus(:, PD) * pf;\n"
    tables = read(tmp_path, CONVERSIONS + code).tables
    assert tables["bus"].rows[1][2:4] == pytest.approx((0.3, 0.4))


@pytest.mark.parametrize(
    "code",
    [
        "if fixed",
        "define_constants;",
        "mpc = scale_load(2, mpc);",
        "mpc.gen(3, 2) = 0;",
        "mpc.bus(2, :) = [];",
        "mpc.bus(:, 3) = mpc.load(:, 1);",
        "mpc.bus(:, 3) = mpc.bus(:, 3) * mpc.bus(:, 4);",
        "mpc.bus(:, 3) = 1 / mpc.bus(:, 3);",
        "mpc.bus(:, 3) = mpc.bus(:, 99);",
        "mpc.bus(:, 3) = round(mpc.bus(:, 3));",
        "mpc.bus(:, 3) = (mpc.bus(:, 3);",
        "mpc.bus(:, 3) == 1;",
        "x = mpc.bus(:, 3);",
        "x = y;",
        "x = 1 2;",
        "x = 'a' + 1;",
        "[a, b] = size(mpc.bus);",
        "function z = other",
        "mpc.bus = mpc.bus';",
    ],
)
def test_other_code_is_refused(tmp_path: Path, code: str) -> None:
    """Code that relight does not run is never skipped: it is refused with its line and a way out."""
    problem = refusal(tmp_path, f"function mpc = town\nmpc.bus = [1 2 3 4];\n\n{code}\n")
    assert (problem.file, problem.row) == ("case.m", 4)
    assert "savecase" in problem.remedy


@pytest.mark.parametrize(
    ("text", "line", "found"),
    [
        ("mpc.bus = [\n1 2 3;\n1 2;\n];", 3, "row 2 of bus has 2 numbers, the first row 3"),
        ("mpc.bus = [\n1 2;\n3 x;\n];", 3, "a row of bus is not made of numbers: 3 x"),
        ("mpc.bus = [\n1 - 2;\n];", 2, "a row of bus is not made of numbers: 1 - 2"),
        ("mpc.bus = [\n[1 2];\n];", 2, "a row of bus is not made of numbers: [1 2"),
        ("\nmpc.bus = [\n1 2;\n", 2, "the table bus does not end"),
        ("mpc.bus_name = {\n'a';\n", 1, "the table bus_name does not end"),
        ("function [baseMVA, bus] = old\n", 1, "a function that does not return one struct"),
    ],
)
def test_a_malformed_file_says_where(tmp_path: Path, text: str, line: int, found: str) -> None:
    """Each malformed file is refused with the line and what was found there."""
    problem = refusal(tmp_path, text)
    assert (problem.row, problem.found) == (line, found)


@pytest.mark.parametrize(
    ("noise", "found"),
    [
        (b"PK\x03\x04\x00\x00" * 50, "is not a text file"),
        (b"\xff\x80\x1b[31m" * 50, "code that relight does not run: ÿ??[31mÿ??[31m"),
        (b"just words about a network\n", "code that relight does not run: just words about a network"),
        (b"[[[]]]", "code that relight does not run: [[[]]]"),
    ],
)
def test_noise_is_refused(tmp_path: Path, noise: bytes, found: str) -> None:
    """A file that is no case at all is refused, and nothing of it that a terminal would obey is printed."""
    path = tmp_path / "noise.m"
    path.write_bytes(noise)
    with pytest.raises(InputError) as caught:
        read_matpower_text(path)
    assert str(caught.value).isprintable()
    assert caught.value.problems[0].found.startswith(found)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    """A file that is not there is one clear problem, not a traceback."""
    with pytest.raises(InputError, match=r"nowhere\.m: cannot be read \(No such file or directory\)"):
        read_matpower_text(tmp_path / "nowhere.m")
