"""Generators of a MATPOWER case: what they can give, what it costs, and those that are really demand."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, isinf

from relight.errors import InputError, Problem
from relight.files.importers.imported import NO_MVAR_LIMITS, UNLIMITED, Draft, Link, given_mvar, given_voltage
from relight.files.importers.matpower_rows import GenRow, MatpowerCase
from relight.model.assumptions import Assumptions
from relight.model.counting import counted
from relight.model.schema import Bus, Feeder, Generator

PIECEWISE, POLYNOMIAL = 1, 2


def add_units(case: MatpowerCase, buses: dict[int, Bus], draft: Draft) -> None:
    """Add the generators in service to the draft, dispatchable loads as feeders.

    Raises
    ------
    InputError
        If the cost table does not fit the generators.
    """
    kinds = _kinds(case, draft)
    costs = _costs(case)
    dispatchable_mw = sum(-gen.min_mw for gen in case.gens if gen.max_mw <= 0 and -inf < gen.min_mw < 0)
    demand_mw = sum(feeder.peak_mw for feeder in draft.feeders) + dispatchable_mw
    reactive = any(gen.min_mvar != 0 or gen.max_mvar != 0 for gen in case.gens)
    unlimited_mw = Assumptions()[UNLIMITED] * demand_mw
    for gen, kind, cost in zip(case.gens, kinds, costs, strict=True):
        source = f"gen {gen.row}"
        if not gen.in_service:
            draft.leave_out(source, "out of service")
        elif gen.bus not in buses:
            draft.leave_out(source, "on an isolated bus")
        elif gen.max_mw <= 0 and gen.min_mw < 0:
            _add_dispatchable_load(gen, buses[gen.bus], draft)
        else:
            max_mw = _capacity_mw(gen, unlimited_mw, draft)
            limits = given_mvar(draft, f"g{gen.row}", gen.min_mvar, gen.max_mvar) if reactive else NO_MVAR_LIMITS
            draft.generators.append(
                Generator(
                    generator=f"g{gen.row}",
                    bus=buses[gen.bus].bus,
                    kind=kind,
                    max_mw=max_mw,
                    min_mw=_least_mw(gen, max_mw, draft),
                    cost_per_mwh=_marginal_cost(cost, max_mw),
                    voltage_pu=given_voltage(gen.voltage_pu),
                    min_mvar=limits[0],
                    max_mvar=limits[1],
                )
            )
            draft.links.append(Link(source, asset=f"generator:g{gen.row}"))


def _add_dispatchable_load(gen: GenRow, bus: Bus, draft: Draft) -> None:
    feeder = f"d{gen.row}"
    if isinf(gen.min_mw):
        draft.leave_out(f"gen {gen.row}", "a dispatchable load without a size")
        return
    draft.feeders.append(Feeder(feeder=feeder, bus=bus.bus, district=bus.district, peak_mw=-gen.min_mw, divisible=True))
    draft.links.append(Link(f"gen {gen.row}", asset=f"feeder:{feeder}", note="dispatchable load"))
    draft.notes["generators with Pmax ≤ 0 and Pmin < 0 are demand of |Pmin|"].append(feeder)


def _capacity_mw(gen: GenRow, unlimited_mw: float, draft: Draft) -> float:
    if isinf(gen.max_mw) and gen.max_mw > 0:
        draft.notes[f"generators without a limit can give {unlimited_mw:g} MW"].append(f"g{gen.row}")
        return unlimited_mw
    if gen.max_mw < 0:
        draft.notes["generators with Pmax < 0 can give nothing"].append(f"g{gen.row}")
    return max(gen.max_mw, 0.0)


def _least_mw(gen: GenRow, max_mw: float, draft: Draft) -> float:
    if gen.min_mw < 0:
        draft.notes["generators with Pmin < 0 only give, so their least is 0 MW"].append(f"g{gen.row}")
    if gen.min_mw > max_mw:
        draft.notes["generators with Pmin > Pmax get Pmax as their least"].append(f"g{gen.row}")
    return min(max(gen.min_mw, 0.0), max_mw)


def _kinds(case: MatpowerCase, draft: Draft) -> Sequence[str]:
    """The fuel of each generator, else its type, else thermal."""
    for table in ("genfuel", "gentype"):
        words = case.text.words.get(table)
        if words is not None and len(words) == len(case.gens):
            return [word.strip().lower() or "thermal" for word in words]
        if words is not None:
            draft.notes["lists that do not have one word per generator are not used"].append(table)
    return ["thermal"] * len(case.gens)


def _costs(case: MatpowerCase) -> Sequence[tuple[float, ...]]:
    """The cost row of each generator: (model, start-up, shut-down, count, parameters...); empty without a table."""
    table = case.text.tables.get("gencost")
    if table is None or not table.rows:
        return [()] * len(case.gens)
    problems = []
    if len(table.rows) not in (len(case.gens), 2 * len(case.gens)):
        found = f"gencost has {counted(len(table.rows), 'row')} for {counted(len(case.gens), 'generator')}"
        problems.append(Problem(case.text.file, table.line, "gencost", found, "give one row per generator"))
    for row, (line, cost) in enumerate(zip(table.lines, table.rows, strict=True), start=1):
        if len(cost) < 4 or cost[0] not in (PIECEWISE, POLYNOMIAL) or not _fits(cost):
            found = f"row {row} of gencost is neither a piecewise linear nor a polynomial cost"
            remedy = "write 1 or 2, start-up cost, shut-down cost, a count and as many points or coefficients"
            problems.append(Problem(case.text.file, line, "gencost", found, remedy))
    if problems:
        raise InputError(problems)
    return table.rows[: len(case.gens)]


def _fits(cost: tuple[float, ...]) -> bool:
    numbers = cost[3] * (2 if cost[0] == PIECEWISE else 1)
    return cost[3] == int(cost[3]) and 1 <= numbers <= len(cost) - 4


def _marginal_cost(cost: tuple[float, ...], max_mw: float) -> float | None:
    """Cost of one MWh more at half of the capacity; of a piecewise linear cost, its average slope."""
    if not cost:
        return None
    count, numbers = int(cost[3]), cost[4:]
    if cost[0] == PIECEWISE:
        first_mw, first_cost = numbers[:2]
        last_mw, last_cost = numbers[2 * count - 2 : 2 * count]
        return (last_cost - first_cost) / (last_mw - first_mw) if last_mw > first_mw else 0.0
    coefficients = numbers[count - 2 :: -1] if count > 1 else ()
    return sum(power * factor * (max_mw / 2) ** (power - 1) for power, factor in enumerate(coefficients, start=1))
