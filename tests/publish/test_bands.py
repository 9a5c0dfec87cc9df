"""Ensembles on pages, in tables and files: medians large, P10 to P90 beside them."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from relight.model.region import Region
from relight.publish.bands import Band, band, median_view, short_span, span, times_span
from relight.publish.data import back_at_csv, people_without_csv
from relight.publish.deadlines import run_outs
from relight.publish.horizon import horizon_of
from relight.publish.netcdf import write_netcdf
from relight.publish.overview import key_figures, totals
from relight.publish.page import report_page
from relight.publish.public import public_outlook
from relight.publish.restoration import back_table
from relight.publish.terminal import outlook_tables
from relight.publish.words import words_for
from tests.publish.test_public import asset_marks
from tests.publish.test_terminal import printed

At = Callable[[float], str]


def test_a_single_run_is_its_own_median_view(outlook: dict[str, Any]) -> None:
    """Without scenarios nothing changes and nothing has a band."""
    assert median_view(outlook) is outlook
    assert band(outlook, "people_without", "heat", 3) is None


def test_the_median_view_has_the_shape_of_a_single_run(outlook: dict[str, Any], ensemble: dict[str, Any]) -> None:
    """Where the ensemble has three numbers the view has the middle one, in all places of the dictionary."""
    view = median_view(ensemble)
    for key in ("people_without", "person_hours_without", "unserved_mwh", "switched_mw", "without_now"):
        assert view[key] == outlook[key], key
    for found, single in zip(view["districts"], outlook["districts"], strict=True):
        assert found["without_at"] == single["without_at"]
        assert {name: back["time"] for name, back in found["back_at"].items()} == {
            name: back["time"] for name, back in single["back_at"].items()
        }


def test_bands_are_kept_beside_the_medians(outlook: dict[str, Any], ensemble: dict[str, Any]) -> None:
    """P10 and P90 of a service in a slot, of a district and of a single number."""
    view = median_view(ensemble)
    middle = outlook["people_without"]["heat"][7]
    assert band(view, "people_without", "heat", 7) == Band(0.5 * middle, 1.25 * middle)
    service, hours = next(iter(outlook["districts"][2]["person_hours_without"].items()))
    assert band(view["districts"][2], "person_hours_without", service) == Band(0.5 * hours, 1.25 * hours)
    assert band(view, "unserved_mwh") == Band(51234.5 / 2, 51234.5 * 1.25)
    assert band(view["districts"][2], "person_hours_without", "no such service") is None


@pytest.mark.parametrize(
    ("median", "low", "high", "text"),
    [
        (2.23e6, 1.88e6, 2.51e6, "2.2 M (1.9–2.5)"),
        (911_000, 343_000, 1_200_000, "0.91 M (0.34–1.2)"),
        (564_000, 207_000, 752_000, "564 k (207–752)"),
        (9_400, 9_400, 32_900, "9.4 k (9.4–33)"),
        (0, 0, 27_000, "0 k (0–27)"),
        (265, 0, 300, "265 (0–300)"),
        (0, 0, 2_000, "0 (0–2,000)"),
        (0, 0, 0, "0"),
    ],
)
def test_bands_in_little_room(outlook: dict[str, Any], median: float, low: float, high: float, text: str) -> None:
    """One unit for all three numbers, that of the largest; two figures of each."""
    assert short_span(median, Band(low, high), words_for(outlook)).replace("\u00a0", " ") == text


def test_a_band_without_width_is_not_written(outlook: dict[str, Any]) -> None:
    """Nothing is printed where both ends look the same; a common unit is printed once."""
    words = words_for(outlook)
    assert span(Band(1_000_100, 1_000_400), words.people) == ""
    assert span(Band(1e6, 2.5e6), words.large, "\u00a0million") == "1.00–2.50\u00a0million"
    assert span(Band(9e5, 2.5e6), words.large, "\u00a0million") == "900,000–2.50\u00a0million"


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (60, 120, "Thu 17:10 to Thu 18:10"),
        (60, None, "Thu 17:10, or not by Sun 16:10"),
        (60, 60, ""),
        (None, None, ""),
    ],
)
def test_when_a_backup_may_run_out(
    outlook: dict[str, Any], at: At, low: float | None, high: float | None, text: str
) -> None:
    """From P10 to P90; a P90 beyond the horizon says so."""
    row = {"at_p10": None if low is None else at(low), "at_p90": None if high is None else at(high)}
    assert times_span(row, words_for(outlook), outlook["end"]).replace("\u00a0", " ") == text


def test_key_figures_have_their_band_in_small_type(ensemble: dict[str, Any]) -> None:
    """Median large, P10 to P90 below it; the present has none, for it is not drawn by chance."""
    ensemble["people_without"]["water"] = {"p10": [1e6] * 145, "p50": [1.5e6] * 145, "p90": [2e6] * 145}
    ensemble["person_hours_without"]["water"] = {"p10": 30e6, "p50": 40e6, "p90": 55.5e6}
    view = median_view(ensemble)
    table = key_figures(view, horizon_of(view), words_for(view))
    water = next(line for line in table.rows if line.cells[0].text == "Water")
    assert [(cell.text, cell.note) for cell in water.cells[2:4]] == [("1,500,000", "1,000,000–2,000,000")] * 2
    assert water.cells[1].note.endswith("%")
    assert (water.cells[5].text, water.cells[5].note) == ("40.0\u00a0million", "30.0–55.5\u00a0million")


def test_medians_are_not_added_up(outlook: dict[str, Any], ensemble: dict[str, Any]) -> None:
    """The sum over services is left out of an ensemble's totals; the others carry their band."""
    words, view = words_for(outlook), median_view(ensemble)
    assert len(totals(outlook, words)) == 3
    energy, dark = totals(view, words)
    assert energy[1:] == ("51,230\u00a0MWh", "25,620–64,040\u00a0MWh")
    assert dark[2].endswith("million")


