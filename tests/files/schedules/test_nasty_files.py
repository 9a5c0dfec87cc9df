"""Timetables that are broken in ways producers break them: each is mended by name or refused, none becomes supply."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relight.errors import InputError
from relight.files.schedules.reading import read_schedule
from relight.files.schedules.schedule import Schedule
from relight.model.rota import LIKELY_ON, ON, Area, Rota

KYIV = ZoneInfo("Europe/Kyiv")
DATA = Path(__file__).parent / "data"
STEP = timedelta(minutes=30)
TODAY = "1767823200"
"""Midnight of 8 January 2026 in Kyiv."""

Change = Callable[[Any], object]


def gpv() -> dict[str, Any]:
    """A clean file in DTEK's shape: 8 and 9 January 2026, groups 1.1 (off 10:00-12:00) and 1.2 (on)."""
    on = {str(hour): "yes" for hour in range(1, 25)}
    day = {"GPV1.1": {**on, "11": "no", "12": "no"}, "GPV1.2": dict(on)}
    keys = [str(int(datetime(2026, 1, number, tzinfo=KYIV).timestamp())) for number in (8, 9)]
    return {
        "regionId": "z",
        "lastUpdated": "2026-01-08T09:05:00+02:00",
        "fact": {"data": {key: copy.deepcopy(day) for key in keys}, "update": "08.01.2026 09:00", "today": int(TODAY)},
        "preset": {"sch_names": {"GPV1.1": "", "GPV1.2": ""}, "data": {"GPV1.1": {"1": on}}},
    }


def yasno() -> dict[str, Any]:
    """The same in Yasno's shape."""
    cut = [{"start": 0, "end": 600, "type": "NotPlanned"}, {"start": 600, "end": 720, "type": "Definite"},
           {"start": 720, "end": 1440, "type": "NotPlanned"}]  # fmt: skip
    slots = {"1.1": cut, "1.2": [{"start": 0, "end": 1440, "type": "NotPlanned"}]}
    return {
        group: {
            name: {"slots": copy.deepcopy(own), "date": f"{day}T00:00:00+02:00", "status": "ScheduleApplies"}
            for name, day in (("today", "2026-01-08"), ("tomorrow", "2026-01-09"))
        } | {"updatedOn": "2026-01-08T07:00:00Z"}
        for group, own in slots.items()
    }  # fmt: skip


def read(folder: Path, content: Any, name: str = "a.json") -> Schedule:
    """A timetable as a file, read."""
    path = folder / name
    if not isinstance(content, bytes):
        content = (content if isinstance(content, str) else json.dumps(content)).encode()
    path.write_bytes(content)
    return read_schedule(path, KYIV, "z")


def changed(content: dict[str, Any], change: Change) -> dict[str, Any]:
    """The content after a change."""
    change(content)
    return content


def days_of(content: Any) -> dict[str, Any]:
    """`fact.data`."""
    found: dict[str, Any] = content["fact"]["data"]
    return found


def rename_days(rename: Callable[[str], str]) -> Change:
    """Gives every day key another name."""
    return lambda content: content["fact"].update(data={rename(key): day for key, day in days_of(content).items()})


def rename_groups(rename: Callable[[str], str]) -> Change:
    """Gives every group of every day another name."""

    def change(content: Any) -> None:
        for key, day in days_of(content).items():
            days_of(content)[key] = {rename(name): hours for name, hours in day.items()}

    return change


def rename_hours(rename: Callable[[int], str]) -> Change:
    """Gives every hour of every group another name."""

    def change(content: Any) -> None:
        for day in days_of(content).values():
            for name, hours in day.items():
                day[name] = {rename(int(hour)): word for hour, word in hours.items()}

    return change


from_zero = rename_hours(lambda hour: str(hour - 1))


def from_zero_without_the_first(content: Any) -> None:
    """Counts hours from 0 to 23, and forgets the first one of a group."""
    from_zero(content)
    days_of(content)[TODAY]["GPV1.2"].pop("0")


