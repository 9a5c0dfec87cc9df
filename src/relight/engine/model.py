"""A Region compiled once for everything that is computed about it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from relight.engine.grid import Grid, compile_grid
from relight.engine.people import feeder_customers, feeder_district, feeder_zone, not_modelled
from relight.engine.plant import DynamicsNumbers, Plant, compile_plant, dynamics_numbers
from relight.engine.served import Method
from relight.engine.wiring import Floats, Ints, Services, compile_services
from relight.errors import InputError, Problem
from relight.model.region import Region

HOURS_A_WEEK = 168

DYNAMICS_OFF = "add --dynamics off, or leave it out"


@dataclass(frozen=True, eq=False)
class Model:
    """Grid, services and demand shapes of a Region as arrays, and where its ids stand in them."""

    region: Region
    grid: Grid
    services: Services
    demand_mw: Floats  # hour of week × feeder
    position: dict[str, int]  # kind:id -> position among its kind; facilities and other assets among the assets
    unit_asset: Ints  # per unit its position among the assets, −1 = needs nothing
    bus_asset: Ints
    backup_asset: Ints  # per backup the position of its facility among the assets
    backup_position: dict[str, int]  # backup:facility/need/name -> position
    not_modelled: dict[tuple[str, str], float]
    feeder_district: tuple[str, ...]
    feeder_zone: tuple[str, ...]
    feeder_customers: Floats
    plant: Plant
    dynamics: DynamicsNumbers | None  # None = section "served load" alone
    method: Method  # how served load is solved; no result depends on it
    commit: bool  # units stand still or give their least output or more


def compile_region(region: Region, method: Method = "core", commit: bool = False) -> Model:
    """The compiled Region.

    Parameters
    ----------
    region
        A Region that has passed `relight.model.check`.
    method
        As in `relight.engine.serve`.
    commit
        Whether units stand still or give their least output or more, see `relight.engine.commitment`.

    Raises
    ------
    InputError
        With unit commitment and dynamics: cascade and restart do not know it.
    """
    if commit and region.settings.dynamics:
        raise InputError([Problem("--commit", 0, "", "cascade and restart know no unit commitment", DYNAMICS_OFF)])
    grid = compile_grid(region)
    services = compile_services(region, grid.feeder_ids)
    home, zones, customers = feeder_district(region), feeder_zone(region), feeder_customers(region)
    assets = {asset: index for index, asset in enumerate(services.asset_ids)}
    position = {asset: index for asset, index in assets.items() if asset.startswith("facility:")}
    for kind, ids in (
        ("bus", grid.bus_ids),
        ("branch", grid.branch_ids),
        ("generator", grid.unit_ids),
        ("feeder", grid.feeder_ids),
    ):
        position |= {f"{kind}:{name}": index for index, name in enumerate(ids)}
    return Model(
        region=region,
        grid=grid,
        services=services,
        demand_mw=_demand_mw(region, grid),
        position=position,
        unit_asset=np.array([assets.get(f"generator:{unit}", -1) for unit in grid.unit_ids], dtype=np.int64),
        bus_asset=np.array([assets.get(f"bus:{bus}", -1) for bus in grid.bus_ids], dtype=np.int64),
        backup_asset=np.array([assets[f"facility:{row.facility}"] for row in services.backups], dtype=np.int64),
        backup_position={
            f"backup:{row.facility}/{row.need}/{row.backup}": index for index, row in enumerate(services.backups)
        },
        not_modelled=not_modelled(region),
        feeder_district=tuple(home[feeder] for feeder in grid.feeder_ids),
        feeder_zone=tuple(zones[feeder] for feeder in grid.feeder_ids),
        feeder_customers=np.array([customers[feeder] for feeder in grid.feeder_ids]),
        plant=compile_plant(region, grid),
        dynamics=dynamics_numbers(region) if region.settings.dynamics else None,
        method=method,
        commit=commit,
    )


def _demand_mw(region: Region, grid: Grid) -> Floats:
    factors = {row.profile: np.ones(HOURS_A_WEEK) for row in region.profiles}
    for row in region.profiles:
        factors[row.profile][row.hour_of_week] = row.factor
    flat = np.ones(HOURS_A_WEEK)
    profile = {feeder.feeder: feeder.profile for feeder in region.feeders}
    shapes = [factors.get(profile[feeder], flat) for feeder in grid.feeder_ids]
    return np.array(shapes).reshape(len(grid.feeder_ids), HOURS_A_WEEK).T * grid.feeder_peak_mw
