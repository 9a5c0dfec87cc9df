"""What must always hold of dispatch, cascade and restart: random small grids, and naive models of the rules."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from relight.engine.cascade import COLLAPSED, Cascade, Running, cascade
from relight.engine.dispatch import dispatch
from relight.engine.grid import BoolArray, FloatArray, Grid, GridState, compile_grid, intact_state
from relight.engine.outlook import outlook
from relight.engine.plant import compile_plant, dynamics_numbers
from relight.engine.serve import serve
from relight.model.region import Region, Settings
from relight.model.schema import Branch, Bus, District, Feeder, Generator, Report
from relight.model.situation import Situation
from tests.engine.grids import shuffled

START = datetime(2026, 1, 8, tzinfo=UTC)
KINDS = ("thermal", "hydro", "nuclear")
BALANCE = 1e-9


@st.composite
def regions(draw: st.DrawFn, rated: bool = True) -> Region:
    """A connected grid of 4 to 8 buses with up to three loops; with ratings, some of them far too small."""
    buses = [f"b{row}" for row in range(draw(st.integers(4, 8)))]
    bus = st.sampled_from(buses)
    ends = [(draw(st.sampled_from(buses[:row])), buses[row]) for row in range(1, len(buses))]
    ends += draw(st.lists(st.tuples(bus, bus).filter(lambda pair: pair[0] != pair[1]), max_size=3))
    ratings = [None, *((mw, emergency) for mw in (5.0, 10.0, 15.0, 20.0, 40.0) for emergency in (None, mw, 1.5 * mw))]
    rating = st.sampled_from(ratings if rated else [None])
    costs = draw(st.permutations(range(1, 6)))
    return Region(
        settings=Settings("random", "UTC", slot_minutes=1, dynamics=True),
        districts=(District(district="d", people=1000.0),),
        buses=tuple(Bus(bus=name, district="d") for name in buses),
        branches=tuple(
            Branch(
                branch=f"l{row}", from_bus=start, to_bus=end, x_pu=draw(st.sampled_from([0.05, 0.1, 0.2])),
                rating_mw=limits[0], emergency_mw=limits[1],
            )
            for row, (start, end) in enumerate(ends)
            for limits in [draw(rating) or (None, None)]
        ),
        generators=tuple(
            Generator(
                generator=f"g{row}", bus=draw(bus), kind=draw(st.sampled_from(KINDS)), cost_per_mwh=float(costs[row]),
                max_mw=float(draw(st.integers(3, 40))), black_start=draw(st.booleans()),
                start_up_minutes=float(draw(st.integers(0, 30))),
            )
            for row in range(draw(st.integers(2, 5)))
        ),
        feeders=tuple(
            Feeder(
                feeder=f"f{row}", bus=draw(bus), peak_mw=float(draw(st.integers(1, 12))),
                protected=draw(st.integers(0, 5)) == 0, divisible=rated and draw(st.integers(0, 5)) == 0,
            )
            for row in range(draw(st.integers(3, 10)))
        ),
    )  # fmt: skip


@dataclass(frozen=True)
class Scene:
    """A grid as it ran, what is damaged, and the cascade that follows."""

    region: Region
    grid: Grid
    ran_mw: FloatArray  # per unit, before the damage
    after: Running
    found: Cascade


def served_before(region: Region) -> tuple[Grid, FloatArray, FloatArray]:
    """The grid, what its feeders get and what its units give while it is intact."""
    grid = compile_grid(region)
    state = intact_state(grid)
    feeder_mw = serve(grid, state).feeder_mw
    return grid, feeder_mw, dispatch(grid, compile_plant(region, grid), state, feeder_mw)


def scene_of(region: Region, left: dict[str, float]) -> Scene:
    """The cascade when the assets named keep only that share."""
    grid, feeder_mw, unit_mw = served_before(region)
    unit_max_mw = grid.unit_max_mw * [left.get(name, 1.0) for name in grid.unit_ids]
    after = Running(
        bus_in=np.array([left.get(name, 1.0) > 0 for name in grid.bus_ids]),
        branch_share=np.array([left.get(name, 1.0) for name in grid.branch_ids]),
        unit_max_mw=unit_max_mw,
        unit_mw=np.minimum(unit_mw, unit_max_mw),
        feeder_mw=feeder_mw,
    )
    found = cascade(grid, compile_plant(region, grid), dynamics_numbers(region), after)
    return Scene(region, grid, unit_mw, after, found)


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    """A random grid with one to four random assets damaged."""
    region = draw(regions())
    names = [row.branch for row in region.branches] + [row.generator for row in region.generators]
    names += [row.bus for row in region.buses]
    chosen = draw(st.lists(st.sampled_from(names), min_size=1, max_size=4, unique=True))
    return scene_of(region, {name: draw(st.sampled_from([0.0, 0.0, 0.5])) for name in chosen})


def parts(grid: Grid, bus_in: Iterable[bool], branch_share: FloatArray) -> list[list[int]]:
    """Connected parts of the buses in service, found by walking from bus to bus."""
    rest = {bus for bus, live in enumerate(bus_in) if live}
    closed = branch_share > 0
    ends = list(zip(grid.branch_from[closed].tolist(), grid.branch_to[closed].tolist(), strict=True))
    found = []
    while rest:
        part = [min(rest)]
        for bus in part:
            near = {j if i == bus else i for i, j in ends if bus in (i, j)}
            part += sorted(near & rest - set(part))
        rest -= set(part)
        found.append(sorted(part))
    return found


def flows(grid: Grid, branch_share: FloatArray, bus_in: BoolArray, injection_mw: FloatArray) -> FloatArray:
    """DC flows by the pseudo-inverse of the Laplacian; branches that are out or between dead buses carry 0."""
    alive = (branch_share > 0) & bus_in[grid.branch_from] & bus_in[grid.branch_to]
    incidence = np.zeros((len(alive), len(bus_in)))
    rows = np.arange(len(alive))
    incidence[rows, grid.branch_from] += alive
    incidence[rows, grid.branch_to] -= alive
    weight = alive / grid.reactance_pu
    angle = np.linalg.pinv(incidence.T @ (weight[:, None] * incidence)) @ injection_mw
    return np.asarray(weight * (incidence @ angle))


def at_buses(grid: Grid, unit_mw: FloatArray, feeder_mw: FloatArray) -> FloatArray:
    """Generation less load per bus."""
    injection_mw = np.zeros(len(grid.bus_ids))
    np.add.at(injection_mw, grid.unit_bus, unit_mw)
    np.add.at(injection_mw, grid.feeder_bus, -feeder_mw)
    return injection_mw


@settings(max_examples=60)
@given(scene=scenes())
def test_every_round_balances_and_trips_what_is_overloaded(scene: Scene) -> None:
    """In each part of the grid units give what feeders take, to 1e-9, and exactly the overloaded branches trip."""
    grid, bus_in, share = scene.grid, scene.after.bus_in.copy(), scene.after.branch_share.copy()
    usual_mw = [np.inf if row.rating_mw is None else 1.2 * row.rating_mw for row in scene.region.branches]
    own_mw = [row.emergency_mw for row in scene.region.branches]
    emergency_mw = np.array([usual if own is None else own for usual, own in zip(usual_mw, own_mw, strict=True)])
    before = scene.after.unit_mw, scene.after.feeder_mw
    for one in scene.found.rounds:
        for part in parts(grid, bus_in, share):
            given_mw = one.unit_mw[np.isin(grid.unit_bus, part)].sum()
            taken_mw = one.feeder_mw[np.isin(grid.feeder_bus, part)].sum()
            assert abs(given_mw - taken_mw) <= BALANCE * max(1.0, taken_mw)
            had_mw = before[0][np.isin(grid.unit_bus, part)].sum() + before[1][np.isin(grid.feeder_bus, part)].sum()
            idles = had_mw == 0 and scene.after.unit_max_mw[np.isin(grid.unit_bus, part)].sum() > 0
            if (given_mw == 0 or taken_mw == 0) and not idles:
                bus_in[part] = False
        assert one.unit_mw[~bus_in[grid.unit_bus]].sum() == one.feeder_mw[~bus_in[grid.feeder_bus]].sum() == 0
        flow_mw = flows(grid, share, bus_in, at_buses(grid, one.unit_mw, one.feeder_mw))
        above_mw = np.abs(flow_mw) - np.where(share > 0, emergency_mw, 0.0) * share
        tripped = [row for row, _, _ in one.tripped_branches]
        assert set(np.flatnonzero(above_mw > 1e-3)) <= set(tripped) <= set(np.flatnonzero(above_mw > -1e-3))
        share[tripped] = 0.0
        before = one.unit_mw, one.feeder_mw
    np.testing.assert_array_equal(bus_in, scene.found.running.bus_in)
    np.testing.assert_array_equal(share, scene.found.running.branch_share)


@settings(max_examples=60)
@given(scene=scenes())
def test_a_cascade_ends_and_only_takes_away(scene: Scene) -> None:
    """At most one round a branch and one more; feeders keep their load or lose it; units stay within their capacity."""
    left, rounds = scene.found.running, scene.found.rounds
    assert len(rounds) <= len(scene.grid.branch_ids) + 1
    assert all(one.tripped_branches for one in rounds[:-1])
    assert not rounds[-1].tripped_branches
    assert np.all((left.feeder_mw == 0) | (left.feeder_mw == scene.after.feeder_mw))
    assert np.all(left.bus_in <= scene.after.bus_in)
    assert np.all(left.branch_share <= scene.after.branch_share)
    assert np.all(left.unit_mw <= scene.after.unit_max_mw * (1 + 1e-5) + 1e-5)
    assert np.all((left.unit_mw == 0) | (scene.after.unit_mw > 0)), "a unit that stood still cannot have started"


@settings(max_examples=60)
@given(scene=scenes())
def test_nothing_that_collapsed_serves(scene: Scene) -> None:
    """From the round of its collapse on, a bus is dead and has neither load nor generation."""
    dead: set[int] = set()
    for one in scene.found.rounds:
        for event in one.islands:
            assert not dead & set(event.buses.tolist()), "a dead bus is in no island"
            if event.what == COLLAPSED:
                dead |= set(event.buses.tolist())
        assert not one.feeder_mw[np.isin(scene.grid.feeder_bus, list(dead))].any()
        assert not one.unit_mw[np.isin(scene.grid.unit_bus, list(dead))].any()
    assert not scene.found.running.bus_in[list(dead)].any()


@settings(max_examples=60)
@given(region=regions())
def test_no_damage_no_trips(region: Region) -> None:
    """A grid that serves what it can within its ratings goes on as it was: one round, nothing sheds, trips or moves."""
    scene = scene_of(region, {})
    [one] = scene.found.rounds
    assert not one.tripped_branches
    assert not [event for event in one.islands if event.what != "balanced" and event.load_mw > 0]
    np.testing.assert_allclose(scene.found.running.unit_mw, scene.ran_mw, atol=1e-4)
    np.testing.assert_array_equal(scene.found.running.feeder_mw, scene.after.feeder_mw)


def ids_of(found: Cascade, grid: Grid) -> str:
    """The whole trace as text with ids."""
    rounds = [
        {
            "islands": sorted(
                (
                    sorted(grid.bus_ids[bus] for bus in event.buses), event.what, event.why, event.load_mw,
                    event.generation_mw, event.response_mw, sorted(grid.feeder_ids[row] for row in event.shed),
                    [grid.unit_ids[row] for row in event.tripped_units],
                )
                for event in one.islands
            ),
            "tripped": [(grid.branch_ids[row], flow_mw, most_mw) for row, flow_mw, most_mw in one.tripped_branches],
            "units": one.unit_mw.tolist(),
            "feeders": one.feeder_mw.tolist(),
        }
        for one in found.rounds
    ]  # fmt: skip
    return json.dumps(rounds)


@settings(max_examples=30)
@given(scene=scenes(), seed=st.integers(0, 1000))
def test_the_trace_does_not_depend_on_the_order_of_rows(scene: Scene, seed: int) -> None:
    """With the rows of all tables shuffled, and once more as it was, the trace is the same to the last bit."""
    left = {
        **dict(zip(scene.grid.bus_ids, scene.after.bus_in.astype(float).tolist(), strict=True)),
        **dict(zip(scene.grid.branch_ids, scene.after.branch_share.tolist(), strict=True)),
        **dict(zip(scene.grid.unit_ids, (scene.after.unit_max_mw / scene.grid.unit_max_mw).tolist(), strict=True)),
    }
    for region in (shuffled(scene.region, seed), scene.region):
        again = scene_of(region, left)
        assert ids_of(again.found, again.grid) == ids_of(scene.found, scene.grid)


def least_cost(region: Region, grid: Grid, state: GridState, feeder_mw: FloatArray) -> float | None:
    """Cost of the cheapest dispatch within the ratings in terms of units alone; None if none keeps them."""
    injection = np.zeros((len(grid.bus_ids), len(grid.unit_ids)))
    injection[grid.unit_bus, np.arange(len(grid.unit_ids))] = 1.0
    load = -at_buses(grid, np.zeros(len(grid.unit_ids)), feeder_mw)
    everywhere = np.ones(len(grid.bus_ids), dtype=np.bool_)
    factors = np.array([flows(grid, state.branch_share, everywhere, row) for row in np.eye(len(grid.bus_ids))]).T
    rated = np.isfinite(grid.limit_mw)
    most, matrix = grid.limit_mw[rated], factors[rated]
    cost = [row.cost_per_mwh for row in region.generators]
    found = linprog(
        cost,
        A_ub=np.vstack([matrix @ injection, -matrix @ injection]),
        b_ub=np.concatenate([most + matrix @ load, most - matrix @ load]),
        A_eq=np.ones((1, len(cost))),
        b_eq=[load.sum()],
        bounds=[(0.0, mw) for mw in state.unit_max_mw],
    )
    return float(found.fun) if found.status == 0 else None


@settings(max_examples=30)
@given(region=regions(), all_on=st.booleans())
def test_dispatch_is_the_cheapest_that_keeps_the_ratings(region: Region, all_on: bool) -> None:
    """Where a programme of our own finds a dispatch, ours covers the load, keeps the ratings and costs as little."""
    grid = compile_grid(region)
    state = intact_state(grid)
    feeder_mw = grid.feeder_peak_mw if all_on else serve(grid, state).feeder_mw
    cheapest = least_cost(region, grid, state, feeder_mw)
    assume(cheapest is not None)
    assert cheapest is not None
    unit_mw = dispatch(grid, compile_plant(region, grid), state, feeder_mw)
    everywhere = np.ones(len(grid.bus_ids), dtype=np.bool_)
    flow_mw = flows(grid, state.branch_share, everywhere, at_buses(grid, unit_mw, feeder_mw))
    assert abs(unit_mw.sum() - feeder_mw.sum()) <= 1e-5
    assert np.all((unit_mw >= 0) & (unit_mw <= state.unit_max_mw))
    assert np.all(np.abs(flow_mw) <= grid.limit_mw + 1e-4)
    assert abs(unit_mw @ [row.cost_per_mwh for row in region.generators] - cheapest) <= 0.02


@dataclass
class Naive:
    """The restart rules of docs/dynamics.md for a grid without ratings, minute by minute; minutes are whole numbers."""

    region: Region
    damaged: dict[str, float]  # asset -> minute of its repair
    live: dict[str, float]  # bus -> minute from which it is live, -1 = all along; dead ones are missing
    closed: set[str]
    runs: set[str]
    on: set[str]
    lost_at: float = 0.0
    off_since: dict[str, float] = field(default_factory=dict)
    back: dict[str, tuple[float, float]] = field(default_factory=dict)  # feeder -> minute, excess demand then
    last_step: float = 0.0

    def run(self, minutes: int, switching: float = 5.0, pickup: float = 5.0) -> Iterator[float]:
        """Megawatts switched in each minute."""
        self.off_since = {row.feeder: -1e6 if row.feeder in self.on else 0.0 for row in self.region.feeders}
        for minute in range(minutes):
            while self._energise(float(minute), switching):
                pass
            yield self._serve(float(minute), pickup)

    def _could(self, name: str) -> float:
        """From when on an asset could be switched or started: its repair, else the shock."""
        return self.damaged.get(name, self.lost_at)

    def _energise(self, minute: float, switching: float) -> bool:
        """One thing that becomes live, closed or running by this minute."""
        return any(self._start(row, minute) for row in self.region.generators) or any(
            self._close(row, minute, switching) for row in self.region.branches
        )

    def _whole(self, name: str, minute: float) -> bool:
        return self.damaged.get(name, 0.0) <= minute

    def _start(self, row: Generator, minute: float) -> bool:
        """Whether a unit begins to run, from a live bus or by itself."""
        if row.generator in self.runs or not (self._whole(row.generator, minute) and self._whole(row.bus, minute)):
            return False
        since = []
        if row.bus in self.live:
            since.append(max(self.live[row.bus], self._could(row.generator)))
        if row.black_start and row.kind != "nuclear":
            since.append(max(self._could(row.bus), self._could(row.generator)))
        if not since or minute < min(since) + row.start_up_minutes:
            return False
        self.runs.add(row.generator)
        self.live.setdefault(row.bus, minute)
        return True

    def _close(self, line: Branch, minute: float, switching: float) -> bool:
        """Whether a branch is closed, with a dead bus that it energises or between two live ones."""
        ends = [end for end in (line.from_bus, line.to_bus) if end in self.live]
        dead = [end for end in (line.from_bus, line.to_bus) if end not in self.live]
        whole = all(self._whole(name, minute) for name in (line.branch, *dead))
        if line.branch in self.closed or not ends or not whole:
            return False
        since = max(self._could(line.branch), *(self.live[end] for end in ends), *(self._could(bus) for bus in dead))
        if minute < since + switching and (dead or not self._energised(line, minute, switching)):
            return False
        self.live.update(dict.fromkeys(dead, minute))
        self.closed.add(line.branch)
        return True

    def _energised(self, line: Branch, minute: float, switching: float) -> bool:
        """Whether a branch whose later end became live this very minute could have been what energised it."""
        first, last = sorted((line.from_bus, line.to_bus), key=lambda bus: self.live[bus])
        could = max(self.live[first], self._could(line.branch), self._could(last)) + switching
        return self.live[last] == minute == could

    def _serve(self, minute: float, pickup: float) -> float:
        """Switch feeders by rank in every island, those that were off in steps."""
        demand = {row.feeder: row.peak_mw * self._cold(row.feeder, minute) for row in self.region.feeders}
        due, anyone, on = minute >= self.last_step + pickup, False, set()
        for island in self._islands():
            units = [row for row in self.region.generators if row.bus in island and row.generator in self.runs]
            capacity = sum(row.max_mw for row in units)
            rows = sorted(
                (row for row in self.region.feeders if row.bus in island),
                key=lambda row: (not row.protected, row.feeder not in self.on, row.feeder),
            )
            wished = self._walk([row.feeder for row in rows], demand, capacity)
            new = [name for name in wished if name not in self.on]
            anyone |= bool(new)
            step: list[str] = []
            for name in new if due else []:
                if not step or sum(demand[other] for other in (*step, name)) <= 0.05 * capacity + 1e-9:
                    step.append(name)
            may = [row.feeder for row in rows if row.feeder in self.on or row.feeder in step]
            on |= set(wished if len(step) == len(new) else self._walk(may, demand, capacity))
        if due and anyone:
            self.last_step = minute
        for name in on - self.on:
            self.back[name] = (minute, self._cold(name, minute) - 1.0)
        for name in self.on - on:
            self.off_since[name] = minute
        self.on = on
        return sum(demand[name] for name in on)

    def _cold(self, name: str, minute: float) -> float:
        if name not in self.on:
            return 1.0 + 0.5 * min(1.0, (minute - self.off_since[name]) / 120.0)
        since, excess = self.back.get(name, (0.0, 0.0))
        return 1.0 + excess * max(0.0, 1.0 - (minute - since) / 120.0)

    @staticmethod
    def _walk(names: list[str], demand: dict[str, float], capacity: float) -> list[str]:
        taken: list[str] = []
        for name in names:
            if sum(map(demand.__getitem__, (*taken, name))) <= capacity + 1e-9:
                taken.append(name)
        return taken

    def _islands(self) -> list[set[str]]:
        rest, found = sorted(self.live), []
        while rest:
            island = {rest[0]}
            while True:
                reach = {
                    bus for row in self.region.branches if row.branch in self.closed
                    for bus in (row.from_bus, row.to_bus) if {row.from_bus, row.to_bus} & island
                }  # fmt: skip
                if reach <= island:
                    break
                island |= reach
            rest = [bus for bus in rest if bus not in island]
            found.append(island)
        return found


def after_shock(scene: Scene, repaired: dict[str, float]) -> Naive:
    """Where the naive restart begins: what the cascade left, with the minute of every repair."""
    grid, left = scene.grid, scene.found.running
    live = {bus: -1.0 for bus, alive in zip(grid.bus_ids, left.bus_in, strict=True) if alive}
    return Naive(
        region=scene.region,
        damaged=repaired,
        live=live,
        closed={
            row.branch for row in scene.region.branches
            if row.branch not in repaired and row.from_bus in live and row.to_bus in live
        },
        runs={
            name for name, mw, idles in zip(grid.unit_ids, left.unit_mw, scene.found.idle_units, strict=True)
            if mw > 0 or idles  # without load, but at speed
        },
        on={name for name, mw in zip(grid.feeder_ids, left.feeder_mw, strict=True) if mw > 0},
    )  # fmt: skip


@st.composite
def outages(draw: st.DrawFn) -> tuple[Region, dict[str, float]]:
    """A grid without ratings and, for one to four damaged assets, the minute of their repair (some never)."""
    region = draw(regions(rated=False))
    names = [f"branch:{row.branch}" for row in region.branches] + [f"bus:{row.bus}" for row in region.buses]
    names += [f"generator:{row.generator}" for row in region.generators]
    chosen = draw(st.lists(st.sampled_from(names), min_size=1, max_size=4, unique=True))
    return region, {name: draw(st.sampled_from([7.0, 16.0, 30.0, 45.0, np.inf])) for name in chosen}


def looked_ahead(region: Region, repaired: dict[str, float], minutes: int) -> dict[str, list[float]]:
    """The engine's outlook when those assets are lost at the start and repaired at those minutes."""
    reports = [
        Report(
            report=f"r{row}", reported_at=START, valid_from=START, subject=name, state="out",
            expected_at=START + timedelta(minutes=minute) if np.isfinite(minute) else None,
        )
        for row, (name, minute) in enumerate(sorted(repaired.items()))
    ]  # fmt: skip
    found: dict[str, list[float]] = outlook(Situation.from_reports(region, reports, START), minutes / 60).as_dict()
    return found


