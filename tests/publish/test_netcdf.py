"""Outlooks as netCDF, read back with xarray."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from relight.errors import InputError
from relight.publish.netcdf import dataset, write_netcdf
from relight.publish.public import public_outlook

xarray = pytest.importorskip("xarray", reason="needs xarray: pip install 'relight[netcdf]'")


@pytest.fixture
def opened(outlook: dict[str, Any], tmp_path: Path) -> Any:
    """The outlook written and opened again."""
    write_netcdf(outlook, tmp_path / "outlook.nc")
    with xarray.open_dataset(tmp_path / "outlook.nc") as data:
        yield data


def test_people_without_come_back_as_they_were(outlook: dict[str, Any], opened: Any) -> None:
    """Every district's series of every service is found by name, with zeros for services it never loses."""
    for district in outlook["districts"]:
        for service in outlook["services"]:
            series = opened.people_without.sel(service=service, district=district["district"]).values
            assert series.tolist() == district["without_at"].get(service, [0.0] * 145)


def test_slots_are_instants_in_utc(opened: Any) -> None:
    """16:10 in Kyiv in January is 14:10 UTC; the slots' bounds join and the last ends with the horizon."""
    assert opened.time.values[0] == np.datetime64("2026-01-08T14:10:00")
    assert opened.time.values[1] == np.datetime64("2026-01-08T14:30:00")
    assert (opened.time_bounds.values[1:, 0] == opened.time_bounds.values[:-1, 1]).all()
    assert opened.time_bounds.values[-1, 1] == np.datetime64("2026-01-11T14:10:00")


def test_a_dataset_is_stored_as_outlook_nc_is(outlook: dict[str, Any], opened: Any, tmp_path: Path) -> None:
    """What `dataset` gives and a study writes by itself has the times of outlook.nc, and xarray warns of nothing."""
    own = dataset(outlook)
    own.sel(service="heat").to_netcdf(tmp_path / "own.nc")  # warnings are errors
    with xarray.open_dataset(tmp_path / "own.nc") as data:
        assert data.time.encoding["units"] == opened.time.encoding["units"] == "seconds since 1970-01-01"
        assert (data.time_bounds.values == opened.time_bounds.values).all()


def test_returns_are_times_or_not_a_time(outlook: dict[str, Any], opened: Any) -> None:
    """`back_at` has the instant, NaT where there is none, and the status beside it says why."""
    statuses = dict(zip(opened.back_status.flag_meanings.split(), opened.back_status.flag_values, strict=True))
    for district in outlook["districts"]:
        for service in outlook["services"]:
            place = {"service": service, "district": district["district"]}
            back = district["back_at"].get(service)
            found, status = opened.back_at.sel(place).values, int(opened.back_status.sel(place))
            if back is None:
                assert (np.isnat(found), status) == (True, statuses["never_without"])
                continue
            assert status == statuses[back["status"]]
            if back["time"] is None:
                assert np.isnat(found)
            else:
                instant = datetime.fromisoformat(back["time"]).astimezone(UTC).replace(tzinfo=None)
                assert found == np.datetime64(instant, "ns")


def test_power_and_groups_come_back(outlook: dict[str, Any], opened: Any) -> None:
    """Megawatts per slot and people off per outage group are the outlook's."""
    assert opened.served_mw.values.tolist() == outlook["served_mw"]
    group = outlook["groups"][5]
    name = f"{group['zone']}/{group['outage_group']}"
    assert opened.group_without.sel(group=name).values.tolist() == group["without_at"]


def test_every_variable_says_what_it_is(opened: Any) -> None:
    """Each data variable has a long name, and each number a unit."""
    for name, variable in opened.data_vars.items():
        assert variable.attrs.get("long_name"), name
        if variable.dtype.kind == "f":
            assert variable.attrs.get("units"), name


def test_the_public_part_can_be_written_too(outlook: dict[str, Any], tmp_path: Path) -> None:
    """Without the desk's parts there is a file without the grid's power."""
    write_netcdf(public_outlook(outlook), tmp_path / "public.nc")
    with xarray.open_dataset(tmp_path / "public.nc") as data:
        assert "served_mw" not in data
        assert float(data.people_without.sum()) > 0


@pytest.mark.parametrize("package", ["xarray", "netCDF4"])
def test_a_missing_package_is_named(
    outlook: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    """One sentence says which package is missing and how to get it; no file is left."""
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(InputError, match=rf"the package {package}, which is not installed.*relight\[netcdf\]"):
        write_netcdf(outlook, tmp_path / "outlook.nc")
    assert list(tmp_path.iterdir()) == []


def test_a_failed_write_leaves_the_old_file(outlook: dict[str, Any], tmp_path: Path) -> None:
    """When an outlook cannot be written, the file that was there stays and nothing half-written is left."""
    path = tmp_path / "outlook.nc"
    path.write_bytes(b"old")
    outlook["districts"][0]["without_at"]["electricity"] = [1.0]
    with pytest.raises(ValueError, match="inhomogeneous"):
        write_netcdf(outlook, path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
