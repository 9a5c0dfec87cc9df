"""Of many scenarios: what protection may still do, when buses, units and damaged assets are back, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from relight.publish.bands import median_view
from relight.publish.causes import return_table
from relight.publish.page import report_page
from relight.publish.rota_tables import emergency_tables
from relight.publish.tables import Row, Table
from relight.publish.terminal import outlook_tables
from relight.publish.trace import restart_table
from relight.publish.trace_ahead import cascade_chance, restart_ahead
from relight.publish.warnings import warnings
from relight.publish.words import words_for
from tests.publish.test_terminal import printed
from tests.publish.test_trace import TRACE

At = Callable[[float], str]


def foreseen(ensemble: dict[str, Any], at: At) -> dict[str, Any]:
    """The ensemble with a past cascade, a likely one and a unit that is out or may go out."""
    none = {"probability": 0.0, "p10": None, "p50": None, "p90": None}
    ahead = {
        "probability": 0.32,
        "first_at": {"p10": at(60), "p50": at(600), "p90": at(3000)},
        "cascades": {"probability": 0.32, "p10": 1.0, "p50": 1.0, "p90": 2.0},
        "damage_mw": none, "collapsed_mw": none, "tripped_mw": none,
        "shed_mw": {"probability": 0.3, "p10": 12.0, "p50": 40.4, "p90": 340.0},
        "tripped_branches": {"probability": 0.05, "p10": 2.0, "p50": 2.0, "p90": 2.0},
    }  # fmt: skip
    unit = {"at": None, "what": "unit runs", "asset": "generator:G9", "capacity_mw": 55.0}
    chance = {"probability": 0.15, "not_back": 0.05, "p10": at(100), "p50": at(900), "p90": None}
    past = [step for step in TRACE["restart"] if step["at"] <= at(0)]
    return {
        **ensemble,
        "cascade": TRACE["cascade"],
        "cascade_ahead": ahead,
        "restart": [*past, {**unit, "chance": chance}],
    }


@pytest.fixture
def found(ensemble: dict[str, Any], at: At) -> dict[str, Any]:
    """An ensemble in which something may still come."""
    return foreseen(ensemble, at)


def shown(line: Row) -> list[str]:
    """Text and note of every cell, with ordinary spaces."""
    return [" | ".join(filter(None, (cell.text, *cell.note.split("\n")))).replace("\u00a0", " ") for cell in line.cells]


def rows_of(table: Table | None) -> list[list[str]]:
    """Every row as it is read."""
    assert table is not None
    return [shown(line) for line in table.rows]


def test_a_cascade_ahead_has_its_chance_and_its_size(found: dict[str, Any]) -> None:
    """How likely, when the first, and how much where there is any; a dash where there is none."""
    assert rows_of(cascade_chance(found, words_for(found))) == [
        ["A cascade (when the first)", "32 %", "Fri 02:10 | Thu 17:10 to Sat 18:10"],
        ["Load that further damage cuts off", "0 %", "–"],
        ["Load that relays shed", "30 %", "40 MW | 12–340"],
        ["Load of islands that collapse", "0 %", "–"],
        ["Units that trip on a surplus", "0 %", "–"],
        ["Branches that trip", "5 %", "2"],
    ]


def test_a_restart_ahead_stands_apart_from_what_is_known(found: dict[str, Any]) -> None:
    """Share of scenarios in which it is out, the median with its spread; the known restart has not a word of it."""
    view, words = median_view(found), words_for(found)
    assert rows_of(restart_ahead(view, words)) == [
        ["generator:G9 | 55 MW", "20 %", "Fri 07:10 | Thu 17:50 or later | 5 %: not by Sun 16:10", "–"]
    ]
    known = restart_table(view, words)
    assert len(rows_of(known)) == 1
    assert known is not None
    assert known.caption == "Restart up to Thu\u00a016:10: when buses became live and units ran, each the last time"


def test_a_single_run_has_nothing_of_it(outlook: dict[str, Any]) -> None:
    """One run foresees a restart as a fact of its own, without chances."""
    words = words_for(outlook)
    assert cascade_chance(outlook, words) is None
    assert restart_ahead({**outlook, "restart": TRACE["restart"]}, words) is None


@pytest.mark.parametrize("language", ["en", "uk"])
def test_only_the_desk_sees_what_may_trip(found: dict[str, Any], region: Any, language: str) -> None:
    """Both tables are in the desk's edition, none in the public one, and the terminal has the first."""
    heading = words_for(found, language)("ahead.heading")
    assert heading in report_page(found, region, public=False, language=language, situation=None)
    public = report_page(found, region, public=True, language=language)
    assert heading not in public
    assert "G9" not in public
    assert words_for(found, language)("ahead.shed_mw") in printed(outlook_tables(found, language))


