"""The pages in a real browser: from a file, on a phone and a desk, without network, without script, on paper."""

from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from relight.model.region import Region
from relight.publish.horizon import horizon_of
from relight.publish.page import report_page
from relight.publish.shares import letter, modelled_people
from relight.publish.words import words_for
from tests.publish.test_cuts import At, rota_of
from tests.publish.test_trace_ahead import foreseen

EDITIONS = ("report", "report-public")
WIDTHS = (1280, 390)
BAND_COLOUR = (195, 211, 226)


@pytest.fixture
def pages(outlook: dict[str, Any], region: Region, tmp_path: Path) -> Path:
    """A folder with both editions."""
    for name, public in zip(EDITIONS, (False, True), strict=True):
        (tmp_path / f"{name}.html").write_text(report_page(outlook, region, public), encoding="utf-8")
    return tmp_path


@pytest.fixture
def whole_ensemble(ensemble: dict[str, Any], at: At) -> dict[str, Any]:
    """An ensemble with a rota, a cascade, and one that may come."""
    rota = rota_of(at)
    for part in ("emergency", "damaged"):
        rota[part] = [
            {**row, "mw": {"p10": 0.0, "p50": row["mw"], "p90": 2 * row["mw"]}, "probability": 0.4}
            for row in rota[part]
        ]
    return {**foreseen(ensemble, at), "rota": rota}


@pytest.fixture
def ensemble_pages(whole_ensemble: dict[str, Any], region: Region, tmp_path: Path) -> Path:
    """A folder with both editions of that ensemble."""
    for name, public in zip(EDITIONS, (False, True), strict=True):
        (tmp_path / f"{name}.html").write_text(report_page(whole_ensemble, region, public), encoding="utf-8")
    return tmp_path


def opened(context: BrowserContext, path: Path) -> tuple[Page, list[str]]:
    """The page opened from its file, and everything that went wrong or was asked of elsewhere."""
    page, trouble = context.new_page(), list[str]()
    page.on("console", lambda message: trouble.append(message.text))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("request", lambda request: trouble.append(request.url) if request.url != path.as_uri() else None)
    page.goto(path.as_uri())
    return page, [line for line in trouble if not line.startswith("data:")]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("edition", EDITIONS)
def test_a_page_opens_from_its_file(browser: Browser, pages: Path, edition: str, width: int) -> None:
    """No request but its own file, no error, and nothing wider than the screen."""
    with browser.new_context(viewport={"width": width, "height": 900}) as context:
        page, trouble = opened(context, pages / f"{edition}.html")
        assert trouble == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("svg.map.large").is_visible()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("edition", EDITIONS)
def test_an_ensembles_page_fits_the_screen(browser: Browser, ensemble_pages: Path, edition: str, width: int) -> None:
    """Bands and the cascade's trace make nothing wider than the screen; the band is seen behind its curve."""
    with browser.new_context(viewport={"width": width, "height": 900}) as context:
        page, trouble = opened(context, ensemble_pages / f"{edition}.html")
        assert trouble == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        right = "[...document.querySelectorAll('table')].map(one => one.getBoundingClientRect().right)"
        assert max(page.evaluate(right)) <= width
        assert page.locator("svg.chart path.band").first.is_visible()
        assert page.locator("section[aria-labelledby=cascade]").count() == (edition == "report")
        image = page.locator("svg.chart").first.screenshot()
    assert BAND_COLOUR in colours(image)


