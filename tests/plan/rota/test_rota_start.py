"""Where a rota begins: at the next edge of a slot or block, and what was published holds until then."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import relight
from relight.model.region import Region, Settings
from relight.model.rota import Area
from relight.model.schema import Bus, District, Feeder, Generator, PastCut, RotaSlot
from relight.model.situation import Situation
from relight.plan.rota.before import before_of, past_cuts
from relight.plan.rota.limits import Limits

EXAMPLES = Path(__file__).parents[3] / "examples"
QUICK = relight.Effort.times(0.1)
KYIV = ZoneInfo("Europe/Kyiv")


def clock(text: str) -> datetime:
    """A time of the same day."""
    return datetime.fromisoformat(f"2026-01-08T{text}").replace(tzinfo=KYIV)


def two_groups(capacity_mw: float) -> Region:
    """Two groups of 10 MW that are switched on the half hour."""
    return Region(
        settings=Settings(name="Test", timezone="Europe/Kyiv"),
        districts=(District(district="d", people=1000.0, parent="z"),),
        buses=(Bus(bus="b", district="d"),),
        generators=(Generator(generator="g", bus="b", max_mw=capacity_mw),),
        feeders=tuple(
            Feeder(feeder=f"f{group}", bus="b", outage_group=group, peak_mw=10.0, people=500.0) for group in "12"
        ),
    )


def cut(group: str, start: str, end: str, state: str = "confirmed") -> RotaSlot:
    """A cut that was published."""
    return RotaSlot(zone="z", outage_group=group, start=clock(start), end=clock(end), state=state)


def told(plan: relight.RotaPlan) -> list[tuple[str, str, str]]:
    """Group, start and end of every cut."""
    return [(row.outage_group, f"{row.start:%H:%M}", f"{row.end:%H:%M}") for row in plan.rota.slots]


@settings(max_examples=8)
@given(minute=st.integers(0, 179), second=st.sampled_from([0, 0, 1, 59]))
def test_cuts_of_whole_blocks_whenever_it_is_planned(minute: int, second: int) -> None:
    """In the example of cuts of one hour on the hour all limits hold for every minute at which a rota is asked for: it
    begins with the next full hour, the same one if that is now, and every cut lasts an hour.
    """
    region = relight.read_region(EXAMPLES / "groups")
    at = datetime(2026, 7, 6, 15, tzinfo=region.settings.zone) + timedelta(minutes=minute, seconds=second)
    plan = relight.plan_rota(Situation.from_reports(region, (), at), hours=5, effort=QUICK).as_dict()
    begin = -(-(3600 * at.hour + 60 * at.minute + at.second) // 3600)
    assert (plan["start"][11:19], plan["hours"]) == (f"{begin:02}:00:00", 5)
    assert plan["zones"][0]["limits_hold"]
    assert plan["rota"]
    for row in plan["rota"]:
        start, end = (datetime.fromisoformat(row[key]) for key in ("start", "end"))
        assert (start.minute, start.second, end - start) == (0, 0, timedelta(hours=1))


def test_nothing_is_switched_anew_in_the_slot_under_way() -> None:
    """At 14:10 there is enough for all: group 1 is back at 14:20 as was published, and group 2 may be cut until the
    next slot begins.
    """
    situation = Situation.from_reports(two_groups(30.0), (), clock("14:10"))
    published = [cut("1", "13:00", "14:20"), cut("2", "14:00", "16:00", "possible")]
    plan = relight.plan_rota(situation, hours=6, published=published, effort=QUICK)
    assert told(plan) == [("1", "13:00", "14:20"), ("2", "14:00", "14:30")]
    assert {span.start for span in plan.rota.spans} == {clock("14:10")}


def test_a_cut_under_way_goes_on_with_its_beginning() -> None:
    """At 14:10 one of two must be off: group 2 has been since 13:30 and stays so for its two hours, in one row."""
    situation = Situation.from_reports(two_groups(10.0), (), clock("14:10"))
    published = [cut("2", "13:30", "15:30")]
    plan = relight.plan_rota(situation, hours=1, published=published, effort=QUICK)
    assert told(plan) == [("2", "13:30", "15:30")]
    assert plan.as_dict()["emergency_mwh"] == 0


def test_without_anything_published_nothing_is_said_of_the_slot_under_way() -> None:
    """The timetable speaks from the next slot on, for as long as was asked."""
    situation = Situation.from_reports(two_groups(10.0), (), clock("14:10"))
    plan = relight.plan_rota(situation, hours=4, effort=QUICK)
    assert {span.start for span in plan.rota.spans} == {clock("14:30")}
    assert min(row.start for row in plan.rota.slots) == clock("14:30")
    assert max(row.end for row in plan.rota.slots) == clock("18:30")


@pytest.mark.parametrize(
    ("end", "is_off", "been_minutes", "off_minutes"),
    [("14:00", False, 30, 120), ("14:10", True, 150, 150), ("16:00", True, 150, 150)],
)
def test_who_is_off_now_stays_off_until_the_first_slot(
    end: str, is_off: bool, been_minutes: int, off_minutes: int
) -> None:
    """Seen from 14:30: off since noon according to history written at 14:10, with an end before, at or after that."""
    history = [PastCut(zone="z", outage_group="1", start=clock("12:00"), end=clock(end))]
    cuts = past_cuts(history, (), clock("14:10"), clock("14:30"))
    found = before_of(Area("z", "1"), cuts, Limits(), clock("14:30"), KYIV)
    assert (found.is_off, found.been_so_minutes, found.off_minutes) == (is_off, been_minutes, off_minutes)


def test_what_history_plans_for_later_has_not_been() -> None:
    """A row that begins after now is no cut that has been."""
    history = [PastCut(zone="z", outage_group="1", start=clock("14:20"), end=clock("16:00"))]
    assert past_cuts(history, (), clock("14:10"), clock("14:30")) == {}