def test_back_in_half_and_in_nine_of_ten(ensemble: dict[str, Any], at: At) -> None:
    """P50 large with its status, P10, P90 and how many are not back below; and not lost at all in half of them."""
    first, second, third = ensemble["districts"][:3]
    series = {"p10": [0.0] * 145, "p50": [0.0] * 145, "p90": [50.0] * 145}
    drawn = ((first, 300, 600, 900, 0.004), (second, 600, 600, None, 0.25), (third, 0, 0, 300, 0.0))
    for district, *minutes, not_back in drawn:
        district["without_at"]["heat"], district["without_now"]["heat"] = series, 0.0
        times = (None if minute is None else at(minute) for minute in minutes)
        back = dict(zip(("p10", "p50", "p90"), times, strict=True))
        district["back_at"]["heat"] = {**back, "not_back": not_back, "status": "estimated"}
    view = median_view(ensemble)
    table = back_table(view, horizon_of(view), words_for(view))
    column = [head.head for head in table.columns].index("Heat")
    cells = {line.cells[0].text: line.cells[column] for line in table.rows}
    found = [f"{cells[row['name']].text}\n{cells[row['name']].note}" for row in (first, second, third)]
    assert [text.replace("\u00a0", " ").split("\n") for text in found] == [
        ["Fri 02:10", "○ estimated", "Thu 21:10 to Fri 07:10", "<1 %: not by Sun 16:10"],
        ["Fri 02:10", "○ estimated", "Fri 02:10 or later", "25 %: not by Sun 16:10"],
        ["probably not lost", "up to Thu 21:10"],
    ]


def test_run_outs_have_their_chance(ensemble: dict[str, Any]) -> None:
    """The share of scenarios, the median time and P10 to P90; one that more likely lasts stands last, with a dash."""
    hospitals = [row for row in ensemble["run_out"] if row["kind"] == "hospital"]
    hospitals[0].update(probability=0.2, at_p50=None)
    view = median_view(ensemble)
    found = run_outs(view, horizon_of(view), words_for(view))
    assert found is not None
    table = found.kinds[0]
    assert [head.head for head in table.columns] == ["Facility", "What", "Chance", "Until", "Left", "Size"]
    last = table.rows[-1].cells
    assert [last[0].text, last[2].text, last[3].text, last[4].text] == [hospitals[0]["name"], "20\u00a0%", "–", "–"]
    assert table.rows[0].cells[2].text == "85\u00a0%"
    assert ", or not by Sun" in table.rows[0].cells[3].note


@pytest.mark.parametrize("language", ["en", "uk"])
def test_eighty_columns_are_enough_for_bands(ensemble: dict[str, Any], language: str) -> None:
    """No line of an ensemble's tables is longer than 80 signs and no number is cut."""
    text = printed(outlook_tables(ensemble, language))
    assert max(len(line) for line in text.splitlines()) <= 80
    assert "…" not in text.replace(" …", "")


def test_the_terminal_writes_median_and_band(ensemble: dict[str, Any]) -> None:
    """`1.5 M (1.0–2.0)` in the service's line, and how many scenarios with which seed below."""
    ensemble["people_without"]["water"] = {"p10": [1e6] * 145, "p50": [1.5e6] * 145, "p90": [2e6] * 145}
    text = printed(outlook_tables(ensemble))
    line = next(line for line in text.splitlines() if line.startswith("Water "))
    assert line.count("1.5 M (1.0–2.0)") == 3
    assert "200 scenarios drawn by chance, seed 7." in text
    assert "± 0.05 %" in text
    assert "chance 85 %" in text


@pytest.mark.parametrize("public", [False, True])
@pytest.mark.parametrize("language", ["en", "uk"])
def test_pages_say_where_the_numbers_come_from(
    ensemble: dict[str, Any], region: Region, public: bool, language: str
) -> None:
    """Number of scenarios, seed and accuracy stand on both editions, and each curve has its band."""
    page = report_page(ensemble, region, public, language)
    figures = re.findall(r'<p class="note">(.*?)</p>', page)
    told = " ".join(figures)
    assert all(part in told for part in ("200", "7", "0.05" if language == "en" else "0,05"))
    assert page.count('class="band"') >= 7
    assert (f">{words_for(ensemble, language)('column.chance')}<" in page) is not public


