"""A region's facilities, needs, backups and the people they serve, compiled to arrays for the kernel."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from relight.engine.endurance import BackupNumbers, backup_numbers
from relight.engine.people import feeder_district, feeder_people, feeder_zone, served_groups
from relight.model.region import Region
from relight.model.schema import Backup, Need
from relight.model.services import ELECTRICITY

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Cell = tuple[str, str]


class Wiring(NamedTuple):
    """Struct of arrays. Suppliers are numbered feeders first, then assets; `*_start` arrays delimit runs (CSR)."""

    need_start: Ints  # per asset, into needs
    need_asset: Ints  # per need
    need_threshold: Floats
    need_linear: Flags
    supplier_start: Ints  # per need, into `supplier`
    supplier: Ints
    backup_start: Ints  # per need, into backups
    endurance_minutes: Floats
    share: Floats
    start_minutes: Floats
    refill_minutes: Floats  # inf = never by itself
    ready_after_minutes: Floats  # 0 = always ready
    unready_level: Floats
    units: Ints
    availability: Floats
    start_probability: Floats
    mtbf_minutes: Floats  # inf = never fails
    group_start: Ints  # per asset, into `group_of_asset`
    group_of_asset: Ints
    member_start: Ints  # per group, into `member`
    member: Ints
    group_cell: Ints
    group_people: Floats
    feeder_cell: Ints
    feeder_rota_cell: Ints  # −1 = not rotated
    feeder_people: Floats
    grid_asset: Ints  # units and buses among the assets
    dependent_start: Ints  # per supplier, into `dependent`
    dependent: Ints  # assets that need it
    cell_group_start: Ints  # per cell, into `cell_group`
    cell_group: Ints
    cell_feeder_start: Ints  # per cell, into `cell_feeder`
    cell_feeder: Ints


@dataclass(frozen=True)
class Services:
    """The wiring with the names of its positions, so that results can speak of ids."""

    wiring: Wiring
    feeder_ids: tuple[str, ...]
    asset_ids: tuple[str, ...]  # as kind:id
    needs: tuple[tuple[str, str], ...]  # (asset, need)
    backups: tuple[Backup, ...]
    cells: tuple[Cell, ...]  # (district, service), then (zone, outage group) from `rota_cells` on
    rota_cells: int
    starting_level: Floats  # per backup
    assumptions_used: tuple[str, ...]


def compile_services(region: Region, feeder_ids: Sequence[str]) -> Services:
    """The region's services as arrays, with feeders in the order of `feeder_ids`."""
    asset_ids = _assets(region)
    needs = _needs(region)
    backups = [backup for rows in _backups(region, needs) for backup in rows]
    kind, assumptions = {row.facility: row.kind for row in region.facilities}, region.assumptions
    numbers = [backup_numbers(backup, kind[backup.facility], assumptions) for backup in backups]
    cells, rota_cells = _cells(region)
    wiring = Wiring(
        **_need_columns(asset_ids, feeder_ids, needs),
        backup_start=_starts([len(rows) for rows in _backups(region, needs)]),
        **_backup_columns(backups, numbers),
        **_group_columns(region, asset_ids, cells, rota_cells),
        **_feeder_columns(region, feeder_ids, cells, rota_cells),
        grid_asset=_ints([at for at, asset in enumerate(asset_ids) if not asset.startswith("facility:")]),
    )
    return Services(
        wiring=wiring,
        feeder_ids=tuple(feeder_ids),
        asset_ids=asset_ids,
        needs=tuple(needs),
        backups=tuple(backups),
        cells=cells,
        rota_cells=rota_cells,
        starting_level=_floats([backup.level for backup in backups]),
        assumptions_used=tuple(sorted({name for number in numbers for name in number.assumptions})),
    )


def _assets(region: Region) -> tuple[str, ...]:
    """Facilities, and the units and buses that need something, in order of kind:id."""
    own = {f"facility:{facility.facility}" for facility in region.facilities}
    return tuple(sorted(own | {need.asset for need in region.needs}))


def _needs(region: Region) -> dict[tuple[str, str], list[Need]]:
    """(asset, need) -> its alternatives, all in order of id."""
    needs: dict[tuple[str, str], list[Need]] = {}
    for row in sorted(region.needs, key=lambda row: (row.asset, row.need, row.supplier)):
        needs.setdefault((row.asset, row.need), []).append(row)
    return needs


def _backups(region: Region, needs: Mapping[tuple[str, str], list[Need]]) -> list[list[Backup]]:
    """The backups of each need, in the order of their rows."""
    rows: dict[tuple[str, str], list[Backup]] = defaultdict(list)
    for backup in region.backups:
        rows[f"facility:{backup.facility}", backup.need].append(backup)
    return [rows[need] for need in needs]


def _cells(region: Region) -> tuple[tuple[Cell, ...], int]:
    """Every (district, service), then every (zone, outage group), and where the second part begins."""
    places = sorted(district.district for district in region.districts)
    people = [(place, service) for place in places for service in region.settings.services]
    zones = feeder_zone(region)
    rotated = {(zones[row.feeder], row.outage_group) for row in region.feeders if row.outage_group}
    return (*people, *sorted(rotated)), len(people)


