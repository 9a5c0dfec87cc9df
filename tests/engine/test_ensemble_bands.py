"""Every number of an ensemble's dictionary is a band, has its band beside it, or is a fact: none is a lone forecast."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import relight
from relight.model.hazard import Hazard, Rate
from relight.model.schema import RotaSlot

HOURS, SCENARIOS = 24.0, 8
TIME = re.compile(r"\d{4}-\d\d-\d\dT.*")
BAND = {"p10", "p50", "p90"}
SHARES = {"probability", "not_back"}
ONLY_IN_ENSEMBLES = {"ensemble", "back_at", "parents", "cascade_ahead"}
Table = dict[str, str]


@cache
def both() -> tuple[dict[str, Any], dict[str, Any]]:
    """The demo's outlook and its ensemble, with a rota, strikes and dynamics: every part of the dictionary is there."""
    region = relight.read_region(relight.demo_region_path())
    reports = relight.read_reports(relight.demo_reports_path(), region)
    situation = relight.Situation.from_reports(region, reports)
    rates = (Rate("line", per_day=0.1), Rate("transformer", per_day=0.1), Rate("hydro", per_day=2.0))
    hazard = Hazard("strikes", likelihood=0.9, rates=rates)
    start, zone = situation.at + timedelta(hours=2), region.feeders[0].zone or region.districts[0].parent
    rota = tuple(
        RotaSlot(zone=zone, outage_group=group, start=start, end=start + timedelta(hours=4), state=state)
        for group, state in (("1.1", "confirmed"), ("2.1", "possible"))
    )
    state = relight.replay(situation)
    futures = relight.futures_from(state, 7, HOURS, hazards=(hazard,), rota=rota)
    alone = relight.outlook(situation, hours=HOURS, rota=rota).as_dict()
    return alone, relight.ensemble(futures, SCENARIOS).as_dict()


@pytest.fixture(scope="module")
def table(project: Path) -> Table:
    """What docs/ensembles.md says of every key: band, beside, fact or about."""
    rows = re.findall(r"^\| (`.*?`) \| (band|beside|fact|about) \|", (project / "docs/ensembles.md").read_text(), re.M)
    return {key: kind for keys, kind in rows for key in re.findall(r"`([\w.]+)`", keys)}


def kind_of(path: str, table: Table) -> str:
    """What the table says of the key at that path or of the nearest one above it."""
    while path and path not in table:
        path = path.rpartition(".")[0]
    return table.get(path, "not in the table")


def is_number(value: Any) -> bool:
    """Whether a reader would take it for a number or a time."""
    return (isinstance(value, int | float) and not isinstance(value, bool)) or (
        isinstance(value, str) and TIME.fullmatch(value) is not None
    )


def found_in(value: Any, path: str = "", row: dict[str, Any] | None = None) -> Iterator[tuple[str, str, Any, Any]]:
    """Path (without positions in lists), what stands there (`band`, `share` or `number`), its value, and its row."""
    if isinstance(value, dict):
        if set(value) >= BAND:
            yield path, "band", value, row
            value = {key: inner for key, inner in value.items() if key not in BAND}
        for key, inner in value.items():
            yield from found_in(inner, f"{path}.{key}".lstrip("."), value if row is None else row)
    elif isinstance(value, list):
        for inner in value:
            yield from found_in(inner, path, inner if isinstance(inner, dict) else row)
    elif is_number(value):
        name = path.rpartition(".")[2]
        yield path, "share" if name in SHARES else "number", value, row


def has_band(row: dict[str, Any], name: str) -> bool:
    """Whether a row has the band of one of its numbers beside it."""
    chance = row.get("chance", {})
    return {"at_p10", "at_p50", "at_p90"} <= set(row) or any(set(one) >= BAND for one in (chance, chance.get(name, {})))


def lone_forecasts(together: dict[str, Any], table: Table) -> list[str]:
    """Paths of numbers that are neither a band, nor have one in their row, nor are named as a fact."""
    wrong = set()
    for path, what, _, row in found_in(together):
        kind, name = kind_of(path, table), path.rpartition(".")[2]
        if what == "band":
            right = kind == "band" or ".chance" in path
        elif what == "share" or name.startswith("at_p"):
            right = True
        elif kind == "beside":
            right = has_band(row, name) or (path == "restart.at" and row["at"] <= together["start"])
        else:
            right = kind in ("fact", "about")
        if not right:
            wrong.add(path)
    return sorted(wrong)


def test_no_number_of_an_ensemble_is_a_lone_forecast(table: Table) -> None:
    """Each is a band where the table says so, has its band in its row, or is named there as a fact."""
    assert lone_forecasts(both()[1], table) == []


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda found: found["scores"].update(saifi=1.2), "scores.saifi"),
        (lambda found: found["scores"].update(back_90_at=found["end"]), "scores.back_90_at"),
        (lambda found: found["returns"][0].pop("chance"), "returns.at"),
        (lambda found: found["districts"][0].update(mean_hours=3), "districts.mean_hours"),
        (lambda found: next(row for row in found["restart"][::-1] if row["at"]).pop("chance"), "restart.at"),
        (lambda found: found.update(worst_mw=3.5), "worst_mw"),
    ],
    ids=["score", "time", "chance", "new", "restart", "key"],
)
def test_a_lone_forecast_would_be_found(table: Table, change: Callable[[dict[str, Any]], Any], path: str) -> None:
    """The test above does fail when a number stands alone, and says where."""
    found = copy.deepcopy(both()[1])
    change(found)
    assert lone_forecasts(found, table) == [path]


def test_no_number_of_the_single_run_is_lost(table: Table) -> None:
    """Whatever number a single run has, an ensemble has there or in a band; and the table names nothing else."""
    alone, together = (dict_of_paths(found) for found in both())
    assert sorted(set(alone) - set(together)) == []
    assert not [key for key in table if not any(f"{path}.".startswith(f"{key}.") for path in together)]
    assert {path.partition(".")[0] for path in set(together) - set(alone) if ".chance" not in path} <= {
        *ONLY_IN_ENSEMBLES, "run_out", "districts", "groups", "scores", "rota",
    }  # fmt: skip


def dict_of_paths(found: dict[str, Any]) -> dict[str, str]:
    """Path -> what stands there."""
    return {path.removesuffix(".time"): what for path, what, _, _ in found_in(found)}


def test_a_fact_is_the_same_as_in_the_single_run() -> None:
    """The present, the damage as reported, figures, the rota's cuts and past cascades do not depend on chance."""
    alone, together = both()
    for key in ("now", "without_now", "not_modelled", "people", "slots", "figures", "reports", "unexplained"):
        assert together[key] == alone[key], key
    for key in ("people", "without_now", "not_modelled"):
        assert [row[key] for row in together["districts"]] == [row[key] for row in alone["districts"]]
    said = [{key: value for key, value in row.items() if key != "chance"} for row in together["returns"]]
    assert said == alone["returns"]
    assert together["rota"]["cuts"] == alone["rota"]["cuts"]
    assert together["cascade"] == [shock for shock in alone["cascade"] if shock["at"] <= alone["start"]]
    assert together["cascade"]
    known = [row for row in together["restart"] if "chance" not in row]
    assert known
    assert all(row["at"] <= alone["start"] for row in known)
    assert [row for row in alone["restart"] if row["at"] <= alone["start"]] == known
