"""What stands in the tables of the pages, on small hand-made outlooks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from relight.publish.back import back_everywhere
from relight.publish.causes import facilities_down, feeders_off, return_table
from relight.publish.deadlines import attention, first_run_outs, heat_table, mine_state, mine_table, run_outs
from relight.publish.evidence import amount, assumption_table, figure_table, is_large, signed
from relight.publish.horizon import horizon_of
from relight.publish.overview import key_figures
from relight.publish.restoration import back_table, group_tables, without_table
from relight.publish.tables import Row, Table
from relight.publish.warnings import warnings
from relight.publish.words import words_for

At = Callable[[float], str]


def texts(line: Row) -> list[str]:
    """The texts of a row, with ordinary spaces."""
    return [cell.text.replace("\u00a0", " ") for cell in line.cells]


def notes(line: Row) -> list[str]:
    """The notes of a row, with ordinary spaces."""
    return [cell.note.replace("\u00a0", " ") for cell in line.cells]


def row_of(table: Table | None, head: str) -> Row:
    """The row of that head."""
    assert table is not None
    return next(line for line in table.rows if line.cells[0].text == head)


@pytest.fixture
def small(at: At) -> dict[str, Any]:
    """Two districts under one parent over 24 hours: light out in both, water lost later in one, heat for ever."""
    slots = [0.0, 20.0, *(50.0 + 30 * i for i in range(47))]
    later = [0.0 if minute < 380 else 300.0 for minute in slots]

    def district(name: str, **more: Any) -> dict[str, Any]:
        people = {"people": 1000.0, "name": name, "parent": "Upper", "person_hours_without": {}}
        return {"district": name.lower(), "not_modelled": {"rail": 1000.0}, **people, **more}

    return {
        "region": "Small",
        "timezone": "Europe/Kyiv",
        "start": at(0),
        "end": at(1440),
        "hours": 24.0,
        "slots": [at(minute) for minute in slots],
        "services": ["electricity", "water", "heat", "rail"],
        "people": 2000.0,
        "not_modelled": {"rail": 1000.0},
        "people_without": {"electricity": [700.0] * 49, "water": later, "heat": [90.0] * 49, "rail": [0.0] * 49},
        "without_now": {"electricity": 800.0, "water": 0.0, "heat": 90.0, "rail": 0.0},
        "person_hours_without": {"electricity": 16800.0},
        "districts": [
            district(
                "Alder",
                without_at={"electricity": [500.0] * 49, "water": later},
                without_now={"electricity": 600.0, "water": 0.0},
                back_at={
                    "electricity": {"time": at(725), "status": "confirmed"},
                    "water": {"time": at(900), "status": "estimated"},
                },
            ),
            district(
                "Birch",
                without_at={"electricity": [200.0] * 49, "heat": [90.0] * 49},
                without_now={"electricity": 200.0, "heat": 90.0},
                not_modelled={},
                back_at={
                    "electricity": {"time": at(600), "status": "estimated"},
                    "heat": {"time": None, "status": "overdue"},
                },
            ),
        ],
        "groups": [],
        "warnings": [],
    }


def test_when_what_is_back(small: dict[str, Any]) -> None:
    """A time with its status; a later loss says from when; no return within the horizon and no loss say so too."""
    table = back_table(small, horizon_of(small), words_for(small))
    assert [column.head for column in table.columns] == ["District", "Electricity", "Water", "Heat"]
    alder, birch = row_of(table, "Alder"), row_of(table, "Birch")
    assert texts(alder) == ["Alder", "Fri 04:15", "Fri 07:10", "–"]
    assert notes(alder) == ["", "● confirmed", "○ estimated\nfrom Thu 22:30", ""]
    assert texts(birch) == ["Birch", "Fri 02:10", "–", "not by Fri 16:10"]
    assert notes(birch)[3] == "! overdue"


def test_a_parent_is_back_with_its_last_district(small: dict[str, Any]) -> None:
    """The parent's line gives the latest time, or in how many districts there is none."""
    upper = row_of(back_table(small, horizon_of(small), words_for(small)), "Upper")
    assert texts(upper) == ["Upper", "Fri 04:15", "Fri 07:10", "not by Fri 16:10"]
    assert notes(upper) == ["last of 2 districts", "● confirmed", "○ estimated", "in 1 of 2 districts"]


