"""MATPOWER cases (`.m`) as Regions: buses b<number>, branches l<row>, generators g<row>, feeders f<bus> and s<bus>.

Rows count from 1 in the file's own tables, also when rows before them are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from math import inf
from pathlib import Path

from relight.errors import InputError, Problem
from relight.files.importers.imported import NO_ACTIVE, ZERO_REACTANCE, Draft, Imported, Link, peopled
from relight.files.importers.matpower_rows import ISOLATED, BranchRow, BusRow, MatpowerCase, read_rows
from relight.files.importers.matpower_text import MatpowerTable, read_matpower_text
from relight.files.importers.matpower_units import add_units
from relight.model.assumptions import Assumptions
from relight.model.counting import counted
from relight.model.region import SUSCEPTANCE, Region, Settings, Source
from relight.model.schema import Branch, Bus, District, Feeder, Generator, Report

DAMAGED_AT = datetime(2026, 1, 1, tzinfo=UTC)
USED = ("bus", "gen", "branch", "gencost", "areas", "storage", "dcline")
LEFT_OUT = {"storage": "storage is not modelled", "dcline": "DC lines are not modelled"}


def import_matpower(path: Path | str, susceptance: str = "reactance") -> Imported:
    """A MATPOWER case as a Region, its `*_damage` tables as reports.

    Parameters
    ----------
    path
        The case file.
    susceptance
        "reactance": 1/(x·tap), as MATPOWER itself; "series": x/(r²+x²) without taps and shifts, as PowerModels.

    Raises
    ------
    InputError
        If the file cannot be read as a case, with every reason.
    """
    if susceptance not in SUSCEPTANCE:
        raise ValueError(f"susceptance is {susceptance!r}, not one of {', '.join(SUSCEPTANCE)}")
    case = read_rows(read_matpower_text(Path(path)))
    draft = Draft()
    buses = _add_buses(case, draft)
    _add_feeders(case, buses, draft)
    add_units(case, buses, draft)
    _add_branches(case, buses, draft)
    _note_tables(case, draft)
    reports = tuple(_reports(case, draft))
    districts, people = peopled(_districts(case.buses), draft.feeders)
    region = Region(
        settings=Settings(
            name=case.text.name,
            timezone="UTC",
            base_mva=case.base_mva,
            susceptance=susceptance,
            sources=(Source(title=f"MATPOWER case {case.text.file}"),),
        ),
        districts=districts,
        buses=draft.compensated_buses(),
        branches=tuple(draft.branches),
        generators=tuple(draft.generators),
        feeders=tuple(draft.feeders),
    )
    if reports:
        minutes = f"{_repair_minutes():g} min of repair each (assumption)"
        draft.notes[f"damaged and reported out, {minutes}"] = [report.subject for report in reports]
    return Imported(region, reports, (people, *draft.notices()), tuple(draft.links))


def _districts(buses: tuple[BusRow, ...]) -> list[District]:
    areas = sorted({bus.area for bus in buses})
    return [District(district=f"area{area}", name=f"Area {area}", people=0) for area in areas]


def _add_buses(case: MatpowerCase, draft: Draft) -> dict[int, Bus]:
    """Add every bus that is not isolated; what comes back are those by number."""
    names = case.text.words.get("bus_name", ())
    if len(names) != len(case.buses):
        if names:
            draft.notes["lists that do not have one word per bus are not used"].append("bus_name")
        names = ("",) * len(case.buses)
    kept: dict[int, Bus] = {}
    reactive = _knows_reactive_demand(case)
    for row, name in zip(case.buses, names, strict=True):
        source = f"bus {row.number}"
        if row.type == ISOLATED:
            draft.leave_out(source, "isolated (bus type 4)", name.strip())
            continue
        kv = row.base_kv if row.base_kv > 0 else None
        kept[row.number] = Bus(bus=f"b{row.number}", name=name.strip(), district=f"area{row.area}", kv=kv)
        draft.shunt_mvar[f"b{row.number}"] += row.shunt_mvar
        if reactive and row.demand_mw <= 0 and row.demand_mvar != 0:
            draft.shunt_mvar[f"b{row.number}"] -= row.demand_mvar
            draft.notes[NO_ACTIVE].append(f"b{row.number}")
        draft.links.append(Link(source, name.strip(), f"bus:b{row.number}"))
    draft.buses.extend(kept.values())
    return kept


def _add_feeders(case: MatpowerCase, buses: dict[int, Bus], draft: Draft) -> None:
    """Add demand and shunt conductance as feeders; where they are negative, as generators."""
    reactive = _knows_reactive_demand(case)
    for row in case.buses:
        demand_mvar = row.demand_mvar if reactive else None
        for letter, mw, mvar, what in (
            ("f", row.demand_mw, demand_mvar, "Pd"), ("s", row.conductance_mw, 0.0, "Gs"),
        ):  # fmt: skip
            if mw == 0:
                continue
            source = f"bus {row.number} {what}"
            if row.number not in buses:
                draft.leave_out(source, "on an isolated bus")
            elif mw > 0:
                _add_feeder(f"{letter}{row.number}", buses[row.number], mw, mvar, source, draft)
            else:
                name = f"n{row.number}" if what == "Pd" else f"ns{row.number}"
                bus = buses[row.number].bus
                draft.generators.append(
                    Generator(generator=name, bus=bus, kind="negative_load", max_mw=-mw, cost_per_mwh=0.0)
                )
                draft.links.append(Link(source, asset=f"generator:{name}", note="negative"))
                draft.notes[f"negative {what} is a generator"].append(name)


def _knows_reactive_demand(case: MatpowerCase) -> bool:
    """Whether any bus has reactive demand: a case for DC alone has none, which says nothing about its loads."""
    return any(row.demand_mvar != 0 for row in case.buses)


def _add_feeder(
    feeder: str, bus: Bus, peak_mw: float, peak_mvar: float | None, source: str, draft: Draft
) -> None:
    shunt = feeder.startswith("s")
    draft.feeders.append(
        Feeder(
            feeder=feeder,
            bus=bus.bus,
            district=bus.district,
            peak_mw=peak_mw,
            peak_mvar=peak_mvar,
            people=0 if shunt else None,
            protected=shunt,
            divisible=True,
        )
    )
    draft.links.append(Link(source, asset=f"feeder:{feeder}"))
    if shunt:
        draft.notes["shunt conductance is protected demand, its MW at nominal voltage"].append(feeder)


def _add_branches(case: MatpowerCase, buses: dict[int, Bus], draft: Draft) -> None:
    for row in case.branches:
        source = f"branch {row.row}"
        if not row.in_service:
            draft.leave_out(source, "out of service")
        elif row.from_bus not in buses or row.to_bus not in buses:
            draft.leave_out(source, "on an isolated bus")
        elif row.from_bus == row.to_bus:
            draft.leave_out(source, "both of its ends are the same bus")
        else:
            draft.branches.append(_branch(row, buses[row.from_bus], buses[row.to_bus], draft))
            draft.links.append(Link(source, asset=f"branch:l{row.row}"))


def _branch(row: BranchRow, start: Bus, end: Bus, draft: Draft) -> Branch:
    name, x_pu = f"l{row.row}", row.x_pu
    if x_pu == 0:
        x_pu = Assumptions()[ZERO_REACTANCE]
        draft.notes[f"branches without reactance get {x_pu:g} per unit (assumption)"].append(name)
    return Branch(
        branch=name,
        kind="transformer" if row.tap != 0 or start.kv != end.kv else "line",
        from_bus=start.bus,
        to_bus=end.bus,
        r_pu=row.r_pu,
        x_pu=x_pu,
        b_pu=row.b_pu,
        tap=row.tap or 1.0,
        shift_deg=row.shift_deg,
        rating_mw=row.rating_mva if 0 < row.rating_mva < inf else None,
        max_angle_deg=_max_angle_deg(row, draft),
    )


def _max_angle_deg(row: BranchRow, draft: Draft) -> float | None:
    """The tighter of the two angle limits, each only if strictly between 0 and 90°; a limit of 0 is no limit."""
    limits = [limit for limit in (-row.min_angle_deg, row.max_angle_deg) if 0 < limit < 90]
    one_sided = row.min_angle_deg > 0 or row.max_angle_deg < 0
    if one_sided or (limits and row.min_angle_deg != -row.max_angle_deg):
        draft.notes["of angle limits that differ by direction the tighter holds for both"].append(f"l{row.row}")
    return min(limits, default=None)


def _note_tables(case: MatpowerCase, draft: Draft) -> None:
    for name, table in case.text.tables.items():
        if name in LEFT_OUT:
            for number in range(1, len(table.rows) + 1):
                draft.leave_out(f"{name} {number}", LEFT_OUT[name])
        elif name not in USED and not name.endswith("_damage"):
            draft.notes["tables that are not used"].append(name)


def _repair_minutes() -> float:
    return Assumptions()["import_repair_minutes"]


def _reports(case: MatpowerCase, draft: Draft) -> Iterator[Report]:
    """One report per damaged asset that was imported."""
    assets = {link.source: link.asset for link in draft.links if link.asset}
    count = 0
    for table, sources in {
        "bus": [f"bus {row.number}" for row in case.buses],
        "gen": [f"gen {row.row}" for row in case.gens],
        "branch": [f"branch {row.row}" for row in case.branches],
    }.items():
        flags = _damage_flags(case, table, len(sources))
        for source in (source for source, flag in zip(sources, flags, strict=True) if flag and source in assets):
            count += 1
            yield Report(
                report=f"import{count}",
                reported_at=DAMAGED_AT,
                valid_from=DAMAGED_AT,
                subject=assets[source],
                state="out",
                repair_minutes=_repair_minutes(),
                source="import",
            )


def _damage_flags(case: MatpowerCase, table: str, count: int) -> list[bool]:
    name = f"{table}_damage"
    damage = case.text.tables.get(name, MatpowerTable(name, 0, (), ()))
    if not damage.rows:
        return [False] * count
    if len(damage.rows) != count:
        found = f"{name} has {counted(len(damage.rows), 'row')}, {table} has {count}"
        raise InputError([Problem(case.text.file, damage.line, name, found, f"give one row per row of {table}")])
    column = damage.columns.index("damaged") if "damaged" in damage.columns else 0
    return [row[column] > 0 for row in damage.rows]