def test_damage_stands_with_what_was_said_and_what_scenarios_say(ensemble: dict[str, Any]) -> None:
    """The promise under Back, beside it the median, P10 to P90 and how many are not back; the single run has none."""
    view, words = median_view(ensemble), words_for(ensemble)
    table = return_table(view, words)
    assert table is not None
    assert [column.head for column in table.columns][3:5] == ["Back", "In scenarios"]
    cells = {line.cells[0].text: shown(line)[3:5] for line in table.rows}
    assert cells["branch:qxline1"] == ["Thu 22:50", "Thu 22:50 | Thu 19:30 to Fri 03:50 | 5 %: not by Sun 16:10"]
    assert cells["branch:qxline3"] == ["–", "not by Sun 16:10"]


def test_a_warning_has_its_chance_and_times(ensemble: dict[str, Any], at: At) -> None:
    """How likely, when it may begin and end, and for how many; where all is sure nothing is added."""
    district = ensemble["districts"][0]
    chance = {
        "probability": 0.6,
        "from": {"p10": at(60), "p50": at(120), "p90": at(300)},
        "until": {"p10": at(600), "p50": at(600), "p90": None},
        "people": {"p10": 1000.0, "p50": 2000.0, "p90": 3000.0},
    }
    warning = {"kind": "boil_water", "district": district["district"], "from": at(120), "until": at(600)}
    found = {**ensemble, "warnings": [{**warning, "people": 2000.0, "chance": chance}]}
    (told,) = warnings(found, words_for(found))
    assert told.later.replace("\u00a0", " ") == f"{district['name']} from Thu 18:10 (60 %)"
    assert [time.replace("\u00a0", " ") for time in told.times] == [
        f"{district['name']} from Thu 18:10 until Fri 02:10, 2,000 people (chance 60 %; begins Thu 17:10 to Thu 21:10; "
        "ends Fri 02:10, or not by Sun 16:10; 1,000–3,000 people)"
    ]


def test_the_terminal_writes_the_rotas_bands(ensemble: dict[str, Any], at: At) -> None:
    """Energy and megawatts as median with P10 to P90, and how likely each emergency is, also where half have none."""
    band = {"p10": 10.0, "p50": 20.0, "p90": 30.0}
    row = {"zone": "Verkhnia", "outage_group": "1.1", "start": at(50), "end": at(110), "state": "emergency"}
    emergency = [{**row, "mw": {"p10": 0.0, "p50": 0.0, "p90": 7.5}, "probability": 0.25}]
    rota = {
        "cut_mwh": band, "waiting_mwh": band, "emergency_mwh": band, "damaged_mwh": band, "cuts": [],
        "emergency": emergency, "damaged": [],
    }  # fmt: skip
    text = printed(emergency_tables(median_view({**ensemble, "rota": rota})["rota"]))
    assert "Rota: 20.0 MWh cut (10.0–30.0), 20.0 MWh not yet picked up (10.0–30.0);" in " ".join(text.split())
    assert "dark by damage: 20.0 MWh (10.0–30.0) Shed" in " ".join(text.split())
    assert "group 1.1: 0.0 MW (0.0–7.5), chance 25%" in " ".join(text.split())


def test_ninety_percent_back_is_said_with_its_spread(ensemble: dict[str, Any], at: At) -> None:
    """In half, in one of ten and in nine of ten scenarios, or in how many not at all."""
    times = {"p10": at(60), "p50": at(600), "p90": at(900), "not_back": 0.0}
    ensemble["scores"]["back_90_at"] = times
    said = " ".join(printed(outlook_tables(ensemble)).split())
    assert "by Thu 17:10 in one scenario of ten, by Fri 02:10 in half of them and by Fri 07:10 in nine of ten." in said
    ensemble["scores"]["back_90_at"] = {**times, "p90": None, "not_back": 0.24}
    said = " ".join(printed(outlook_tables(ensemble)).split())
    assert "by Fri 02:10 in half of them, and not within the time looked ahead in 24 %." in said
