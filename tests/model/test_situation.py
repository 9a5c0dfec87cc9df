"""Which reports are believed: late, twice, superseded, retracted and contradictory ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from relight.errors import InputError
from relight.model.region import Region, Settings
from relight.model.schema import Branch, Bus, District, Report
from relight.model.situation import Situation, latest

MIDNIGHT = datetime(2026, 1, 8, tzinfo=UTC)
REGION = Region(
    Settings("test", "UTC"),
    districts=(District(district="d", people=1),),
    buses=tuple(Bus(bus=bus, district="d") for bus in "ab"),
    branches=(Branch(branch="L1", from_bus="a", to_bus="b", x_pu=0.1),),
)


def report(
    name: str,
    state: str = "out",
    *,
    hour: float = 0,
    said: float | None = None,
    subject: str = "branch:L1",
    **other: object,
) -> Report:
    """A report, of line L1 if of nothing else, that holds from `hour` and was recorded at `said`, or at once."""
    return Report(
        report=name,
        subject=subject,
        state=state,
        valid_from=MIDNIGHT + timedelta(hours=hour),
        reported_at=MIDNIGHT + timedelta(hours=hour if said is None else said),
        **other,  # type: ignore[arg-type]
    )


def believed(*reports: Report, at: float = 24) -> list[str]:
    """Ids believed at that hour, in order of time."""
    return [row.report for row in Situation.from_reports(REGION, reports, MIDNIGHT + timedelta(hours=at)).believed]


def why(*reports: Report, at: float = 24) -> dict[str, str]:
    """Id -> why it is not believed."""
    situation = Situation.from_reports(REGION, reports, MIDNIGHT + timedelta(hours=at))
    return {row.report.report: row.why for row in situation.dropped}


def test_a_report_recorded_later_is_not_yet_known() -> None:
    """At 02:00 a report recorded at 03:00 does not count, even if it speaks of 01:00."""
    late = report("late", hour=1, said=3)
    assert believed(late, at=2) == []
    assert why(late, at=2) == {"late": "not yet known"}
    assert believed(late, at=3) == ["late"]


def test_superseded_report_drops_out_once_its_successor_is_known() -> None:
    """Before the correction is recorded the first report counts, afterwards only the correction."""
    first, second = report("a", hour=1), report("b", "restored", hour=1, said=4, supersedes="a")
    assert believed(first, second, at=3) == ["a"]
    assert believed(first, second, at=4) == ["b"]
    assert why(first, second, at=4) == {"a": "superseded"}


def test_retraction_brings_back_what_the_wrong_report_had_replaced() -> None:
    """a is replaced by b, b is retracted by c: a counts again, and the retraction itself says nothing of the line."""
    rows = (
        report("a", hour=1),
        report("b", "restored", hour=2, supersedes="a"),
        report("c", "retracted", hour=3, supersedes="b"),
    )
    assert believed(*rows) == ["a"]
    assert why(*rows) == {"b": "retracted"}


def test_corrected_correction_does_not_bring_the_first_report_back() -> None:
    """b replaces a and c replaces b: only c counts."""
    rows = (
        report("a", hour=1),
        report("b", hour=1, said=2, supersedes="a"),
        report("c", hour=1, said=3, supersedes="b"),
    )
    assert believed(*rows) == ["c"]


def test_retracted_retraction_changes_nothing() -> None:
    """d says that the retraction c was wrong: b counts after all."""
    rows = (
        report("b", hour=2),
        report("c", "retracted", hour=3, supersedes="b"),
        report("d", "retracted", hour=4, supersedes="c"),
    )
    assert believed(*rows) == ["b"]


def test_same_instant_the_report_recorded_last_wins() -> None:
    """Two claims for 01:00: the one recorded at 03:00 wins over the one recorded at 02:00."""
    rows = (report("early", "out", hour=1, said=2), report("late", "restored", hour=1, said=3))
    assert believed(*rows) == ["late"]
    assert why(*rows) == {"early": "outvoted"}


def test_same_instant_and_same_record_time_the_careful_claim_wins() -> None:
    """Of `restored`, `derated` and `out`, recorded together for one instant, `out` is believed."""
    rows = (
        report("r", "restored", hour=1),
        report("d", "derated", hour=1, value=0.5),
        report("o", "out", hour=1),
    )
    for order in permutations(rows):
        assert believed(*order) == ["o"]


def test_an_earlier_claim_recorded_later_does_not_undo_a_later_one() -> None:
    """Out from 01:00 recorded at 05:00 and restored from 03:00: at 04:00 and after the line is restored."""
    rows = (report("out", hour=1, said=5), report("back", "restored", hour=3))
    situation = Situation.from_reports(REGION, rows, MIDNIGHT + timedelta(hours=6))
    track = situation.tracks["branch:L1", "condition"]
    at = latest(track, MIDNIGHT + timedelta(hours=4))
    assert at is not None
    assert at.report == "back"
    before = latest(track, MIDNIGHT + timedelta(hours=2))
    assert before is not None
    assert before.report == "out"


def test_the_same_report_twice_counts_once() -> None:
    """A feed that sends a report twice does not make it two."""
    row = report("a")
    assert believed(row, row) == ["a"]
    assert why(row, row) == {"a": "duplicate"}


def test_tracks_do_not_hide_each_other() -> None:
    """`at_risk` and `energised` leave the bus's condition as it was reported."""
    states = {"o": "out", "risk": "at_risk", "seen": "energised"}
    rows = [report(name, state, hour=hour, subject="bus:a") for hour, (name, state) in enumerate(states.items(), 1)]
    assert believed(*rows) == ["o", "risk", "seen"]


