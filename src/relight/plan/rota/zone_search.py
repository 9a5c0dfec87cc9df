"""The best rota of one zone: one objective after the other, each held while the next is improved."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from relight.errors import SolverError
from relight.plan.rota.zone_aims import Aim, aims_of, inequality
from relight.plan.rota.zone_case import Flags, ZoneCase
from relight.plan.rota.zone_check import limits_broken, overloads
from relight.plan.rota.zone_greedy import fitted, fitting_rota, greedy_rotas
from relight.plan.rota.zone_limits import beyond_limits
from relight.plan.rota.zone_model import ZoneModel, cp_model_module
from relight.plan.rota.zone_part import part_of

WORKERS = 1
"""Threads of CP-SAT: with one, the same seed and deterministic time give the same rota on every machine."""

SIDE_BY_SIDE = 2
"""Lots of groups that are improved at the same time."""

FREE_GROUPS = 3
"""Groups that a round of improvement sets free: more find more, but each round takes longer."""


@dataclass(frozen=True)
class Effort:
    """How hard each stage is tried; none of it by the clock, so that the result is the same on every machine."""

    whole: float = 0.15  # CP-SAT's deterministic time for the whole zone
    rounds: float = 1.0  # of improvement with a few groups free, as a multiple of what each aim has
    part: float = 0.12  # deterministic time of each round
    seed: int = 0

    @classmethod
    def times(cls, factor: float, seed: int = 0) -> Effort:
        """So many times the usual effort."""
        return cls(whole=factor * cls.whole, rounds=factor * cls.rounds, part=cls.part, seed=seed)


USUAL_EFFORT = Effort()


@dataclass(frozen=True)
class Stage:
    """One objective: what was reached, what cannot be beaten, and how long it took."""

    name: str
    value: int
    bound: int
    unit: str
    proven: bool
    seconds: float = field(compare=False)

    @property
    def gap(self) -> float:
        """(value − bound) ÷ value; 0 where it is proven to be the best."""
        return 0.0 if self.proven or not self.value else max(0.0, (self.value - self.bound) / self.value)


@dataclass(frozen=True, eq=False)
class ZoneRota:
    """Which group is off in which slot, and how good that is."""

    off: Flags  # group × slot
    stages: tuple[Stage, ...]
    limits_hold: bool


@dataclass(frozen=True)
class _Held:
    """An earlier objective and what it may not exceed from then on."""

    aim: Aim
    most: int


def solve_zone(case: ZoneCase, effort: Effort = USUAL_EFFORT, start: Flags | None = None) -> ZoneRota:
    """The rota of a zone, optimal stage by stage where the stage says `proven`.

    Limits hold if they all can; where they cannot, the least weighted minutes beyond them come first. What is on
    never exceeds a row's capacity.

    Parameters
    ----------
    case
        The zone.
    effort
        How hard to try.
    start
        A rota to start from; it need not be feasible.

    Raises
    ------
    SolverError
        CP-SAT found no rota in the effort it was given.
    """
    if not case.groups or not case.minutes:
        return ZoneRota(np.zeros((len(case.groups), len(case.minutes)), dtype=np.bool_), (), True)
    starts = greedy_rotas(case, effort.seed) if start is None else [start]
    search = _Search(case, effort, starts)
    search.reach_all(aims_of(case), given=start is not None)
    return ZoneRota(search.off, tuple(search.stages), not search.relaxed)


LIMITS = Aim("limits", "weighted min", ZoneModel.beyond_limits, beyond_limits, rounds=12, share=1.0)


class _Search:
    """The best rota so far, the stages that led to it and what they hold."""

    def __init__(self, case: ZoneCase, effort: Effort, starts: list[Flags]) -> None:
        self.case, self.effort, self.starts = case, effort, starts
        self.off = starts[0]
        self.relaxed = False
        self.stages: list[Stage] = []
        self.held: list[_Held] = []
        self.chance = np.random.default_rng(effort.seed)

    def reach_all(self, aims: Sequence[Aim], given: bool) -> None:
        """Every aim in turn; where limits cannot all hold, they come first.

        Raises
        ------
        SolverError
            CP-SAT found no rota in the effort it was given.
        """
        if not self.reach(aims[0]):
            self.relax(given)
            if not self.reach(LIMITS):
                raise SolverError("no rota was found in the effort given; allow more, or fewer slots")
            self.reach(aims[0])
        for aim in aims[1:]:
            self.reach(aim)

    def relax(self, given: bool) -> None:
        """Let limits give way from now on."""
        self.relaxed = True
        self.off = fitted(self.case, self.off) if given else fitting_rota(self.case)
        self.starts = []

    def reach(self, aim: Aim) -> bool:
        """Minimise one aim and hold it from then on; False if there is no rota yet and none was found."""
        begun = time.perf_counter()
        self._begin_with_the_best(aim)
        found = self._solve(self.case, self.off, aim, aim.share * self.effort.whole)
        if found is None and not self.stages:
            return False
        if found is None:
            # In that time it found nothing: what is there stays, and may still be improved.
            found = self.off, aim.value(self.case, self.off), 0, False
        self.off, value, bound, proven = found
        bound = max(bound, aim.least(self.case))
        if aim is LIMITS and value == 0:
            self.relaxed = False  # limits do hold: the strict model alone had only not found out in time
        elif not proven:
            value = self._improve(aim, value, bound)
        seconds = time.perf_counter() - begun
        self.stages.append(Stage(aim.name, value, bound, aim.unit, proven or value <= bound, seconds))
        if aim is not LIMITS or value:
            self.held.append(_Held(aim, value + aim.give))
        return True

    def _begin_with_the_best(self, aim: Aim) -> None:
        """Of the first rotas and what was found since, the best for this aim among those that hold what is held."""
        self.starts = [
            off for off in self.starts if all(held.aim.value(self.case, off) <= held.most for held in self.held)
        ]
        if not self.relaxed or self.stages:
            known = [self.off, *self.starts] if self.stages else self.starts
            self.off = min(known or [self.off], key=lambda off: aim.value(self.case, off))

    def _improve(self, aim: Aim, value: int, bound: int) -> int:
        """Set a few groups free at a time, two lots of them side by side; the value that is reached."""
        followed = aim if aim.slope is None else replace(aim, expression=aim.slope)
        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            for _ in range(math.ceil(self.effort.rounds * aim.rounds / SIDE_BY_SIDE)):
                if value <= bound:
                    break
                lots = self._lots(aim)
                found = list(pool.map(lambda lot: self._freed(lot, followed), lots))
                value = self._accept(aim, value, [(lot, off) for lot, off in zip(lots, found, strict=True)])
        return value

    def _freed(self, lot: list[int], aim: Aim) -> Flags | None:
        """The slots of a few groups, best for an aim while the others stay as they are."""
        found = self._solve(part_of(self.case, self.off, lot), self.off[lot], aim, self.effort.part)
        return None if found is None else found[0]

    def _accept(self, aim: Aim, value: int, found: list[tuple[list[int], Flags | None]]) -> int:
        """Take over what was found, lot after lot, as far as it still fits what was taken before."""
        for lot, own in found:
            if own is None:
                continue
            off = self.off.copy()
            off[lot] = own
            kept = all(held.aim.value(self.case, off) <= held.most for held in self.held)
            fits = kept and not overloads(self.case, off)
            broken = not self.relaxed and bool(limits_broken(self.case, off))
            if fits and not broken and self._rank(aim, off) <= self._rank(aim, self.off):
                self.off = off
        return aim.value(self.case, self.off)

    def _rank(self, aim: Aim, off: Flags) -> tuple[int, int]:
        """The aim's value, and where it is flat what improvement follows."""
        return aim.value(self.case, off), 0 if aim.slope is None else inequality(self.case, off)

    def _lots(self, aim: Aim) -> list[list[int]]:
        """Groups to set free, in lots that have none in common."""
        first = self._free_groups(aim)
        others = [group for group in self.chance.permutation(len(self.case.groups)).tolist() if group not in first]
        return [first, sorted(others[:FREE_GROUPS])][: 2 if others else 1]

    def _free_groups(self, aim: Aim) -> list[int]:
        """Groups for a round: those off most and least, where that is the aim, and others by chance."""
        groups = len(self.case.groups)
        chosen: list[int] = []
        if aim.name in ("spread", "night", "inequality"):
            totals = aim_totals(self.case, self.off, aim.name == "night")
            shared = sorted(self.case.shared_by(), key=lambda group: (totals[group], self.chance.random()))
            most, least = (int(self.chance.integers(min(2, len(shared)))) for _ in range(2))
            chosen = sorted({shared[least], shared[-1 - most]})
        others = [group for group in self.chance.permutation(groups).tolist() if group not in chosen]
        return sorted([*chosen, *others[: max(0, FREE_GROUPS - len(chosen))]])

    def _solve(self, case: ZoneCase, start: Flags, aim: Aim, effort: float) -> tuple[Flags, int, int, bool] | None:
        """Off times, value, bound and whether it is proven; None if nothing was found."""
        cp_model = cp_model_module()
        model = ZoneModel(case, start, self.relaxed)
        for held in self.held:
            model.model.add(held.aim.expression(model) <= held.most)
        expression = aim.expression(model)
        model.model.minimize(expression)
        solver = _solver(effort, self.effort.seed)
        status = solver.solve(model.model)
        if status == cp_model.MODEL_INVALID:
            raise SolverError(f"the rota's model is not valid: {model.model.validate()}")
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        off = np.array([[solver.boolean_value(var) for var in row] for row in model.off], dtype=np.bool_)
        value, bound = round(solver.objective_value), round(solver.best_objective_bound)
        return off, value, bound, status == cp_model.OPTIMAL


