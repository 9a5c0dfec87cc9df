"""Every kind of broken input brings exactly one message, at the right place and in clear words."""

from __future__ import annotations

from pathlib import Path

import pytest

from relight.errors import InputError, Problem
from relight.files.region import read_region
from relight.files.repairs import read_repairs
from relight.files.reports import read_reports
from tests.files.broken import Broken
from tests.files.broken_claims import REPAIR_CASES, REPORT_CASES
from tests.files.broken_regions import REGION_CASES


def named(case: Broken) -> str:
    """The case's name as pytest prints it."""
    return case.name.replace(" ", "-")


def assert_told(case: Broken, problems: tuple[Problem, ...]) -> None:
    """The only problem is the expected one: place, words, and one line that can be read."""
    (problem,) = problems
    assert (problem.file, problem.row, problem.column) == case.place
    sentence = str(problem)
    for word in case.words:
        assert word in sentence
    assert len(sentence.splitlines()) == 1
    assert len(sentence) < 400


@pytest.mark.parametrize("case", REGION_CASES, ids=named)
def test_a_broken_region_says_what_is_wrong(tiny: Path, case: Broken) -> None:
    """One broken thing in a region folder is one problem, at its file, row and column."""
    case.change(tiny)
    with pytest.raises(InputError) as caught:
        read_region(tiny)
    assert_told(case, caught.value.problems)


@pytest.mark.parametrize("case", REPORT_CASES, ids=named)
def test_a_broken_report_says_what_is_wrong(tiny: Path, claims: Path, case: Broken) -> None:
    """One broken thing in a reports file is one problem, at its row and column."""
    region = read_region(tiny)
    case.change(claims)
    with pytest.raises(InputError) as caught:
        read_reports(claims / case.place[0], region)
    assert_told(case, caught.value.problems)


@pytest.mark.parametrize("case", REPAIR_CASES, ids=named)
def test_a_broken_repair_says_what_is_wrong(tiny: Path, claims: Path, case: Broken) -> None:
    """One broken thing in a plan of repairs is one problem, at its row and column."""
    region = read_region(tiny)
    case.change(claims)
    with pytest.raises(InputError) as caught:
        read_repairs(claims / "repairs.csv", region)
    assert_told(case, caught.value.problems)


def test_there_are_enough_kinds_of_broken_input() -> None:
    """The table keeps at least forty-five different ways to break what is read."""
    cases = (*REGION_CASES, *REPORT_CASES, *REPAIR_CASES)
    assert len({case.name for case in cases}) == len(cases) >= 45
