"""What is written reads back as the same, for generated regions and reports and whatever the order of columns."""

from __future__ import annotations

import csv
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relight.files.region import read_region, write_region
from relight.files.reports import read_reports, write_reports
from relight.model.assumptions import BY_NAME
from relight.model.check import check_region
from relight.model.check.values import FREE_TEXT, UNPRINTABLE, bounds
from relight.model.columns import Column, table_of
from relight.model.region import Region, Settings, Source
from relight.model.schema import REGION_ROWS, Report
from relight.model.services import SERVICES

WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"]), min_size=1, max_size=12
)
IDS = WORDS.map(str.strip).filter(lambda text: bool(text) and not UNPRINTABLE.search(text))
LINES = st.text(st.sampled_from('a"\n,;\r\t é'), max_size=12).map(str.strip)
TIMES = st.builds(
    lambda time, minutes: time.replace(tzinfo=timezone(timedelta(minutes=minutes))),
    st.datetimes(datetime(1901, 1, 1), datetime(2198, 1, 1)),
    st.integers(-14 * 60, 14 * 60),
)


def values(column: Column) -> st.SearchStrategy[Any]:
    """Any value that the column allows."""
    least, most = bounds(column)
    if column.choices:
        filled: st.SearchStrategy[Any] = st.sampled_from(column.choices)
    else:
        filled = {
            "text": LINES if column.name in FREE_TEXT else IDS,
            "number": st.floats(least, most),
            "whole number": st.integers(int(least), int(min(most, 10**9))) if column.kind == "whole number" else IDS,
            "yes/no": st.booleans(),
            "time": TIMES,
        }[column.kind]
    return filled if column.required else st.just(column.default) | filled


def rows(row_type: type[Any], keep_default: tuple[str, ...] = (), **given: st.SearchStrategy[Any]) -> st.SearchStrategy:
    """Lists of rows with unique keys; columns named in `keep_default` stay at their default."""
    table = table_of(row_type)
    drawn = {
        column.name: given[column.name] if column.name in given else values(column)
        for column in table.columns
        if column.name not in keep_default
    }
    key = lambda row: tuple(getattr(row, name) for name in table.key)  # noqa: E731 - a key is a one-liner
    return st.lists(st.builds(row_type, **drawn), max_size=5, unique_by=key).map(tuple)


def one_of(ids: list[str], optional: bool = False) -> st.SearchStrategy[str]:
    """One of the ids, or nothing where that is allowed."""
    return st.sampled_from([*ids, ""] if optional or not ids else ids)


def with_position(drawn: tuple[Any, ...]) -> tuple[Any, ...]:
    """The rows that have both ends of their position or none."""
    return tuple(row for row in drawn if (row.lon is None) == (row.lat is None))


def with_limits(drawn: tuple[Any, ...]) -> tuple[Any, ...]:
    """The rows that have both limits of reactive power, the least first, or none."""
    return tuple(
        row
        for row in drawn
        if (row.min_mvar is None) == (row.max_mvar is None)
        and (row.min_mvar is None or row.min_mvar <= row.max_mvar)
    )


SETTINGS = st.builds(
    Settings,
    name=IDS,
    timezone=st.sampled_from(["UTC", "Europe/Kyiv", "America/St_Johns"]),
    slot_minutes=st.sampled_from([1, 15, 30, 1440]),
    base_mva=st.floats(1e-3, 1e6),
    susceptance=st.sampled_from(["reactance", "series"]),
    dynamics=st.booleans(),
    weights=st.dictionaries(st.sampled_from(SERVICES), st.floats(0, 1e9), max_size=3),
    extra_services=st.dictionaries(IDS.filter(lambda name: "/" not in name and name.isprintable()), IDS, max_size=2),
    assumptions=st.dictionaries(st.sampled_from(sorted(BY_NAME)), st.floats(1e-9, 1.0), max_size=3),
    sources=st.lists(st.builds(Source, title=IDS, url=IDS | st.just(""), licence=IDS | st.just("")), max_size=2).map(
        tuple
    ),
)
POSITIONS = st.tuples(st.floats(-180, 180), st.floats(-90, 90)).map(list)
RINGS = st.lists(POSITIONS, min_size=3, max_size=6).map(lambda ring: [*ring, ring[0]])
POLYGONS = st.lists(RINGS, min_size=1, max_size=2)
GEOMETRIES: st.SearchStrategy[dict[str, Any]] = st.builds(
    dict, type=st.just("Polygon"), coordinates=POLYGONS
) | st.builds(dict, type=st.just("MultiPolygon"), coordinates=st.lists(POLYGONS, min_size=1, max_size=2))