def test_without_an_instant_the_newest_record_time_counts() -> None:
    """The Situation is taken at the newest `reported_at`, not at the newest `valid_from`."""
    rows = (report("a", hour=1, said=2), report("planned", hour=9, said=3))
    assert Situation.from_reports(REGION, rows).at == MIDNIGHT + timedelta(hours=3)


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_order_of_reports_does_not_matter(order: tuple[int, ...]) -> None:
    """Every order of the same four reports believes the same ones."""
    rows = (
        report("a", hour=1),
        report("b", "derated", hour=1, value=0.4),
        report("c", "restored", hour=5),
        report("d", "retracted", hour=6, supersedes="c"),
    )
    assert believed(*(rows[index] for index in order)) == ["a"]


def test_what_a_program_made_wrong_is_named_at_once() -> None:
    """A Region, reports or an instant made by a program are checked as files are; all faults are told at once."""
    region = replace(REGION, branches=(replace(REGION.branches[0], to_bus="nowhere"),)).assuming(repair_c=1.0)
    with pytest.raises(InputError) as caught:
        Situation.from_reports(region, [report("r", subject="branch:L2")], datetime(2026, 1, 8))
    said = [(problem.file, problem.column) for problem in caught.value.problems]
    assert said == [
        ("branches.csv", "to_bus"),
        ("region.toml", "assumptions.repair_c"),
        ("reports.csv", "subject"),
        ("at", ""),
    ]


def test_reports_may_supersede_what_is_not_among_them() -> None:
    """Half of a log makes a Situation: what an older half holds need not be there to be superseded."""
    assert believed(report("2", supersedes="1")) == ["2"]


def test_assuming_changes_a_copy() -> None:
    """`assuming` leaves the Region as it is and keeps what was changed before."""
    other = REGION.assuming(repair_cv=0.5).assuming(people_per_customer=3)
    assert (other.assumptions["repair_cv"], other.assumptions["people_per_customer"]) == (0.5, 3)
    assert REGION.settings.assumptions == {}


def test_nouns_show_themselves_in_a_line() -> None:
    """A Region and a Situation typed at the prompt say what they are, not all that they hold."""
    shown = repr(Situation.from_reports(REGION, [report("r")]))
    assert shown == "<Situation of test at 2026-01-08T00:00:00+00:00: reports believed 1, not 0>"
    assert repr(REGION).startswith("<Region test: 1 people, districts 1, buses 2, branches 1,")
    assert repr(REGION.assuming(repair_cv=0.9).assumptions).endswith("the region's own: repair_cv=0.9>")