def date_of(date: Any) -> Change:
    """Writes the date of group 1.1's today in another way."""
    return lambda content: content["1.1"]["today"].update(date=date)


def swap_days(content: Any) -> None:
    """Calls tomorrow today, with its own date."""
    group = content["1.1"]
    group["today"], group["tomorrow"] = group["tomorrow"], group["today"]


def supply(rota: Rota) -> dict[Area, set[datetime]]:
    """The half hours (UTC) of three days for which an area is told to have supply."""
    first = datetime(2026, 1, 7, tzinfo=KYIV)
    found: dict[Area, set[datetime]] = {}
    for area in rota.areas:
        for piece in rota.pieces(area, first, first + timedelta(days=4)):
            at = piece.start
            while piece.state in (ON, LIKELY_ON) and at < piece.end:
                found.setdefault(area, set()).add(at)
                at += STEP
    return found


def local_day(key: str) -> str:
    """A day key as a date."""
    return datetime.fromtimestamp(int(key), KYIV).date().isoformat()


MENDED: dict[str, tuple[Callable[[], dict[str, Any]], Change, str]] = {
    "groups in another order": (gpv, rename_groups(lambda name: name), ""),
    "groups without GPV": (gpv, rename_groups(lambda name: name.removeprefix("GPV")), ""),
    "groups as words": (gpv, rename_groups(lambda name: name.replace("GPV", "Черга ")), "taken by their numbers"),
    "small letters and a comma": (gpv, rename_groups(lambda name: name.replace("GPV1.", "gpv 1,")), "by their number"),
    "days in milliseconds": (gpv, rename_days(lambda key: key + "000"), "counts milliseconds"),
    "days as dates": (gpv, rename_days(local_day), "is a date without an offset"),
    "age in milliseconds": (gpv, lambda content: content.update(lastUpdated=1767855900000), "counts milliseconds"),
    "age as a number in quotes": (gpv, lambda content: content.update(lastUpdated="1767855900"), ""),
    "age that is no number": (gpv, lambda content: content.update(lastUpdated=float("nan")), "is not a time"),
    "age beyond all years": (gpv, lambda content: content.update(lastUpdated=-1e300), "is not a time"),
    "hours from 0 to 23": (gpv, from_zero, "counted from 0 to 23"),
    "hours with two digits": (gpv, rename_hours(lambda hour: f"{hour:02d}"), ""),
    "a template of no day": (
        gpv, lambda content: content["preset"]["data"]["GPV1.1"].update({"8": {}, "mon": {}}), "no such day of the",
    ),
    "a template that is none": (gpv, lambda content: content.update(preset=["x"]), ""),
    "names that are none": (gpv, lambda content: content["preset"].update(sch_names=[3, None]), ""),
    "slots in another order": (yasno, lambda content: content["1.1"]["today"]["slots"].reverse(), "put in order"),
    "a slot twice": (
        yasno, lambda content: content["1.1"]["today"]["slots"].append(content["1.1"]["today"]["slots"][1]), "overlap",
    ),
    "clock times": (
        yasno, lambda content: content["1.2"]["today"].update(
            slots=[{"start": "00:00", "end": "24:00", "type": "NotPlanned"}]
        ), "clock times",
    ),
    "minutes in quotes": (
        yasno, lambda content: content["1.2"]["today"].update(
            slots=[{"start": "0", "end": "1440", "type": "NotPlanned"}]
        ), "texts instead of numbers",
    ),
    "23:59": (yasno, lambda content: content["1.2"]["today"]["slots"][0].update(end=1439), "taken as midnight"),
    "a date without an offset": (yasno, date_of("2026-01-08"), "local day"),
    "a midnight without an offset": (yasno, date_of("2026-01-08T00:00:00"), "local day"),
    "a date with its day first": (yasno, date_of("08.01.2026"), "local day"),
    "a date in seconds": (yasno, date_of(int(TODAY)), ""),
    "a date with offset and Z": (yasno, date_of("2026-01-08T00:00:00+02:00Z"), "offset and a Z"),
    "today and tomorrow swapped": (yasno, swap_days, "both as dated"),
}  # fmt: skip