def test_a_service_nobody_lost_is_back_nowhere(small: dict[str, Any]) -> None:
    """Without any loss there is a dash, not a time."""
    assert back_everywhere(small, small["districts"], "rail", words_for(small)).text == "–"


def test_who_is_without_what_now(small: dict[str, Any]) -> None:
    """People with share and letter per district, sums for the parent, and a dash where nobody is without."""
    table = without_table(small, words_for(small))
    assert texts(row_of(table, "Upper")) == ["Upper", "800", "0", "90"]
    assert texts(row_of(table, "Birch")) == ["Birch", "200", "–", "90"]
    assert notes(row_of(table, "Birch"))[1:] == ["20 % C", "", "9 % B"]


def test_key_figures_look_up_the_right_slots(small: dict[str, Any]) -> None:
    """Now is the start itself; in 6 h is the slot that holds 22:10, 24 h the last one; shares are of those modelled."""
    table = key_figures(small, horizon_of(small), words_for(small))
    assert [column.head for column in table.columns[:4]] == [
        "Service",
        "Now",
        "In 6 h (Thu\u00a022:10)",
        "In 24 h (Fri\u00a016:10)",
    ]
    assert texts(row_of(table, "Water"))[1:4] == ["0", "0", "300"]
    assert texts(row_of(table, "Electricity"))[1:5] == ["800", "700", "700", "16,800"]
    assert notes(row_of(table, "Electricity"))[1] == "40 %"


def test_outage_groups_by_zone_in_order(small: dict[str, Any], at: At) -> None:
    """Zones by name, groups as people count (2.1 before 10.1), a dash for groups that are on."""
    off = {"people": 100.0, "without_now": 50.0, "without_at": [50.0] * 49}
    small["groups"] = [
        {"zone": "West", "outage_group": "10.1", **off, "back_at": {"time": at(60), "status": "estimated"}},
        {"zone": "West", "outage_group": "2.1", **off, "without_now": 0.0, "without_at": [0.0] * 49, "back_at": None},
        {"zone": "East", "outage_group": "", **off, "back_at": {"time": None, "status": "unknown"}},
    ]
    east, west = group_tables(small, horizon_of(small), words_for(small))
    assert [table.caption for table in (east, west)] == ["Zone East", "Zone West"]
    assert texts(west.rows[0]) == ["2.1", "100", "–", "–", "–", "–"]
    assert texts(west.rows[1]) == ["10.1", "100", "50", "50", "50", "Thu 17:10"]
    assert texts(east.rows[0])[0] == "no group"


def test_warnings_name_a_district_once(small: dict[str, Any], at: At) -> None:
    """A district stands under now or later with its first time; all stretches stay in the list of times."""
    small["warnings"] = [
        {"kind": "silent_sirens", "district": "birch", "from": at(30), "until": None, "people": 10.0},
        {"kind": "silent_sirens", "district": "alder", "from": at(300), "until": at(400), "people": 1230.0},
        {"kind": "silent_sirens", "district": "alder", "from": at(-60), "until": at(60), "people": 20.0},
    ]
    (sirens,) = warnings(small, words_for(small))
    assert (sirens.now, sirens.later.replace("\u00a0", " ")) == ("Alder", "Birch from Thu 16:40")
    assert [time.replace("\u00a0", " ") for time in sirens.times] == [
        "Alder now until Thu 17:10, 20 people",
        "Alder from Thu 21:10 until Thu 22:50, 1,230 people",
        "Birch from Thu 16:40, 10 people",
    ]


def test_run_outs_begin_with_those_that_matter(outlook: dict[str, Any]) -> None:
    """Hospitals come before mobile sites whatever the time; within a kind the soonest is first, with its size."""
    found = run_outs(outlook, horizon_of(outlook), words_for(outlook))
    assert found is not None
    assert [line.cells[0].text for line in found.summary.rows][:3] == ["Hospital", "Water intake", "Boiler house"]
    hospitals = sorted(
        (item for item in outlook["run_out"] if item["kind"] == "hospital"), key=lambda item: item["minute"]
    )
    first = texts(found.kinds[0].rows[0])
    assert first[0] == hospitals[0]["name"]
    assert first[1] == "generator fuel"
    assert first[4] == f"{hospitals[0]['size']:,} beds"
    assert sum(int(line.cells[3].text.replace(",", "")) for line in found.summary.rows) == len(outlook["run_out"])