def test_the_public_ensemble_names_no_asset(ensemble: dict[str, Any], region: Region) -> None:
    """Bands bring no asset into what is published, and the public dictionary can be written as JSON."""
    shown = json.dumps(public_outlook(ensemble)) + report_page(ensemble, region, public=True)
    assert not sorted({mark for mark in asset_marks(region) if mark in shown})


def test_bands_are_published_unchanged(ensemble: dict[str, Any]) -> None:
    """P10, P50 and P90 of people, places and times come through; publishing twice changes nothing."""
    shown = public_outlook(ensemble)
    for key in ("people_without", "person_hours_without", "unserved_mwh", "districts", "groups", "ensemble"):
        assert shown[key] == ensemble[key], key
    assert public_outlook(shown) == shown


@pytest.mark.parametrize(
    "change",
    [
        lambda found: found["people_without"]["heat"]["p90"].append("qxbus1"),
        lambda found: found["unserved_mwh"].update(p10="qxbus1"),
        lambda found: found["groups"][0].update(back_at={"p10": "qx", "p90": None, "status": "estimated"}),
        lambda found: found["ensemble"]["accuracy"].update(times="± 2 min, see qxbus1"),
        lambda found: found["ensemble"].update(seed="qxbus1"),
    ],
    ids=["people", "energy", "time", "accuracy", "seed"],
)
def test_a_text_in_a_band_stops_publication(ensemble: dict[str, Any], change: Any) -> None:
    """Each quantile is copied by its type like a single number."""
    change(ensemble)
    with pytest.raises(ValueError, match="qx"):
        public_outlook(ensemble)


def test_what_is_new_in_a_band_stays_out(ensemble: dict[str, Any]) -> None:
    """A quantile that nobody has cleared is dropped."""
    before = public_outlook(ensemble)
    ensemble["people_without"]["heat"]["worst_asset"] = "qxbus1"
    ensemble["ensemble"]["hazard"] = "qxbus1"
    assert public_outlook(ensemble) == before


def test_spreadsheets_get_three_columns(ensemble: dict[str, Any]) -> None:
    """People as p10, p50 and p90, times back as P50 and P90, equal to the dictionary's."""
    district = ensemble["districts"][0]
    service, series = next(iter(district["without_at"].items()))
    table = list(csv.DictReader(io.StringIO(people_without_csv(ensemble))))
    mine = [row for row in table if (row["district"], row["service"]) == (district["district"], service)]
    for percent in ("p10", "p50", "p90"):
        assert [float(row[percent]) for row in mine] == pytest.approx(series[percent], abs=1e-3)
    back = next(iter(csv.DictReader(io.StringIO(back_at_csv(ensemble)))))
    entry = district["back_at"][back["service"]]
    assert [back[f"back_at_{percent}"] for percent in ("p10", "p50", "p90")] == [
        entry[percent] or "" for percent in ("p10", "p50", "p90")
    ]
    assert float(back["not_back"]) == entry["not_back"]


def test_netcdf_has_a_quantile_coordinate(ensemble: dict[str, Any], tmp_path: Path) -> None:
    """`sel(quantile=0.9)` gives P90 of people, power, energy and times back; beside those stands how often not."""
    xarray = pytest.importorskip("xarray", reason="needs xarray: pip install 'relight[netcdf]'")
    write_netcdf(ensemble, tmp_path / "outlook.nc")
    district = ensemble["districts"][3]
    service, series = next(iter(district["without_at"].items()))
    with xarray.open_dataset(tmp_path / "outlook.nc") as data:
        place = {"service": service, "district": district["district"]}
        for quantile, key in ((0.1, "p10"), (0.5, "p50"), (0.9, "p90")):
            assert data.people_without.sel({**place, "quantile": quantile}).values.tolist() == series[key]
            assert float(data.unserved_mwh.sel(quantile=quantile)) == ensemble["unserved_mwh"][key]
            assert data.switched_mw.sel(quantile=quantile).values.tolist() == ensemble["switched_mw"][key]
        assert data.group_without.sizes["quantile"] == 3
        lost, back = next(iter(district["back_at"].items()))
        place = {"service": lost, "district": district["district"]}
        assert float(data.not_back.sel(place)) == back["not_back"]
        for quantile, key in ((0.1, "p10"), (0.5, "p50"), (0.9, "p90")):
            time = data.back_at.sel({**place, "quantile": quantile}).values
            told = None if back[key] is None else datetime.fromisoformat(back[key]).astimezone(UTC).replace(tzinfo=None)
            assert (None if np.isnat(time) else time) == (None if told is None else np.datetime64(told, "ns"))
        assert data.group_back_at.sizes["quantile"] == 3
        assert (data.attrs["scenarios"], data.attrs["seed"]) == (200, 7)
