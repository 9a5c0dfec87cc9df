"""Lines and transformers of a PyPSA network as branches, in per unit of 100 MVA."""

from __future__ import annotations

from math import isfinite

from relight.files.importers.imported import ZERO_REACTANCE, Draft, Link
from relight.files.importers.pypsa_network import PypsaElement, PypsaNetwork
from relight.model.assumptions import Assumptions
from relight.model.schema import Branch, Bus

BASE_MVA = 100.0
Buses = dict[str, Bus]


def add_branches(network: PypsaNetwork, buses: Buses, draft: Draft) -> None:
    """Add every active line and transformer whose buses are there."""
    direct = {element.name for element in network.elements("bus") if element.text("carrier") == "DC"}
    for line in network.elements("line"):
        if ends := _ends(line, buses, draft):
            dc = line.text("bus0") in direct
            r_pu, x_pu = line.number("r_pu", 0.0), line.number("r_pu" if dc else "x_pu", 0.0)
            length_km = line.number("length", 0.0)
            branch = Branch(
                branch=f"l{line.name}",
                kind="dc_line" if dc else "line",
                from_bus=ends[0],
                to_bus=ends[1],
                r_pu=BASE_MVA * r_pu,
                x_pu=_reactance(BASE_MVA * x_pu, f"l{line.name}", draft),
                b_pu=0.0 if dc else line.number("b_pu", 0.0) / BASE_MVA,
                rating_mw=_rating(line, draft),
                length_km=length_km if length_km > 0 else None,
            )
            _add(line, branch, draft)
    for trafo in network.elements("transformer"):
        if ends := _ends(trafo, buses, draft):
            ratio = trafo.number("tap_ratio", 1.0)
            # A tap at bus1 is the inverse one at bus0, with the impedance seen through it.
            at_end = trafo.number("tap_side", 0.0) == 1
            base = BASE_MVA / trafo.number("s_nom") * (ratio**2 if at_end else 1.0)
            branch = Branch(
                branch=f"t{trafo.name}",
                kind="transformer",
                from_bus=ends[0],
                to_bus=ends[1],
                r_pu=base * trafo.number("r", 0.0),
                x_pu=_reactance(base * trafo.number("x", 0.0), f"t{trafo.name}", draft),
                b_pu=trafo.number("b", 0.0) / base,
                tap=1 / ratio if at_end else ratio,
                shift_deg=trafo.number("phase_shift", 0.0),
                rating_mw=_rating(trafo, draft),
            )
            _add(trafo, branch, draft)


def _ends(element: PypsaElement, buses: Buses, draft: Draft) -> tuple[str, ...]:
    """The ids of the buses a branch joins; none, and the branch left out with the reason, if it cannot carry power."""
    names = (element.text("bus0"), element.text("bus1"))
    if not element.active:
        reason = "not active"
    elif any(name not in buses for name in names):
        reason = "on a bus that is left out"
    elif element.table == "transformer" and not element.number("s_nom", 0.0) > 0:
        reason = "its s_nom is not given"
    elif not isfinite(element.number("x", 0.0)) or not isfinite(element.number("r", 0.0)):
        reason = "its impedance is not given"
    else:
        return tuple(buses[name].bus for name in names)
    draft.leave_out(element.source, reason)
    return ()


def _reactance(x_pu: float, name: str, draft: Draft) -> float:
    if x_pu != 0:
        return x_pu
    least = Assumptions()[ZERO_REACTANCE]
    draft.notes[f"branches without reactance get {least:g} per unit (assumption)"].append(name)
    return least


def _rating(element: PypsaElement, draft: Draft) -> float | None:
    s_nom = element.nominal("s_nom")
    if s_nom == 0:
        draft.notes["branches whose s_nom is 0 have no limit"].append(element.source)
    rating_mw = s_nom * element.number("s_max_pu", 1.0)
    return rating_mw if s_nom > 0 and isfinite(rating_mw) else None


def _add(element: PypsaElement, branch: Branch, draft: Draft) -> None:
    draft.branches.append(branch)
    draft.links.append(Link(element.source, asset=f"branch:{branch.branch}"))