def test_a_backup_that_runs_out_again_is_listed_once(outlook: dict[str, Any], at: At) -> None:
    """A battery that recharges and runs out again keeps its first time and lists the later ones."""
    battery = next(item for item in outlook["run_out"] if item["kind"] == "mobile_site")
    outlook["run_out"] = [{**battery, "minute": minute, "at": at(minute)} for minute in (900.0, 100.0, 500.0)]
    (only,) = first_run_outs(outlook)
    assert (only["minute"], only["again"]) == (100.0, [at(500.0), at(900.0)])


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({"alarm": True, "evacuate_by": -30, "order_at": -285}, "ALARM: too late"),
        ({"order_at": -285, "power_back_at": -10}, "power back"),
        ({"order_at": -285}, "order given"),
        ({"order_at": 10}, "order to come"),
        ({}, "no order"),
    ],
)
def test_the_state_of_a_mine_in_a_word(small: dict[str, Any], at: At, change: dict[str, Any], state: str) -> None:
    """Alarm before all, then power that is back, then the order."""
    clock: dict[str, Any] = {"alarm": False, "order_at": None, "power_back_at": None}
    clock |= {key: at(value) if not isinstance(value, bool) else value for key, value in change.items()}
    assert mine_state(clock, words_for(small)) == state


def test_mines_in_alarm_come_first(outlook: dict[str, Any]) -> None:
    """The mine whose last minute has passed heads the table and the list of what to look at."""
    table = mine_table(outlook, words_for(outlook))
    assert table is not None
    assert table.rows[0].cells[0].text == "Xylo mine 2"
    assert table.rows[0].style == "alarm"
    urgency, sentence, where = attention(outlook, words_for(outlook))[0]
    assert (urgency, where) == ("alarm", "mines")
    assert "Xylo mine 2" in sentence


def test_what_stands_still_now_comes_before_what_will(outlook: dict[str, Any]) -> None:
    """One that stands still is named with the reason, several are counted, one that works in part is not told."""
    because = "no power (diesel empty); feeder:F1 off: no live path"
    places = [("H1", "hospital", 0.0), ("H2", "hospital", 0.5), ("C1", "clinic", 0.0), ("C2", "clinic", 0.0)]
    outlook["now"]["facilities_down"] = [
        {"facility": name, "name": f"House {name}", "kind": kind, "district": "D", "level": level, "because": because}
        for name, kind, level in [*places, ("B1", "bakery", 0.0)]
    ]
    lines = attention(outlook, words_for(outlook))
    assert [line for line in lines if line[0] == "now"] == [
        ("now", "Hospital not working now: House H1; no power (diesel empty).", "facilities"),
        ("now", "Clinic: 2 not working now, one of them House C1.", "facilities"),
    ]
    urgencies = [urgency for urgency, _, _ in lines]
    assert urgencies == sorted(urgencies, key=["alarm", "now", "soon", "check"].index)


def test_run_outs_say_what_to_bring(outlook: dict[str, Any], at: At) -> None:
    """Fuel for a generator, a generator for a battery; for a backup of the region's own kind nothing is guessed."""
    first = outlook["run_out"][0]
    outlook["run_out"] = [
        {**first, "facility": kind, "kind": kind, "backup_kind": backup, "minute": 10.0, "at": at(10.0)}
        for kind, backup in (("hospital", "generator"), ("clinic", "battery"), ("bakery", "flywheel"))
    ]
    sentences = [sentence for _, sentence, where in attention(outlook, words_for(outlook)) if where == "run-out"]
    assert [sentence.rpartition(". ")[2] for sentence in sentences[:2]] == ["Bring fuel.", "Bring a generator."]
    assert "Bring" not in sentences[2]


