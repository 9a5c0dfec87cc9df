"""Further damage: hits that overlap, and conditions of assets with hits, by hand and minute by minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relight.engine.ensembles.hits import Hit, draw_hits, with_hits
from relight.engine.ensembles.repair_times import repair_times
from relight.engine.returns import ConditionStep
from relight.model.hazard import Hazard, Rate
from relight.model.region import Region, Settings
from relight.model.schema import Bus, District, RepairClass

NOON = datetime(2026, 1, 8, 12, tzinfo=UTC)


def step(minute: float, share: float, asset: str = "branch:x") -> ConditionStep:
    """A change of condition so many minutes after noon."""
    return ConditionStep(NOON + timedelta(minutes=minute), asset, share)


def share_at(steps: list[ConditionStep], minute: float, asset: str = "branch:x") -> float:
    """What the steps say of an asset at a minute; whole before the first, the last in the list at one instant."""
    now = NOON + timedelta(minutes=minute)
    shares = [each.share for each in steps if each.asset == asset and each.valid_from <= now]
    return shares[-1] if shares else 1.0


@pytest.mark.parametrize(
    ("known", "hits", "changes"),
    [
        pytest.param([], [(360, 480), (60, 120)], [(60, 0.0), (120, 1.0), (360, 0.0), (480, 1.0)], id="works"),
        pytest.param([(-60, 0.0), (300, 1.0)], [(180, 240)], [(-60, 0.0), (300, 1.0)], id="out longer than the hit"),
        pytest.param([(-60, 0.0), (300, 1.0)], [(240, 420)], [(-60, 0.0), (420, 1.0)], id="return delayed"),
        pytest.param([(-60, 0.0)], [(60, 120)], [(-60, 0.0)], id="nobody expects it back"),
        pytest.param([(-60, 0.4)], [(60, 120)], [(-60, 0.4), (60, 0.0), (120, 0.4)], id="derated stays derated"),
        pytest.param(
            [(240, 0.0), (300, 1.0)], [(60, 120)], [(60, 0.0), (120, 1.0), (240, 0.0), (300, 1.0)], id="planned outage"
        ),
        pytest.param([(240, 0.0), (300, 1.0)], [(60, 270)], [(60, 0.0), (300, 1.0)], id="hit runs into planned outage"),
    ],
)
def test_a_hit_only_ever_keeps_an_asset_out_longer(
    known: list[tuple[float, float]], hits: list[tuple[float, float]], changes: list[tuple[float, float]]
) -> None:
    """By hand [min]: what changes when, whatever the order of hits; another asset keeps its steps."""
    steps = [step(minute, share) for minute, share in known]
    other = step(0, 0.5, "branch:other")
    struck = [Hit("branch:x", begin, end) for begin, end in hits]
    found = with_hits([*steps, other], struck, NOON)
    assert found == sorted([*(step(*change) for change in changes), other], key=lambda each: each.valid_from)
    assert with_hits([other, *steps[::-1]], struck[::-1], NOON) == found


minutes = st.integers(-3, 12)
known_steps = st.dictionaries(minutes, st.sampled_from([0.0, 0.4, 1.0]), max_size=5)
stretches = st.lists(st.tuples(st.integers(0, 12), st.integers(1, 6)), max_size=4)


@given(known=known_steps, hits=stretches)
def test_minute_by_minute_it_is_down_while_any_hit_lasts_and_else_as_the_steps_say(
    known: dict[int, float], hits: list[tuple[int, int]]
) -> None:
    """Every minute of a quarter of an hour by itself; and no step says what held already."""
    steps = [step(minute, share) for minute, share in sorted(known.items())]
    found = with_hits(steps, [Hit("branch:x", begin, begin + length) for begin, length in hits], NOON)
    for minute in range(-4, 20):
        is_down = any(begin <= minute < begin + length for begin, length in hits)
        assert share_at(found, minute) == (0.0 if is_down else share_at(steps, minute))
    if hits:
        told = [1.0, *(each.share for each in found)]
        assert all(one != other for one, other in pairwise(told))


def test_what_is_hit_again_while_it_is_down_is_one_hit() -> None:
    """Forty hits a day of six hours on two buses, a hundred times: no two on one bus meet, and none is cut short."""
    region = Region(
        settings=Settings(name="two buses", timezone="UTC"),
        districts=(District(district="D", people=1.0),),
        buses=(Bus(bus="A", district="D"), Bus(bus="B", district="D")),
        repair_classes=(RepairClass(asset_kind="bus", mean_minutes=360, sd_minutes=0),),
    )
    hazard = Hazard("strikes", rates=(Rate("bus", 40.0),))
    longest = 0.0
    for number in range(100):
        hits = draw_hits(hazard, region, repair_times(region), 1440, np.random.default_rng(number))
        for one, following in pairwise(hits):
            assert one.asset < following.asset or one.end_minute < following.begin_minute
        lengths = [hit.end_minute - hit.begin_minute for hit in hits]
        assert all(length >= 360 - 1e-9 for length in lengths)
        longest = max(longest, *lengths)
    assert longest > 720
