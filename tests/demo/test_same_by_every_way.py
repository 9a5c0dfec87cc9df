"""Nobody's light depends on a solver or on the order of rows: 50 random states of the demo region, three ways each."""

from __future__ import annotations

import random
from dataclasses import fields, replace
from datetime import datetime
from functools import cache
from typing import Any

import pytest

import relight
from relight.engine.model import Model, compile_region
from relight.engine.served import Method
from relight.engine.status import status
from relight.model.schema import Report

AT = datetime.fromisoformat("2026-01-07T19:00:00+02:00")
STATES = 50


@cache
def ways() -> tuple[Model, ...]:
    """The region as it is by core, simplex and interior point, and with the rows of every table shuffled by core."""
    region = relight.read_region(relight.demo_region_path())
    region = replace(region, settings=replace(region.settings, dynamics=False))
    methods: tuple[Method, ...] = ("core", "simplex", "ipm")
    return (*(compile_region(region, method) for method in methods), compile_region(shuffled(region)))


def shuffled(region: relight.Region) -> relight.Region:
    """The region with the rows of every table in another order."""
    chance = random.Random(1)
    tables: dict[str, Any] = {
        field.name: tuple(chance.sample(rows, len(rows)))
        for field in fields(region)
        if isinstance(rows := getattr(region, field.name), tuple)
    }
    return replace(region, **tables)


def damage(number: int) -> tuple[Report, ...]:
    """Between 3 and 25 assets of the grid out, some derated, drawn from the number."""
    chance = random.Random(number)
    region = ways()[0].region
    assets = [f"bus:{row.bus}" for row in region.buses if (row.kv or 0) > 100]
    assets += [f"branch:{row.branch}" for row in region.branches]
    assets += [f"generator:{row.generator}" for row in region.generators] * 3
    reports: list[Report] = []
    for asset in chance.sample(assets, chance.randint(3, 25)):
        derated = asset.startswith(("branch", "generator")) and chance.random() < 0.3
        state, value = ("derated", round(chance.uniform(0.2, 0.8), 2)) if derated else ("out", None)
        key = f"{asset} {len(reports)}"
        reports.append(
            Report(report=key, reported_at=AT, valid_from=AT, subject=asset, state=state, value=value)
        )
    return tuple({report.subject: report for report in reports}.values())


@pytest.mark.parametrize("number", range(STATES))
def test_status_is_the_same_by_core_simplex_interior_point_and_with_shuffled_rows(number: int) -> None:
    """Every list, reason and figure of the status is identical, not only the feeders that are off."""
    core, simplex, ipm, other = (
        status(relight.Situation.from_reports(model.region, damage(number), AT), model).as_dict() for model in ways()
    )
    assert core["feeders_off"] == other["feeders_off"]
    assert core == simplex
    assert core == ipm
    assert core == other


def test_random_states_do_cut_people_off() -> None:
    """The states are not trivial: in most of them some feeders are off, for more than one reason over all."""
    reasons = set()
    cut = 0
    for number in range(0, STATES, 5):
        found = status(relight.Situation.from_reports(ways()[0].region, damage(number), AT), ways()[0]).as_dict()
        cut += bool(found["feeders_off"])
        reasons |= {row["because"] for row in found["feeders_off"]}
    assert cut >= STATES / 5 / 2
    assert len(reasons) >= 2
