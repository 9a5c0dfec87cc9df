"""When buses become live, branches are closed and units run again: hand-worked minutes with 5 minutes a switching."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest

from relight.engine.grid import compile_grid
from relight.engine.operation import ALWAYS, NEVER, next_event, running_as_always
from relight.engine.plant import compile_plant, dynamics_numbers
from relight.engine.restart import schedule
from relight.model.region import Region
from relight.model.schema import Branch, Generator
from tests.engine.grids import branch, feeder, region_of


def unit(name: str, bus: str, start_up: float = 0.0, black_start: bool = False, kind: str = "thermal") -> Generator:
    """A generator row of 10 MW."""
    return Generator(
        generator=name, bus=bus, max_mw=10, start_up_minutes=start_up, black_start=black_start, kind=kind
    )  # fmt: skip


def region(buses: str, branches: Iterable[Branch], units: Iterable[Generator] = ()) -> Region:
    """A region with one-letter buses and the rows given."""
    place = region_of(buses, list(branches), {}, [feeder("f", buses[0], 1)])
    return replace(place, generators=tuple(units))


class Blackout:
    """A grid in which some things went dark, tripped or were damaged at minute 0, and what is foreseen for it."""

    def __init__(self, place: Region, dead: str = "", opened: Iterable[str] = (), damaged: Iterable[str] = ()) -> None:
        self.grid = compile_grid(place)
        self.plant, self.numbers = compile_plant(place, self.grid), dynamics_numbers(place)
        self.operation = running_as_always(self.grid)
        self.damaged = set(damaged)
        went_dark = {*dead} | {*opened} | self.damaged
        on_dead = [self.grid.bus_ids[bus] in dead for bus in self.grid.unit_bus]
        stopped = np.array(on_dead, dtype=np.bool_) | self._are(self.grid.unit_ids, went_dark)
        for from_, could, which in (
            (self.operation.bus_live, self.operation.bus_could, self._are(self.grid.bus_ids, went_dark)),
            (self.operation.branch_closed, self.operation.branch_could, self._are(self.grid.branch_ids, went_dark)),
            (self.operation.unit_runs, self.operation.unit_could, stopped),
        ):
            from_[which], could[which] = NEVER, 0.0
        self.foresee(0.0)

    def foresee(self, minute: float) -> None:
        """Foresee the restart from a minute on."""
        ids = (self.grid.bus_ids, self.grid.branch_ids, self.grid.unit_ids)
        buses, branches, units = (~self._are(names, self.damaged) for names in ids)
        schedule(self.grid, self.plant, self.numbers, self.operation, minute, (buses, branches, units))

    def repair(self, name: str, minute: float) -> None:
        """Make a damaged asset whole at a minute and foresee the rest anew."""
        self.damaged.remove(name)
        for names, could in (
            (self.grid.bus_ids, self.operation.bus_could),
            (self.grid.branch_ids, self.operation.branch_could),
            (self.grid.unit_ids, self.operation.unit_could),
        ):
            could[self._are(names, {name})] = minute
        self.foresee(minute)

    @property
    def live(self) -> dict[str, float]:
        """Minute from which every bus is live."""
        return dict(zip(self.grid.bus_ids, self.operation.bus_live.tolist(), strict=True))

    @property
    def closed(self) -> dict[str, float]:
        """Minute from which every branch is closed."""
        return dict(zip(self.grid.branch_ids, self.operation.branch_closed.tolist(), strict=True))

    @property
    def runs(self) -> dict[str, float]:
        """Minute from which every unit runs."""
        return dict(zip(self.grid.unit_ids, self.operation.unit_runs.tolist(), strict=True))

    @staticmethod
    def _are(names: tuple[str, ...], wanted: set[str]) -> np.ndarray:
        return np.array([name in wanted for name in names], dtype=np.bool_)


CHAIN = (branch("ab", "ab"), branch("bc", "bc"), branch("cd", "cd"))
RING = (branch("ab", "ab"), branch("bc", "bc"), branch("cd", "cd"), branch("da", "da"))


def test_nothing_is_dead() -> None:
    """Without a loss everything has been live, closed and running all along."""
    found = Blackout(region("ab", [branch("ab", "ab")], [unit("G", "a", 30)]))
    assert (found.live, found.closed, found.runs) == ({"a": ALWAYS, "b": ALWAYS}, {"ab": ALWAYS}, {"G": ALWAYS})


def test_a_chain_is_energised_bus_by_bus() -> None:
    """a stayed live: b at 5, c at 10, d at 15, every branch closed with the bus it energises; T at c 10 + 30."""
    found = Blackout(region("abcd", CHAIN, [unit("G", "a"), unit("T", "c", 30)]), dead="bcd")
    assert found.live == {"a": ALWAYS, "b": 5, "c": 10, "d": 15}
    assert found.closed == {"ab": 5, "bc": 10, "cd": 15}
    assert found.runs == {"G": ALWAYS, "T": 40}


def test_a_ring_is_closed_a_switching_time_after_the_later_end() -> None:
    """From a both ways: b and d at 5, c at 10 over either side; nothing is left to close later."""
    found = Blackout(region("abcd", RING), dead="bcd")
    assert found.live == {"a": ALWAYS, "b": 5, "c": 10, "d": 5}
    assert found.closed == {"ab": 5, "da": 5, "bc": 10, "cd": 10}


def test_a_tie_that_energises_nothing_closes_later() -> None:
    """Triangle: b and c are live at 5 from a; the tie between them is closed at 5 + 5."""
    found = Blackout(region("abc", [branch("ab", "ab"), branch("ac", "ac"), branch("bc", "bc")]), dead="bc")
    assert found.closed == {"ab": 5, "ac": 5, "bc": 10}


def test_parallel_branches_close_together() -> None:
    """Both branches between a and b could energise b at 5: both are closed then."""
    assert Blackout(region("ab", [branch("p", "ab"), branch("q", "ba")]), dead="b").closed == {"p": 5, "q": 5}


def test_a_tripped_branch_between_live_buses_closes_after_a_switching_time() -> None:
    """Both ends were live at the shock: 5 minutes after it. A damaged one stays open."""
    found = Blackout(region("ab", [branch("p", "ab"), branch("q", "ab")]), opened=["p"], damaged=["q"])
    assert found.closed == {"p": 5, "q": NEVER}
    assert found.live == {"a": ALWAYS, "b": ALWAYS}


def test_black_start() -> None:
    """H starts itself at c in 12 minutes: c 12, b and d 17, a 22. T at b needs 20 more, 37; N at a 22 + 8 = 30."""
    units = [unit("H", "c", 12, black_start=True), unit("T", "b", 20), unit("N", "a", 8, True, kind="nuclear")]
    found = Blackout(region("abcd", CHAIN, units), dead="abcd")
    assert found.live == {"a": 22, "b": 17, "c": 12, "d": 17}
    assert found.closed == {"ab": 22, "bc": 17, "cd": 17}
    assert found.runs == {"H": 12, "T": 37, "N": 30}


@pytest.mark.parametrize("damaged", ["G", "a"])
def test_no_black_start_with_damage(damaged: str) -> None:
    """A damaged black-start unit, or one at a damaged bus, starts nothing."""
    found = Blackout(region("ab", [branch("ab", "ab")], [unit("G", "a", 5, black_start=True)]), "ab", damaged=[damaged])
    assert found.live == {"a": NEVER, "b": NEVER}
    assert found.runs == {"G": NEVER}


def test_a_nuclear_unit_never_starts_itself() -> None:
    """Alone and marked black_start, a nuclear unit leaves everything dark."""
    found = Blackout(region("a", [], [unit("N", "a", 5, True, kind="nuclear")]), dead="a")
    assert (found.live, found.runs) == ({"a": NEVER}, {"N": NEVER})


def test_two_black_starts_meet() -> None:
    """a at 10 and d at 12: b at 15, c at 17; b-c has both its ends live at 17 and energises neither: 22."""
    units = [unit("G", "a", 10, black_start=True), unit("H", "d", 12, black_start=True)]
    found = Blackout(region("abcd", CHAIN, units), dead="abcd")
    assert found.live == {"a": 10, "b": 15, "c": 17, "d": 12}
    assert found.closed == {"ab": 15, "bc": 22, "cd": 17}


def test_a_black_start_unit_reached_from_outside_runs_as_soon_as_it_is_up() -> None:
    """b is live at 5 from a; H at b, starting since the collapse, is up at 12, not at 5 + 12."""
    found = Blackout(region("ab", [branch("ab", "ab")], [unit("H", "b", 12, black_start=True)]), dead="b")
    assert (found.live["b"], found.runs["H"]) == (5, 12)


def test_a_standing_unit_at_a_live_bus_starts_from_the_shock() -> None:
    """Its bus never went dark, so it runs its start-up time after the shock."""
    assert Blackout(region("a", [], [unit("T", "a", 45)]), opened=["T"]).runs == {"T": 45}


def test_a_black_start_unit_starts_anew_when_its_bus_goes_dark_later() -> None:
    """H (30 minutes) stood still since the shock; its bus collapses at 20, so it starts from then: 50."""
    found = Blackout(region("a", [], [unit("H", "a", 30, black_start=True)]), opened=["H"])
    assert found.runs == {"H": 30}
    found.operation.bus_live[:], found.operation.bus_could[:] = NEVER, 20.0
    found.foresee(20.0)
    assert (found.live, found.runs) == ({"a": 50}, {"H": 50})


def test_damage_is_gone_around() -> None:
    """Ring with b damaged: c is reached over d, at 10 instead of by b; b's branches stay open."""
    found = Blackout(region("abcd", RING), dead="cd", damaged=["b"])
    assert found.live == {"a": ALWAYS, "b": NEVER, "c": 10, "d": 5}
    assert found.closed == {"da": 5, "cd": 10, "ab": NEVER, "bc": NEVER}