def _need_columns(
    asset_ids: Sequence[str], feeder_ids: Sequence[str], needs: Mapping[tuple[str, str], list[Need]]
) -> dict[str, Any]:
    names = (*(f"feeder:{feeder}" for feeder in feeder_ids), *asset_ids)
    position = {name: index for index, name in enumerate(names)}
    count = Counter(asset for asset, _ in needs)
    dependents: list[list[int]] = [[] for _ in names]
    for rows in needs.values():
        for row in rows:
            dependents[position[row.supplier]].append(position[row.asset] - len(feeder_ids))
    return {
        "dependent_start": _starts([len(assets) for assets in dependents]),
        "dependent": _ints([asset for assets in dependents for asset in assets]),
        "need_start": _starts([count[asset] for asset in asset_ids]),
        "need_asset": _ints([position[asset] - len(feeder_ids) for asset, _ in needs]),
        "need_threshold": _floats([rows[0].threshold for rows in needs.values()]),
        "need_linear": np.array([rows[0].shape == "linear" for rows in needs.values()], dtype=np.bool_),
        "supplier_start": _starts([len(rows) for rows in needs.values()]),
        "supplier": _ints([position[row.supplier] for rows in needs.values() for row in rows]),
    }


def _backup_columns(backups: Sequence[Backup], numbers: Sequence[BackupNumbers]) -> dict[str, Any]:
    return {
        "endurance_minutes": _floats([number.endurance_minutes for number in numbers]),
        "share": _floats([number.share for number in numbers]),
        "start_minutes": _floats([number.start_minutes for number in numbers]),
        "refill_minutes": _floats([number.refill_minutes for number in numbers]),
        "ready_after_minutes": _floats([number.ready_after_minutes for number in numbers]),
        "unready_level": _floats([number.unready_level for number in numbers]),
        "units": _ints([backup.units for backup in backups]),
        "availability": _floats([backup.availability for backup in backups]),
        "start_probability": _floats([backup.start_probability for backup in backups]),
        "mtbf_minutes": _floats([backup.mtbf_minutes or np.inf for backup in backups]),
    }


def _group_columns(
    region: Region, asset_ids: Sequence[str], cells: Sequence[Cell], rota_cells: int
) -> dict[str, Any]:
    cell_at = {cell: index for index, cell in enumerate(cells[:rota_cells])}
    asset_at = {asset: index for index, asset in enumerate(asset_ids)}
    groups = served_groups(region)
    members = [[asset_at[f"facility:{facility}"] for facility in group.facilities] for group in groups]
    in_cell = [cell_at[group.district, group.service] for group in groups]
    of_asset: list[list[int]] = [[] for _ in asset_ids]
    for index, assets in enumerate(members):
        for asset in assets:
            of_asset[asset].append(index)
    return {
        "group_start": _starts([len(rows) for rows in of_asset]),
        "group_of_asset": _ints([group for rows in of_asset for group in rows]),
        "member_start": _starts([len(rows) for rows in members]),
        "member": _ints([asset for rows in members for asset in rows]),
        "group_cell": _ints(in_cell),
        **_by_cell("cell_group", len(cells), in_cell),
        "group_people": _floats([group.people for group in groups]),
    }


def _feeder_columns(
    region: Region, feeder_ids: Sequence[str], cells: Sequence[Cell], rota_cells: int
) -> dict[str, Any]:
    cell_at = {cell: index for index, cell in enumerate(cells[:rota_cells])}
    rota_at = {cell: rota_cells + index for index, cell in enumerate(cells[rota_cells:])}
    home, zones, people = feeder_district(region), feeder_zone(region), feeder_people(region)
    group = {feeder.feeder: feeder.outage_group for feeder in region.feeders}
    in_cell = [cell_at[home[feeder], ELECTRICITY] for feeder in feeder_ids]
    in_rota = [rota_at[zones[feeder], group[feeder]] if group[feeder] else -1 for feeder in feeder_ids]
    return {
        "feeder_cell": _ints(in_cell),
        "feeder_rota_cell": _ints(in_rota),
        **_by_cell("cell_feeder", len(cells), in_cell, in_rota),
        "feeder_people": _floats([people[feeder] for feeder in feeder_ids]),
    }


def _by_cell(name: str, cells: int, *memberships: Sequence[int]) -> dict[str, Any]:
    """For every cell the members that are in it; a membership gives each member's cell, −1 for none."""
    members: list[list[int]] = [[] for _ in range(cells)]
    for membership in memberships:
        for member, cell in enumerate(membership):
            if cell >= 0:
                members[cell].append(member)
    return {
        f"{name}_start": _starts([len(rows) for rows in members]),
        name: _ints([member for rows in members for member in rows]),
    }


def _starts(counts: Sequence[int]) -> Ints:
    return np.concatenate([[0], np.cumsum(_ints(counts))]).astype(np.int64)


def _floats(values: Sequence[float]) -> Floats:
    return np.array(values, dtype=np.float64)


def _ints(values: Sequence[int]) -> Ints:
    return np.array(values, dtype=np.int64)
