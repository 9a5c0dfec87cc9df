"""The report page in both editions."""

from __future__ import annotations

import copy
import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from relight.model.region import Region
from relight.model.situation import Situation
from relight.publish.folder import write_results
from relight.publish.interactive import runs
from relight.publish.page import css_string, report_page

EDITIONS = [pytest.param(False, id="desk"), pytest.param(True, id="public")]


class Reader(HTMLParser):
    """Collects what the tests ask for: open tags, ids, addresses, headings and captions."""

    VOID = frozenset({"meta", "link", "input", "br", "img", "hr"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.mistakes: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remembers the tag."""
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remembers a tag that closes itself."""
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Checks that what is closed is what was opened last."""
        if not self.open or self.open.pop() != tag:
            self.mistakes.append(tag)

    def values(self, attribute: str) -> list[str]:
        """All values of an attribute."""
        return [str(attrs[attribute]) for _, attrs in self.tags if attribute in attrs]


@pytest.fixture(params=EDITIONS)
def page(request: pytest.FixtureRequest, outlook: dict[str, Any], region: Region) -> str:
    """The page in either edition."""
    return report_page(outlook, region, public=request.param)


def test_the_page_is_well_formed(page: str) -> None:
    """Every element is closed in order, ids are unique, and links within the page lead somewhere."""
    reader = Reader(page)
    ids = reader.values("id")
    assert not reader.mistakes
    assert not reader.open
    assert not [name for name, count in Counter(ids).items() if count > 1]
    assert {link[1:] for link in reader.values("href") if link.startswith("#")} <= set(ids)
    assert set(reader.values("aria-labelledby")) <= set(ids)


def test_the_page_needs_nothing_from_elsewhere(page: str) -> None:
    """No address of another file or server is in it, and its policy forbids loading any."""
    reader = Reader(page)
    assert not reader.values("src")
    assert all(link.startswith(("#", "data:")) for link in reader.values("href"))
    assert "default-src 'none'" in page
    assert not re.search(r"https?://|url\((?!#)|@import", page)


def test_the_page_can_be_read_by_machines_for_people(page: str) -> None:
    """It names its language, has one main heading and landmarks; tables have captions and heads with scope."""
    reader = Reader(page)
    tags = Counter(tag for tag, _ in reader.tags)
    assert '<html lang="en">' in page
    assert (tags["h1"], tags["main"], tags["header"], tags["footer"], tags["nav"]) == (1, 1, 1, 1, 1)
    assert tags["table"] == tags["caption"] == tags["thead"]
    assert all("scope" in attrs for tag, attrs in reader.tags if tag == "th")
    assert all(
        "title" in page[found.end() : found.end() + 20] for found in re.finditer(r'<svg class="(map|chart)[^>]*>', page)
    )


def test_the_same_outlook_gives_the_same_page(outlook: dict[str, Any], region: Region) -> None:
    """The page holds no time of making and does not depend on the order of districts in the region."""
    turned = replace(region, districts=region.districts[::-1], facilities=region.facilities[::-1])
    first = report_page(outlook, region, public=False)
    assert report_page(copy.deepcopy(outlook), region, public=False) == first
    assert report_page(outlook, turned, public=False) == first


def test_the_page_says_when_its_data_is_from(page: str) -> None:
    """As-of time, the newest report with its age, and the horizon stand at the top."""
    top = page[: page.index("<main>")]
    assert "As of Thursday 8 January 2026, 16:10" in top
    assert "newest report Thu\u00a015:52, 18\u00a0min old then" in top
    assert "looks 72 h ahead, to Sunday 11 January 2026, 16:10" in top
    assert "OLD DATA" not in top


@pytest.mark.parametrize("public", EDITIONS)
def test_old_data_is_said_in_large_letters(outlook: dict[str, Any], region: Region, public: bool) -> None:
    """When the newest report is 14 hours old the page says so without any script."""
    outlook["reports"].update(age_minutes=14 * 60 + 20.0)
    assert "OLD DATA: the newest report was already 14\u00a0h 20\u00a0min old" in report_page(outlook, region, public)


def test_without_reports_the_page_says_so(outlook: dict[str, Any], region: Region) -> None:
    """An outlook that rests on no report is not called fresh."""
    outlook["reports"].update(newest=None, age_minutes=None)
    assert "no reports yet" in report_page(outlook, region, public=True)


def test_the_desks_page_is_marked(outlook: dict[str, Any], region: Region) -> None:
    """The mark stands at the top and in the head of every printed page; the public page has neither."""
    desk, public = (report_page(outlook, region, public=public) for public in (False, True))
    assert desk.count("FOR THE DESK — NOT FOR PUBLICATION") == 2
    assert '@top-center { content: "FOR THE DESK' in desk
    assert "NOT FOR PUBLICATION" not in public
    assert "Public edition" in public


def test_what_to_do_now_stands_above_the_contents(outlook: dict[str, Any], region: Region) -> None:
    """On the desk's page twenty links come after what to look at first, not before it."""
    desk = report_page(outlook, region, public=False)
    assert desk.index("<h1>") < desk.index('id="first"') < desk.index("<nav") < desk.index('id="figures"')


def test_the_summary_is_a_sentence_with_the_main_figures(outlook: dict[str, Any], region: Region) -> None:
    """People without electricity with their share, then the three most lost other services in order."""
    outlook.update(people=4_700_000.0)
    outlook["without_now"] = {
        "electricity": 782_431.0,
        "heat": 1_046_999.0,
        "water": 640_100.0,
        "telecom": 210_000.0,
        "rail": 12.0,
    }
    page = report_page(outlook, region, public=True).replace("\u00a0", " ")
    assert "782,000 of 4.70 million people (17 %) are without electricity." in page
    assert "1.05 million are without heat, 640,000 are without water and 210,000 have no mobile phone network." in page


def test_a_quiet_day_has_a_page_too(outlook: dict[str, Any], region: Region) -> None:
    """With nobody without anything, both editions say so and draw no empty charts."""
    for entry in outlook["districts"]:
        entry.update(without_at={}, without_now={}, person_hours_without={}, back_at={})
    zero = dict.fromkeys(outlook["services"], 0.0)
    outlook.update(
        without_now=zero,
        person_hours_without=zero,
        groups=[],
        warnings=[],
        run_out=[],
        clocks=[],
        returns=[],
        figures=[],
    )
    outlook["people_without"] = {name: [0.0] * len(outlook["slots"]) for name in zero}
    outlook["unexplained"] = []
    outlook["now"].update(feeders_off=[], facilities_down=[])
    for public in (False, True):
        page = report_page(outlook, region, public=public)
        assert "people have electricity." in page
        assert 'class="chart"' not in page or not public
    assert "Nothing is due within 6 h." in report_page(outlook, region, public=False)


def test_names_cannot_break_the_page(outlook: dict[str, Any], region: Region) -> None:
    """Angle brackets, quotes and script ends in names stay text, in markup, styles, drawings and script data."""
    nasty = '</script><script>alert("1")</script>\\ {} <b>&'
    outlook["region"] = nasty
    outlook["districts"][0]["name"] = nasty
    outlook["returns"][0]["source"] = nasty
    outlook["run_out"][0]["name"] = nasty
    page = report_page(outlook, region, public=False)
    assert "<script>alert" not in page
    reader = Reader(page)
    assert not reader.mistakes
    data = json.loads(page.split('id="data">')[1].split("</script>")[0])
    assert nasty in data["districts"]


def test_a_css_string_cannot_be_ended() -> None:
    """Quotes, backslashes, line ends and angle brackets become CSS escapes."""
    text = css_string('a"b\\c</style>\n')
    assert text[1:-1].count('"') == 0
    assert text == '"a\\22 b\\5c c\\3c \\2f style\\3e \\a "'


def test_pages_in_ukrainian(outlook: dict[str, Any], region: Region) -> None:
    """The language is named and no English text of the page is left."""
    page = report_page(outlook, region, public=True, language="uk")
    assert '<html lang="uk">' in page
    assert "Станом на четвер, 8 січня 2026, 16:10" in page
    visible = re.sub(r"<(style|script)[^>]*>.*?</\1>|<[^>]+>", " ", page, flags=re.S)
    assert not re.search(r"\b(the|without|now|from|people|estimated)\b", visible)


@pytest.mark.parametrize("public", [True, False])
def test_pages_are_written_in_the_language_asked_for(
    outlook: dict[str, Any], region: Region, tmp_path: Path, public: bool
) -> None:
    """A folder in Ukrainian has the same files, its pages in Ukrainian and its data as in English."""
    situation = Situation.from_reports(region, (), datetime.fromisoformat(outlook["start"]))
    for language in ("en", "uk"):
        write_results(outlook, situation, tmp_path / language, public, language)
    names = {language: sorted(path.name for path in (tmp_path / language).iterdir()) for language in ("en", "uk")}
    assert names["en"] == names["uk"]
    for name in names["en"]:
        first, second = ((tmp_path / language / name).read_bytes() for language in ("en", "uk"))
        assert (b'<html lang="uk">' in second) == name.endswith(".html")
        assert name.endswith((".html", ".nc")) or first == second


def test_the_desks_page_in_ukrainian(outlook: dict[str, Any], region: Region) -> None:
    """No English text of the page is left in sections that only the desk has, but in names, sources and assumptions."""
    page = report_page(outlook, region, public=False, language="uk")
    visible = re.sub(r"<(style|script)[^>]*>.*?</\1>|<[^>]+>", " ", page, flags=re.S)
    assert "ДЛЯ ЧЕРГОВИХ" in visible
    assert not re.search(r"\b(the|without|now|from|people|estimated|power|off|reported|observed)\b", visible)


def test_long_lists_are_folded(outlook: dict[str, Any], region: Region) -> None:
    """Of 180 feeders off 12 are shown and the count says that 168 more can be unfolded; nothing is lost."""
    page = report_page(outlook, region, public=False)
    section = page[page.index('<h2 id="feeders">') : page.index('<h2 id="facilities">')]
    assert "and 168 more" in section
    assert section.count("branch:qxline3 is out") == 180


def test_a_very_long_list_says_what_it_leaves_out(outlook: dict[str, Any], region: Region) -> None:
    """Beyond a thousand rows the page says how many are only in the data files, and stays under 3 MB."""
    down = outlook["now"]["facilities_down"]
    outlook["now"]["facilities_down"] = [{**down[i % len(down)], "facility": f"qx{i}"} for i in range(2500)]
    outlook["run_out"] = [
        {**item, "facility": f"{item['facility']}/{i}"} for i in range(8) for item in outlook["run_out"]
    ]
    page = report_page(outlook, region, public=False)
    assert "1,500 further rows are in the data files." in page
    assert len(page.encode()) < 3_000_000


def test_a_desk_without_an_official_figure_shows_none(outlook: dict[str, Any], region: Region) -> None:
    """The hint that a report is missing appears only with a large difference."""
    hint = "A difference this large usually means that a report is missing."
    assert hint in report_page(outlook, region, public=False)
    outlook["figures"] = [figure for figure in outlook["figures"] if abs(figure["difference"]) < 30_000]
    assert hint not in report_page(outlook, region, public=False)


def test_run_lengths_keep_every_value() -> None:
    """Values rounded half up, each with how often it comes in a row."""
    assert runs([5.0, 5.4, 4.5, 0.0, 0.2, 0.5]) == [5, 3, 0, 2, 1, 1]
    assert runs([]) == []


def test_an_unknown_language_is_refused(outlook: dict[str, Any], region: Region, at: Callable[[float], str]) -> None:
    """The error says which languages there are."""
    with pytest.raises(ValueError, match="en, uk"):
        report_page(outlook, region, public=True, language="tlh")
