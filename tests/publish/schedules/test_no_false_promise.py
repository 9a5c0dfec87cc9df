"""A missing group, a gap, a stale file or an emergency never reads as supply, in any feed, for any rota."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relight.files.schedules.reading import read_schedule
from relight.model.rota import LIKELY_ON, ON, Area, Rota, Span, merged_slots, merged_spans
from relight.model.schema import RotaSlot
from relight.model.schema.rota import ROTA_STATES
from relight.publish.schedules import feeds
from relight.publish.schedules.cards import png_of
from relight.publish.schedules.feeds import Publication, publish_feeds
from tests.publish.schedules.plain_readers import readers

KYIV = ZoneInfo("Europe/Kyiv")
DATA = Path(__file__).parents[2] / "files/schedules/data"
AREAS = (Area("Захід", "1.1"), Area("Захід", "1.2"), Area("east; a/b", "1.1"))
STEP = timedelta(minutes=10)
STALE_MINUTES = 1440.0
DAYS = ("2026-01-08", "2026-01-31", "2026-12-31", "2026-03-28", "2026-03-29", "2026-10-24", "2026-10-25")


@pytest.fixture
def without_png(monkeypatch: pytest.MonkeyPatch) -> None:
    """No PNG, which takes long to draw."""
    monkeypatch.setattr(feeds, "find_spec", lambda name: None if name == "typst" else find_spec(name))


@st.composite
def publications(draw: st.DrawFn) -> Publication:
    """A rota of three groups that speaks for any times, published at any hour, of any age."""
    midnight = datetime.fromisoformat(draw(st.sampled_from(DAYS))).replace(tzinfo=KYIV).astimezone(UTC)
    edge = st.integers(-6 * 12, 6 * 60).map(lambda count: midnight + count * STEP)
    slots, spans = [], []
    for area in draw(st.lists(st.sampled_from(AREAS), max_size=3, unique=True)):
        for start, end in draw(st.lists(st.tuples(edge, edge), max_size=4)):
            if start < end:
                spans.append(Span(area, start, end, draw(st.booleans())))
        for start, end in draw(st.lists(st.tuples(edge, edge), max_size=4)):
            if start < end:
                state = draw(st.sampled_from(ROTA_STATES))
                source = draw(st.sampled_from(["", "dispatcher"]))
                slots.append(
                    RotaSlot(
                        zone=area.zone, outage_group=area.outage_group, start=start, end=end, state=state, source=source
                    )
                )
    now = midnight + timedelta(hours=draw(st.integers(0, 22)))
    age = draw(st.sampled_from([None, 0, 0, 1, 5, 23, 25, 100, -1, -50]))
    issued = None if age is None else now - timedelta(hours=age)
    rota = Rota(merged_slots(slots), merged_spans(spans), issued)
    return Publication(rota, AREAS, KYIV, now, STALE_MINUTES, "Region", draw(st.sampled_from(["en", "uk"])))


def false_promises(publication: Publication, folder: Path) -> Iterator[str]:
    """Feed, area and local time of every minute that a plain reader takes for supply although nobody said so."""
    publish_feeds(publication, folder)
    rota, now = publication.rota, publication.now
    may_promise = rota.issued_at is not None and timedelta(hours=-1) <= now - rota.issued_at <= timedelta(hours=24)
    hours = 3 * 24 * 6
    for area in publication.areas:
        feeds_of_area = readers(folder, area, KYIV, now)
        for at in (now + count * STEP for count in range(hours)):
            (piece,) = rota.pieces(area, at, at + timedelta(seconds=1))
            if may_promise and piece.state in (ON, LIKELY_ON):
                continue
            for name, believes in feeds_of_area.items():
                if believes(at.astimezone(UTC)):
                    yield f"{name}: {area}, {at.astimezone(KYIV)}: {piece.state}"


@pytest.mark.usefixtures("without_png")
def test_no_feed_promises_what_nobody_said(tmp_path_factory: pytest.TempPathFactory) -> None:
    """From now on for three days, no minute of any group reads as supply in Yasno's JSON, DTEK's JSON, the CSV, the
    calendar, the page or the card, unless fresh content says that it is on: whatever is missing, old or an emergency.
    """

    @settings(max_examples=100)
    @given(publication=publications())
    def holds(publication: Publication) -> None:
        folder = tmp_path_factory.mktemp("feeds")
        try:
            assert list(false_promises(publication, folder)) == []
        finally:
            shutil.rmtree(folder)

    holds()


@pytest.mark.usefixtures("without_png")
@pytest.mark.parametrize("path", sorted(DATA.glob("*.json")), ids=lambda path: path.stem[:30])
@pytest.mark.parametrize("fresh", [True, False])
def test_no_real_file_becomes_a_false_promise(path: Path, fresh: bool, tmp_path: Path) -> None:
    """Every real file, published on its own day and two days later, promises supply only where it says so itself."""
    when = datetime.fromisoformat("2025-12-13T09:00").replace(tzinfo=KYIV)
    rota = read_schedule(path, KYIV, zone_name="z", today=when.date()).rota
    now = (rota.issued_at or when) + (timedelta(hours=1) if fresh else timedelta(days=2))
    areas = (*rota.areas, Area("z", "9.9"))
    assert list(false_promises(Publication(rota, areas, KYIV, now, STALE_MINUTES, "Region"), tmp_path)) == []


def test_the_readers_do_find_supply(tmp_path: Path) -> None:
    """Where fresh content says that a group is on, every reader believes it, so the other tests can fail; and the PNG
    is drawn from the very card that was read.
    """
    now = datetime(2026, 1, 8, 10, tzinfo=KYIV)
    rota = Rota((), (Span(AREAS[0], now - timedelta(hours=10), now + timedelta(hours=38)),), now)
    publish_feeds(Publication(rota, AREAS[:1], KYIV, now, STALE_MINUTES, "Region"), tmp_path)
    found = readers(tmp_path, AREAS[0], KYIV, now)
    assert {name for name, believes in found.items() if believes(now.astimezone(UTC))} == set(found)
    for svg in (tmp_path / "cards").glob("*.svg"):
        assert svg.with_suffix(".png").read_bytes() == png_of(svg.read_text("utf-8"))