@st.composite
def regions(draw: st.DrawFn) -> Region:
    """Regions with nothing wrong in them, with rows in most of their tables."""
    kinds = REGION_ROWS
    drawn: dict[str, Any] = {"settings": draw(SETTINGS)}
    fixed: tuple[str, ...]
    drawn["districts"] = with_position(draw(rows(kinds["districts"], keep_default=("parent",))))
    places = [row.district for row in drawn["districts"]]
    at = one_of(places, optional=True)
    drawn["buses"] = with_position(draw(rows(kinds["buses"], district=at)))
    drawn["facilities"] = with_position(draw(rows(kinds["facilities"], district=at)))
    for table in ("crews", "mobile_units"):
        shifts = ("shift_start", "shift_end") if table == "crews" else ()
        drawn[table] = with_position(draw(rows(kinds[table], keep_default=shifts)))
    drawn["weather"] = draw(rows(kinds["weather"], district=at))
    for table in ("repair_classes", "spares"):
        drawn[table] = draw(rows(kinds[table]))
    buses, facilities = [row.bus for row in drawn["buses"]], [row.facility for row in drawn["facilities"]]
    if len(buses) > 1:
        first, *rest = buses
        ends = {"from_bus": st.just(first), "to_bus": st.sampled_from(rest)}
        drawn["branches"] = draw(rows(kinds["branches"], ("rating_mw",), x_pu=st.floats(1e-6, 1e6), **ends))
        drawn["generators"] = with_limits(draw(rows(kinds["generators"], ("min_mw",), bus=one_of(buses))))
    if buses and places:
        fixed = ("profile", "people")
        drawn["feeders"] = draw(rows(kinds["feeders"], fixed, bus=one_of(buses), district=one_of(places)))
    if len(facilities) > 1:
        asset, *others = [f"facility:{facility}" for facility in facilities]
        suppliers = st.sampled_from(others)
        agreed = ("threshold", "shape")
        drawn["needs"] = draw(rows(kinds["needs"], agreed, asset=st.just(asset), supplier=suppliers))
    if drawn.get("needs"):
        fixed = ("fuel_l", "fuel_l_per_h", "ready_after_minutes", "endurance_unready_minutes")
        need = st.sampled_from([row.need for row in drawn["needs"]])
        own = {"facility": st.just(facilities[0]), "need": need, "endurance_minutes": st.floats(0, 1e6)}
        drawn["backups"] = draw(rows(kinds["backups"], fixed, **own))
    if facilities and places:
        service = st.sampled_from([*SERVICES[1:], *sorted(set(drawn["settings"].extra_services) - set(SERVICES))])
        own = {"facility": one_of(facilities), "district": one_of(places), "service": service}
        drawn["serves"] = draw(rows(kinds["serves"], ("people",), **own))
    shapes = draw(st.dictionaries(st.sampled_from(places), GEOMETRIES, max_size=2)) if places else {}
    region = Region(**drawn, shapes=shapes)
    assert check_region(region) == ()
    return region


@contextmanager
def new_folder() -> Iterator[Path]:
    """A folder for one example of a property."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


SLOW = settings(max_examples=40, suppress_health_check=list(HealthCheck))


@SLOW
@given(regions(), st.sampled_from(["region", "region.zip"]))
def test_a_region_reads_back_as_it_was_written(region: Region, name: str) -> None:
    """Every value of every table, the settings and the shapes survive a folder and a .zip."""
    with new_folder() as folder:
        write_region(region, folder / name)
        assert read_region(folder / name) == region


@SLOW
@given(regions())
def test_writing_what_was_read_gives_the_same_bytes(region: Region) -> None:
    """Files do not change when a region is read and written again."""
    with new_folder() as folder:
        write_region(region, folder / "one")
        write_region(read_region(folder / "one"), folder / "two")
        assert contents(folder / "one") == contents(folder / "two")


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of every file of a folder by its name."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@SLOW
@given(
    rows(
        Report,
        ("value", "unit", "supersedes", "expected_at"),
        report=IDS,
        state=st.just("at_risk"),
        subject=st.sampled_from(["bus:B1", "district:D1", "region:R1", "backup:H1/power/diesel"]),
    ),
    st.sampled_from(["night.csv", "night.jsonl"]),
)
def test_reports_read_back_as_they_were_written(reports: tuple[Report, ...], name: str) -> None:
    """Reports survive both formats, line breaks in quotes included."""
    with new_folder() as folder:
        write_reports(reports, folder / name)
        assert read_reports(folder / name) == reports


@pytest.mark.parametrize("seed", range(5))
def test_shuffled_columns_read_the_same(tiny: Path, seed: int) -> None:
    """The order of columns means nothing."""
    region = read_region(tiny)
    rng = random.Random(seed)
    for path in tiny.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as stream:
            table = list(csv.reader(stream))
        order = rng.sample(range(len(table[0])), len(table[0]))
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([row[place] for place in order] for row in table)
    assert read_region(tiny) == region
