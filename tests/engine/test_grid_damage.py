"""Damage states by name, and what `served_load` refuses to take for a state."""

from __future__ import annotations

from dataclasses import replace
from math import nan

import numpy as np
import pytest

import relight
from relight.model.schema import Branch
from tests.engine.grids import feeder, region_of

REGION = region_of(
    "ab",
    [Branch(branch="l", from_bus="a", to_bus="b", x_pu=0.1, rating_mw=3.0)],
    {"g": ("a", 10.0), "h": ("b", 1.0)},
    [feeder("f", "a", 2.0), feeder("k", "b", 5.0)],
)
GRID = relight.compile_grid(REGION)


def test_named_damage_is_served_as_by_hand() -> None:
    """Two lines of arithmetic for each state: what a bus generates, and 3 MW over the line, up to what it asks for."""
    served = {
        (): 2 + 4,  # 1 MW of h and 3 MW over the line for k
        ("branch:l",): 2 + 1,
        ("generator:h",): 2 + 3,
        ("generator:g",): 1,
        ("bus:a",): 1,
        ("feeder:k",): 2,
        ("branch:l", "generator:h"): 2,
    }
    load = relight.served_load(GRID, relight.damage_states(GRID, list(served)))
    assert load.served_mw == pytest.approx(list(served.values()))


def test_no_states_have_no_answers() -> None:
    """A study whose draw came out empty gets empty arrays of the right width, not an error."""
    load = relight.served_load(GRID, relight.damage_states(GRID, []), flows=True)
    assert load.flow_mw is not None
    assert (load.served_mw.shape, load.feeder_mw.shape, load.unit_mw.shape) == ((0,), (0, 2), (0, 2))
    assert (load.flow_mw.shape, load.trouble) == ((0, 1), ())


def test_an_asset_that_stands_alone_is_a_set_of_one() -> None:
    """The line out, given as a text and in a list: 2 MW at a, 1 MW of h at b."""
    states = relight.damage_states(GRID, ["branch:l", ["branch:l"]])
    assert relight.served_load(GRID, states).served_mw.tolist() == [3.0, 3.0]


def test_demand_can_be_replaced() -> None:
    """Demand by state, or one row of it for all, takes the place of the peak: two states ask for 1 and 8 MW at a."""
    states = relight.damage_states(GRID, [["branch:l"]] * 2)._replace(demand_mw=np.array([[1.0, 0.0], [8.0, 0.0]]))
    assert relight.served_load(GRID, states).served_mw == pytest.approx([1, 8])


def test_every_unknown_asset_is_named() -> None:
    """All that the grid does not have is said at once, each once."""
    with pytest.raises(relight.InputError) as caught:
        relight.damage_states(GRID, [["branch:x", "g"], ["branch:x", "branch:l"]])
    found = [problem.found for problem in caught.value.problems]
    assert found == ["the grid has no 'branch:x'", "the grid has no 'g'"]


def test_a_bus_that_is_not_there_is_named() -> None:
    """A Region made by a program with an asset at no bus gives a sentence, not a lookup that fails."""
    with pytest.raises(relight.InputError, match="there is no bus 'c'"):
        relight.compile_grid(replace(REGION, branches=(replace(REGION.branches[0], to_bus="c"),)))


@pytest.mark.parametrize("value", [nan, -1.0])
@pytest.mark.parametrize("name", ["branch_share", "unit_max_mw", "demand_mw"])
def test_what_is_no_number_of_at_least_0_is_never_served(name: str, value: float) -> None:
    """NaN and negative numbers in a state are refused by name: no answer could be made of them."""
    states = relight.damage_states(GRID, [[]])
    wrong = np.full_like(getattr(states, name), value)
    with pytest.raises(ValueError, match=name):
        relight.served_load(GRID, states._replace(**{name: wrong}))


def test_unknown_method_and_no_thread_are_refused() -> None:
    """A misspelt method does not quietly become another one, and no thread is said to be none."""
    states = relight.damage_states(GRID, [[]])
    with pytest.raises(ValueError, match="there is no method 'hihgs', use one of core, highs"):
        relight.served_load(GRID, states, method="hihgs")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="0 threads"):
        relight.served_load(GRID, states, threads=0)
    with pytest.raises(ValueError, match="there is no method"):
        relight.served_load_sequence(GRID, states, method="simplex")  # type: ignore[arg-type]
