"""Small random grids for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from relight.model.region import Region
from relight.model.schema import Branch, Feeder
from tests.engine.grids import branch, feeder, region_of

DEMANDS = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0)
LIMITS = (None, None, 0.3, 0.7, 1.0, 2.2)


@st.composite
def regions(draw: st.DrawFn, buses: int = 5, feeders: int = 7, divisible: bool = True) -> Region:
    """A region of a few buses, connected or not, with units, feeders and line limits drawn from short lists."""
    names = "abcdefgh"[: draw(st.integers(2, buses))]
    bus = st.sampled_from(names)
    ends = draw(st.lists(st.tuples(bus, bus), min_size=1, max_size=2 * buses))
    links = [pair for pair in ends if pair[0] != pair[1]]
    branches = [draw(_branches(f"l{row}", pair[0] + pair[1])) for row, pair in enumerate(links)]
    units = {
        f"g{row}": (draw(bus), draw(st.sampled_from((0.0, 1.0, 1.7, 3.0, 5.0))))
        for row in range(draw(st.integers(1, 3)))
    }
    rows = [draw(_feeders(f"f{row}", bus, divisible)) for row in range(draw(st.integers(1, feeders)))]
    return region_of(names, branches, units, rows)


@st.composite
def _branches(draw: st.DrawFn, name: str, ends: str) -> Branch:
    return branch(name, ends, draw(st.sampled_from(LIMITS)), x_pu=draw(st.sampled_from((0.05, 0.1, 0.25))))


@st.composite
def _feeders(draw: st.DrawFn, name: str, bus: st.SearchStrategy[str], divisible: bool) -> Feeder:
    return feeder(
        name,
        draw(bus),
        draw(st.sampled_from(DEMANDS)),
        protected=draw(st.integers(0, 3)) == 0,
        divisible=divisible and draw(st.integers(0, 3)) == 0,
    )
