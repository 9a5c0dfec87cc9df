"""Dispatch and cascade as plain functions: hand-worked numbers, and the trace that tells what happened and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from relight.engine.cascade import Cascade, IslandRound, Running, cascade
from relight.engine.dispatch import dispatch
from relight.engine.grid import Grid, compile_grid, intact_state
from relight.engine.plant import compile_plant, dynamics_numbers
from relight.model.region import Region
from relight.model.schema import Branch, Feeder, Generator
from tests.engine.grids import branch, feeder, region_of


def unit(name: str, bus: str, max_mw: float, cost: float | None = None, kind: str = "thermal") -> Generator:
    """A generator row."""
    return Generator(generator=name, bus=bus, max_mw=max_mw, cost_per_mwh=cost, kind=kind)


def region(
    buses: str, units: Sequence[Generator], feeders: Sequence[Feeder], branches: Sequence[Branch] = ()
) -> Region:
    """A region with one-letter buses and the rows given."""
    return replace(region_of(buses, list(branches), {}, list(feeders)), generators=tuple(units))


def dispatched(place: Region) -> dict[str, float]:
    """What every unit gives for all feeders at their peak, by id."""
    grid = compile_grid(place)
    unit_mw = dispatch(grid, compile_plant(place, grid), intact_state(grid), grid.feeder_peak_mw)
    return dict(zip(grid.unit_ids, unit_mw.tolist(), strict=True))


@dataclass(frozen=True)
class Told:
    """A cascade with ids instead of positions."""

    grid: Grid
    found: Cascade

    @property
    def units_mw(self) -> dict[str, float]:
        """What every unit gives in the end."""
        return dict(zip(self.grid.unit_ids, self.found.running.unit_mw.tolist(), strict=True))

    @property
    def feeders_on(self) -> list[str]:
        """Feeders that are on in the end."""
        return [name for name, mw in zip(self.grid.feeder_ids, self.found.running.feeder_mw, strict=True) if mw > 0]

    @property
    def dead_buses(self) -> list[str]:
        """Buses that are dead in the end."""
        return [name for name, live in zip(self.grid.bus_ids, self.found.running.bus_in, strict=True) if not live]

    @property
    def tripped(self) -> list[list[tuple[str, float, float]]]:
        """Branches that tripped in every round, with flow and limit to 6 decimals."""
        return [
            [(self.grid.branch_ids[row], round(flow_mw, 6), round(most_mw, 6)) for row, flow_mw, most_mw in told]
            for told in (one.tripped_branches for one in self.found.rounds)
        ]

    def island(self, number: int, bus: str) -> dict[str, Any]:
        """What the island around a bus did in a round (from 1 on)."""
        [event] = [
            event for event in self.found.rounds[number - 1].islands if self.grid.bus_ids.index(bus) in event.buses
        ]
        return self._named(event)

    def _named(self, event: IslandRound) -> dict[str, Any]:
        return {
            "load": event.load_mw,
            "generation": event.generation_mw,
            "response": event.response_mw,
            "what": event.what,
            "why": event.why,
            "shed": sorted(self.grid.feeder_ids[row] for row in event.shed),
            "tripped": [self.grid.unit_ids[row] for row in event.tripped_units],
        }


def shock(place: Region, left: Mapping[str, float], ran_mw: Mapping[str, float] | None = None) -> Told:
    """The cascade when the assets named keep only that share, all feeders on and units as dispatched (or as given)."""
    grid = compile_grid(place)
    plant = compile_plant(place, grid)
    unit_mw = dispatch(grid, plant, intact_state(grid), grid.feeder_peak_mw)
    if ran_mw is not None:
        unit_mw = np.array([ran_mw[name] for name in grid.unit_ids])
    unit_max_mw = grid.unit_max_mw * np.array([left.get(name, 1.0) for name in grid.unit_ids])
    after = Running(
        bus_in=np.array([left.get(name, 1.0) > 0 for name in grid.bus_ids]),
        branch_share=np.array([left.get(name, 1.0) for name in grid.branch_ids]),
        unit_max_mw=unit_max_mw,
        unit_mw=np.minimum(unit_mw, unit_max_mw),
        feeder_mw=grid.feeder_peak_mw.copy(),
    )
    return Told(grid, cascade(grid, plant, dynamics_numbers(place), after))


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        pytest.param([unit("A", "a", 10, 20), unit("B", "a", 10, 10)], {"A": 2, "B": 10}, id="by cost"),
        pytest.param([unit("B", "a", 10, 7), unit("A", "a", 10, 7)], {"A": 10, "B": 2}, id="ties by id"),
        pytest.param(
            [unit("T", "a", 5), unit("S", "a", 1, kind="solar"), unit("I", "a", 5, kind="import"),
             unit("N", "a", 4, kind="nuclear"), unit("H", "a", 3, kind="hydro"), unit("O", "a", 9, kind="diesel")],
            {"S": 1, "H": 3, "N": 4, "T": 4, "I": 0, "O": 0},
            id="by kind",
        ),
        pytest.param([unit("O", "a", 9, kind="diesel"), unit("Q", "a", 9, 79.9)], {"Q": 9, "O": 3}, id="other is 80"),
        pytest.param([unit("A", "a", 5, 20), unit("B", "a", 4, 10)], {"A": 5, "B": 4}, id="all they can"),
    ],
)  # fmt: skip
def test_merit_order(units: list[Generator], expected: dict[str, float]) -> None:
    """Units cover 12 MW in order of cost, of the assumption for their kind, then of id."""
    assert dispatched(region("a", units, [feeder("f", "a", 12)])) == pytest.approx(expected)


def test_each_island_has_a_merit_order_of_its_own() -> None:
    """A cheap unit covers nothing on an island it is not part of."""
    units = [unit("cheap", "a", 100, 1), unit("dear", "b", 100, 50)]
    found = dispatched(region("ab", units, [feeder("f", "a", 10), feeder("g", "b", 20)]))
    assert found == pytest.approx({"cheap": 10, "dear": 20})


def test_least_cost_where_the_merit_order_overloads_a_line() -> None:
    """Triangle a, b, c with 90 MW at c and 40 MW on a-c: that line carries x/3 + 30 for x from a, so x = 30."""
    lines = [branch("ab", "ab"), branch("ac", "ac", 40), branch("bc", "bc")]
    found = dispatched(region("abc", [unit("A", "a", 100, 10), unit("B", "b", 100, 30)], [feeder("f", "c", 90)], lines))
    assert found == pytest.approx({"A": 30, "B": 60}, abs=1e-3)


def test_an_island_that_cannot_keep_its_ratings_does_not_spoil_another() -> None:
    """a-b has no dispatch within 30 MW and stays in merit order; c-d, with the same line, has one: 30 and 70."""
    units = [unit("A", "a", 100, 10), unit("C", "c", 100, 10), unit("D", "d", 100, 20)]
    lines = [branch("ab", "ab", 30), branch("cd", "cd", 30)]
    found = dispatched(region("abcd", units, [feeder("f", "b", 50), feeder("g", "d", 100)], lines))
    assert found == pytest.approx({"A": 50, "C": 30, "D": 70}, abs=1e-3)


def test_rounding_is_not_a_running_unit() -> None:
    """0.1 + 0.2 MW is more than 0.3 MW in binary: the second unit stands still all the same."""
    units, feeders = [unit("A", "a", 0.3, 1), unit("B", "a", 9, 2)], [feeder("f", "a", 0.1), feeder("g", "a", 0.2)]
    assert dispatched(region("a", units, feeders))["B"] == 0.0


def test_nothing_happens_without_damage() -> None:
    """No damage: one round, everything balanced, every unit and feeder as before."""
    units = [unit("A", "a", 50, 1), unit("B", "b", 50, 2)]
    told = shock(region("ab", units, [feeder("f", "b", 60)], [branch("ab", "ab", 50)]), {})
    assert [event.what for one in told.found.rounds for event in one.islands] == ["balanced"]
    assert told.tripped == [[]]
    assert told.units_mw == pytest.approx({"A": 50, "B": 10})


def test_units_respond_in_proportion_to_what_each_can() -> None:
    """4 MW are lost. A can raise min(5, 100 - 98) = 2, hydro H min(0.15 x 40, 20) = 6: of R = 8 half, so 1 and 3."""
    units = [unit("A", "a", 100), unit("C", "a", 4), unit("H", "a", 40, kind="hydro")]
    told = shock(region("a", units, [feeder("f", "a", 122)]), {"C": 0}, {"A": 98, "C": 4, "H": 20})
    assert told.island(1, "a") == {
        "load": 122, "generation": 118, "response": 8, "what": "response", "why": "", "shed": [], "tripped": [],
    }  # fmt: skip
    assert told.units_mw == pytest.approx({"A": 99, "C": 0, "H": 23})


def test_units_run_back_where_shedding_overshoots() -> None:
    """20 of 100 MW are lost, R = 5 + 6 = 11, missing 9: one stage sheds f2 (25). Left 75 from 80: each gives 75/80."""
    units = [unit("A", "a", 100), unit("C", "a", 20), unit("H", "a", 40, kind="hydro")]
    place = region("a", units, [feeder("f1", "a", 75), feeder("f2", "a", 25)])
    told = shock(place, {"C": 0}, {"A": 60, "C": 20, "H": 20})
    assert told.island(1, "a")["shed"] == ["f2"]
    assert told.units_mw == pytest.approx({"A": 56.25, "C": 0, "H": 18.75})


def test_units_use_part_of_their_response_after_shedding() -> None:
    """16 of 100 MW are lost, R = 5 + 6 = 11, missing 5: a stage sheds f3 (12). Left 88 from 84: 20/11 and 24/11."""
    units = [unit("A", "a", 100), unit("C", "a", 16), unit("H", "a", 40, kind="hydro")]
    feeders = [feeder("f1", "a", 70), feeder("f2", "a", 18), feeder("f3", "a", 12)]
    told = shock(region("a", units, feeders), {"C": 0}, {"A": 64, "C": 16, "H": 20})
    assert told.island(1, "a") == {
        "load": 100, "generation": 84, "response": 11, "what": "shed", "why": "", "shed": ["f3"], "tripped": [],
    }  # fmt: skip
    assert told.units_mw == pytest.approx({"A": 64 + 20 / 11, "C": 0, "H": 20 + 24 / 11})


@pytest.mark.parametrize(("missing_mw", "what"), [(4.9, "response"), (5.0, "response"), (5.1, "shed")])
def test_response_reaches_just_so_far(missing_mw: float, what: str) -> None:
    """B can raise 0.05 x 100 = 5 MW and not more; beyond that a stage is shed."""
    units = [unit("A", "a", missing_mw, 1), unit("B", "a", 100, 2)]
    told = shock(region("a", units, [feeder("f", "a", 70), feeder("g", "a", 10)]), {"A": 0})
    assert told.island(1, "a")["what"] == what


def lost(share: float) -> dict[str, float]:
    """Units A and B of a load of 100 MW in feeders of 10, A with that share of it."""
    return {"A": 100 * share, "B": 100 * (1 - share)}


@pytest.mark.parametrize(
    ("of_load", "stages"),
    [(0.01, 1), (0.10, 1), (0.11, 2), (0.20, 2), (0.30, 3), (0.35, 4), (0.50, 5), (0.51, None), (0.80, None)],
)
def test_as_many_stages_as_it_takes(of_load: float, stages: int | None) -> None:
    """Without headroom each stage sheds one feeder of 10 of 100 MW; what five cannot shed collapses the island."""
    units = [unit(name, "a", mw, 1) for name, mw in lost(of_load).items()]
    told = shock(region("a", units, [feeder(f"f{row}", "a", 10) for row in range(10)]), {"A": 0})
    event = told.island(1, "a")
    if stages is None:
        assert (event["what"], event["why"]) == ("collapsed", "shedding 50% of the load is not enough")
        assert told.dead_buses == ["a"]
        assert told.feeders_on == []
    else:
        assert event["what"] == "shed"
        assert event["shed"] == [f"f{row}" for row in range(10 - stages, 10)]
        assert told.units_mw == pytest.approx({"A": 0, "B": 100 - 10 * stages})


def test_protected_feeders_are_shed_last() -> None:
    """40 of 100 MW are lost: stages shed a0 (15, the only one not protected) first and then p3 (25), not p1 and p2."""
    feeders = [
        feeder("p1", "a", 30, protected=True), feeder("p2", "a", 30, protected=True),
        feeder("p3", "a", 25, protected=True), feeder("a0", "a", 15),
    ]  # fmt: skip
    told = shock(region("a", [unit("A", "a", 40, 1), unit("B", "a", 60, 2)], feeders), {"A": 0})
    assert told.island(1, "a")["shed"] == ["a0", "p3"]


def test_shedding_the_only_feeder_leaves_no_load() -> None:
    """The only feeder is shed in the first stage, so nothing is left to run for: the island collapses."""
    units = [unit("A", "a", 10, 1), unit("B", "a", 90, 2)]
    told = shock(region("a", units, [feeder("f", "a", 100)]), {"A": 0})
    assert (told.island(1, "a")["what"], told.island(1, "a")["why"]) == ("collapsed", "no load is left")
    assert told.units_mw == {"A": 0, "B": 0}


def surplus(load_mw: float, units_mw: Mapping[str, float]) -> Told:
    """An island of units at their capacity when a line that took the rest of their power is lost."""
    units = [unit(name, "a", mw) for name, mw in units_mw.items()]
    feeders = [feeder("f", "a", load_mw), feeder("g", "b", sum(units_mw.values()) - load_mw)]
    return shock(region("ab", units, feeders, [branch("ab", "ab")]), {"ab": 0})


def test_units_lower_in_proportion_to_what_each_can() -> None:
    """Surplus 4; of 120 MW each unit can lower 5 % of its capacity, 6 in all: A (80) by 4 x 4/6, B (40) by 4 x 2/6."""
    told = surplus(116, {"A": 80, "B": 40})
    assert told.island(1, "a") == {
        "load": 116, "generation": 120, "response": 6, "what": "run back", "why": "", "shed": [], "tripped": [],
    }  # fmt: skip
    assert told.units_mw == pytest.approx({"A": 80 - 8 / 3, "B": 40 - 4 / 3})
    assert told.island(1, "b")["why"] == "no unit runs"


@pytest.mark.parametrize(
    ("load_mw", "units_mw", "tripped", "left_mw"),
    [
        pytest.param(44, {"A": 30, "B": 20, "C": 15}, ["B"], {"A": 88 / 3, "C": 44 / 3}, id="then in proportion"),
        pytest.param(60, {"A": 50, "B": 20, "C": 20}, ["B"], {"A": 50 * 60 / 70, "C": 20 * 60 / 70}, id="ties by id"),
        pytest.param(60, {"A": 30, "B": 30, "C": 25, "D": 5}, ["A"], {"B": 30, "C": 25, "D": 5}, id="exactly"),
        pytest.param(60, {"A": 62, "B": 8, "C": 12, "D": 8}, ["C", "B", "D"], {"A": 60}, id="several, largest first"),
        pytest.param(70, {"A": 50, "B": 50}, [], {"A": 35, "B": 35}, id="none is small enough"),
    ],
)  # fmt: skip
def test_a_surplus_trips_units(
    load_mw: float, units_mw: dict[str, float], tripped: list[str], left_mw: dict[str, float]
) -> None:
    """The largest output first, each only if it is at most the surplus left; what remains is lowered in proportion."""
    told = surplus(load_mw, units_mw)
    assert told.island(1, "a")["tripped"] == tripped
    assert told.island(1, "a")["what"] == ("units tripped" if tripped else "run back")
    assert told.units_mw == pytest.approx({name: left_mw.get(name, 0.0) for name in units_mw})


@pytest.mark.parametrize(("load_mw", "collapses"), [(40.0, False), (39.9, True)])
def test_a_surplus_of_more_than_half_the_load_collapses(load_mw: float, collapses: bool) -> None:
    """60 MW on 40 are a surplus of exactly half; on 39.9 MW of a little more."""
    told = surplus(load_mw, {"A": 30, "B": 30})
    assert told.dead_buses == (["a", "b"] if collapses else ["b"])
    if collapses:
        assert told.island(1, "a")["why"] == "the surplus is 50% of the load"


def side_by_side(rating_mw: float, emergency_mw: float | None = None) -> Region:
    """Two equal lines from a unit of 100 MW at a to 50 and 30 MW at b."""
    lines = [replace(branch(name, "ab", rating_mw), emergency_mw=emergency_mw) for name in ("L1", "L2")]
    return region("ab", [unit("G", "a", 100)], [feeder("f", "b", 50), feeder("g", "b", 30)], lines)


@pytest.mark.parametrize(
    ("rating_mw", "emergency_mw", "left", "tripped"),
    [
        pytest.param(60, None, 1.0, [("L2", 80, 72)], id="1.2 times the rating"),
        pytest.param(80 / 1.2, None, 1.0, [], id="exactly 1.2 times the rating"),
        pytest.param(60, 85, 1.0, [], id="emergency_mw"),
        pytest.param(70, 75, 1.0, [("L2", 80, 75)], id="emergency_mw below 1.2 times the rating"),
        pytest.param(70, None, 0.9, [("L2", 80, 75.6)], id="derated"),
        pytest.param(60, 100, 0.75, [("L2", 80, 75)], id="derated emergency_mw"),
    ],
)
def test_what_a_line_carries_before_it_trips(
    rating_mw: float, emergency_mw: float | None, left: float, tripped: list[tuple[str, float, float]]
) -> None:
    """L1 is lost and L2 has to carry all 80 MW: above its emergency limit, times the share left of it, it trips."""
    told = shock(side_by_side(rating_mw, emergency_mw), {"L1": 0, "L2": left})
    assert [row for rows in told.tripped for row in rows] == tripped


def test_flows_may_go_either_way() -> None:
    """A line trips by the size of its flow, here 80 MW from b to a."""
    lines = [branch(name, "ba", 60) for name in ("L1", "L2")]
    told = shock(region("ab", [unit("G", "a", 100)], [feeder("f", "b", 80)], lines), {"L1": 0})
    assert told.tripped[0] == [("L2", -80, 72)]


def test_all_overloaded_lines_trip_at_once() -> None:
    """Of three equal lines with 90 MW one is lost: the others carry 45 > 36 each and trip in the same round."""
    lines = [branch(name, "ab", 30) for name in ("L1", "L2", "L3")]
    told = shock(region("ab", [unit("G", "a", 100)], [feeder("f", "b", 90)], lines), {"L1": 0})
    assert told.tripped == [[("L2", 45, 36), ("L3", 45, 36)], []]


def test_overloads_one_after_the_other() -> None:
    """Triangle with a double line: P is lost, ab trips at 52.5 of 50.4 MW, then Q at 90 of 84; both parts collapse.

    Of the 30 MW at b 22.5 take ab (0.1 beside Q and bc, 0.3), of the 60 MW at c half (0.2 beside 0.2).
    """
    lines = [branch("ab", "ab", 42), branch("bc", "bc", 31), branch("P", "ac", 70, 0.2), branch("Q", "ac", 70, 0.2)]
    told = shock(region("abc", [unit("G", "a", 100)], [feeder("f", "b", 30), feeder("g", "c", 60)], lines), {"P": 0})
    assert told.tripped == [[("ab", 52.5, 50.4)], [("Q", 90, 84)], []]
    did = [[event.what for event in one.islands] for one in told.found.rounds]
    assert did == [["balanced"], ["balanced"], ["collapsed", "collapsed"]]
    assert told.island(3, "a")["why"] == "no load is left"
    assert told.island(3, "b")["why"] == "no unit runs"
    assert told.dead_buses == ["a", "b", "c"]


def test_two_parts_survive_the_line_between_them() -> None:
    """L2 trips at 40 of 36 MW; then the west runs back from 130 to 90, the east sheds g2 (40 >= 37) and keeps 40."""
    lines = [branch("L1", "we", 30), branch("L2", "we", 30)]
    units = [unit("G1", "w", 130, 10), unit("G2", "e", 60, 20)]
    feeders = [feeder("f", "w", 90), feeder("g1", "e", 40), feeder("g2", "e", 40)]
    told = shock(region("we", units, feeders, lines), {"L1": 0})
    assert told.tripped == [[("L2", 40, 36)], []]
    assert told.island(1, "w")["what"] == "balanced"
    assert told.island(2, "w")["what"] == "run back"
    assert told.island(2, "e") == {
        "load": 80, "generation": 40, "response": 3, "what": "shed", "why": "", "shed": ["g2"], "tripped": [],
    }  # fmt: skip
    assert told.units_mw == pytest.approx({"G1": 90, "G2": 40})
    assert told.feeders_on == ["f", "g1"]
    assert told.dead_buses == []


def test_response_counts_what_a_derated_unit_has_left() -> None:
    """G (100 MW, giving 60) keeps 0.7: nothing is missing. With 0.5, 10 MW are: a stage (6 MW) sheds a feeder, 10."""
    place = region("a", [unit("G", "a", 100)], [feeder(f"f{row}", "a", 10) for row in range(6)])
    assert shock(place, {"G": 0.7}).island(1, "a")["what"] == "balanced"
    told = shock(place, {"G": 0.5})
    assert told.island(1, "a")["shed"] == ["f5"]
    assert told.units_mw == {"G": 50}


def test_a_lost_bus_takes_its_feeders_units_and_lines_along() -> None:
    """b is lost with its unit and feeder: a has 60 for 50 and can lower 3 < 10; A is too large to trip, runs back."""
    units = [unit("A", "a", 60, 1), unit("B", "b", 10, 2)]
    told = shock(region("ab", units, [feeder("f", "a", 50), feeder("g", "b", 20)], [branch("ab", "ab")]), {"b": 0})
    assert told.units_mw == pytest.approx({"A": 50, "B": 0})
    assert told.feeders_on == ["f"]
    assert [len(one.islands) for one in told.found.rounds] == [1]
