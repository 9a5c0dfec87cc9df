"""Loads, shunts and generators of a PyPSA network as feeders and generators."""

from __future__ import annotations

from math import isfinite

from relight.files.importers.imported import (
    NO_ACTIVE,
    NO_MVAR_LIMITS,
    UNLIMITED,
    Draft,
    Link,
    MvarLimits,
    given_voltage,
    load_feeder,
)
from relight.files.importers.pypsa_network import PypsaElement, PypsaNetwork
from relight.model.assumptions import Assumptions
from relight.model.schema import Bus, Generator

KINDS = {
    "nuclear": "nuclear", "uranium": "nuclear",
    "hydro": "hydro", "ror": "hydro", "run of river": "hydro", "reservoir": "hydro", "phs": "hydro",
    "wind": "wind", "onwind": "wind", "offwind": "wind", "offwind-ac": "wind", "offwind-dc": "wind",
    "offwind-float": "wind", "wind onshore": "wind", "wind offshore": "wind", "onshore wind": "wind",
    "offshore wind": "wind",
    "solar": "solar", "pv": "solar", "solar-hsat": "solar", "solar rooftop": "solar",
    "gas": "thermal", "ccgt": "thermal", "ocgt": "thermal", "coal": "thermal", "hard coal": "thermal",
    "lignite": "thermal", "brown coal": "thermal", "oil": "thermal", "biomass": "thermal", "biogas": "thermal",
    "waste": "thermal", "geothermal": "thermal", "diesel": "thermal", "": "thermal",
    "import": "import", "imports": "import",
}  # fmt: skip
"""Carrier in small letters -> kind; any other carrier is a kind of its own."""

Buses = dict[str, Bus]


def _bus(element: PypsaElement, buses: Buses, draft: Draft) -> Bus | None:
    """The bus an active element is on; None, and the element left out, if there is none."""
    bus = buses.get(element.text("bus"))
    if not element.active or bus is None:
        draft.leave_out(element.source, "on a bus that is left out" if element.active else "not active")
        return None
    return bus


def add_demand(network: PypsaNetwork, buses: Buses, draft: Draft) -> None:
    """Add what takes power as feeders; where it is negative, as generators."""
    reactive = _knows_reactive_demand(network)
    for load in network.elements("load"):
        if bus := _bus(load, buses, draft):
            mw = -load.number("sign", -1.0) * load.number("p_set", 0.0)
            mvar = -load.number("sign", -1.0) * load.number("q_set", 0.0)
            if mvar != 0 and mw <= 0:
                draft.shunt_mvar[bus.bus] -= mvar
                draft.notes[NO_ACTIVE].append(load.source)
            if mw < 0:
                draft.notes["negative demand is a generator"].append(f"n{load.name}")
                _add_unit(load, Generator(
                    generator=f"n{load.name}", bus=bus.bus, kind="negative_load", max_mw=-mw, cost_per_mwh=0.0
                ), draft)  # fmt: skip
            else:
                _add_feeder(load, bus, mw, f"f{load.name}", draft, mvar=mvar if reactive else None)
    for shunt in network.elements("shunt_impedance"):
        if bus := _bus(shunt, buses, draft):
            mw = -shunt.number("sign", -1.0) * shunt.number("g_pu", 0.0)
            draft.shunt_mvar[bus.bus] += -shunt.number("sign", -1.0) * shunt.number("b_pu", 0.0)
            if mw <= 0 and shunt.number("b_pu", 0.0) != 0:
                draft.links.append(Link(shunt.source, asset=f"bus:{bus.bus}", note="reactive power alone"))
            elif mw <= 0:
                draft.leave_out(shunt.source, "takes no active power")
            else:
                draft.notes["shunts are protected demand, their MW at nominal voltage"].append(f"h{shunt.name}")
                _add_feeder(shunt, bus, mw, f"h{shunt.name}", draft, shunt=True)


def add_units(network: PypsaNetwork, buses: Buses, draft: Draft) -> None:
    """Add what gives power as generators; where it can only take power, as feeders."""
    unlimited_mw = Assumptions()[UNLIMITED] * sum(feeder.peak_mw for feeder in draft.feeders)
    voltage_pu = {bus.name: bus.number("v_mag_pu_set", 1.0) for bus in network.elements("bus")}
    controlled = any(unit.text("control") == "PV" for unit in network.elements("generator"))
    priced = any(unit.number("marginal_cost", 0.0) != 0 for unit in network.elements("generator"))
    for unit in network.elements("generator"):
        bus = _bus(unit, buses, draft)
        if bus is None:
            continue
        p_nom = unit.nominal("p_nom")
        max_mw = p_nom * unit.number("p_max_pu", 1.0)
        if p_nom == 0 and unit.number("p_set", 0.0) > 0:
            max_mw = unit.number("p_set")
            draft.notes["generators whose p_nom is 0 can give their p_set"].append(f"g{unit.name}")
        if not isfinite(max_mw):
            max_mw = unlimited_mw
            draft.notes[f"without a limit, so able to give {unlimited_mw:g} MW (assumption)"].append(f"g{unit.name}")
        if unit.number("sign", 1.0) < 0 or max_mw < 0:
            draft.notes["generators with negative power are demand"].append(f"g{unit.name}")
            _add_feeder(unit, bus, abs(max_mw), f"dg{unit.name}", draft)
            continue
        carrier = unit.text("carrier").lower()
        set_point, limits = _voltage_control(unit, voltage_pu[unit.text("bus")], controlled)
        _add_unit(unit, Generator(
            generator=f"g{unit.name}",
            bus=bus.bus,
            kind=KINDS.get(carrier, carrier),
            max_mw=max_mw,
            min_mw=min(max(p_nom * unit.number("p_min_pu", 0.0), 0.0), max_mw) if isfinite(p_nom) else 0.0,
            cost_per_mwh=unit.number("marginal_cost", 0.0) if priced else None,
            voltage_pu=set_point,
            min_mvar=limits[0],
            max_mvar=limits[1],
        ), draft)  # fmt: skip


def _knows_reactive_demand(network: PypsaNetwork) -> bool:
    """Whether any load has reactive demand: a network for optimisation has none, which says nothing about its loads."""
    return any(load.number("q_set", 0.0) != 0 for load in network.elements("load"))


def _voltage_control(unit: PypsaElement, voltage_pu: float, controlled: bool) -> tuple[float | None, MvarLimits]:
    """The set point of a unit that holds a voltage, the reactive power of one that does not.

    Where no unit is told to hold one, as in networks for optimisation, that says nothing.
    """
    if controlled and unit.text("control") == "PQ":
        return None, (unit.number("q_set", 0.0), unit.number("q_set", 0.0))
    return given_voltage(voltage_pu) if voltage_pu != 1.0 else None, NO_MVAR_LIMITS


def _add_unit(element: PypsaElement, unit: Generator, draft: Draft) -> None:
    draft.generators.append(unit)
    note = "negative" if element.table == "load" else ""
    draft.links.append(Link(element.source, asset=f"generator:{unit.generator}", note=note))


def _add_feeder(
    element: PypsaElement, bus: Bus, mw: float, feeder: str, draft: Draft, shunt: bool = False,
    mvar: float | None = None,
) -> None:  # fmt: skip
    draft.feeders.append(load_feeder(feeder, bus, mw, mvar, shunt))
    draft.links.append(Link(element.source, asset=f"feeder:{feeder}"))
