"""The page of the feeds in a real browser: on a phone and a desk, by day and by night, and when it has grown old."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page

from relight.model.rota import Area, Rota, Span
from relight.model.schema import RotaSlot
from relight.publish.schedules.feeds import Publication, publish_feeds

KYIV = ZoneInfo("Europe/Kyiv")
NOW = datetime(2026, 1, 8, 19, 30, tzinfo=KYIV)
MIDNIGHT = datetime(2026, 1, 8, tzinfo=KYIV)
AREA = Area("Kalvoria", "3.1")


@pytest.fixture
def page_path(tmp_path: Path) -> Path:
    """A page in Ukrainian of one group that is off from 18:00 to 22:00, published at 17:00."""
    issued = NOW.replace(hour=17, minute=0)
    cut = RotaSlot(
        zone=AREA.zone, outage_group=AREA.outage_group, start=NOW.replace(hour=18, minute=0),
        end=NOW.replace(hour=22, minute=0), state="confirmed",
    )  # fmt: skip
    rota = Rota((cut,), (Span(AREA, MIDNIGHT, MIDNIGHT + timedelta(days=2)),), issued)
    publish_feeds(Publication(rota, (AREA,), KYIV, issued, 1440, "Регіон", "uk"), tmp_path)
    return tmp_path / "index.html"


def opened(browser: Browser, path: Path, at: datetime, width: int = 1280, scheme: str = "light") -> Page:
    """The page at a time of the viewer's clock; it must ask for nothing but itself and have no errors."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light",
        timezone_id="Europe/Kyiv",
    )  # fmt: skip
    page = context.new_page()
    page.clock.set_fixed_time(at)
    trouble: list[str] = []
    page.on("console", lambda message: trouble.append(message.text))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("request", lambda request: trouble.append(request.url) if request.url != path.as_uri() else None)
    page.goto(path.as_uri())
    assert trouble == []
    return page


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_holds_now_is_marked(browser: Browser, page_path: Path, width: int, scheme: str) -> None:
    """At 19:30 what is over is gone, the cut until 22:00 is marked, the age is in the page's language, and nothing is
    wider than the screen.
    """
    page = opened(browser, page_path, NOW, width, scheme)
    assert page.locator(".piece.now").all_text_contents() == ["18:00–22:00 Світла немає"]
    assert not page.get_by_text("17:00–18:00").is_visible()
    assert page.locator("#age").text_content() == "2 год 30 хв"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not page.locator("#stale").is_visible()


def test_a_group_is_a_tap_away(browser: Browser, page_path: Path) -> None:
    """Above everything stands a link to each group, which leads to its times."""
    page = opened(browser, page_path, NOW, 390)
    page.locator("nav a", has_text="3.1").click()
    box = page.locator("tr:target").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 900
    assert page.locator("tr:target th").inner_text() == "3.1"


def test_a_phone_shows_the_whole_day_in_type_that_can_be_read(browser: Browser, page_path: Path) -> None:
    """On a phone today's card fits the screen from the name of each group to midnight, and its letters are 10 px high
    or more, as are those of a group's card in a chat.
    """
    page = opened(browser, page_path, NOW, 390)
    measure = """texts => texts.map(text => { const box = text.getBoundingClientRect(), svg = text.ownerSVGElement;
        return [box.left, box.right, parseFloat(text.getAttribute("font-size")) * svg.getScreenCTM().a]; })"""
    texts = page.locator(".card").first.locator("text").evaluate_all(measure)
    assert len(texts) > 20
    assert min(left for left, _, _ in texts) >= 0
    assert max(right for _, right, _ in texts) <= 390
    assert min(size for _, _, size in texts) >= 10
    page.goto((page_path.parent / "cards/Kalvoria-3.1.svg").as_uri())
    page.set_viewport_size({"width": 390, "height": 800})
    sizes = [float(text.get_attribute("font-size") or 0) for text in page.locator("text").all()]
    width = float(page.locator("svg").get_attribute("width") or 0)
    assert min(sizes) * min(1, 390 / width) >= 10


def test_words_can_be_read_by_day_and_by_night(browser: Browser, page_path: Path) -> None:
    """Text on the page and in the drawn card stands out from what is behind it by at least 4.5 to 1, light or dark."""
    measure = """selector => {
        const light = text => { const c = text.match(/[0-9.]+/g).map(Number).slice(0, 3).map(v => v / 255)
            .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
            return 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2]; };
        const [front, back] = selector.map(([css, what]) => {
            const style = getComputedStyle(document.querySelector(css)); return light(style[what]); });
        return (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05); }"""
    pairs = [
        [("body", "color"), ("body", "backgroundColor")],
        [("a", "color"), ("body", "backgroundColor")],
        [(".now", "color"), (".now", "backgroundColor")],
        [(".card .ink", "fill"), (".card .paper", "fill")],
        [(".card .on-confirmed", "fill"), (".card .confirmed", "fill")],
    ]
    for scheme in ("light", "dark"):
        page = opened(browser, page_path, NOW, scheme=scheme)
        for pair in pairs:
            assert page.evaluate(measure, pair) >= 4.5, (scheme, pair)


def test_a_page_that_grew_old_promises_nothing(browser: Browser, page_path: Path) -> None:
    """A day and a half later, never loaded anew, it says so in large letters and shows no supply and no card."""
    page = opened(browser, page_path, NOW + timedelta(hours=36))
    assert page.locator("#stale").is_visible()
    assert not any(piece.is_visible() for piece in page.locator(".supply").all())
    assert not page.locator(".card").first.is_visible()


def test_without_scripts_the_page_does_not_pretend_to_be_young(browser: Browser, page_path: Path) -> None:
    """Its age is that of when it was written, and it says that it cannot know better; with scripts it knows."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(page_path.as_uri())
    assert page.get_by_text("Вік даних, коли складено цю сторінку").is_visible()
    assert page.get_by_text("Без скриптів сторінка не покаже").is_visible()
    running = opened(browser, page_path, NOW)
    assert running.locator("#age-of").text_content() == "Вік даних"
    assert not running.get_by_text("Без скриптів").is_visible()
