"""When what is back: per district and service, per outage group, and the warnings that go with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from relight.model.services import ELECTRICITY
from relight.publish.back import back_cell, back_everywhere
from relight.publish.group_order import in_order
from relight.publish.horizon import Horizon, first_loss
from relight.publish.overview import people_cell, service_names
from relight.publish.shares import MODELLED_AT_ALL, letter, modelled_people
from relight.publish.tables import Cell, Head, Row, Table, columns, row
from relight.publish.words import Words

District = Mapping[str, Any]
NOBODY = Cell("–", style="fine")
"""Nobody is without: a dash, left out on narrow screens."""


def by_parent(districts: Iterable[District]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The districts under each parent, parents and districts in order of their names."""
    parents: dict[str, list[dict[str, Any]]] = {}
    for district in sorted(districts, key=lambda item: (item["parent"], item["name"], item["district"])):
        parents.setdefault(district["parent"], []).append(dict(district))
    return list(parents.items())


def lost_services(outlook: Mapping[str, Any]) -> list[str]:
    """The services somebody is without at some time, in printing order."""
    lost = {name for district in outlook["districts"] for name in district["back_at"]}
    return [name for name in service_names(outlook) if name in lost]


def first_service(outlook: Mapping[str, Any]) -> str:
    """The service a map shows first: electricity, unless only others are lost."""
    lost = lost_services(outlook) or [ELECTRICITY]
    return ELECTRICITY if ELECTRICITY in lost else lost[0]


def back_table(outlook: Mapping[str, Any], horizon: Horizon, words: Words) -> Table:
    """Per district and service the time it is back with its status; a line for each parent above its districts."""
    services = lost_services(outlook)
    rows: list[Row] = []
    for parent, districts in by_parent(outlook["districts"]):
        if parent:
            cells = [back_everywhere(outlook, districts, name, words, parent) for name in services]
            note = words("back.last_of", count=words.number(len(districts)))
            rows.append(row(Cell(parent, note), *cells, style="parent"))
        rows += [
            row(district["name"], *(_back_cell(district, name, horizon, words) for name in services))
            for district in districts
        ]
    heads: list[Head] = [words("column.district"), *((words.service(name), "time") for name in services)]
    return Table(words("caption.back"), columns(heads), tuple(rows), shown=len(rows), style="back stack")


def _back_cell(district: District, service: str, horizon: Horizon, words: Words) -> Cell:
    if service not in district["back_at"]:
        unknown = modelled_people(district, service) < MODELLED_AT_ALL
        return Cell(words("back.not_modelled"), style="muted") if unknown else NOBODY
    now = district["without_now"].get(service, 0.0)
    cell = back_cell(district["back_at"][service], now, words, horizon.end)
    begins = first_loss(district["without_at"][service])
    if not begins or now >= 0.5:
        return cell
    from_when = words("back.off_from", time=words.clock(horizon.time(horizon.minutes[begins])))
    return replace(cell, note=f"{cell.note}\n{from_when}")


def without_table(outlook: Mapping[str, Any], words: Words) -> Table:
    """Per district and service the people without it now, each with the letter of its class."""
    services = lost_services(outlook)
    rows: list[Row] = []
    for parent, districts in by_parent(outlook["districts"]):
        if parent:
            rows.append(row(Cell(parent), *_parent_people(districts, services, words), style="parent"))
        for district in districts:
            cells = (_people_cell(district, name, words) for name in services)
            rows.append(
                row(Cell(district["name"], words("people.live", people=words.people(district["people"]))), *cells)
            )
    heads: list[Head] = [words("column.district"), *((words.service(name), "number") for name in services)]
    return Table(words("caption.without"), columns(heads), tuple(rows), shown=len(rows), style="without stack")


def _parent_people(districts: list[dict[str, Any]], services: list[str], words: Words) -> list[Cell]:
    return [Cell(words.people(sum(item["without_now"].get(name, 0.0) for item in districts))) for name in services]


def _people_cell(district: District, service: str, words: Words) -> Cell:
    modelled = modelled_people(district, service)
    if modelled < MODELLED_AT_ALL:
        return Cell(words("back.not_modelled"), style="muted")
    without = district["without_now"].get(service, 0.0)
    if without < 0.5:
        return NOBODY
    mark = letter(without, modelled)
    return Cell(words.people(without), f"{words.share(without, modelled)} {mark}", f"class-{mark}")


def group_tables(outlook: Mapping[str, Any], horizon: Horizon, words: Words) -> list[Table]:
    """Per supply zone its outage groups: people, how many are off now and ahead, and when the group is back."""
    zones: dict[str, list[Mapping[str, Any]]] = {}
    for group in outlook.get("groups", []):
        zones.setdefault(group["zone"], []).append(group)
    ahead = horizon.ahead()[:2]
    heads: list[Head] = [words("column.group"), (words("column.people"), "number"), (words("column.off_now"), "number")]
    heads += [(words("column.off_in", hours=hours), "number") for hours in ahead]
    heads += [(words("column.back"), "time")]
    tables = []
    for zone in sorted(zones):
        rows = [_group_row(group, ahead, horizon, words) for group in in_order(zones[zone])]
        tables.append(Table(words("caption.groups", zone=zone), columns(heads), tuple(rows), shown=len(rows)))
    return tables


def _group_row(group: Mapping[str, Any], ahead: list[int], horizon: Horizon, words: Words) -> Row:
    people, off = group["people"], group["without_now"]
    later = (people_cell(group, "without_at", "", horizon.slot(hours), words) for hours in ahead)
    return row(
        group["outage_group"] or words("group.none"),
        words.people(people),
        Cell(words.people(off), words.share(off, people)) if off >= 0.5 else NOBODY,
        *(NOBODY if cell.text == "0" and not cell.note else cell for cell in later),
        NOBODY if group["back_at"] is None else back_cell(group["back_at"], off, words, horizon.end),
    )
