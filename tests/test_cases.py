"""Hand-worked cases: every folder of tests/cases with a case.toml is run and compared with what its working says."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from datetime import datetime
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest

from relight.engine.outlook import outlook
from relight.engine.status import status
from relight.files.region import read_region
from relight.files.repairs import read_repairs
from relight.files.reports import read_reports
from relight.model.region import Region
from relight.model.schema import REGION_ROWS, Repair, Report
from relight.model.situation import Situation
from relight.plan.rota.rota_plan import plan_rota

FOLDERS = sorted(path.parent for path in Path(__file__).parent.glob("cases/*/case.toml"))
IDS = (
    *("facility", "need", "backup", "feeder", "asset", "subject", "unit"),
    *("district", "zone", "outage_group", "kind", "buses", "name"),
)
OTHERS = "..."
ABSENT = "absent"


@pytest.fixture(params=FOLDERS, ids=lambda folder: folder.name)
def folder(request: pytest.FixtureRequest) -> Path:
    """One case after the other."""
    return request.param


def test_hand_worked_case(folder: Path) -> None:
    """The engine gives what was worked out by hand from the rules."""
    case = _case(folder)
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    wrong = differences(expected, _run(case, *_input(folder)), case["tolerance"])
    assert not wrong, "\n".join([f"{folder.name}: {case['title']}", *wrong, "", case["working"]])


def test_rows_of_tables_may_stand_in_any_order(folder: Path) -> None:
    """With the rows of every table and the reports reversed the result is the same, byte for byte.

    Backups keep their order: it says which stands in first.
    """
    case = _case(folder)
    region, reports, repairs = _input(folder)
    rows = {name: getattr(region, name)[::-1] for name in REGION_ROWS if name != "backups"}
    turned = _run(case, replace(region, **rows), reports[::-1], repairs and repairs[::-1])
    assert json.dumps(turned) == json.dumps(_run(case, region, reports, repairs))


def test_case_shows_its_working(folder: Path) -> None:
    """Every case says what it proves, where it is from, and how its numbers come about."""
    case = _case(folder)
    assert case["title"]
    assert case["source"]
    assert len(case["working"].split()) >= 20, "the working is too short to follow"
    assert any(character.isdigit() for character in case["working"])


def test_cases_are_many() -> None:
    """The rules are covered by at least forty cases, so a glob that finds nothing cannot pass."""
    assert len(FOLDERS) >= 40


RESULT = {
    "served_mw": 3.0,
    "alarm": True,
    "at": "2026-01-08T01:00:00+02:00",
    "slots": [0, 0, 500.0],
    "feeders_off": [{"feeder": "F1", "because": "no capacity"}, {"feeder": "F2", "because": "line limit"}],
}


@pytest.mark.parametrize(
    "expected",
    [
        {"served_mw": 3.01},
        {"served_mw": None},
        {"served_mw": "3"},
        {"switched_mw": 3},
        {"served_mw": ABSENT},
        {"alarm": 1},
        {"at": "2026-01-08T01:00:02+02:00"},
        {"at": "2026-01-07T23:00:00+00:00"},
        {"slots": [0, 0, 499.0]},
        {"slots": [0, 0]},
        {"slots": [0, 0, 500, 0]},
        {"feeders_off": []},
        {"feeders_off": [{"feeder": "F1"}]},
        {"feeders_off": [{"feeder": "F3"}, OTHERS]},
        {"feeders_off": [{"feeder": "F1", "because": "line limit"}, OTHERS]},
        {"feeders_off": [{"feeder": "F1"}, {"feeder": "F1"}]},
    ],
)
def test_comparison_finds_a_difference(expected: dict[str, Any]) -> None:
    """The comparison itself fails on a wrong number, time, kind of value, length or member."""
    assert len(differences(expected, RESULT, tolerance=0.001)) >= 1


def test_comparison_accepts_a_part() -> None:
    """Part of a result, within tolerance, with list members in any order, is accepted."""
    expected = {
        "served_mw": 3.0009,
        "at": "2026-01-08T01:00:01+02:00",
        "slots": [0, OTHERS],
        "feeders_off": [{"feeder": "F2"}, {"feeder": "F1", "because": "no capacity", "since": ABSENT}],
    }
    assert differences(expected, RESULT, tolerance=0.001) == []


def _case(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))


def _input(folder: Path) -> tuple[Region, tuple[Report, ...], tuple[Repair, ...] | None]:
    region = read_region(folder / "region")
    said, planned = folder / "reports.csv", folder / "repairs.csv"
    reports = read_reports(said, region) if said.exists() else ()
    return region, reports, read_repairs(planned, region) if planned.exists() else None


def _run(
    case: dict[str, Any], region: Region, reports: tuple[Report, ...], repairs: tuple[Repair, ...] | None
) -> dict[str, Any]:
    """What `relight status`, `outlook` or `rota` prints for the case, as its JSON reads back."""
    # As the command line does: an instant of a zone, in which Python reckons by the clock on the wall.
    situation = Situation.from_reports(region, reports, case["at"].astimezone(region.settings.zone))
    result: Any
    if case["command"] == "status":
        result = status(situation)
    elif case["command"] == "rota":
        result = plan_rota(situation, hours=case["hours"], repairs=repairs)
    else:
        result = outlook(situation, hours=case["hours"], repairs=repairs)
    found = json.loads(json.dumps(result.as_dict()))
    for stage in (stage for zone in found.get("zones", ()) for stage in zone["stages"]):
        del stage["seconds"]
    return found


def differences(expected: Any, found: Any, tolerance: float, path: str = "result") -> list[str]:
    """Lines that say where what was found is not what was expected; none if all of the expected part is there."""
    if isinstance(expected, dict) and isinstance(found, dict):
        return [line for key in expected for line in _key(expected[key], found, key, tolerance, path)]
    if isinstance(expected, list) and isinstance(found, list):
        members = [item for item in expected if item != OTHERS]
        complete = OTHERS not in expected
        compare = _members if any(isinstance(item, dict) for item in (*members, *found)) else _elements
        return compare(members, found, tolerance, path, complete)
    if _same(expected, found, tolerance):
        return []
    return [f"{path}: expected {expected!r}, found {found!r}"]


def _key(expected: Any, found: dict[str, Any], key: str, tolerance: float, path: str) -> list[str]:
    if (key in found) == (expected == ABSENT):
        return [f"{path}.{key}: expected {expected!r}, found {found.get(key, ABSENT)!r}"]
    return differences(expected, found[key], tolerance, f"{path}.{key}") if key in found else []


def _elements(expected: list[Any], found: list[Any], tolerance: float, path: str, complete: bool) -> list[str]:
    """Compare position by position."""
    compared = found if complete else found[: len(expected)]
    if all(_same(*pair, tolerance) for pair in zip_longest(expected, compared, fillvalue=ABSENT)):
        return []
    return [f"{path}: expected {expected!r}, found {found!r}"]


def _members(expected: list[Any], found: list[Any], tolerance: float, path: str, complete: bool) -> list[str]:
    """Compare dictionaries that name the same ids; each one found serves one expected."""
    rest, wrong = list(found), []
    for item in expected:
        ids = {key: item[key] for key in IDS if key in item}
        place = f"{path}[{', '.join(f'{key}={value}' for key, value in ids.items())}]"
        candidates = [other for other in rest if all(other.get(key) == value for key, value in ids.items())]
        if not candidates:
            wrong.append(f"{place}: expected, not found among {[_ids(other) for other in found]}")
            continue
        judged = sorted(candidates, key=lambda other: len(differences(item, other, tolerance)))
        wrong += differences(item, judged[0], tolerance, place)
        rest.remove(judged[0])
    if complete and rest:
        wrong.append(f"{path}: not expected, but found {[_ids(other) for other in rest]}")
    return wrong


def _ids(item: dict[str, Any]) -> dict[str, Any]:
    return {key: item[key] for key in IDS if key in item}


def _same(expected: Any, found: Any, tolerance: float) -> bool:
    if isinstance(expected, bool) or isinstance(found, bool) or expected is None or found is None:
        return expected is found
    if isinstance(expected, int | float) and isinstance(found, int | float):
        return abs(expected - found) <= tolerance
    instants = _instant(expected), _instant(found)
    if instants[0] is not None and instants[1] is not None:
        apart = abs((instants[0] - instants[1]).total_seconds())
        return apart <= 1 and instants[0].utcoffset() == instants[1].utcoffset()
    return bool(expected == found)


def _instant(value: Any) -> datetime | None:
    try:
        read = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return read if read is not None and read.tzinfo is not None else None
