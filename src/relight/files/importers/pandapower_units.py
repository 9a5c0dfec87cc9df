"""Loads, shunts, generators and grid connections of a pandapower network as feeders and generators."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import acos, inf, isfinite, tan

from relight.files.importers.imported import (
    NO_ACTIVE,
    NO_MVAR_LIMITS,
    UNLIMITED,
    Draft,
    Link,
    MvarLimits,
    given_mvar,
    given_voltage,
    load_feeder,
)
from relight.files.importers.pandapower_net import Element, PandapowerNet
from relight.model.assumptions import Assumptions
from relight.model.schema import Bus, Generator

KINDS = {"pv": "solar", "wp": "wind", "sgen": "", "sync": "", "async": "", "wye": "", "delta": ""}
"""Word in the column `type` -> kind; empty for those that do not say what drives a machine."""


@dataclass(frozen=True)
class _DemandTable:
    table: str
    prefix: str
    mw: Callable[[Element, Bus], float]
    mvar: Callable[[Element, Bus], float]
    protected: bool = False


@dataclass(frozen=True)
class _UnitTable:
    table: str
    prefix: str
    kind: str


def _scaled_mw(element: Element, bus: Bus) -> float:
    return element.number("p_mw") * element.number("scaling", 1.0)


def _motor_mw(element: Element, bus: Bus) -> float:
    loading = element.number("loading_percent", 100.0) / element.number("efficiency_percent", 100.0)
    return element.number("pn_mech_mw") * loading * element.number("scaling", 1.0)


def _three_phase_mw(element: Element, bus: Bus) -> float:
    return sum(element.number(f"p_{phase}_mw") for phase in "abc") * element.number("scaling", 1.0)


def _shunt_mw(element: Element, bus: Bus) -> float:
    kv = bus.kv or 1.0
    return element.number("p_mw") * element.number("step", 1.0) * (kv / element.number("vn_kv", kv)) ** 2


def _ward_mw(element: Element, bus: Bus) -> float:
    return element.number("ps_mw") + element.number("pz_mw")


def _scaled_mvar(element: Element, bus: Bus) -> float:
    return element.number("q_mvar", 0.0) * element.number("scaling", 1.0)


def _motor_mvar(element: Element, bus: Bus) -> float:
    return _motor_mw(element, bus) * tan(acos(element.number("cos_phi", 1.0)))


def _three_phase_mvar(element: Element, bus: Bus) -> float:
    return sum(element.number(f"q_{phase}_mvar", 0.0) for phase in "abc") * element.number("scaling", 1.0)


def _shunt_mvar(element: Element, bus: Bus) -> float:
    kv = bus.kv or 1.0
    return element.number("q_mvar", 0.0) * element.number("step", 1.0) * (kv / element.number("vn_kv", kv)) ** 2


def _ward_mvar(element: Element, bus: Bus) -> float:
    return element.number("qs_mvar", 0.0) + element.number("qz_mvar", 0.0)


DEMAND = (
    _DemandTable("load", "f", _scaled_mw, _scaled_mvar),
    _DemandTable("motor", "m", _motor_mw, _motor_mvar),
    _DemandTable("asymmetric_load", "al", _three_phase_mw, _three_phase_mvar),
    _DemandTable("ward", "wd", _ward_mw, _ward_mvar),
    _DemandTable("xward", "xw", _ward_mw, _ward_mvar),
    _DemandTable("shunt", "h", _shunt_mw, _shunt_mvar, protected=True),
)
UNITS = (
    _UnitTable("gen", "g", "thermal"),
    _UnitTable("sgen", "s", "distributed"),
    _UnitTable("asymmetric_sgen", "as", "distributed"),
    _UnitTable("ext_grid", "e", "import"),
)


FIXED_MVAR = {"sgen": _scaled_mvar, "asymmetric_sgen": _three_phase_mvar}


def add_demand(net: PandapowerNet, buses: dict[int, Bus], draft: Draft) -> None:
    """Add what takes power as feeders; where it is negative, as generators."""
    reactive = _knows_reactive_demand(net)
    for table in DEMAND:
        for element in net.elements(table.table):
            bus = _bus(element, buses, draft)
            if bus is None:
                continue
            mw, mvar = table.mw(element, bus), table.mvar(element, bus) if reactive or table.protected else 0.0
            if mvar != 0 and (table.protected or not mw > 0):
                draft.shunt_mvar[bus.bus] -= mvar
                if not table.protected:
                    draft.notes[NO_ACTIVE].append(element.source)
            if not isfinite(mw):
                draft.leave_out(element.source, "its power is not given", element.name)
            elif mw == 0 and mvar != 0 and table.table != "load":
                draft.links.append(Link(element.source, element.name, f"bus:{bus.bus}", "reactive power alone"))
            elif mw == 0 and table.table != "load":
                draft.leave_out(element.source, "takes no active power", element.name)
            elif mw < 0:
                _add_negative(element, bus, -mw, "n" + table.prefix.removeprefix("f"), draft)
            else:
                given = mvar if reactive else None
                _add_feeder(element, bus, mw, f"{table.prefix}{element.index}", draft, table.protected, given)


def add_units(net: PandapowerNet, buses: dict[int, Bus], draft: Draft) -> None:
    """Add what gives power as generators; where it can only take power, as feeders."""
    unlimited_mw = Assumptions()[UNLIMITED] * sum(feeder.peak_mw for feeder in draft.feeders)
    costs = _costs(net)
    reactive = _knows_reactive_demand(net)
    for table in UNITS:
        for element in net.elements(table.table):
            bus = _bus(element, buses, draft)
            if bus is None:
                continue
            name = f"{table.prefix}{element.index}"
            max_mw = _capacity_mw(element)
            if max_mw == inf:
                draft.notes[f"without a limit, so able to give {unlimited_mw:g} MW (assumption)"].append(name)
                max_mw = unlimited_mw
            if not isfinite(max_mw):
                draft.leave_out(element.source, "its power is not given", element.name)
            elif max_mw < 0:
                _add_feeder(element, bus, -max_mw, f"d{name}", draft)
                draft.notes["generators with negative power are demand"].append(name)
            else:
                word = element.text("type").lower()
                cost = costs.get((element.table, element.index))
                limits = _mvar_limits(element, bus, name, draft) if reactive else NO_MVAR_LIMITS
                draft.generators.append(
                    Generator(
                        generator=name,
                        bus=bus.bus,
                        kind=KINDS.get(word, word) or table.kind,
                        max_mw=max_mw,
                        min_mw=min(max(element.number("min_p_mw", 0.0), 0.0), max_mw),
                        cost_per_mwh=cost[0] + cost[1] * max_mw if cost else None,
                        voltage_pu=given_voltage(element.number("vm_pu")),
                        min_mvar=limits[0],
                        max_mvar=limits[1],
                    )
                )
                draft.links.append(Link(element.source, element.name, f"generator:{name}"))


def _knows_reactive_demand(net: PandapowerNet) -> bool:
    """Whether any load has reactive demand: a network for DC alone has none, which says nothing about its loads."""
    loads = (*net.elements("load"), *net.elements("asymmetric_load"), *net.elements("motor"))
    columns = ("q_mvar", "q_a_mvar", "q_b_mvar", "q_c_mvar", "pn_mech_mw")
    return any(load.number(column, 0.0) != 0 for load in loads for column in columns)


def _mvar_limits(element: Element, bus: Bus, name: str, draft: Draft) -> MvarLimits:
    """What a unit can give of reactive power; one that holds no voltage gives just what the network says."""
    if element.table in FIXED_MVAR:
        mvar = FIXED_MVAR[element.table](element, bus)
        return mvar, mvar
    return given_mvar(draft, name, element.number("min_q_mvar"), element.number("max_q_mvar"))


def _bus(element: Element, buses: dict[int, Bus], draft: Draft) -> Bus | None:
    """The bus an element in service is on; None, and the element left out, if there is none."""
    bus = buses.get(element.bus())
    if not element.in_service:
        draft.leave_out(element.source, "out of service", element.name)
        return None
    if bus is None:
        draft.leave_out(element.source, "on a bus out of service", element.name)
    return bus


def _add_negative(element: Element, bus: Bus, mw: float, prefix: str, draft: Draft) -> None:
    name = f"{prefix}{element.index}"
    draft.generators.append(Generator(generator=name, bus=bus.bus, kind="negative_load", max_mw=mw, cost_per_mwh=0.0))
    draft.links.append(Link(element.source, element.name, f"generator:{name}", "negative"))
    draft.notes["negative demand is a generator"].append(name)


def _add_feeder(
    element: Element, bus: Bus, mw: float, feeder: str, draft: Draft, shunt: bool = False, mvar: float | None = None
) -> None:
    draft.feeders.append(load_feeder(feeder, bus, mw, mvar, shunt))
    draft.links.append(Link(element.source, element.name, f"feeder:{feeder}"))
    if shunt:
        draft.notes["shunts are protected demand, their MW at nominal voltage"].append(feeder)


def _capacity_mw(element: Element) -> float:
    """What a unit can give: its limit, else its present power; a slack without a limit has none."""
    slack = element.table == "ext_grid" or element.flag("slack", False)
    given_mw = element.number("max_p_mw")
    if slack:
        return given_mw if isfinite(given_mw) else inf
    if element.table == "asymmetric_sgen":
        return sum(element.number(f"p_{phase}_mw") for phase in "abc") * element.number("scaling", 1.0)
    return given_mw if isfinite(given_mw) else element.number("p_mw") * element.number("scaling", 1.0)


def _costs(net: PandapowerNet) -> dict[tuple[str, int], tuple[float, float]]:
    """(Table, index) -> a, b of the cost a + b·capacity: marginal at half of it, average slope if piecewise linear."""
    found: dict[tuple[str, int], tuple[float, float]] = {}
    for row in net.elements("pwl_cost"):
        parts = [(float(end) - float(start), float(slope)) for start, end, slope in row.cells.get("points", ())]
        width = sum(part for part, _ in parts)
        if row.text("power_type") in ("", "p") and width > 0:
            slope = sum(part * slope for part, slope in parts) / width
            found[row.text("et"), int(row.number("element"))] = (slope, 0.0)
    for row in net.elements("poly_cost"):
        factors = (row.number("cp1_eur_per_mw", 0.0), row.number("cp2_eur_per_mw2", 0.0))
        found[row.text("et"), int(row.number("element"))] = factors
    return found