def test_ukrainian_fits_a_phone(
    browser: Browser, whole_ensemble: dict[str, Any], region: Region, tmp_path: Path
) -> None:
    """Longer words and numbers with spaces make no table wider than a narrow screen."""
    path = tmp_path / "report.html"
    path.write_text(report_page(whole_ensemble, region, public=False, language="uk"), encoding="utf-8")
    with browser.new_context(viewport={"width": 390, "height": 900}) as context:
        page, _ = opened(context, path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_phones_leave_out_what_is_empty(browser: Browser, ensemble_pages: Path) -> None:
    """On a narrow screen a row is a list of labelled values; a dash or an empty cell takes no line of it."""
    with browser.new_context(viewport={"width": 390, "height": 900}) as context:
        page, _ = opened(context, ensemble_pages / "report.html")
        assert page.locator("table.trace td.fine").count() > 0
        assert not any(cell.is_visible() for cell in page.locator("table.trace td.fine, table.back td.muted").all())


def colours(image: bytes) -> set[object]:
    """The colours of a picture."""
    with Image.open(io.BytesIO(image)) as picture:
        return {colour for _, colour in picture.convert("RGB").getcolors(maxcolors=2**24) or ()}


def test_the_slider_of_an_ensemble_shows_medians(
    browser: Browser, ensemble_pages: Path, outlook: dict[str, Any]
) -> None:
    """Ahead the map's caption has the median's people and their band, and so has each district's line."""
    words, middle = words_for(outlook), outlook["people_without"]["electricity"][59]
    district = max(outlook["districts"], key=lambda row: row["without_at"].get("electricity", [0.0] * 60)[59])
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        page, _ = opened(context, ensemble_pages / "report-public.html")
        now = page.locator("#shown").inner_text()
        page.evaluate("slot.value = 60; slot.dispatchEvent(new Event('input'))")
        caption = page.locator("#shown").inner_text()
        line = page.locator("#districts tr", has_text=district["name"]).locator("td.number").first.inner_text()
    assert "P10" not in now
    assert f": {words.people(middle)} (" in caption
    assert f"P10–P90 {words.people(0.5 * middle)}–{words.people(1.25 * middle)}" in caption
    of_district = district["without_at"]["electricity"][59]
    band = f"{words.people(0.5 * of_district)}–{words.people(1.25 * of_district)}"
    assert line.split() == [words.people(of_district), band]


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_page_is_whole_without_script(browser: Browser, pages: Path, edition: str) -> None:
    """Tables, maps and curves are there; controls that would do nothing are not."""
    with browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900}) as context:
        page, _ = opened(context, pages / f"{edition}.html")
        for part in ("table.key", "#districts", "svg.map.large", "svg.chart >> nth=0", "table.back"):
            assert page.locator(part).is_visible(), part
        assert not page.locator("#controls").is_visible()
        assert not page.locator("#old").is_visible()


@pytest.mark.parametrize(("service", "slot"), [("electricity", 0), ("heat", 1), ("water", 60), ("rail", 145)])
def test_the_slider_shows_what_python_computes(
    browser: Browser, pages: Path, outlook: dict[str, Any], service: str, slot: int
) -> None:
    """For any service and slot, letters on the map and people in the table are those of the outlook."""
    words = words_for(outlook)
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        page, trouble = opened(context, pages / "report-public.html")
        page.select_option("#service", service)
        page.evaluate(f"slot.value = {slot}; slot.dispatchEvent(new Event('input'))")
        assert trouble == []
        shown = {
            line.locator("th").inner_text(): (
                line.locator(".chip").inner_text(),
                line.locator("td.number").first.inner_text(),
            )
            for line in page.locator("#districts tr[data-place]").all()
        }
        letters = sorted(page.locator("svg.map.large g[data-place] > text").all_text_contents())
        caption = page.locator("#shown").inner_text()
    expected = {}
    for district in outlook["districts"]:
        series = [district["without_now"].get(service, 0.0), *district["without_at"].get(service, [0.0] * 145)]
        modelled = modelled_people(district, service)
        people = words.people(series[slot]) if modelled >= 0.5 else "–"
        expected[district["name"]] = (letter(series[slot], modelled), people)
    total = [outlook["without_now"][service], *outlook["people_without"][service]][slot]
    assert shown == expected
    assert letters == sorted(mark for mark, _ in expected.values())
    assert f": {words.people(total)} (" in caption


def test_the_cursor_moves_along_the_curves(browser: Browser, pages: Path, outlook: dict[str, Any]) -> None:
    """At now there is no cursor; at a slot it stands at the slot's share of the time axis in every chart."""
    horizon = horizon_of(outlook)
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        page, _ = opened(context, pages / "report.html")
        cursors = page.locator("svg.chart .cursor")
        assert not any(cursor.is_visible() for cursor in cursors.all())
        page.evaluate("slot.value = 73; slot.dispatchEvent(new Event('input'))")
        places = {float(str(cursor.get_attribute("x1"))) for cursor in cursors.all()}
    (place,) = places
    assert (place - 58) / (372 - 58) == pytest.approx(horizon.minutes[72] / horizon.length, abs=1e-4)


