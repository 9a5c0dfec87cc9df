"""Nothing that names an asset reaches what is published."""

from __future__ import annotations

import copy
import dataclasses
import json
from collections.abc import Iterator
from typing import Any

import pytest

from relight.model.region import Region
from relight.publish.page import report_page
from relight.publish.places import Place, places_of
from relight.publish.public import public_outlook

ASSETS = ("buses", "branches", "generators", "feeders", "facilities")


def asset_marks(region: Region) -> Iterator[str]:
    """Every id, name and coordinate of every asset, as it would be printed."""
    for table in ASSETS:
        for row in getattr(region, table):
            values = dataclasses.asdict(row)
            yield str(values[next(iter(values))])
            for key in ("name", "lon", "lat"):
                if values.get(key):
                    yield str(values[key])


@pytest.mark.parametrize("language", ["en", "uk"])
def test_the_public_page_names_no_asset(outlook: dict[str, Any], region: Region, language: str) -> None:
    """No asset's id, name or coordinate is anywhere in the file: text, script data, drawings or comments."""
    page = report_page(outlook, region, public=True, language=language)
    assert not sorted({mark for mark in asset_marks(region) if mark in page})


def test_the_desk_page_would_fail_that_test(outlook: dict[str, Any], region: Region) -> None:
    """The search does find assets where they are: the desk's page names facilities, feeders and branches."""
    page = report_page(outlook, region, public=False)
    found = {mark for mark in asset_marks(region) if mark in page}
    assert {"qxline3", "qxfeeder7", "Xylo hospital 3"} <= found


def test_the_public_outlook_names_no_asset(outlook: dict[str, Any], region: Region) -> None:
    """The dictionary behind the page has none either."""
    text = json.dumps(public_outlook(outlook))
    assert not sorted({mark for mark in asset_marks(region) if mark in text})


def test_what_is_new_in_an_outlook_stays_out(outlook: dict[str, Any]) -> None:
    """Keys that nobody has cleared are dropped at every depth."""
    before = public_outlook(outlook)
    changed = copy.deepcopy(outlook)
    changed["crew_positions"] = ["qxsecret"]
    changed["reports"]["sources"] = ["qxsecret"]
    for row in (changed["districts"][0], changed["groups"][0], changed["warnings"][0]):
        row["because"] = "qxsecret"
    next(iter(changed["districts"][0]["back_at"].values()))["basis"] = "qxsecret"
    assert public_outlook(changed) == before


@pytest.mark.parametrize(
    "key", ["run_out", "clocks", "returns", "now", "figures", "unexplained", "assumptions", "demand_mw", "served_mw"]
)
def test_the_desks_parts_stay_out(outlook: dict[str, Any], key: str) -> None:
    """Run-outs, clocks, damage, feeders, facilities, reports' figures and the grid's power are for the desk."""
    assert key in outlook
    assert key not in public_outlook(outlook)


def test_what_may_be_published_is_unchanged(outlook: dict[str, Any]) -> None:
    """Districts, groups, warnings and totals come through with their very values."""
    shown = public_outlook(outlook)
    for key in (
        "region",
        "start",
        "end",
        "slots",
        "services",
        "people",
        "people_without",
        "without_now",
        "districts",
        "groups",
        "warnings",
    ):
        assert shown[key] == outlook[key], key
    assert shown["reports"] == {"newest": outlook["reports"]["newest"], "age_minutes": 18.0}


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda outlook: outlook["districts"][0].update(name={"facility": "qx"}), TypeError),
        (lambda outlook: outlook["warnings"][0].update(kind="facility qx down"), ValueError),
        (lambda outlook: outlook["groups"][0].update(back_at={"time": None, "status": "waits for qx"}), ValueError),
        (lambda outlook: outlook["slots"].append("qxbus1"), ValueError),
        (lambda outlook: outlook["people_without"]["heat"].append("qxbus1"), ValueError),
    ],
    ids=["name", "warning", "status", "time", "number"],
)
def test_a_text_where_none_belongs_stops_publication(
    outlook: dict[str, Any], change: Any, error: type[Exception]
) -> None:
    """A cell that should be a number, a time or a fixed word and is not is an error, never passed on."""
    change(outlook)
    with pytest.raises(error):
        public_outlook(outlook)


def test_pages_see_only_where_districts_are(region: Region) -> None:
    """What the pages know of a region has no field that could hold an asset."""
    assert {field.name for field in dataclasses.fields(Place)} == {"district", "people", "middle", "rings"}
    assert [place.district for place in places_of(region)] == [district.district for district in region.districts]


def test_the_public_part_of_the_public_part_is_the_same(outlook: dict[str, Any]) -> None:
    """Publishing twice changes nothing."""
    once = public_outlook(outlook)
    assert public_outlook(once) == once


def test_the_public_outlook_has_the_rota_by_zone_and_group(outlook: dict[str, Any]) -> None:
    """Cuts, emergencies and damage are public with zone, group, time and state; megawatts and whatever else is not."""
    cut = {"zone": "north", "outage_group": "1.1", "start": "2026-01-08T10:00:00+02:00"}
    cut |= {"end": "2026-01-08T12:00:00+02:00", "state": "confirmed"}
    emergency = {**cut, "state": "emergency", "probability": 0.4}
    damaged = {**cut, "state": "damaged"}
    rota = {"cuts": [{**cut, "feeder": "qxfeeder7"}], "emergency": [{**emergency, "mw": 3.0}], "cut_mwh": 1.0}
    rota["damaged"] = [{**damaged, "mw": 3.0, "feeder": "qxfeeder7"}]
    told = {"cuts": [cut], "emergency": [emergency], "damaged": [damaged]}
    assert public_outlook({**outlook, "rota": rota})["rota"] == told
