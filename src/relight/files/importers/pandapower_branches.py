"""Lines, transformers, impedances and switches with an impedance of a pandapower network as branches."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite, sqrt

from relight.files.importers.imported import ZERO_REACTANCE, Draft, Link
from relight.files.importers.pandapower_net import Element, PandapowerNet, SeriesElement
from relight.model.assumptions import Assumptions
from relight.model.schema import Branch, Bus

LINE_KINDS = {"cs": "cable"}
SWITCHED = {"line": "l", "trafo": "t", "trafo3w": "t3"}
"""Table -> the letter that its switches have in the column `et`."""
WINDINGS = (("h", "hv_bus", "sn_hv_mva"), ("m", "mv_bus", "sn_mv_mva"), ("l", "lv_bus", "sn_lv_mva"))

Buses = dict[int, Bus]


def add_branches(net: PandapowerNet, buses: Buses, draft: Draft) -> None:
    """Add every branch in service whose switches are closed and whose buses are there."""
    opened = {
        (switch.text("et"), int(switch.number("element")), switch.bus())
        for switch in net.elements("switch")
        if not switch.flag("closed", True)
    }
    for line in net.elements("line"):
        if ends := _ends(line, ("from_bus", "to_bus"), opened, buses, draft):
            branch = _branch(f"l{line.index}", LINE_KINDS.get(line.text("type"), "line"), ends, line.series[0], draft)
            length_km = line.number("length_km")
            _add(line, replace(branch, rating_mw=_line_rating_mw(line, ends[0]), length_km=length_km), draft)
    for trafo in net.elements("trafo"):
        if ends := _ends(trafo, ("hv_bus", "lv_bus"), opened, buses, draft):
            branch = _branch(f"t{trafo.index}", "transformer", ends, trafo.series[0], draft)
            rating_mw = trafo.number("sn_mva") * trafo.number("parallel", 1.0) * trafo.number("df", 1.0)
            _add(trafo, replace(branch, rating_mw=_limit(rating_mw * _loading(trafo))), draft)
    for trafo in net.elements("trafo3w"):
        if _ends(trafo, ("hv_bus",), set(), buses, draft):
            _add_three_windings(trafo, opened, buses, draft)
    for impedance in net.elements("impedance"):
        if ends := _ends(impedance, ("from_bus", "to_bus"), opened, buses, draft):
            _add(impedance, _branch(f"i{impedance.index}", "impedance", ends, impedance.series[0], draft), draft)
    for switch in net.elements("switch"):
        if switch.series:
            ends = (buses[switch.bus("bus")], buses[switch.bus("element")])
            _add(switch, _branch(f"k{switch.index}", "switch", ends, switch.series[0], draft), draft)


def _ends(
    element: Element, columns: tuple[str, ...], opened: set[tuple[str, int, int]], buses: Buses, draft: Draft
) -> tuple[Bus, ...]:
    """The buses a branch joins; none, and the branch left out with the reason, if it cannot carry power."""
    letter = SWITCHED.get(element.table, "")
    if not element.in_service:
        reason = "out of service"
    elif any(element.bus(column) not in buses for column in columns):
        reason = "on a bus out of service"
    elif any((letter, element.index, element.bus(column)) in opened for column in columns):
        reason = "an open switch"
    elif not all(isfinite(series.x_pu * series.r_pu * series.tap) for series in element.series):
        reason = "its impedance is not given"
    else:
        ends = tuple(buses[element.bus(column)] for column in columns)
        if len(ends) == 1 or ends[0] is not ends[1]:
            return ends
        reason = "both of its ends are the same bus"
    draft.leave_out(element.source, reason, element.name)
    return ()


def _add_three_windings(trafo: Element, opened: set[tuple[str, int, int]], buses: Buses, draft: Draft) -> None:
    """Add a star point `w<index>` and a branch to it from every winding's bus that is there and not switched off."""
    high = buses[trafo.bus("hv_bus")]
    star = Bus(bus=f"w{trafo.index}", name=trafo.name, district=high.district, kv=high.kv)
    draft.buses.append(star)
    draft.links.append(Link(trafo.source, trafo.name, f"bus:{star.bus}", "star point"))
    for (letter, column, capacity), series in zip(WINDINGS, trafo.series, strict=True):
        bus = buses.get(trafo.bus(column))
        if bus is None or (SWITCHED["trafo3w"], trafo.index, trafo.bus(column)) in opened:
            reason = "on a bus out of service" if bus is None else "an open switch"
            draft.leave_out(f"{trafo.source} winding {letter}", reason, trafo.name)
            continue
        ends = (bus, star) if letter == "h" else (star, bus)
        branch = _branch(f"{star.bus}{letter}", "transformer", ends, series, draft)
        _add(trafo, replace(branch, rating_mw=_limit(trafo.number(capacity) * _loading(trafo))), draft)


def _add(element: Element, branch: Branch, draft: Draft) -> None:
    draft.branches.append(branch)
    draft.links.append(Link(element.source, element.name, f"branch:{branch.branch}"))


def _branch(name: str, kind: str, ends: tuple[Bus, ...], series: SeriesElement, draft: Draft) -> Branch:
    x_pu = series.x_pu
    if x_pu == 0:
        x_pu = Assumptions()[ZERO_REACTANCE]
        draft.notes[f"branches without reactance get {x_pu:g} per unit (assumption)"].append(name)
    return Branch(
        branch=name,
        kind=kind,
        from_bus=ends[0].bus,
        to_bus=ends[1].bus,
        r_pu=series.r_pu,
        x_pu=x_pu,
        b_pu=series.b_pu,
        tap=series.tap,
        shift_deg=series.shift_deg,
    )


def _line_rating_mw(line: Element, start: Bus) -> float | None:
    """√3 · voltage · current limit of all parallel lines, at the highest loading allowed."""
    current_ka = line.number("max_i_ka") * line.number("parallel", 1.0) * line.number("df", 1.0)
    return _limit(sqrt(3) * (start.kv or 0.0) * current_ka * _loading(line))


def _loading(element: Element) -> float:
    return element.number("max_loading_percent", 100.0) / 100


def _limit(rating_mw: float) -> float | None:
    return rating_mw if isfinite(rating_mw) else None
