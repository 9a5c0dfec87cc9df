"""Tables on the terminal."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import pytest
from rich.console import Console, RenderableType

from relight.publish.public import public_outlook
from relight.publish.terminal import outlook_tables, status_tables


def printed(parts: Iterable[RenderableType], width: int = 80) -> str:
    """What a pipe of that width gets."""
    console = Console(file=io.StringIO(), width=width)
    for part in parts:
        console.print(part)
    return str(console.file.getvalue()).replace("\u00a0", " ")  # type: ignore[attr-defined]


@pytest.mark.parametrize("language", ["en", "uk"])
def test_eighty_columns_are_enough(outlook: dict[str, Any], language: str) -> None:
    """No line is longer than 80 signs, no number or time is cut, and a pipe gets no colour codes."""
    text = printed(outlook_tables(outlook, language))
    assert max(len(line) for line in text.splitlines()) <= 80
    assert "…" not in text.replace(" …", "")
    assert "\x1b" not in text
    assert f"{round(outlook['without_now']['electricity'], -4):,.0f}" in printed(outlook_tables(outlook))


def test_the_first_lines_say_what_matters(outlook: dict[str, Any]) -> None:
    """Region and time, age of the data and the main figure come before any table; alarms come next."""
    lines = printed(outlook_tables(outlook)).splitlines()
    assert lines[0] == "Sokil and Richne · As of Thursday 8 January 2026, 16:10"
    assert lines[1].startswith("newest report Thu 15:52, 18 min old then")
    assert "are without electricity" in " ".join(lines[2:6])
    first = lines.index("Look at this first")
    assert lines[first + 1].startswith("Alarm   Xylo mine 2")


def test_people_now_and_ahead_by_service(outlook: dict[str, Any]) -> None:
    """Each service has a line with the numbers of now, of the slots 6, 24 and 72 hours ahead, and person-hours."""
    outlook["without_now"]["water"] = 111_000.0
    outlook["people_without"]["water"] = [222_000.0] * 12 + [333_000.0] * 132 + [444_000.0]
    outlook["person_hours_without"]["water"] = 5_550_000.0
    line = next(line for line in printed(outlook_tables(outlook)).splitlines() if line.startswith("Water "))
    assert line.split()[1:7] == ["111,000", "333,000", "333,000", "444,000", "5.55", "M"]


def test_run_outs_by_time_one_line_a_kind(outlook: dict[str, Any]) -> None:
    """Each kind appears once with its first run-out; the soonest kind is first."""
    lines = printed(outlook_tables(outlook), width=200).splitlines()
    start = lines.index("Runs out next") + 2
    first = min(outlook["run_out"], key=lambda item: item["minute"])
    assert first["name"] in lines[start]
    assert sum("Mobile site" in line for line in lines[start : start + 6]) == 1


def test_the_public_part_is_printed_without_the_desks(outlook: dict[str, Any]) -> None:
    """What may be published has the people's table and names no facility."""
    text = printed(outlook_tables(public_outlook(outlook)))
    assert "People without" in text
    assert "Xylo" not in text
    assert "qx" not in text


def test_a_status_sums_up_the_instant(outlook: dict[str, Any]) -> None:
    """Power, people, reasons of feeders off and kinds of facilities down fit into 80 columns."""
    text = printed(status_tables(outlook["now"]))
    assert max(len(line) for line in text.splitlines()) <= 80
    assert "Demand 4,410 MW, feeders get 3,282 MW, at most 3,320 MW could be served; 2" in text
    assert "1,200,000" in text
    reasons = {item["because"] for item in outlook["now"]["feeders_off"]}
    assert all(reason in text for reason in reasons)