def mend_zone(case: ZoneCase, rota: ZoneRota, effort: Effort) -> ZoneRota:
    """The rota with as few changes as make it fit what was found since; the objectives are valued anew.

    Raises
    ------
    SolverError
        CP-SAT found no rota in the effort it was given.
    """
    near = replace(case, published=rota.off.astype(np.int64))
    search = _Search(near, replace(effort, rounds=0.0), [rota.off])
    search.reach_all(aims_of(near)[:1], given=True)
    values = {aim.name: aim.value(case, search.off) for aim in [*aims_of(case), LIMITS]}
    stages = tuple(
        replace(stage, value=values[stage.name], proven=values[stage.name] <= stage.bound) for stage in rota.stages
    )
    return ZoneRota(search.off, stages, rota.limits_hold and not search.relaxed)


def aim_totals(case: ZoneCase, off: Flags, night: bool) -> list[int]:
    """Minutes off of each group, with the past."""
    from_slots = np.array(case.night) if night else np.ones(len(case.minutes), dtype=np.bool_)
    now = (off & from_slots).astype(np.int64) @ np.array(case.minutes, dtype=np.int64)
    past = case.past_night if night else case.past
    return [int(now[group]) + past(group) for group in range(len(case.groups))]


def _solver(effort: float, seed: int) -> Any:
    solver = cp_model_module().CpSolver()
    # One search that starts from the hint; interleaving several, and thorough presolving, cost more than they find.
    solver.parameters.interleave_search = False
    solver.parameters.num_workers = WORKERS
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.symmetry_level = 0
    solver.parameters.max_presolve_iterations = 1
    solver.parameters.random_seed = seed
    solver.parameters.max_deterministic_time = effort
    return solver