@pytest.mark.parametrize(
    ("bases", "listed"),
    [
        (["overdue", "no estimate", "no estimate"], "overdue: 1, without an estimate: 2"),
        (["no estimate"], "without an estimate: 1"),
        (["overdue", "promised"], "overdue: 1"),
    ],
)
def test_only_damage_to_ask_about_is_counted(outlook: dict[str, Any], bases: list[str], listed: str) -> None:
    """The line about the crews has no zero in it."""
    outlook["returns"] = [{"basis": basis} for basis in bases]
    sentences = [sentence for _, sentence, where in attention(outlook, words_for(outlook)) if where == "returns"]
    assert sentences == [f"Damaged assets {listed}. Ask the crews."]


def test_heat_clocks_without_an_event_are_left_out(outlook: dict[str, Any]) -> None:
    """Only heat sources whose homes get cold or must be drained are listed, soonest first."""
    expected = sorted(clock["cold_home_at"] for clock in outlook["clocks"] if clock.get("cold_home_at"))
    table = heat_table(outlook, words_for(outlook))
    assert table is not None
    assert [line.cells[3].text for line in table.rows] == [words_for(outlook).clock(time) for time in expected]


@pytest.mark.parametrize(
    ("reported", "computed", "large"),
    [(1000.0, 760.0, False), (1000.0, 750.0, True), (200.0, 101.0, False), (0.0, 100.0, True), (1000.0, None, False)],
)
def test_which_difference_is_large(reported: float, computed: float | None, large: bool) -> None:
    """From a quarter of the larger figure and a hundred on; nothing is said where nothing is computed."""
    assert is_large({"reported": reported, "computed": computed}) is large


def test_official_figures_beside_computed_ones(outlook: dict[str, Any]) -> None:
    """Large differences first and marked, every figure in full, places by name."""
    table = figure_table(outlook, words_for(outlook))
    assert table is not None
    first = table.rows[0]
    assert texts(first) == ["Verkhnia", "Heat, people", "Thu 15:00", "1,000,000", "412,331", "+587,669", "governor"]
    assert (first.style, notes(first)[5]) == ("alarm", "large difference")
    assert [line.style for line in table.rows] == ["alarm", "alarm", "", ""]


@pytest.mark.parametrize(("value", "text"), [(1234.0, "+1,234"), (-2.0, "−2"), (0.2, "±0"), (None, "–")])
def test_differences_have_a_sign(outlook: dict[str, Any], value: float | None, text: str) -> None:
    """Plus, minus or about nothing; a dash when unknown."""
    assert signed(value, words_for(outlook)) == text


def test_damage_nobody_can_rely_on_comes_first(outlook: dict[str, Any]) -> None:
    """Overdue assets, then those without an estimate, both marked, then the others."""
    table = return_table(outlook, words_for(outlook))
    assert table is not None
    assert [line.cells[4].text for line in table.rows] == [
        *["overdue"] * 2,
        *["no estimate"] * 2,
        *["promised"] * 3,
        *["planned"] * 2,
        *["estimated"] * 2,
    ]
    assert [line.cells[4].style for line in table.rows[:5]] == [*["alarm"] * 4, ""]


def test_feeders_off_are_summed_by_reason(outlook: dict[str, Any]) -> None:
    """The reasons' counts add up to the list."""
    found = feeders_off(outlook, words_for(outlook))
    assert found is not None
    assert sum(int(line.cells[1].text) for line in found.summary.rows) == len(found.full.rows) == 180


def test_facilities_down_and_in_part_are_told_apart(outlook: dict[str, Any]) -> None:
    """Per kind, those at nothing and those that work in part add up to the list."""
    found = facilities_down(outlook, words_for(outlook))
    assert found is not None
    down = sum(int(line.cells[1].text) for line in found.summary.rows)
    partly = sum(int(line.cells[2].text) for line in found.summary.rows)
    assert down == sum(item["level"] == 0 for item in outlook["now"]["facilities_down"])
    assert down + partly == len(found.full.rows)


def test_the_regions_own_assumptions_come_first(outlook: dict[str, Any]) -> None:
    """A changed value is marked; minutes are printed as a length of time."""
    table = assumption_table(outlook, words_for(outlook))
    assert table is not None
    assert [texts(line)[1] for line in table.rows] == ["21 °C", "5 days"]
    assert notes(table.rows[0])[1] == "set by this region"
    assert amount(1 / 6, "min", words_for(outlook)) == "0.17\u00a0min"
    assert amount(0.5, "", words_for(outlook)) == "0.50"
