"""Emergencies that an outlook foresees, as rows to publish with its rota."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from relight.errors import InputError
from relight.files.schedules.foreseen import read_emergencies


def outlook() -> dict[str, Any]:
    """Two hours of a group of 1,000 people: from 18:00 most are dark for an hour, then a few; no group's all along.

    The first slot is cut by the timetable; the last has a cut that is only possible.
    """
    return {
        "slots": [f"2026-01-08T{hour}+02:00" for hour in ("17:30:00", "18:00:00", "18:30:00", "19:00:00")],
        "end": "2026-01-08T19:30:00+02:00",
        "groups": [
            {"zone": "Kalvoria", "outage_group": "1.1", "people": 1000.0, "without_at": [800.0, 500.0, 900.0, 499.0]},
            {"zone": "Kalvoria", "outage_group": "", "people": 10.0, "without_at": [10.0] * 4},
        ],
        "rota": {
            "cuts": [
                {
                    "zone": "Kalvoria", "outage_group": "1.1", "start": f"2026-01-08T{start}:00+02:00",
                    "end": f"2026-01-08T{end}:00+02:00", "state": state,
                }
                for start, end, state in (("17:30", "18:00", "confirmed"), ("18:00", "19:30", "possible"))
            ],
            "damaged": [],
            "emergency": [
                {
                    "zone": "Kalvoria", "outage_group": group, "start": "2026-01-08T18:00:00+02:00",
                    "end": "2026-01-08T19:30:00+02:00", "state": "emergency", "mw": 3.0,
                }
                for group in ("1.1", "", "9.9")
            ]
        },
    }  # fmt: skip


def written(folder: Path, content: object) -> Path:
    """The file of an outlook."""
    path = folder / "outlook.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


@pytest.mark.parametrize("ensemble", [False, True])
def test_a_group_that_is_mostly_dark_is_in_an_emergency(tmp_path: Path, ensemble: bool) -> None:
    """One hour at half or more of its people, in one row; not what the rota cuts itself, a few people, or no group."""
    content = outlook()
    if ensemble:
        for group in content["groups"]:
            group["without_at"] = {"p10": [0.0] * 4, "p50": group["without_at"], "p90": [1000.0] * 4}
    (row,) = read_emergencies(written(tmp_path, content), 0.5)
    assert (row.zone, row.outage_group, row.state) == ("Kalvoria", "1.1", "emergency")
    assert (row.start.isoformat(), row.end.isoformat()) == ("2026-01-08T18:00:00+02:00", "2026-01-08T19:00:00+02:00")


def test_what_is_dark_by_damage_is_told_as_an_emergency_but_for_cuts(tmp_path: Path) -> None:
    """Damage lasts through a cut of the timetable: the cut is told as it was planned, the rest as an emergency, which
    is the only word that feeds have for it.
    """
    content = outlook()
    begun = "2026-01-08T17:30:00+02:00"
    content["rota"]["damaged"] = [{**row, "start": begun} for row in content["rota"]["emergency"]]
    content["rota"]["emergency"] = []
    (row,) = read_emergencies(written(tmp_path, content), 0.5)
    assert (row.start.isoformat(), row.end.isoformat()) == ("2026-01-08T18:00:00+02:00", "2026-01-08T19:00:00+02:00")


def test_without_people_nobody_is_dark(tmp_path: Path) -> None:
    """A group without people is in no emergency."""
    content = outlook()
    content["groups"][0] |= {"people": 0.0, "without_at": [0.0] * 4}
    assert read_emergencies(written(tmp_path, content), 0.5) == ()


@pytest.mark.parametrize("content", [[], {}, {"rota": None}, {**outlook(), "slots": []}, {**outlook(), "groups": 3}])
def test_what_is_no_outlook_is_refused(tmp_path: Path, content: object) -> None:
    """One sentence that says how to write one; a file that is not there is named."""
    with pytest.raises(InputError, match=r"no outlook with a rota; write one with: relight outlook"):
        read_emergencies(written(tmp_path, content), 0.5)
    with pytest.raises(InputError, match=r"gone\.json: the file cannot be read"):
        read_emergencies(tmp_path / "gone.json", 0.5)