def test_an_old_page_says_so(browser: Browser, pages: Path) -> None:
    """Opened five hours after its as-of time the page warns in large letters; opened after one hour it does not."""
    for time, old in (("2026-01-08T21:15:00+02:00", True), ("2026-01-08T17:10:00+02:00", False)):
        with browser.new_context() as context:
            page = context.new_page()
            page.clock.set_fixed_time(time)
            page.goto((pages / "report.html").as_uri())
            assert page.locator("#old").is_visible() is old
            if old:
                assert "5 h ago" in page.locator("#old").inner_text()


def test_a_district_can_be_found(browser: Browser, pages: Path) -> None:
    """Choosing a district brings its line of return times into view and marks it."""
    with browser.new_context(viewport={"width": 390, "height": 800}) as context:
        page, _ = opened(context, pages / "report-public.html")
        page.select_option("#find", label="Yaruha")
        marked = page.locator("tr.found")
        assert marked.locator("th").inner_text() == "Yaruha"
        box = marked.bounding_box()
        assert box is not None
        assert -box["height"] < box["y"] < 800


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_page_prints(browser: Browser, pages: Path, edition: str) -> None:
    """Printing gives a PDF of several pages, without the controls."""
    with browser.new_context() as context:
        page, _ = opened(context, pages / f"{edition}.html")
        document = page.pdf(prefer_css_page_size=True)
        page.emulate_media(media="print")
        assert not page.locator("#controls").is_visible()
    assert document.startswith(b"%PDF")
    assert document.count(b"/Type /Page\n") >= 2


@pytest.fixture
def rotated_page(outlook: dict[str, Any], region: Region, at: At, tmp_path: Path) -> Path:
    """The public page with a rota of two zones."""
    rota = rota_of(at)
    rota["cuts"] += [{**row, "zone": "Nyzhnia"} for row in rota["cuts"]]
    path = tmp_path / "rota.html"
    path.write_text(report_page({**outlook, "rota": rota}, region, public=True), encoding="utf-8")
    return path


@pytest.mark.parametrize("width", WIDTHS)
def test_one_group_of_the_rota_can_be_looked_at(browser: Browser, rotated_page: Path, width: int) -> None:
    """One zone is open at first. Who chooses a group sees it alone, of whatever zone, with its times in numbers; the
    bar of 18:00–24:00 is a quarter of the strip, and a mark stands at the present time.
    """
    with browser.new_context(viewport={"width": width, "height": 900}, timezone_id="Europe/Kyiv") as context:
        page = context.new_page()
        page.clock.set_fixed_time("2026-01-08T18:00:00+02:00")
        page.goto(rotated_page.as_uri())
        zones, times = page.locator("details.zone"), page.get_by_text("18:00–24:00")
        assert [zone.get_attribute("open") is not None for zone in zones.all()] == [True, False]
        page.locator("#find-group optgroup").last.locator("option", has_text="1.1").first.evaluate(
            "one => { one.selected = true; one.parentNode.parentNode.dispatchEvent(new Event('change')); }"
        )
        rows = [row for row in page.locator("table.rota tbody tr").all() if row.is_visible()]
        assert [row.locator("th").inner_text() for row in rows] == ["1.1"]
        assert not zones.first.is_visible()
        assert times.last.bounding_box()["height"] > 8  # type: ignore[index]
        strip, bar = (rows[0].locator(css).first.bounding_box() for css in (".strip", ".strip .confirmed"))
        here = rows[0].locator(".strip .here").bounding_box()
        assert strip is not None
        assert bar is not None
        assert here is not None
        assert bar["width"] == pytest.approx(strip["width"] / 4, rel=0.03)
        assert here["x"] == pytest.approx(bar["x"], abs=3)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.select_option("#find-group", "")
        assert len([row for row in page.locator("table.rota tbody tr").all() if row.is_visible()]) > 2


