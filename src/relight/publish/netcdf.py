"""An outlook as a netCDF file that xarray opens: people without each service over time, with units and names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from relight.errors import InputError, Problem, install
from relight.files.results import beside, writing
from relight.publish.bands import is_ensemble
from relight.publish.public import PERCENTS, STATUSES, check_outlook

QUANTILES = (0.1, 0.5, 0.9)
NEVER = np.datetime64("NaT", "ns")


def write_netcdf(outlook: Mapping[str, Any], path: Path) -> None:
    """Writes an outlook as netCDF, wholly or not at all.

    Raises
    ------
    InputError
        When xarray or netCDF4 is not installed, or the place cannot be written.
    """
    data = dataset(outlook)
    with writing(path), beside(path) as temporary:
        data.to_netcdf(temporary, engine="netcdf4")
        temporary.replace(path)


def dataset(outlook: Mapping[str, Any]) -> Any:
    """The outlook as an `xarray.Dataset` with the dimensions time, service, district and group.

    In an ensemble what differs between scenarios has the dimension quantile in front.

    Raises
    ------
    InputError
        When xarray or netCDF4 is not installed, or it is no outlook's dictionary.
    """
    check_outlook(outlook)
    try:
        import netCDF4  # noqa: F401 - xarray alone would say that it is missing in a long traceback
        import xarray
    except ImportError as error:
        found = f"netCDF files need the package {error.name}, which is not installed"
        raise InputError([Problem("outlook.nc", 0, "", found, install("netcdf"))]) from error
    data = xarray.Dataset(
        data_vars={**_over_time(outlook), **_by_district(outlook), **_by_group(outlook), **_energy(outlook)},
        coords=_coordinates(outlook),
        attrs={
            "Conventions": "CF-1.11",
            "title": f"Outage outlook for {outlook['region']}",
            "source": "relight",
            "region": outlook["region"],
            "timezone": outlook["timezone"],
            "start": outlook["start"],
            "end": outlook["end"],
            **_scalars(outlook),
        },
    )
    for name, how in _encoding(data).items():
        data.variables[name].encoding = how  # whoever writes it stores it as outlook.nc is
    return data


def _encoding(data: Any) -> dict[str, dict[str, Any]]:
    """How each variable is stored: times as seconds since 1970 in UTC, numbers compressed."""
    stored: dict[str, dict[str, Any]] = {}
    for name, variable in data.variables.items():
        if variable.dtype.kind == "M":
            stored[name] = {
                "units": "seconds since 1970-01-01 00:00:00",
                "calendar": "proleptic_gregorian",
                "dtype": "float64",
            }
        elif variable.dtype.kind == "f":
            stored[name] = {"zlib": True, "complevel": 4}
    return stored


def _instant(time: str | None) -> np.datetime64:
    if time is None:
        return NEVER
    moment = datetime.fromisoformat(time).astimezone(UTC).replace(tzinfo=None)
    return np.datetime64(moment, "ns")


def _instants(times: list[str]) -> NDArray[np.datetime64]:
    return np.array([_instant(time) for time in times], dtype="datetime64[ns]")


def _about(long_name: str, units: str = "", /, **more: Any) -> dict[str, Any]:
    return {"long_name": long_name, **({"units": units} if units else {}), **more}


def _scalars(outlook: Mapping[str, Any]) -> dict[str, Any]:
    """What is one number for the whole file: energy of a single run, or where an ensemble comes from."""
    if is_ensemble(outlook):
        return {key: outlook["ensemble"][key] for key in ("scenarios", "seed")}
    return {"unserved_mwh": outlook["unserved_mwh"]}


def _energy(outlook: Mapping[str, Any]) -> dict[str, Any]:
    if not is_ensemble(outlook):
        return {}
    return {"unserved_mwh": ((*_ahead(outlook),), _values(outlook["unserved_mwh"]), _about("energy not served", "MWh"))}


def _ahead(outlook: Mapping[str, Any]) -> tuple[str, ...]:
    """The dimension in front of what differs between scenarios."""
    return ("quantile",) if is_ensemble(outlook) else ()


def _values(value: Any) -> NDArray[np.float64]:
    """A number or series, or those of an ensemble with the quantiles in front."""
    return np.array([value[key] for key in PERCENTS] if isinstance(value, Mapping) else value, dtype=float)


def _stacked(values: list[Any], shape: tuple[int, ...], outlook: Mapping[str, Any]) -> NDArray[np.float64]:
    """Numbers or series of many places in that shape, with the quantiles in front in an ensemble."""
    if not is_ensemble(outlook):
        return np.array(values, dtype=float).reshape(shape)
    return np.array([[value[key] for value in values] for key in PERCENTS], dtype=float).reshape(len(PERCENTS), *shape)


def _coordinates(outlook: Mapping[str, Any]) -> dict[str, Any]:
    districts, starts = outlook["districts"], _instants(outlook["slots"])
    ends = np.append(starts[1:], _instant(outlook["end"]))
    groups = [f"{group['zone']}/{group['outage_group']}" for group in outlook["groups"]]
    about = _about("quantile over scenarios", "1")
    return {
        **({"quantile": ("quantile", np.array(QUANTILES), about)} if is_ensemble(outlook) else {}),
        "time": ("time", starts, _about("start of the slot, UTC", standard_name="time", bounds="time_bounds")),
        "time_bounds": (("time", "bound"), np.column_stack((starts, ends))),
        "service": ("service", np.array(outlook["services"], dtype=object), _about("service")),
        "district": ("district", _texts(districts, "district"), _about("district id")),
        "district_name": ("district", _texts(districts, "name"), _about("district name")),
        "parent": ("district", _texts(districts, "parent"), _about("region the district is reported under")),
        "group": ("group", np.array(groups, dtype=object), _about("supply zone and outage group")),
    }


def _texts(rows: list[dict[str, Any]], key: str) -> NDArray[np.object_]:
    return np.array([row[key] for row in rows], dtype=object)


def _over_time(outlook: Mapping[str, Any]) -> dict[str, Any]:
    names = {
        "demand_mw": "demand, average over the slot",
        "served_mw": "largest load that can be served, average over the slot",
        "switched_mw": "load that whole feeders get, average over the slot",
    }
    return {
        key: ((*_ahead(outlook), "time"), _values(outlook[key]), _about(name, "MW"))
        for key, name in names.items()
        if key in outlook
    }


def _by_district(outlook: Mapping[str, Any]) -> dict[str, Any]:
    services, districts, slots = outlook["services"], outlook["districts"], len(outlook["slots"])
    place, shape = ("service", "district"), (len(services), len(districts))
    pairs = [(district, service) for service in services for district in districts]
    nobody: Any = [0.0] * slots
    nothing: Any = 0.0
    if is_ensemble(outlook):
        nobody, nothing = dict.fromkeys(PERCENTS, nobody), dict.fromkeys(PERCENTS, nothing)
    without = [district["without_at"].get(service, nobody) for district, service in pairs]
    hours = [district["person_hours_without"].get(service, nothing) for district, service in pairs]
    return {
        "people": (
            "district",
            np.array([district["people"] for district in districts], dtype=float),
            _about("people who live there", "1"),
        ),
        "people_without": (
            (*_ahead(outlook), *place, "time"),
            _stacked(without, (*shape, slots), outlook),
            _about("people without the service, average over the slot", "1", cell_methods="time: mean"),
        ),
        "without_now": (place, _grid(outlook, "without_now"), _about("people without the service at the start", "1")),
        "not_modelled": (place, _grid(outlook, "not_modelled"), _about("people nobody is known to serve", "1")),
        "person_hours_without": (
            (*_ahead(outlook), *place),
            _stacked(hours, shape, outlook),
            _about("person-hours without the service", "h"),
        ),
        **_returns([district["back_at"].get(service) for district, service in pairs], shape, outlook),
    }


def _returns(
    backs: list[Mapping[str, Any] | None], shape: tuple[int, int], outlook: Mapping[str, Any]
) -> dict[str, Any]:
    """Times back and their status by service and district."""
    statuses = [-1 if back is None else STATUSES.index(back["status"]) for back in backs]
    flags = {
        "flag_values": np.arange(-1, len(STATUSES), dtype="i1"),
        "flag_meanings": " ".join(("never_without", *STATUSES)),
    }
    return {
        "back_at": (
            (*_ahead(outlook), "service", "district"),
            _times_back(backs, shape, outlook),
            _about("time from which nobody is without the service, UTC; not a time if that is not within the horizon"),
        ),
        "back_status": (
            ("service", "district"),
            np.array(statuses, dtype="i1").reshape(shape),
            _about("status of back_at", **flags),
        ),
        **_not_back("not_back", backs, ("service", "district"), shape, outlook),
    }


def _not_back(
    name: str,
    backs: list[Mapping[str, Any] | None],
    dimensions: tuple[str, ...],
    shape: tuple[int, ...],
    outlook: Mapping[str, Any],
) -> dict[str, Any]:
    """In an ensemble the share of scenarios in which something is not back within the horizon."""
    if not is_ensemble(outlook):
        return {}
    shares = [0.0 if back is None else back["not_back"] for back in backs]
    about = _about("share of scenarios in which it is not back within the horizon", "1")
    return {name: (dimensions, np.array(shares, dtype=float).reshape(shape), about)}


def _times_back(
    backs: list[Mapping[str, Any] | None], shape: tuple[int, ...], outlook: Mapping[str, Any]
) -> NDArray[np.datetime64]:
    """Instants of `back_at` in that shape; the quantiles in front in an ensemble."""
    keys = PERCENTS if is_ensemble(outlook) else ("time",)
    found = [[NEVER if back is None else _instant(back[key]) for back in backs] for key in keys]
    return np.array(found, dtype="datetime64[ns]").reshape(*([len(keys)] if len(keys) > 1 else []), *shape)


def _grid(outlook: Mapping[str, Any], key: str) -> NDArray[np.float64]:
    rows = [[district[key].get(service, 0.0) for district in outlook["districts"]] for service in outlook["services"]]
    return np.array(rows, dtype=float).reshape(len(outlook["services"]), len(outlook["districts"]))


def _by_group(outlook: Mapping[str, Any]) -> dict[str, Any]:
    groups = outlook["groups"]
    backs = [group["back_at"] for group in groups]
    return {
        "group_people": (
            "group",
            np.array([group["people"] for group in groups], dtype=float),
            _about("people in the outage group", "1"),
        ),
        "group_without": (
            (*_ahead(outlook), "group", "time"),
            _stacked([group["without_at"] for group in groups], (len(groups), len(outlook["slots"])), outlook),
            _about("people of the group without electricity, average over the slot", "1"),
        ),
        "group_back_at": (
            (*_ahead(outlook), "group"),
            _times_back(backs, (len(groups),), outlook),
            _about("time the group is back, UTC"),
        ),
        **_not_back("group_not_back", backs, ("group",), (len(groups),), outlook),
    }
