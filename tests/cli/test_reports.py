"""`relight reports`: what is believed, and why the rest is not."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Relight


def test_losers_stay_listable(relight_command: Relight, valley: Path, reports: Path) -> None:
    """At 20:00 the second report has superseded the first: both are listed, the first with the reason."""
    shown = relight_command("reports", valley, "--reports", reports, "--json")
    result = json.loads(shown.out)
    assert result["at"] == "2026-01-08T20:00:00+01:00"
    assert [row["report"] for row in result["believed"]] == ["2"]
    assert [(row["report"], row["why"]) for row in result["dropped"]] == [("1", "superseded")]


def test_earlier_the_first_was_believed(relight_command: Relight, valley: Path, reports: Path) -> None:
    """At 19:00 the second report is not yet known, and the first counts."""
    shown = relight_command("reports", valley, "--reports", reports, "--at", "2026-01-08T19:00", "--json")
    result = json.loads(shown.out)
    assert [row["report"] for row in result["believed"]] == ["1"]
    assert [(row["report"], row["why"]) for row in result["dropped"]] == [("2", "not yet known")]


def test_the_table_gives_the_reason(relight_command: Relight, valley: Path, reports: Path) -> None:
    """Without --json a table shows both reports, and why one of them does not count."""
    shown = relight_command("reports", valley, "--reports", reports)
    assert "superseded" in shown.out
    assert shown.out.count("branch:L1") == 2


def test_what_a_report_says_is_printed_as_it_is(relight_command: Relight, valley: Path, reports: Path) -> None:
    """Brackets in a source are its own and change nothing, and a whole number has no decimals."""
    with reports.open("a", encoding="utf-8") as file:
        file.write("3,2026-01-08T20:00+01:00,2026-01-08T20:00+01:00,district:mill,at_risk,,,,[/line 2] [red]\n")
    table = reports.read_text(encoding="utf-8").replace("supersedes,source", "supersedes,source,value,unit")
    table = "\n".join(f"{line},," if line[:1].isdigit() else line for line in table.splitlines())
    table += "\n4,2026-01-08T20:00+01:00,2026-01-08T20:00+01:00,district:mill,figure,,,,,12000,electricity/people\n"
    reports.write_text(table, encoding="utf-8")
    shown = relight_command("reports", valley, "--reports", reports)
    assert (shown.code, shown.err) == (0, "")
    assert "[/line 2] [red]" in shown.out
    assert " 12000 " in shown.out
