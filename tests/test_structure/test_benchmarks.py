"""Benchmarks and the file of their results belong together; nothing is measured here."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from rich.table import Table

from benchmarks.report import (
    RESULTS,
    benchmark_names,
    markdown,
    section,
    sections_of,
    table_of,
    write_section,
)  # fmt: skip

FOLDER = RESULTS.parent


def test_results_have_a_section_for_every_benchmark() -> None:
    """What RESULTS.md shows is what can be run, no more and no less."""
    assert tuple(sections_of(RESULTS.read_text(encoding="utf-8"))) == benchmark_names()


@pytest.mark.parametrize("name", benchmark_names())
def test_a_benchmark_says_how_it_measures_and_yields_tables(name: str) -> None:
    """Every module of the folder has a docstring for RESULTS.md and the function that `python -m benchmarks` calls."""
    tree = ast.parse((FOLDER / f"{name}.py").read_text(encoding="utf-8"))
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert ast.get_docstring(tree)
    assert [argument.arg for argument in functions["tables"].args.args] == ["full"]


def test_a_table_is_written_as_markdown() -> None:
    """Columns of numbers stand on the right, others on the left, bars are escaped, the note comes last."""
    rows = [("case118", "1.5", "-"), ("a|b", "1,234", "2e-10")]
    text = markdown(table_of("Times", ("case", "ms", "difference"), rows, "a note"))
    assert text == (
        "**Times**\n\n| case | ms | difference |\n|---|---:|---:|\n"
        "| case118 | 1.5 | - |\n| a&#124;b | 1,234 | 2e-10 |\n\na note\n"
    )


def test_a_new_section_replaces_only_its_last(tmp_path: Path) -> None:
    """Sections stay in order of name, and what another benchmark found is left as it is."""
    path = tmp_path / "RESULTS.md"
    for name, text in (("speed", "old\n\n### not a heading of ours"), ("agreement", "all agree"), ("speed", "new")):
        write_section(name, text, path)
    found = sections_of(path.read_text(encoding="utf-8"))
    assert {name: text.strip() for name, text in found.items()} == {"agreement": "all agree", "speed": "new"}
    assert list(found) == ["agreement", "speed"]


def test_a_section_says_when_and_with_what_it_was_measured() -> None:
    """The docstring comes first, then date, machine and versions, then the tables."""
    text = section("How it is measured.", [Table("a")], 12.0, full=True)
    assert text.startswith("How it is measured.\n")
    assert "Python 3." in text
    assert "numpy" in text
    assert "took 12 s with --full" in text
    assert text.endswith("| a |\n|---|\n")
