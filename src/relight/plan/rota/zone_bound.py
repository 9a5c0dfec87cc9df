"""Bounds that no rota of a zone can beat: every group by itself at prices for capacity, and the prices that bind most.

A price for every row of the network makes the zone fall apart into its groups, and the best row of each is found by
going once through its possible cuts. Whatever the prices, the sum is a bound (Lagrange); the best prices come from
mixing the rows found so far in a linear programme (Dantzig and Wolfe). Beside the network's rows stand those that hold
only for whole groups: `zone_whole.whole_rows`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import highspy
import numpy as np

from relight.plan.rota.zone_case import Flags, ZoneCase
from relight.plan.rota.zone_limits import run_costs
from relight.plan.rota.zone_value import Floats, begins, excess_of
from relight.plan.rota.zone_whole import whole_rows

ROUNDS = 160
"""Of new prices; the bound holds after any number of them."""

NEAR = 0.001
"""Share of the bound within which better prices are not looked for."""

SMOOTH = 0.7
"""How much of the best prices so far stays in the next ones: pure ones jump to and fro."""

SAFE = 1e-6
"""Share by which a bound is lowered for rounding."""

MEGA = 1e6
PER_MWH = 60_000
"""kW·min in a MWh: numbers near one are solved best."""


@dataclass(frozen=True)
class Weights:
    """What a minute beyond limits, a MWh cut and a cut cost in an objective."""

    beyond: float = 0.0
    cut: float = 0.0
    begun: float = 0.0


@dataclass(frozen=True)
class Most:
    """What a rota may not exceed: with `strict` no limit, else those weighted minutes beyond them, if any are given."""

    strict: bool = True
    beyond: int | None = None
    cut_kw_minutes: int | None = None


class ZoneBound:
    """The relaxation of one zone."""

    def __init__(self, case: ZoneCase) -> None:
        self.case, self.costs = case, run_costs(case)
        rows = [(row.slot, np.array(row.load_w) / MEGA, case.room_w(row) / MEGA, True) for row in case.rows]
        rows += [(slot, weight, room, False) for slot, weight, room in whole_rows(case)]
        self.slot = np.array([row[0] for row in rows], dtype=np.int64)
        self.weight = np.array([row[1] for row in rows]).reshape(len(rows), len(case.groups)).T
        self.room = np.array([row[2] for row in rows])
        self.cold = np.array([row[3] for row in rows], dtype=np.float64)
        self.cut_mwh = case.load_kw * np.array(case.minutes) / PER_MWH
        self.row_price = np.zeros(len(rows))  # at the last bound of what is cut

    def beyond(self) -> int:
        """Fewest weighted minutes by which limits give way."""
        step = math.gcd(*self.case.minutes)
        return step * math.ceil(self._bound(Weights(beyond=1.0), Most(strict=False))[0] / step)

    def cut(self, most: Most) -> int:
        """Least that must be cut [kW·min]."""
        minutes = np.array(self.case.minutes, dtype=np.int64)
        step = int(np.gcd.reduce((self.case.load_kw * minutes).ravel())) or 1  # every cut is a sum of these
        bound, prices = self._bound(Weights(cut=1.0), most)
        self.row_price = prices[:-2]
        return step * math.ceil(PER_MWH * bound / step)

    def cuts(self, most: Most) -> int:
        """Fewest cuts."""
        return math.ceil(self._bound(Weights(begun=1.0), most)[0])

    def on_prices(self, ages: int) -> Floats:
        """Price of being on since so many slots, at the last bound of what is cut: group × slot × age."""
        prices = np.zeros((*self.cut_mwh.shape, ages))
        excess = np.array([*self.case.cold, *[0.0] * ages])[:ages]
        for row, price in enumerate(self.row_price.tolist()):
            prices[:, self.slot[row]] += price * np.outer(self.weight[:, row], 1 + self.cold[row] * excess)
        return prices

    def _bound(self, objective: Weights, most: Most) -> tuple[float, Floats]:
        """The greatest bound found, and its prices."""
        master = _Master(self, objective, most)
        steady, best = np.full(len(self.room) + 2, 0.0), -math.inf
        for _ in range(ROUNDS):
            prices, value = master.prices()
            trial = SMOOTH * steady + (1 - SMOOTH) * prices if best > -math.inf else prices
            bound, off, beyond = self._priced(trial, objective, most)
            if not math.isfinite(bound):
                return 0.0, steady  # some group alone cannot hold the limits: there is no rota to bound
            if bound > best:
                best, steady = bound, trial
            if value - best <= NEAR * max(1.0, abs(value)):
                break
            master.add(off, beyond)
        return max(0.0, best - SAFE * max(1.0, abs(best))), steady

    def _priced(self, prices: Floats, objective: Weights, most: Most) -> tuple[float, Flags, list[int]]:
        """The bound at some prices, and the rows that are best for each group, with their minutes beyond limits."""
        row_price, beyond_price, cut_price = prices[:-2], prices[-2], prices[-1]
        weights = Weights(objective.beyond + beyond_price, objective.cut + cut_price, objective.begun)
        total, off = self._best_rows(row_price, weights, most.strict)
        bound = total - float(row_price @ self.room)
        bound -= beyond_price * (most.beyond or 0)
        if most.cut_kw_minutes is not None:
            bound -= cut_price * most.cut_kw_minutes / PER_MWH
        groups = range(len(self.case.groups))
        return bound, off, [self.costs.of_group(group, off[group], self.case.was_off(group)) for group in groups]

    def _best_rows(self, row_price: Floats, weights: Weights, strict: bool) -> tuple[float, Flags]:
        """Every group's best row by itself: backwards from the end, over the slot at which each run ends."""
        groups, slots = self.cut_mwh.shape
        on_sum, cold = self._on_prices(row_price)
        off_sum = np.hstack([np.zeros((groups, 1)), np.cumsum(weights.cut * self.cut_mwh, axis=1)])
        cut, supply = (self._run_prices(table, weights.beyond, strict) for table in (self.costs.cut, self.costs.supply))
        from_cut, from_supply = np.zeros((groups, slots + 1)), np.zeros((groups, slots + 1))
        end_cut, end_supply = np.zeros((groups, slots), dtype=np.int64), np.zeros((groups, slots), dtype=np.int64)
        for slot in range(slots - 1, -1, -1):
            after = slice(slot + 1, None)
            value = off_sum[:, after] - off_sum[:, slot, None] + from_supply[:, after] + cut[slot, after]
            end_cut[:, slot] = value.argmin(axis=1) + slot + 1
            from_cut[:, slot] = value.min(axis=1) + weights.begun
            value = on_sum[:, after] - on_sum[:, slot, None] + from_cut[:, after] + supply[slot, after]
            value[:, : cold.shape[2]] += cold[:, slot, : slots - slot]
            value[:, cold.shape[2] :] += cold[:, slot, -1:] if cold.shape[2] else 0.0
            end_supply[:, slot] = value.argmin(axis=1) + slot + 1
            from_supply[:, slot] = value.min(axis=1)
        total, off = 0.0, np.zeros((groups, slots), dtype=np.bool_)
        carried = self._run_prices(self.costs.carried, weights.beyond, strict)
        for group in range(groups):
            was_off = self.case.was_off(group)
            own, other = (off_sum, from_supply) if was_off else (on_sum, from_cut)
            value = own[group] + other[group] + carried[group]
            value[0] = (from_supply if was_off else from_cut)[group, 0] + carried[group, 0]
            at, is_off = int(value.argmin()), was_off
            total += float(value[at])
            off[group, :at] = was_off
            while at < slots:
                is_off = not is_off
                end = int((end_cut if is_off else end_supply)[group, at])
                off[group, at:end] = is_off
                at = end
        return total, off

    def _run_prices(self, table: np.ndarray, price: float, strict: bool) -> Floats:
        """What runs cost by their first slot and the one after their last; infinite where they may not end."""
        prices: Floats = np.where(table > 0, np.inf, 0.0) if strict else price * table
        if self.case.may_switch:
            prices = prices.copy()
            prices[:, :-1][:, ~np.array(self.case.may_switch)] = np.inf
        return prices

    def _on_prices(self, row_price: Floats) -> tuple[Floats, Floats]:
        """Summed price of being on, and of the cold load of a return: group × slot × slots since, summed."""
        groups, slots = self.cut_mwh.shape
        usual, warm = np.zeros((slots, groups)), np.zeros((slots, groups))
        np.add.at(usual, self.slot, (self.weight * row_price).T)
        np.add.at(warm, self.slot, (self.weight * row_price * self.cold).T)
        lasting = len(self.case.cold)
        ahead = np.vstack([warm, np.zeros((lasting, groups))])
        excess = [share * ahead[since : since + slots].T for since, share in enumerate(self.case.cold)]
        cold = np.cumsum(np.stack(excess, axis=2), axis=2) if excess else np.zeros((groups, slots, 0))
        return np.hstack([np.zeros((groups, 1)), np.cumsum(usual.T, axis=1)]), cold

    def used(self, off: Flags) -> Floats:
        """What every group's row counts against every row of the network."""
        factor = ~off[:, self.slot] * (1 + self.cold * excess_of(self.case, off)[:, self.slot])
        found: Floats = factor * self.weight
        return found


