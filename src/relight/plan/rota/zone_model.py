"""The constraint model of one zone's rota, for OR-Tools' CP-SAT solver."""

from __future__ import annotations

from typing import Any

from relight.errors import InputError, Problem, install
from relight.plan.rota.zone_case import LONG_MINUTES, Flags, ZoneCase
from relight.plan.rota.zone_limits import LIMIT_WEIGHTS
from relight.plan.rota.zone_value import begins as begins_of
from relight.plan.rota.zone_value import returns


def cp_model_module() -> Any:
    """OR-Tools' `cp_model`.

    Raises
    ------
    InputError
        If OR-Tools is not installed.
    """
    try:
        from ortools.sat.python import cp_model
    except ImportError:
        found = "OR-Tools, which plans rotas, is not installed"
        raise InputError([Problem("rota", 0, "", found, install("rota"))]) from None
    return cp_model


class ZoneModel:
    """Variables and constraints of a zone; with `relaxed`, limits may give way at a cost, capacity never does."""

    def __init__(self, case: ZoneCase, hint: Flags, relaxed: bool = False) -> None:
        self.case, self.relaxed = case, relaxed
        self.model = cp_model_module().CpModel()
        groups, slots = range(len(case.groups)), range(len(case.minutes))
        self.off = [[self.model.new_bool_var(f"off {g} {t}") for t in slots] for g in groups]
        self.down = [[self.model.new_bool_var(f"down {g} {t}") for t in slots] for g in groups]
        self.up = [[self.model.new_bool_var(f"up {g} {t}") for t in slots] for g in groups]
        self.beyond: dict[str, list[Any]] = {name: [] for name in LIMIT_WEIGHTS}  # terms in minutes
        self.still_on: dict[tuple[int, int, int], Any] = {}
        self.hint = hint
        for group in groups:
            self._switching(group)
            self._longest_cut(group)
            self._shortest(group, self.down, "min_off_minutes", stays_off=True)
            self._shortest(group, self.up, "min_on_minutes", stays_off=False)
        self._capacity()
        self._switchings()
        self._hint_switching()

    def _hint_switching(self) -> None:
        """Start from the rota that was given."""
        for group, row in enumerate(self.hint.tolist()):
            before = self.case.was_off(group)
            for slot, is_off in enumerate(row):
                self.model.add_hint(self.off[group][slot], is_off)
                self.model.add_hint(self.down[group][slot], is_off and not before)
                self.model.add_hint(self.up[group][slot], before and not is_off)
                before = is_off

    def _slack(self, name: str, minutes: int, most: int, hinted: int) -> Any:
        """By how much one constraint of a limit gives way, at the cost of those minutes each."""
        slack = self.model.new_int_var(0, most, name)
        self.model.add_hint(slack, hinted)
        self.beyond[name].append(minutes * slack)
        return slack

    def _switching(self, group: int) -> None:
        """`down` where a cut begins, `up` where it ends, neither where a switching is not allowed."""
        case, off = self.case, self.off[group]
        for slot, is_off in enumerate(off):
            before = off[slot - 1] if slot else int(case.was_off(group))
            self.model.add(self.down[group][slot] - self.up[group][slot] == is_off - before)
            self.model.add_at_most_one(self.down[group][slot], self.up[group][slot])
            if case.may_switch and not case.may_switch[slot]:
                self.model.add(self.down[group][slot] + self.up[group][slot] == 0)

    def _longest_cut(self, group: int) -> None:
        """In every stretch that is just longer than the longest cut at least one slot is on."""
        case, limit, off = self.case, self.case.limits.max_off_minutes, self.off[group]
        starts, begun = case.starts, case.been_so(group) if case.was_off(group) else 0
        if not limit:
            return
        for slot in range(len(case.minutes)):
            first = next((at for at in range(slot, -1, -1) if starts[slot + 1] - starts[at] > limit), None)
            if first is None and begun and starts[slot + 1] + begun > limit:
                first = 0
            if first is None:
                continue
            some_on = sum(1 - off[at] for at in range(first, slot + 1))
            if self.relaxed:
                all_off = int(self.hint[group, first : slot + 1].all())
                some_on += self._slack("max_off_minutes", case.minutes[slot], 1, all_off)
            self.model.add(some_on >= 1)

    def _shortest(self, group: int, begins: list[list[Any]], name: str, stays_off: bool) -> None:
        """What is switched off or on stays so for a while; the end of the horizon is no switching."""
        case, off = self.case, self.off[group]
        limit, starts = getattr(case.limits, name), case.starts
        turned = begins_of(case, self.hint) if stays_off else returns(case, self.hint)
        known = case.was_off(group) == stays_off and case.been_so(group) < LONG_MINUTES
        for slot, is_off in enumerate(off):
            near = [first for first in range(slot + 1) if starts[slot] - starts[first] < limit]
            bound = int(known and starts[slot] + case.been_so(group) < limit)
            recent = sum(begins[group][first] for first in near) + bound
            if not near and not bound:
                continue
            stays = is_off if stays_off else 1 - is_off
            begun = int(turned[group, near].sum()) + bound
            ended = max(0, begun - int(self.hint[group, slot] == stays_off))
            given = self._slack(name, case.minutes[slot], len(near) + bound, ended) if self.relaxed else 0
            self.model.add(recent <= stays + given)

    def _capacity(self) -> None:
        """What is on fits every row, with the cold load of what has just come back."""
        case = self.case
        for row in case.rows:
            on = sum(load * (1 - self.off[group][row.slot]) for group, load in enumerate(row.load_w) if load)
            cold = sum(
                round(load * excess) * self._still_on(group, row.slot, since)
                for group, load in enumerate(row.load_w)
                for since, excess in enumerate(case.cold)
                if load and since <= row.slot
            )
            self.model.add(on + cold <= case.room_w(row))

    def _still_on(self, group: int, slot: int, since: int) -> Any:
        """Whether a group that came back so many slots before is on in a slot, not cut in between."""
        begun, starts = slot - since, self.case.starts
        held = not self.relaxed and starts[slot] - starts[begun] < self.case.limits.min_on_minutes
        if not since or held:
            return self.up[group][begun]
        key = group, slot, since
        if key not in self.still_on:
            still = self.still_on[key] = self.model.new_bool_var("still on")
            cut_again = sum(self.down[group][at] for at in range(begun + 1, slot + 1))
            self.model.add(still >= self.up[group][begun] - cut_again)
        return self.still_on[key]

    def _switchings(self) -> None:
        limit = int(self.case.limits.switchings_per_slot)
        if not limit:
            return
        groups = range(len(self.case.groups))
        for slot, minutes in enumerate(self.case.minutes):
            switched = sum(self.down[group][slot] + self.up[group][slot] for group in groups)
            if self.relaxed:
                over = self.model.new_int_var(0, len(self.case.groups), "switchings beyond")
                hinted = int((begins_of(self.case, self.hint) | returns(self.case, self.hint))[:, slot].sum())
                self.model.add_hint(over, max(0, hinted - limit))
                self.beyond["switchings_per_slot"].append(minutes * over)
                switched = switched - over
            self.model.add(switched <= limit)

    def beyond_limits(self) -> Any:
        """Weighted minutes by which limits give way."""
        terms = [LIMIT_WEIGHTS[name] * term for name, terms in self.beyond.items() for term in terms]
        return sum(terms)

    def changes(self) -> Any:
        """Minutes that differ from what was published."""
        case, terms = self.case, []
        assert case.published is not None
        for group, row in enumerate(case.published.tolist()):
            for slot, said in enumerate(row):
                if said >= 0:
                    differs = 1 - self.off[group][slot] if said else self.off[group][slot]
                    terms.append(case.minutes[slot] * differs)
        return sum(terms)

    def cut(self) -> Any:
        """What is cut [kW·min]."""
        loads = self.case.load_kw.tolist()
        return sum(
            loads[group][slot] * minutes * self.off[group][slot]
            for group in range(len(self.case.groups))
            for slot, minutes in enumerate(self.case.minutes)
        )

    def minutes_off(self, group: int, only: tuple[bool, ...] | None = None) -> Any:
        """Minutes a group is off over the horizon, or in some of its slots."""
        return sum(
            minutes * self.off[group][slot]
            for slot, minutes in enumerate(self.case.minutes)
            if only is None or only[slot]
        )

    def hinted_var(self, at_least: int, value: int) -> Any:
        """A number of minutes with a value to start the search from."""
        variable = self.model.new_int_var(at_least, LONG_MINUTES, "")
        self.model.add_hint(variable, value)
        return variable

    def hinted_minutes(self, group: int, only: tuple[bool, ...] | None = None) -> int:
        """Minutes a group is off in the rota the search starts from."""
        return sum(
            minutes
            for slot, minutes in enumerate(self.case.minutes)
            if self.hint[group, slot] and (only is None or only[slot])
        )

    def spread(self, at_least: int) -> Any:
        """Most minus fewest minutes off, with the past; no less than `at_least`, below which nobody cares."""
        case, shared = self.case, self.case.shared_by()
        hinted = [case.past(group) + self.hinted_minutes(group) for group in shared]
        totals = [case.past(group) + self.minutes_off(group) for group in shared]
        return self._range(totals, hinted, at_least)

    def night_spread(self, at_least: int) -> Any:
        """The same for the night."""
        case, shared = self.case, self.case.shared_by()
        hinted = [case.past_night(group) + self.hinted_minutes(group, case.night) for group in shared]
        totals = [case.past_night(group) + self.minutes_off(group, case.night) for group in shared]
        return self._range(totals, hinted, at_least)

    def _range(self, totals: list[Any], hinted: list[int], at_least: int) -> Any:
        high, low = max(hinted, default=0), min(hinted, default=0)
        most = self.hinted_var(0, high)
        least = self.hinted_var(0, low)
        spread = self.hinted_var(at_least, max(at_least, high - low))
        for total in totals:
            self.model.add(total <= most)
            self.model.add(total >= least)
        self.model.add(spread >= most - least)
        return spread

    def inequality(self) -> Any:
        """Σ over pairs of weight × weight × difference of minutes off: the Gini index, but for its divisor."""
        case, shared = self.case, self.case.shared_by()
        totals = [(self.minutes_off(group) + case.past(group), case.weight(group)) for group in shared]
        hinted = [self.hinted_minutes(group) + case.past(group) for group in shared]
        terms = []
        for at, (total, weight) in enumerate(totals):
            for (other, other_weight), other_hinted in zip(totals[at + 1 :], hinted[at + 1 :], strict=True):
                apart = self.hinted_var(0, abs(hinted[at] - other_hinted))
                self.model.add(apart >= total - other)
                self.model.add(apart >= other - total)
                terms.append(weight * other_weight * apart)
        return sum(terms)

    def cuts(self) -> Any:
        """How many cuts begin."""
        return sum(begun for row in self.down for begun in row)
