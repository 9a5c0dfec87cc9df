"""Orders to begin with: as reported, by size, and by what each job and all it waits for gains per crew-hour."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from relight.plan.repairs.objective import OutOfTimeError, WorthOverTime
from relight.plan.repairs.problem import RepairProblem
from relight.plan.repairs.schedule import decode

Order = tuple[int, ...]

NOTHING = 1e-9
"""Gain per crew-hour that counts as none."""

ALL_ANEW = 100
"""Up to so many jobs every gain is worked out anew at each step; of more only those that were best lately."""

FORWARDS_ANEW, BACKWARDS_ANEW = 12, 40


def reported_order(problem: RepairProblem) -> Order:
    """The jobs as they were reported, each after what it waits for."""
    return decode(problem, range(len(problem.jobs))).order


def greedy_order(problem: RepairProblem, objective: WorthOverTime) -> Order:
    """The best of the greedy orders: forwards by gain per crew-hour, backwards by loss per crew-hour."""
    orders = [gaining_order(problem, objective), last_missed_order(problem, objective)]
    return max(orders, key=lambda order: objective.value(decode(problem, order).ends))


def gaining_order(problem: RepairProblem, objective: WorthOverTime) -> Order:
    """Next what gains most per crew-hour, each job together with everything it waits for.

    Where no job gains anything by itself, what would be missed most if all else were repaired comes first. When the
    objective runs out of time, the rest follows by what was known of it.
    """
    planned, repaired = list[int](), 0
    everything = _mask(range(len(problem.jobs)))
    rates, missed = _Rates(problem, objective), _Rates(problem, objective)
    while len(planned) < len(problem.jobs):
        bundles = {job: _bundle(problem, job, repaired) for job in range(len(problem.jobs)) if not repaired >> job & 1}
        gains = {job: (repaired, repaired | _mask(bundle), bundle) for job, bundle in bundles.items()}
        try:
            rate, chosen = rates.best(gains)
            if rate <= NOTHING:
                losses = {
                    job: (everything & ~_mask(_dependents(problem, job)) | repaired, everything, bundle)
                    for job, bundle in bundles.items()
                }
                _, chosen = missed.best(losses)
        except OutOfTimeError:
            return decode(problem, (*planned, *rates.by_what_is_known(bundles))).order
        planned += bundles[chosen]
        repaired |= _mask(bundles[chosen])
    return tuple(planned)


def last_missed_order(problem: RepairProblem, objective: WorthOverTime) -> Order:
    """Built from its end: last comes what is missed least per crew-hour when all else is repaired.

    When the objective runs out of time, the rest comes first by what was known of it.
    """
    left = set(range(len(problem.jobs)))
    backwards: list[int] = []
    rates = _Rates(problem, objective, BACKWARDS_ANEW, -1.0)
    while left:
        mask = _mask(left)
        waited_for = {earlier for job in left for earlier in problem.jobs[job].after}
        loose = {job: (mask & ~(1 << job), mask, [job]) for job in sorted(left - waited_for)}
        try:
            _, last = rates.best(loose)
        except OutOfTimeError:
            return decode(problem, (*rates.by_what_is_known(left), *reversed(backwards))).order
        backwards.append(last)
        left.remove(last)
    return tuple(reversed(backwards))


class _Rates:
    """Gains per crew-hour; where there are many jobs only those that were best lately are worked out anew."""

    def __init__(
        self, problem: RepairProblem, objective: WorthOverTime, anew: int = FORWARDS_ANEW, sign: float = 1.0
    ) -> None:
        self._problem, self._objective, self._anew, self._sign = problem, objective, anew, sign
        self._known: dict[int, float] = {}

    def by_what_is_known(self, jobs: Iterable[int]) -> list[int]:
        """Jobs by the rate they had when it was last worked out, the best first."""
        return sorted(jobs, key=lambda job: (-self._sign * self._known.get(job, 0.0), job))

    def best(self, options: Mapping[int, tuple[int, int, Sequence[int]]]) -> tuple[float, int]:
        """The best rate and its job, of jobs with the sets before and after and the jobs done in between."""
        lately = sorted(options, key=lambda job: (-self._known.get(job, float("inf")), job))
        fresh = lately if len(options) <= ALL_ANEW else [job for job in lately if job not in self._known]
        fresh = list(dict.fromkeys([*fresh, *lately[: self._anew]]))
        self._objective.prepare(mask for job in fresh for mask in options[job][:2])
        for job in fresh:
            before, after, bundle = options[job]
            gain = self._objective.worth(after) - self._objective.worth(before)
            self._known[job] = self._sign * gain / _crew_hours(self._problem, bundle)
        return max(((self._known[job], job) for job in fresh), key=lambda pair: (pair[0], -self._sign * pair[1]))


def _bundle(problem: RepairProblem, job: int, repaired: int) -> list[int]:
    """A job and everything it waits for that is not repaired, in an order in which it can be done."""
    bundle: list[int] = []
    for earlier in problem.jobs[job].after:
        if not repaired >> earlier & 1:
            bundle += [each for each in _bundle(problem, earlier, repaired) if each not in bundle]
    return [*bundle, job]


def _dependents(problem: RepairProblem, job: int) -> set[int]:
    """A job and everything that waits for it."""
    found = {job}
    while True:
        more = {
            later for later, what in enumerate(problem.jobs) if later not in found and found.intersection(what.after)
        }
        if not more:
            return found
        found |= more


def _crew_hours(problem: RepairProblem, jobs: Sequence[int]) -> float:
    minutes = sum(problem.jobs[job].least_minutes * problem.jobs[job].crews for job in jobs)
    return max(minutes / 60, 1e-3)


def _mask(jobs: Iterable[int]) -> int:
    return sum(1 << job for job in jobs)