def test_the_rota_is_whole_on_paper_and_without_script(browser: Browser, rotated_page: Path) -> None:
    """Without script zones unfold and numbers are shown by a tick; on paper every zone and all numbers are there, and
    no mark of a time that is over when somebody reads it.
    """
    with browser.new_context(java_script_enabled=False) as context:
        page, _ = opened(context, rotated_page)
        numbers = page.locator("table.rota li").first
        page.check("#numbers")
        assert numbers.evaluate("one => getComputedStyle(one.parentNode).position") == "static"
        page.locator("details.zone summary").last.click()
        assert page.locator("table.rota tbody tr").last.is_visible()
    with browser.new_context(timezone_id="Europe/Kyiv") as context:
        page = context.new_page()
        page.clock.set_fixed_time("2026-01-08T18:00:00+02:00")
        page.goto(rotated_page.as_uri())
        assert page.locator(".strip .here").first.is_visible()
        page.emulate_media(media="print")
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        assert all(row.is_visible() for row in page.locator("table.rota tbody tr").all())
        assert not any(mark.is_visible() for mark in page.locator(".strip .here").all())
        numbers = page.locator("table.rota li").last
        assert numbers.evaluate("one => getComputedStyle(one.parentNode).position") == "static"


def test_folded_rows_can_be_unfolded(browser: Browser, pages: Path) -> None:
    """A click on "and N more" shows the other rows."""
    with browser.new_context() as context:
        page, _ = opened(context, pages / "report.html")
        folded = page.locator("section[aria-labelledby=feeders] details")
        assert not folded.locator("tr").last.is_visible()
        folded.locator("summary").click()
        assert folded.locator("tr").last.is_visible()


def contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """The contrast ratio of WCAG 2 between two colours."""

    def luminance(colour: tuple[int, ...]) -> float:
        parts = [c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour[:3]]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


COLOURS = """
() => {
  const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
  const clear = element => numbers(getComputedStyle(element).backgroundColor)[3] === 0;
  const written = element => element.checkVisibility() && !(element instanceof SVGElement) &&
    [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
  return [...document.querySelectorAll("body *")].filter(written).map(element => {
    let ground = element;
    while (ground && clear(ground)) ground = ground.parentElement;
    const behind = ground ? getComputedStyle(ground).backgroundColor : "rgb(255, 255, 255)";
    return [numbers(getComputedStyle(element).color), numbers(behind)];
  });
}
"""


FILL = """
name => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim().match(/\\w\\w/g)
  .map(part => parseInt(part, 16))
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("edition", EDITIONS)
def test_all_text_has_contrast(browser: Browser, pages: Path, edition: str, scheme: Any) -> None:
    """Every text stands out from its ground by at least 4.5 to 1 (WCAG 2 AA), by day and by night."""
    with browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme=scheme) as context:
        page, _ = opened(context, pages / f"{edition}.html")
        pairs = {(tuple(text), tuple(ground)) for text, ground in page.evaluate(COLOURS)}
    assert len(pairs) > 5
    assert [pair for pair in sorted(pairs) if contrast(*pair) < 4.5] == []


def test_a_page_is_dark_by_night_and_white_on_paper(browser: Browser, pages: Path) -> None:
    """Whoever asks for dark screens gets one, and prints on white all the same."""
    ground = "() => getComputedStyle(document.body).backgroundColor"
    with browser.new_context(color_scheme="dark") as context:
        page, _ = opened(context, pages / "report.html")
        by_night = page.evaluate(ground)
        page.emulate_media(media="print")
        on_paper = page.evaluate(ground)
    red, green, blue = (int(part) for part in by_night.removeprefix("rgb(").removesuffix(")").split(","))
    assert max(red, green, blue) < 64
    assert on_paper == "rgb(255, 255, 255)"


def test_map_classes_differ_in_lightness(browser: Browser, pages: Path) -> None:
    """Each next class is darker by a visible step, so that neither colour vision nor a colour printer is needed."""
    with browser.new_context() as context:
        page, _ = opened(context, pages / "report-public.html")
        fills = [tuple(page.evaluate(FILL, name)) for name in "ABCDEF"]
    assert all(contrast(light, dark) >= 1.1 for light, dark in pairwise(fills))
    assert [contrast((255, 255, 255), fill) for fill in fills] == sorted(
        contrast((255, 255, 255), fill) for fill in fills
    )