class _Master:
    """The linear programme that mixes rows found so far; its duals are the next prices."""

    def __init__(self, zone: ZoneBound, objective: Weights, most: Most) -> None:
        self.zone, self.objective = zone, objective
        self.count, self.groups = len(zone.room), len(zone.case.groups)
        self.highs = highspy.Highs()
        self.highs.setOptionValue("output_flag", False)
        self.highs.setOptionValue("threads", 1)
        free = highspy.kHighsInf
        cut = free if most.cut_kw_minutes is None else most.cut_kw_minutes / PER_MWH
        beyond = 0.0 if most.strict else free if most.beyond is None else float(most.beyond)
        for room in [*zone.room.tolist(), beyond, cut]:
            self.highs.addRow(-free, room, 0, [], [])
        for _ in range(self.groups):
            self.highs.addRow(1.0, 1.0, 0, [], [])
        dear = 1.0 + 10 * float(zone.cut_mwh.sum()) / max(1.0, float(zone.weight.max(initial=1.0)))
        for row in range(self.count + 2):
            self.highs.addCol(dear, 0.0, free, 1, [row], [-1.0])
        nothing_on = np.ones_like(zone.cut_mwh, dtype=np.bool_)
        costs = zone.costs
        self.add(nothing_on, [costs.of_group(g, nothing_on[g], zone.case.was_off(g)) for g in range(self.groups)])

    def add(self, off: Flags, beyond: list[int]) -> None:
        """One more row for every group."""
        zone = self.zone
        used, cut = zone.used(off), (zone.cut_mwh * off).sum(axis=1)
        begun = begins(zone.case, off).sum(axis=1)
        for group in range(self.groups):
            cost = self.objective.beyond * beyond[group] + self.objective.cut * cut[group]
            cost += self.objective.begun * float(begun[group])
            own = np.flatnonzero(used[group])
            at = np.concatenate([own, [self.count, self.count + 1, self.count + 2 + group]]).astype(np.int32)
            values = np.concatenate([used[group][own], [float(beyond[group]), float(cut[group]), 1.0]])
            self.highs.addCol(float(cost), 0.0, highspy.kHighsInf, len(at), at, values)

    def prices(self) -> tuple[Floats, float]:
        """Price of every row, of minutes beyond limits and of MWh cut, none below 0; and the mix's value."""
        self.highs.run()
        duals = np.array(self.highs.getSolution().row_dual[: self.count + 2])
        return np.maximum(0.0, -duals), float(self.highs.getInfo().objective_function_value)