def test_a_repaired_bus_joins_and_passes_it_on() -> None:
    """b of the chain is repaired at 33: live at 38, c at 43, d at 48; the unit at d (10 minutes) runs at 58."""
    found = Blackout(region("abcd", CHAIN, [unit("T", "d", 10)]), dead="cd", damaged=["b"])
    assert found.live == {"a": ALWAYS, "b": NEVER, "c": NEVER, "d": NEVER}
    found.repair("b", 33.0)
    assert found.live == {"a": ALWAYS, "b": 38, "c": 43, "d": 48}
    assert found.closed == {"ab": 38, "bc": 43, "cd": 48}
    assert found.runs == {"T": 58}


def test_a_repaired_branch_energises_what_is_behind_it() -> None:
    """The branch to b is repaired at 20: b live and the branch closed at 25."""
    found = Blackout(region("ab", [branch("ab", "ab")]), dead="b", damaged=["ab"])
    found.repair("ab", 20.0)
    assert (found.live["b"], found.closed["ab"]) == (25, 25)


def test_a_repaired_branch_between_live_buses_closes_after_a_switching_time() -> None:
    """Both ends live, repaired at 20: closed at 25."""
    found = Blackout(region("ab", [branch("p", "ab"), branch("q", "ab")]), damaged=["q"])
    found.repair("q", 20.0)
    assert found.closed == {"p": ALWAYS, "q": 25}