@settings(max_examples=30)
@given(outage=outages())
def test_restart_equals_a_naive_simulation_minute_by_minute(outage: tuple[Region, dict[str, float]]) -> None:
    """Energising, closing, starting, picking up in steps and cold load agree with the rules in 1-minute steps."""
    region, repaired = outage
    by_id = {name.partition(":")[2]: minute for name, minute in repaired.items()}
    naive = list(after_shock(scene_of(region, dict.fromkeys(by_id, 0.0)), by_id).run(100))
    found = looked_ahead(region, repaired, 100)["switched_mw"]
    np.testing.assert_allclose(found, naive, atol=2e-5)


@settings(max_examples=5)
@given(outage=outages(), seed=st.integers(0, 1000))
def test_an_outlook_with_dynamics_does_not_depend_on_the_order_of_rows(
    outage: tuple[Region, dict[str, float]], seed: int
) -> None:
    """Shuffled tables, and a second run, give the same outlook byte for byte."""
    region, repaired = outage
    once, shuffled_once, twice = (
        json.dumps(looked_ahead(place, repaired, 60)) for place in (region, shuffled(region, seed), region)
    )
    assert once == shuffled_once == twice


def test_pickup_and_switching_times_are_those_of_the_assumptions() -> None:
    """The naive simulation uses 5 minutes for both, as the assumptions in force do."""
    numbers = dynamics_numbers(Region(settings=Settings("plain", "UTC")))
    assert (numbers.switching_minutes, numbers.pickup_minutes, numbers.pickup_share) == (5.0, 5.0, 0.05)
    assert (numbers.cold_load_factor, numbers.cold_load_minutes) == (1.5, 120.0)