@pytest.mark.parametrize("name", MENDED)
def test_what_can_be_mended_means_what_it_meant(tmp_path: Path, name: str) -> None:
    """However it is written, group 1.1 is off from ten to twelve on both days and everybody is on else; the defect is
    named.
    """
    make, change, noted = MENDED[name]
    schedule = read(tmp_path, changed(make(), change))
    tens = [datetime(2026, 1, day, 10, tzinfo=KYIV) for day in (8, 9)]
    assert [(row.outage_group, row.start, row.end, row.state) for row in schedule.rota.slots] == [
        ("1.1", ten, ten + timedelta(hours=2), "confirmed") for ten in tens
    ]
    assert {area.outage_group: len(halves) for area, halves in supply(schedule.rota).items()} == {"1.1": 88, "1.2": 96}
    assert schedule.rota.issued_at == datetime(2026, 1, 8, 9, tzinfo=KYIV)
    assert noted in "; ".join(schedule.notices)
    assert bool(noted) == bool(schedule.notices)


UNKNOWN: dict[str, tuple[Callable[[], dict[str, Any]], Change, str, dict[str, int]]] = {
    "an hour is missing": (
        gpv, lambda content: days_of(content)[TODAY]["GPV1.2"].pop("13"), "1 hour is missing", {"1.1": 88, "1.2": 94},
    ),
    "the first hour of one group is missing where hours count from 0": (
        gpv, from_zero_without_the_first, "1 hour is missing", {"1.1": 88, "1.2": 94},
    ),
    "a day is an empty list": (
        gpv, lambda content: days_of(content).update({TODAY: []}), "it has no groups", {"1.1": 44, "1.2": 48},
    ),
    "the hours of a group are a list": (
        gpv, lambda content: days_of(content)[TODAY].update({"GPV1.2": ["yes"] * 24}), "group 1.2 has no hours",
        {"1.1": 88, "1.2": 48},
    ),
    "no slots although the schedule applies": (
        yasno, lambda content: content["1.2"]["today"].update(slots=[]), "ScheduleApplies without slots: unknown",
        {"1.1": 88, "1.2": 48},
    ),
    "slots that are none although there are no outages": (
        yasno, lambda content: content["1.2"]["today"].update(slots=None, status="NoOutages"),
        "NoOutages without slots: unknown", {"1.1": 88, "1.2": 48},
    ),
    "a gap between slots": (
        yasno, lambda content: content["1.2"]["today"]["slots"][0].update(start=60), "no slot from 00:00 to 01:00",
        {"1.1": 88, "1.2": 94},
    ),
    "slots that overlap": (
        yasno, lambda content: content["1.1"]["today"]["slots"][1].update(start=540), "slots overlap",
        {"1.1": 86, "1.2": 96},
    ),
    "tomorrow is empty": (
        yasno, lambda content: content["1.2"].update(tomorrow={}), "has no tomorrow", {"1.1": 88, "1.2": 48},
    ),
    "tomorrow is absent": (
        yasno, lambda content: content["1.2"].pop("tomorrow"), "has no tomorrow", {"1.1": 88, "1.2": 48},
    ),
    "today comes twice": (
        yasno, lambda content: content["1.2"]["tomorrow"].update(date=content["1.2"]["today"]["date"]), "both as dated",
        {"1.1": 88, "1.2": 48},
    ),
    "a group of unsaid age": (
        yasno, lambda content: content["1.2"].update(updatedOn="yesterday"), "group 1.2 does not say when it is from",
        {"1.1": 88},
    ),
    "a flag of its own": (gpv, lambda content: content.update(emergency=True), "an emergency is called out", {}),
    "a flag of a day": (
        yasno, lambda content: content["1.1"]["today"].update(isEmergency=True), "an emergency is called out", {},
    ),
    "emergency shutdowns beside slots": (
        yasno, lambda content: content["1.2"]["today"].update(status="EmergencyShutdowns"), "an emergency all day",
        {"1.1": 88, "1.2": 48},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_is_not_said_is_unknown_and_named(tmp_path: Path, name: str) -> None:
    """Half hours of two days with supply, counted by hand: what is missing has none."""
    make, change, noted, halves = UNKNOWN[name]
    schedule = read(tmp_path, changed(make(), change))
    assert noted in "; ".join(schedule.notices)
    assert {area.outage_group: len(found) for area, found in supply(schedule.rota).items()} == halves


@pytest.mark.parametrize(
    ("word", "begin", "end", "state"),
    [
        ("no", 0, 60, "confirmed"), ("first", 0, 30, "confirmed"), ("second", 30, 60, "confirmed"),
        ("maybe", 0, 60, "possible"), ("mfirst", 0, 30, "possible"), ("msecond", 30, 60, "possible"),
    ],
)  # fmt: skip
def test_each_word_of_an_hour_means_what_its_legend_says(
    tmp_path: Path, word: str, begin: int, end: int, state: str
) -> None:
    """By `time_type` of the files themselves: off, off in the first or second 30 minutes, or only possibly so; the rest
    of the hour from 14 to 15 has supply.
    """
    schedule = read(tmp_path, changed(gpv(), lambda content: days_of(content)[TODAY]["GPV1.2"].update({"15": word})))
    hour = datetime(2026, 1, 8, 14, tzinfo=KYIV)
    (row,) = (row for row in schedule.rota.slots if row.outage_group == "1.2")
    assert (row.start, row.end) == (hour + timedelta(minutes=begin), hour + timedelta(minutes=end))
    assert row.state == state
    assert len(supply(schedule.rota)[Area("z", "1.2")]) == 96 - (end - begin) // 30


@pytest.mark.parametrize("update", [None, "", "вчора", [], 1e300])
def test_the_time_of_fetching_is_not_the_age_of_the_content(tmp_path: Path, update: Any) -> None:
    """Fetched just now, but nobody says when it was made: its age is unknown, and that is stale."""
    schedule = read(tmp_path, changed(gpv(), lambda content: content["fact"].update(update=update)))
    assert schedule.rota.issued_at is None
    assert "the age of the content is not known" in "; ".join(schedule.notices)


@pytest.mark.parametrize("make", [gpv, yasno])
def test_content_of_other_days_is_named(tmp_path: Path, make: Callable[[], dict[str, Any]]) -> None:
    """January's days under a time of March say nothing of now, and that is said."""
    content = make()
    if "fact" in content:
        content["fact"] |= {"update": "01.03.2026 10:00", "today": 1772316000}
    for entry in content.values() if "fact" not in content else ():
        entry["updatedOn"] = "2026-03-01T08:00:00Z"
    notices = "; ".join(read(tmp_path, content).notices)
    assert "it is of other days: all it tells was over on 2026-01-10T00:00:00+02:00" in notices
    assert ("fact.today is 2026-03-01, of which it says nothing" in notices) == ("fact" in content)


RAW = json.dumps(gpv(), ensure_ascii=False)

REFUSED: dict[str, tuple[Any, str]] = {
    "cut off": (RAW[:700], "its JSON is cut off or damaged"),
    "empty": ("", "it is neither JSON nor a .csv"),
    "cp1251": (RAW.replace('"z"', '"Вінниця"').encode("cp1251"), "it is not UTF-8 text"),
    "UTF-16": (RAW.encode("utf-16"), "it is not UTF-8 text"),
    "null": ("null", "a single value instead of an object"),
    "a name twice": (RAW.replace("GPV1.2", "GPV1.1"), "GPV1.1 comes twice in one object"),
    "two names of a group": (
        changed(gpv(), lambda content: days_of(content)[TODAY].update({"1.1": {"11": "yes"}})), "group 1.1 comes twice",
    ),
    "hours from 0 to 24": (
        changed(gpv(), lambda content: days_of(content)[TODAY]["GPV1.1"].update({"0": "yes"})), "from 0 and up to 24",
    ),
    "an hour twice": (
        changed(gpv(), lambda content: days_of(content)[TODAY]["GPV1.1"].update({"011": "yes", "01": "yes"})),
        "hour '01' comes twice",
    ),
    "a day twice": (
        changed(gpv(), lambda content: days_of(content).update({str(int(TODAY) + 3600): days_of(content)[TODAY]})),
        "2026-01-08 comes twice",
    ),
    "midnight of Greenwich": (changed(gpv(), rename_days(lambda key: str(int(key) + 7200))), "is no local midnight"),
    "a word that is a list": (
        changed(gpv(), lambda content: days_of(content)[TODAY]["GPV1.1"].update({"3": []})), r"state \[\] is not known",
    ),
    "a status that is a list": (
        changed(yasno(), lambda content: content["1.1"]["today"].update(status=[])), r"status \[\] is not known",
    ),
    "no status": (changed(yasno(), lambda content: content["1.1"]["today"].pop("status")), "status None is not known"),
    "from midnight to midnight": (
        changed(yasno(), lambda content: content["1.1"]["today"]["slots"][0].update(end=0)),
        "slot 00:00 to 00:00 does not end after its begin",
    ),
    "over midnight": (
        changed(yasno(), lambda content: content["1.1"]["today"]["slots"][2].update(start=1380, end=60)),
        "slot 23:00 to 01:00 does not end after its begin",
    ),
    "a cut that claims to be on": (
        changed(yasno(), lambda content: content["1.1"]["today"]["slots"][1].update(state="on")),
        "state 'on' of a slot does not go with its type Definite",
    ),
    "the year 9999": (
        changed(yasno(), lambda content: content["1.1"]["today"].update(date="9999-12-31T00:00:00+02:00")),
        "is no local midnight",
    ),
    "groups that are a list": ({"planned": []}, "planned: it is not an object of groups"),
    "svitlo.live": ({"date_today": "2026-01-08", "regions": [{"emergency": True}]}, "no timetable in it"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_mended_is_refused_in_a_sentence(tmp_path: Path, name: str) -> None:
    """The message says what was found."""
    content, found = REFUSED[name]
    with pytest.raises(InputError, match=found):
        read(tmp_path, content)


def test_a_byte_order_mark_and_line_ends_of_windows_change_nothing(tmp_path: Path) -> None:
    """Both shapes, indented, with a byte order mark and CRLF mean the same."""
    for content in (gpv(), yasno()):
        odd = b"\xef\xbb\xbf" + json.dumps(content, indent=1).replace("\n", "\r\n").encode()
        assert read(tmp_path, odd) == read(tmp_path, content)


HEAD = "area,start,end,stage,source,issued_at\n"
ROW = "z/1,2026-01-08T00:00+02:00,2026-01-08T02:00+02:00,confirmed,,\n"


@pytest.mark.parametrize(
    ("text", "noted"),
    [
        ((HEAD + ROW).replace(",", ";"), "separated by semicolons"),
        ((HEAD + ROW).replace(",", "\t"), "separated by tabs"),
        ((HEAD.upper() + ROW.replace("confirmed", "Confirmed")).replace("\n", "\r\n"), ""),
        (HEAD + ROW + ROW, ""),
        (HEAD + ROW.replace("confirmed", "on") + ROW, ""),
    ],
)
def test_csv_of_spreadsheets_is_understood(tmp_path: Path, text: str, noted: str) -> None:
    """Other separators, capitals, rows twice, a cut beside supply: one cut of two hours, and no supply in it."""
    schedule = read(tmp_path, text, "a.csv")
    midnight = datetime(2026, 1, 8, tzinfo=KYIV)
    assert [(row.outage_group, row.start, row.end) for row in schedule.rota.slots] == [
        ("1", midnight, midnight + timedelta(hours=2))
    ]
    assert supply(schedule.rota) == {}
    assert noted in "; ".join(schedule.notices)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (HEAD + ROW.replace("z/1", ""), "row 2, column area: '' names no group"),
        (HEAD + ROW.replace("confirmed", "0"), "row 2, column stage: '0' is not known"),
        (HEAD + ROW.replace("T02", "T00"), "row 2, column end: .* is not after the start"),
        (HEAD + ROW.replace("2026", "9999"), "is not a time"),
        (HEAD + ROW.replace(",,", ',"a,'), "cannot be read"),
        (HEAD + ROW.replace(",,", f",{'x' * 200_000},"), "cannot be read"),
        (HEAD + ROW.replace("z/1", "z/1\0"), "NUL"),
    ],
)
def test_csv_that_is_damaged_is_refused(tmp_path: Path, text: str, found: str) -> None:
    """No group, stage 0, no length, a wrong year, a quote that never ends, a cell without end, a zero byte."""
    with pytest.raises(InputError, match=found):
        read(tmp_path, text, "a.csv")


def test_csv_without_rows_or_with_rows_of_unsaid_age_promises_nothing(tmp_path: Path) -> None:
    """No rows say nothing, and that is said; where only some rows have an age, none of them promises supply."""
    assert "it has no rows" in "; ".join(read(tmp_path, HEAD, "a.csv").notices)
    on = ROW.replace("confirmed", "on")
    schedule = read(tmp_path, HEAD + on.replace(",,", ",,2026-01-07T20:00+02:00") + on.replace("z/1", "z/2"), "a.csv")
    assert schedule.rota.spans == ()
    assert "not every row says when it was issued" in "; ".join(schedule.notices)


@pytest.mark.parametrize(
    ("day", "begin", "end", "cut", "supply_minutes"),
    [("2026-10-25", "03:15", "03:45", 90, 0), ("2026-10-25", "02:00", "03:30", 150, 90),
     ("2026-03-29", "02:30", "03:30", 60, 0)],
)  # fmt: skip
def test_csv_without_offset_is_careful_when_the_clock_changes(
    tmp_path: Path, day: str, begin: str, end: str, cut: int, supply_minutes: int
) -> None:
    """Times that the clock shows twice, or never: by hand, a cut gets the longest that can be meant, supply the least.

    On 25 October 03:15 to 03:45 may be a half hour, twice, or from the first 03:15 to the second 03:45: 90 minutes. On
    29 March 03:30 is either 02:30 or 04:30, an hour later.
    """
    for stage, minutes in (("confirmed", cut), ("on", supply_minutes)):
        rota = read(tmp_path, f"{HEAD}z/1,{day}T{begin},{day}T{end},{stage},,\n", "a.csv").rota
        rows = [(row.start, row.end) for row in rota.slots] + [(span.start, span.end) for span in rota.spans]
        assert sum(last.timestamp() - first.timestamp() for first, last in rows) == minutes * 60


JUNK: tuple[Any, ...] = (
    None, [], {}, "", "x", -1, 1e18, 10**400, float("nan"), True, [None], {"x": None}, "9" * 400,
)  # fmt: skip


def paths(content: Any, so_far: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every value in some content."""
    inner = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    return [so_far, *(path for key, value in inner for path in paths(value, (*so_far, key)))]


BASES = (gpv(), changed(gpv(), from_zero), yasno(), {"planned": yasno(), "probable": {"1": {"dsos": {"2": {"groups": {
    "1.1": {"slots": {"0": [{"start": 0, "end": 60, "type": "Definite"}]}}}}}}}})  # fmt: skip


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_lost_or_damaged_never_becomes_supply(tmp_path: Path, data: st.DataObject) -> None:
    """With up to three values of a clean file taken out or replaced by rubbish, it is refused, or has supply only where
    the clean file had it; nothing else happens.
    """
    content = copy.deepcopy(data.draw(st.sampled_from(BASES)))
    clean = supply(read(tmp_path, content).rota)
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(paths(content)[1:] or [()]))
        if not path:
            break
        holder = content
        for key in path[:-1]:
            holder = holder[key]
        if data.draw(st.booleans()):
            del holder[path[-1]]
        else:
            holder[path[-1]] = copy.deepcopy(data.draw(st.sampled_from(JUNK)))
    try:
        left = supply(read(tmp_path, content).rota)
    except InputError:
        return
    assert all(halves <= clean[area] for area, halves in left.items())
