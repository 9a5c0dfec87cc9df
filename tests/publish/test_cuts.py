"""The rota on the pages: who is switched off when, by zone, group and day, and never a megawatt or an asset."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from relight.model.region import Region
from relight.publish.cuts import off_at_start, rota_notes, rota_tables
from relight.publish.page import report_page
from relight.publish.public import public_outlook
from relight.publish.tables import Table
from relight.publish.words import words_for
from tests.publish.test_public import asset_marks

At = Callable[[float], str]


def cut(at: At, group: str, begin: float, end: float, state: str = "confirmed", **more: Any) -> dict[str, Any]:
    """A time for which a group of Verkhnia is off, in minutes from the start at 16:10."""
    return {"zone": "Verkhnia", "outage_group": group, "start": at(begin), "end": at(end), "state": state, **more}


def rota_of(at: At) -> dict[str, Any]:
    """A rota: one cut over midnight, each state, and emergencies with their megawatts."""
    return {
        "cut_mwh": 98765.4, "waiting_mwh": 1.0, "emergency_mwh": 2.0, "damaged_mwh": 4.0,
        "cuts": [
            cut(at, "1.1", 110, 590), cut(at, "1.1", 770, 890, "preliminary"), cut(at, "1.2", -60, 50),
            cut(at, "2.1", 110, 230, "possible"),
        ],
        "emergency": [cut(at, "2.1", 350, 410, "emergency", mw=31.4159), cut(at, "", 350, 380, "emergency", mw=3.0)],
        "damaged": [cut(at, "3.1", 200, 320, "damaged", mw=4.5)],
    }  # fmt: skip


@pytest.fixture
def rotated(outlook: dict[str, Any], at: At) -> dict[str, Any]:
    """An outlook with that rota."""
    return {**outlook, "rota": rota_of(at)}


def lines(table: Table) -> dict[str, list[str]]:
    """Group -> what stands under each day, as a reader sees it."""
    shown = {}
    for line in table.rows:
        drawings = [str(cell.drawing).replace("<small>", " ") for cell in line.cells[1:]]
        cells = [drawing.replace("</li><li", "</li>, <li") for drawing in drawings]
        shown[line.cells[0].text] = [re.sub(r"<[^>]+>", "", cell).replace("\u00a0", " ") for cell in cells]
    return shown


def test_each_group_has_its_times_by_day(rotated: dict[str, Any]) -> None:
    """Local days; a cut over midnight ends at 24:00 and goes on at 00:00; what began before the start begins there."""
    (table,) = rota_tables(rotated, words_for(rotated))
    assert [column.head for column in table.columns] == ["Group", "Thu 8 Jan", "Fri 9 Jan"]
    shown = lines(table)
    assert shown["1.1"] == ["18:00–24:00", "00:00–02:00, 05:00–07:00 preliminary"]
    assert shown["1.2"] == ["16:10–17:00", ""]
    assert shown["2.1"] == ["18:00–20:00 possible, 22:00–23:00 emergency", ""]
    assert shown["3.1"] == ["19:30–21:30 damage", ""]
    assert shown["no group"] == ["22:00–22:30 emergency", ""]
    assert len(shown) == len({row["outage_group"] for row in rotated["groups"]}) + 1


def bars(drawing: str) -> list[tuple[str, float, float]]:
    """State, begin and length of every bar of a strip, in hours of a day of 24."""
    found = re.findall(r'<i class="(\w+)" style="left:([\d.e-]+)%;width:([\d.e-]+)%">', drawing)
    return [(state, round(0.24 * float(left), 2), round(0.24 * float(width), 2)) for state, left, width in found]


def test_a_strip_shows_the_same_times(rotated: dict[str, Any], at: At) -> None:
    """Bars begin and end with their times; before the page's time and after the last cut nothing is told, so that no
    empty place there reads as supply.
    """
    (table,) = rota_tables(rotated, words_for(rotated))
    cells = {line.cells[0].text: line.cells for line in table.rows}
    before, after = ("unknown", 0.0, 16.17), ("unknown", 7.0, 17.0)
    assert bars(cells["1.1"][1].drawing) == [before, ("confirmed", 18.0, 6.0)]
    assert bars(cells["1.1"][2].drawing) == [after, ("confirmed", 0.0, 2.0), ("preliminary", 5.0, 2.0)]
    assert bars(cells["2.1"][1].drawing) == [before, ("possible", 18.0, 2.0), ("emergency", 22.0, 1.0)]
    assert bars(cells["3.1"][1].drawing) == [before, ("damaged", 19.5, 2.0)]
    rotated["rota"]["cuts"] = [cut(at, "1.1", 110, 470)]
    rotated["rota"]["emergency"].append(cut(at, "1.1", 530, 590, "emergency"))
    (table,) = rota_tables(rotated, words_for(rotated))
    other = next(line.cells for line in table.rows if line.cells[0].text == "1.2")
    assert bars(other[2].drawing) == [("unknown", 0.0, 24.0)]
    assert other[2].text == "no timetable yet"


def test_the_hour_that_the_clock_shows_twice_is_told_apart(outlook: dict[str, Any]) -> None:
    """A cut from 03:30 summer time to 03:30 winter time lasts an hour, and says so in both languages; the strip of that
    day has 25 hours.
    """
    shown = {"start": "2026-10-24T22:00:00+03:00", "end": "2026-10-26T22:00:00+02:00"}
    times = {"start": "2026-10-25T03:30:00+03:00", "end": "2026-10-25T03:30:00+02:00"}
    late = {"start": "2026-10-25T03:30:00+02:00", "end": "2026-10-25T05:00:00+02:00"}
    about = {"zone": "Verkhnia", "state": "confirmed"}
    rows = [{**about, **times, "outage_group": "1.1"}, {**about, **late, "outage_group": "1.2"}]
    found = {**outlook, **shown, "rota": {"cuts": rows, "emergency": [], "damaged": []}}
    for language, summer, winter in (("en", "summer time", "winter time"), ("uk", "літній час", "зимовий час")):
        (table,) = rota_tables(found, words_for(found, language))
        told = lines(table)
        assert told["1.1"] == [f"03:30 ({summer})–03:30 ({winter})"]
        assert told["1.2"] == [f"03:30 ({winter})–05:00"]
    drawn = next(line.cells[1].drawing for line in table.rows if line.cells[0].text == "1.1")
    assert bars(drawn)[-1] == ("confirmed", round(24 * 3.5 / 25, 2), round(24 / 25, 2))


def test_who_is_off_at_the_pages_time_stands_above(rotated: dict[str, Any], at: At) -> None:
    """By the timetable, and in part beyond it: a group in an emergency or damaged is never left out of who is off."""
    words = words_for(rotated)
    assert off_at_start(rotated, words) == ["off Thu\u00a016:10: 1.2"]
    rotated["rota"]["cuts"] = [cut(at, "1.1", -60, 50, "possible"), cut(at, "1.2", 10, 50)]
    rotated["rota"]["emergency"] += [cut(at, "10.1", 0, 30, "emergency"), cut(at, "2.1", -30, 30, "emergency")]
    rotated["rota"]["damaged"] = [cut(at, "3.1", 0, 30, "damaged"), cut(at, "2.1", 0, 30, "damaged")]
    told = "off Thu\u00a016:10: nobody by the timetable; in part, beyond the timetable: 2.1, 3.1, 10.1"
    assert off_at_start(rotated, words) == [told]


def test_a_time_without_a_cut_is_no_promise(rotated: dict[str, Any], outlook: dict[str, Any]) -> None:
    """The states that occur are explained, and it is said from when on there is no timetable."""
    told = rota_notes(rotated, words_for(rotated))
    assert len(told) == 2
    assert all(word in told[0] for word in ("Preliminary", "Possible", "Emergency", "Damage"))
    assert "no promise" in told[1]
    assert "Fri\u00a007:00" in told[1]
    assert rota_tables(outlook, words_for(outlook)) == []


def test_in_an_ensemble_an_emergency_has_its_chance(ensemble: dict[str, Any], at: At) -> None:
    """The share of scenarios stands beside it, unless it is sure."""
    rows = [cut(at, "1.1", 110, 170, "emergency", probability=share) for share in (0.35, 1.0)]
    emergency = [{**row, "mw": {"p10": 0.0, "p50": 1.5, "p90": 2.0}} for row in rows]
    found = {**ensemble, "rota": {"cuts": [], "emergency": emergency, "damaged": []}}
    (table,) = rota_tables(public_outlook(found), words_for(found))
    assert lines(table)["1.1"] == ["18:00–19:00 emergency 35 %, 18:00–19:00 emergency"]


@pytest.mark.parametrize("language", ["en", "uk"])
@pytest.mark.parametrize("public", [False, True])
def test_both_pages_have_the_rota(rotated: dict[str, Any], region: Region, public: bool, language: str) -> None:
    """The section stands in both editions and in their contents; without a rota in neither."""
    page = report_page(rotated, region, public, language)
    assert '<a href="#rota">' in page
    assert "18:00–24:00" in page
    assert "31.4159" not in page
    del rotated["rota"]
    assert 'id="rota"' not in report_page(rotated, region, public, language)


@pytest.mark.parametrize("language", ["en", "uk"])
def test_the_public_rota_has_no_megawatts_and_no_asset(
    rotated: dict[str, Any], region: Region, language: str
) -> None:
    """Neither energy nor power of the rota, nor whatever else a row may hold, is anywhere in the public file."""
    for row in (*rotated["rota"]["cuts"], *rotated["rota"]["emergency"]):
        row["feeders"] = ["qxfeeder7", "Xylo substation 3"]
    page = report_page(rotated, region, public=True, language=language)
    assert not sorted({mark for mark in asset_marks(region) if mark in page})
    section = page.partition('<section aria-labelledby="rota">')[2].partition("</section>")[0]
    assert "18:00–24:00" in section
    numbers = set(re.findall(r"[\d.,]*\d", re.sub(r"\d\d:\d\d|<[^>]+>", "", section)))
    assert numbers <= {"8", "9", *(row["outage_group"] for row in rotated["groups"])}
    assert not any(number in page for number in ("98765", "98,765", "98\u00a0765"))
