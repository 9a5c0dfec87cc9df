"""What a plan is judged by: served megawatt-hours, or weighted person-hours without services as the engine has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from relight.engine.model import Model, compile_region
from relight.engine.replay import State, replay
from relight.engine.simulate import demand_at
from relight.model.situation import Situation
from relight.plan.repairs.damage import Damage, damage_of, served_mw
from relight.plan.repairs.forecast import Course, Forecaster, held_demand
from relight.plan.repairs.objective import WorthOverTime, Worths
from relight.plan.repairs.problem import RepairProblem
from relight.plan.repairs.proxy import feeder_weights, weighted_people
from relight.plan.repairs.rows import repairs_of
from relight.plan.repairs.schedule import Schedule


@dataclass(frozen=True, eq=False)
class Goal:
    """One objective for one Situation: `quick` guides a search, `score` is what counts.

    For served load both are the same. For services `quick` leaves out backups and time of day.
    """

    name: str  # services or served_mw
    problem: RepairProblem
    quick: WorthOverTime
    forecaster: Forecaster
    damage: Damage
    known: dict[tuple[float, ...], Course] = field(default_factory=dict, repr=False)

    @property
    def more_is_better(self) -> bool:
        """Whether a higher score is a better plan."""
        return self.name == "served_mw"

    @property
    def unit(self) -> str:
        """Unit of the score."""
        return "MWh" if self.more_is_better else "person-hours"

    def score(self, schedule: Schedule) -> float:
        """Served megawatt-hours, or weighted person-hours without services."""
        if self.more_is_better:
            return self.quick.value(schedule.ends)
        return self.score_of(self.course(schedule))

    def score_of(self, course: Course) -> float:
        """Weighted person-hours without services of a course of events."""
        return float(course.person_hours @ self.forecaster.weights)

    def value(self, schedule: Schedule) -> float:
        """The score so that more is better."""
        return self.score(schedule) if self.more_is_better else -self.score(schedule)

    def worths_with(self, damage: Damage) -> Worths:
        """What guides a search, for other damage than what is to be repaired."""
        if self.more_is_better:
            return lambda sets: served_mw(damage, sets)
        behind = feeder_weights(self.forecaster.state.model, [float(weight) for weight in self.forecaster.weights])
        return lambda sets: weighted_people(damage, behind, sets)

    def course(self, schedule: Schedule) -> Course:
        """What happens under a plan, as the engine computes it; for served load to the end of the last repair at least.

        What was computed once is remembered.
        """
        if schedule.ends not in self.known:
            last, end_minute = schedule.last_end, self.quick.end_minute
            until = last + 1 if self.more_is_better or last <= end_minute else None
            rows = repairs_of(schedule, self.problem, self.forecaster.state.situation.at)
            self.known[schedule.ends] = self.forecaster.run(rows, until)
        return self.known[schedule.ends]


def goal_of(name: str, situation: Situation, problem: RepairProblem, end_minute: float) -> Goal:
    """The Goal of that name, over a horizon that ends at `end_minute`."""
    if name == "served_mw":
        return _served_mw_goal(situation, problem, end_minute)
    model = compile_region(situation.region)
    damage = _damage(model, situation, problem)
    forecaster = Forecaster(replay(situation, model), end_minute)
    behind = feeder_weights(model, [float(weight) for weight in forecaster.weights])
    quick = WorthOverTime(lambda sets: weighted_people(damage, behind, sets), end_minute, float(behind.sum()))
    return Goal(name, problem, quick, forecaster, damage)


def _served_mw_goal(situation: Situation, problem: RepairProblem, end_minute: float) -> Goal:
    """Without dynamics and with the demand of the start, as the literature has it."""
    situation = without_dynamics(situation)
    model = compile_region(situation.region)
    demand_mw = demand_at(model, 0.0, situation.at)
    state: State = replay(situation, held_demand(model, demand_mw))
    damage = _damage(model, situation, problem)
    quick = WorthOverTime(lambda sets: served_mw(damage, sets), end_minute, float(demand_mw.sum()))
    return Goal("served_mw", problem, quick, Forecaster(state, end_minute, hourly=False), damage)


def without_dynamics(situation: Situation) -> Situation:
    """The Situation in a region whose cascade, restart and cold load are off."""
    region = situation.region
    return replace(situation, region=replace(region, settings=replace(region.settings, dynamics=False)))


def _damage(model: Model, situation: Situation, problem: RepairProblem) -> Damage:
    demand_mw = np.array(demand_at(model, 0.0, situation.at))
    return damage_of(model, situation, _assets(problem), demand_mw)


def _assets(problem: RepairProblem) -> Sequence[str]:
    return [job.asset for job in problem.jobs]
