"""The load that sets of repairs restore is the served load of the engine."""

from __future__ import annotations

import pytest

from relight.engine.serve import serve
from relight.plan.repairs.damage import feeder_loads, served_mw
from tests.plan.repairs.instances import goal_for, network, random_situation


@pytest.mark.parametrize("seed", range(30))
def test_the_most_load_is_what_the_engine_serves(seed: int) -> None:
    """For every set of repairs of a generated problem, and the dispatch adds up to it."""
    damage = goal_for(random_situation(3000 + seed)).damage
    for repaired in range(1 << damage.jobs):
        (served,), (feeder_mw,) = served_mw(damage, [repaired]), feeder_loads(damage, [repaired])
        assert served == pytest.approx(serve(damage.grid, damage.state(repaired)).served_mw, abs=1e-6)
        assert feeder_mw.sum() <= served + 1e-6


def test_the_most_load_of_a_network_whose_lines_bind() -> None:
    """A sample of the sets of repairs of the network of the known optimum."""
    damage = goal_for(network("case5_restoration_total_dmg")).damage
    for repaired in range(0, 1 << damage.jobs, 1021):
        expected = serve(damage.grid, damage.state(repaired)).served_mw
        assert served_mw(damage, [repaired])[0] == pytest.approx(expected, abs=1e-6)