def test_a_repaired_unit_starts_from_its_repair() -> None:
    """At a live bus: 40 + 15. A black-start unit of a dead bus likewise, and its bus lives from then on."""
    found = Blackout(region("a", [], [unit("T", "a", 15)]), damaged=["T"])
    found.repair("T", 40.0)
    assert found.runs == {"T": 55}
    dark = Blackout(region("a", [], [unit("H", "a", 15, black_start=True)]), dead="a", damaged=["H"])
    dark.repair("H", 40.0)
    assert (dark.live, dark.runs) == ({"a": 55}, {"H": 55})


def test_what_has_happened_stays_when_the_rest_is_foreseen_anew() -> None:
    """At 12 b (5) and c (10) are live; a repair elsewhere changes nothing for them and d still comes at 15."""
    found = Blackout(region("abcd", CHAIN, [unit("G", "a"), unit("T", "b", 9)]), dead="bcd", damaged=["G"])
    found.repair("G", 12.0)
    assert found.live == {"a": ALWAYS, "b": 5, "c": 10, "d": 15}
    assert found.closed == {"ab": 5, "bc": 10, "cd": 15}
    assert found.runs == {"G": 12, "T": 14}


def test_assumptions_set_the_switching_time() -> None:
    """With switching_minutes = 2 the chain takes 2, 4, 6 minutes."""
    place = region("abcd", CHAIN)
    quick = replace(place, settings=replace(place.settings, assumptions={"switching_minutes": 2.0}))
    assert Blackout(quick, dead="bcd").live == {"a": ALWAYS, "b": 2, "c": 4, "d": 6}


def test_next_event_is_the_next_thing_to_happen() -> None:
    """After 5 comes 10 (c live), and after 40 nothing before the end; a step of pickup counts while somebody waits."""
    found = Blackout(region("abcd", CHAIN, [unit("T", "c", 30)]), dead="bcd")
    minutes = [next_event(found.operation, minute, 100.0) for minute in (0.0, 5.0, 10.0, 15.0, 40.0)]
    assert minutes == [5, 10, 15, 40, 100]
    found.operation.next_pickup = 7.0
    assert next_event(found.operation, 5.0, 100.0) == 7
