"""Real timetables with their real defects: each means what was written down by hand, and every defect is named."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relight.errors import InputError
from relight.files.schedules.gpv import gpv_json
from relight.files.schedules.listing import schedule_csv
from relight.files.schedules.reading import read_schedule
from relight.files.schedules.schedule import Schedule, Taking, expanded
from relight.files.schedules.wall import day_start, next_day, wall_pieces
from relight.files.schedules.yasno import yasno_json
from relight.model.rota import Area, Rota, Span, merged_slots, merged_spans
from relight.model.schema import RotaSlot

KYIV = ZoneInfo("Europe/Kyiv")
DATA = Path(__file__).parent / "data"
GROUPS = [f"{queue}.{half}" for queue in range(1, 7) for half in (1, 2)]

ISO_PLUS_Z = "vinnytsia-2025-12-06-iso-plus02Z.json"
HALF_HOURS = "vinnytsia-2025-12-12-all-halfhour-states.json"
CHANGE_DAY = "vinnytsia-2026-03-29-dst-change-day.json"
EMPTY_LIST = "kyiv-region-2026-08-21-empty-list-stale-preset-excerpt.json"
WAITING = "yasno-2025-12-13-waiting-for-schedule.json"
SHUTDOWNS = "yasno-2025-12-23-emergency-shutdowns.json"
SHAPES = "yasno-shapes-from-ha-yasno-outages-tests.json"


def read(name: str, **more: Any) -> Schedule:
    """A file of the data folder."""
    return read_schedule(DATA / name, KYIV, **more)


def local(text: str) -> datetime:
    """An instant on the clock of Kyiv, as 12-14 06:30 of 2025 with the year in front where it is another."""
    year = "" if len(text) > 11 else "2025-"
    return datetime.fromisoformat(year + text.replace(" ", "T")).replace(tzinfo=KYIV)


def told(rota: Rota, area: Area, start: str, end: str) -> list[tuple[str, str, str]]:
    """What an area is told, as local times and states."""
    pieces = rota.pieces(area, local(start), local(end))
    return [
        (f"{piece.start.astimezone(KYIV):%m-%d %H:%M}", f"{piece.end.astimezone(KYIV):%m-%d %H:%M}", piece.state)
        for piece in pieces
    ]


def written(folder: Path, name: str, content: Any) -> Path:
    """A timetable as a file."""
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def test_a_timestamp_with_offset_and_z_is_mended() -> None:
    """`+02:00Z` is read as +02:00. Group 1.1 on 6 December, by hand: hours 9-11 and the first half of 12 are off,
    so 08:00-11:30, and hours 16-22, so 15:00-22:00; on the 7th everybody is on.
    """
    schedule = read(ISO_PLUS_Z)
    assert schedule.fetched_at == datetime.fromisoformat("2025-12-06T15:26:02.113+02:00")
    assert schedule.rota.issued_at == local("12-06 15:26")
    assert ["has an offset and a Z" in note for note in schedule.notices] == [True]
    assert told(schedule.rota, Area("vinnytsia", "1.1"), "12-06 00:00", "12-08 00:00") == [
        ("12-06 00:00", "12-06 08:00", "on"),
        ("12-06 08:00", "12-06 11:30", "confirmed"),
        ("12-06 11:30", "12-06 15:00", "on"),
        ("12-06 15:00", "12-06 22:00", "confirmed"),
        ("12-06 22:00", "12-08 00:00", "on"),
    ]
    assert schedule.rota.areas == tuple(Area("vinnytsia", group) for group in GROUPS)


def test_halves_of_hours_are_the_halves_their_names_say() -> None:
    """`first` is off in the first half hour, `second` in the second. Group 2.1 on 12 December, by hand: hour 1
    `second`, 2-4 off: 00:30-04:00; 8 `second`, 9-14 off, 15 `first`: 07:30-14:30; 19 off; 22 `second`, 23 and 24 off
    and then the 13th.
    """
    schedule = read(HALF_HOURS)
    assert schedule.notices == ()
    assert schedule.fetched_at == datetime.fromtimestamp(1765574663, KYIV)
    pieces = told(schedule.rota, Area("vinnytsia", "2.1"), "12-12 00:00", "12-12 21:30")
    assert [piece for piece in pieces if piece[2] != "on"] == [
        ("12-12 00:30", "12-12 04:00", "confirmed"),
        ("12-12 07:30", "12-12 14:30", "confirmed"),
        ("12-12 18:00", "12-12 19:00", "confirmed"),
    ]


def test_a_cut_over_midnight_is_one_cut() -> None:
    """A group that is off in hour 24 of one day and in hour 1 of the next has one cut, not two."""
    raw = json.loads((DATA / HALF_HOURS).read_text(encoding="utf-8"))
    first, second = raw["fact"]["data"].values()
    over = [name for name in first if first[name]["24"] == "no" and second[name]["1"] == "no"]
    assert over
    rota = read(HALF_HOURS).rota
    for name in over:
        own = [slot for slot in rota.slots if f"GPV{slot.outage_group}" == name]
        assert [slot for slot in own if slot.start < local("12-13 00:00") < slot.end]
        assert not [slot for slot in own if local("12-13 00:00") in (slot.start, slot.end)]


def test_a_producer_without_summer_time_is_understood() -> None:
    """Day keys at 00:00 and, a day later, at 01:00 local time are 29 and 30 March; the content is of 20:40, not 19:40.
    Everybody is on for both days, which are 23 and 24 hours long.
    """
    schedule = read(CHANGE_DAY)
    assert any("2026-03-30" in note and "does not know summer time" in note for note in schedule.notices)
    assert schedule.rota.issued_at == local("2026-03-29 20:40")
    for group in GROUPS:
        area = Area("vinnytsia", group)
        assert told(schedule.rota, area, "2026-03-29 00:00", "2026-03-31 00:00") == [
            ("03-29 00:00", "03-31 00:00", "on")
        ]
    assert {span.end.timestamp() - span.start.timestamp() for span in schedule.rota.spans} == {47 * 3600}


def test_an_empty_list_is_nothing_known_and_old_content_is_stale() -> None:
    """`fact.data` as `[]` says nothing of any group; content of 19 February fetched on 22 August is stale. The weekly
    template of group 1.1, on Monday: 00:00-05:30 (`mfirst` in hour 6), 09:00-16:00, 19:30-24:00 may be cut.
    """
    schedule = read(EMPTY_LIST)
    assert (schedule.rota.slots, schedule.rota.spans) == ((), ())
    assert schedule.rota.issued_at == local("2026-02-19 15:04")
    assert any("empty list" in note for note in schedule.notices)
    assert any(note.startswith("stale") and "183 days" in note for note in schedule.notices)
    area = Area("kyiv-region", "1.1")
    monday = [(slot.begin_minute, slot.end_minute) for slot in schedule.weekly if slot.weekday == 0]
    assert monday == [(0, 330), (540, 960), (1170, 1440)]
    rows = expanded(schedule.weekly, date(2026, 8, 24), 1, KYIV)
    assert {row.state for row in rows} == {"possible"}
    assert told(Rota(rows), area, "2026-08-24 00:00", "2026-08-25 00:00") == [
        ("08-24 00:00", "08-24 05:30", "possible"),
        ("08-24 05:30", "08-24 09:00", "unknown"),
        ("08-24 09:00", "08-24 16:00", "possible"),
        ("08-24 16:00", "08-24 19:30", "unknown"),
        ("08-24 19:30", "08-25 00:00", "possible"),
    ]


def test_slots_of_a_day_that_waits_are_preliminary() -> None:
    """`Definite` under `WaitingForSchedule` is preliminary, and what is not planned there is likely, not promised."""
    schedule = read(WAITING, zone_name="Kyiv")
    assert any("2025-12-14, group 1.1: WaitingForSchedule" in note for note in schedule.notices)
    assert told(schedule.rota, Area("Kyiv", "1.1"), "12-13 00:00", "12-15 00:00") == [
        ("12-13 00:00", "12-14 00:00", "on"),
        ("12-14 00:00", "12-14 03:00", "preliminary"),
        ("12-14 03:00", "12-14 06:30", "likely_on"),
        ("12-14 06:30", "12-14 13:30", "preliminary"),
        ("12-14 13:30", "12-14 17:00", "likely_on"),
        ("12-14 17:00", "12-14 20:30", "preliminary"),
        ("12-14 20:30", "12-15 00:00", "likely_on"),
    ]


def test_emergency_shutdowns_without_slots_are_an_emergency() -> None:
    """No slots under `EmergencyShutdowns` are two days of emergency, not "no outages", and one emergency, not two."""
    schedule = read(SHUTDOWNS, zone_name="Kyiv")
    assert schedule.notices == tuple(
        f"2025-12-{day}, group 4.2: EmergencyShutdowns: an emergency all day, no timetable holds" for day in (23, 24)
    )
    area = Area("Kyiv", "4.2")
    assert told(schedule.rota, area, "12-23 00:00", "12-26 00:00") == [
        ("12-23 00:00", "12-25 00:00", "emergency"),
        ("12-25 00:00", "12-26 00:00", "unknown"),
    ]


def test_placeholders_for_dates_are_refused_or_filled_in() -> None:
    """Without a date the file is refused and says so; with one its today is that day. `Definite` under `NoOutages` is
    a contradiction: preliminary. Its weekly template: Monday 08:00-12:00 and Tuesday 10:00-15:00.
    """
    with pytest.raises(InputError, match="'<today 00:00 iso>' is no local midnight"):
        read(SHAPES)
    schedule = read(SHAPES, today=date(2025, 12, 13), zone_name="Kyiv")
    assert any("NoOutages contradicts" in note for note in schedule.notices)
    assert told(schedule.rota, Area("Kyiv", "3.1"), "12-13 00:00", "12-15 00:00") == [
        ("12-13 00:00", "12-13 16:00", "likely_on"),
        ("12-13 16:00", "12-13 20:00", "preliminary"),
        ("12-13 20:00", "12-14 00:00", "likely_on"),
        ("12-14 00:00", "12-14 15:00", "on"),
        ("12-14 15:00", "12-14 18:00", "confirmed"),
        ("12-14 18:00", "12-15 00:00", "on"),
    ]
    weekly = [(slot.weekday, slot.begin_minute, slot.end_minute) for slot in schedule.weekly]
    assert weekly == [(0, 480, 720), (1, 600, 900)]


def gpv_of(words: dict[str, dict[str, str]], day: str = "2026-01-08", **more: Any) -> dict[str, Any]:
    """A file in the DTEK shape for one day."""
    key = str(int(local(f"{day} 00:00").timestamp()))
    return {"regionId": "r", "fact": {"data": {key: words}, "update": "08.01.2026 10:00"}, **more}


ALL_ON = {str(hour): "yes" for hour in range(1, 25)}


def test_a_missing_group_or_hour_is_unknown(tmp_path: Path) -> None:
    """A group that only the list of names has, and an hour that is left out, are unknown and named, never on."""
    hours = {key: word for key, word in ALL_ON.items() if key != "13"}
    content = gpv_of({"GPV1.1": hours}, preset={"sch_names": {"GPV1.1": "", "GPV1.2": ""}})
    schedule = read_schedule(written(tmp_path, "a.json", content), KYIV)
    assert any("group 1.2 is missing: unknown" in note for note in schedule.notices)
    assert told(schedule.rota, Area("r", "1.1"), "2026-01-08 11:00", "2026-01-08 14:00") == [
        ("01-08 11:00", "01-08 12:00", "on"),
        ("01-08 12:00", "01-08 13:00", "unknown"),
        ("01-08 13:00", "01-08 14:00", "on"),
    ]
    assert told(schedule.rota, Area("r", "1.2"), "2026-01-08 00:00", "2026-01-09 00:00")[0][2] == "unknown"


def test_a_failed_update_is_named(tmp_path: Path) -> None:
    """A producer that could not read its source keeps the old content and says so in `lastUpdateStatus` only."""
    failed = {"status": "error", "ok": False, "code": 500, "message": "parse error"}
    for status, noted in ((failed, True), ({"status": "parsed", "ok": True}, False), (None, False)):
        content = gpv_of({"GPV1.1": ALL_ON}, lastUpdateStatus=status)
        notices = read_schedule(written(tmp_path, "a.json", content), KYIV).notices
        assert any("last update failed (parse error)" in note for note in notices) == noted


def test_the_old_api_counts_in_hours(tmp_path: Path) -> None:
    """`DEFINITE_OUTAGE` from 10.5 to 11 is a cut from 10:30 to 11:00; a day's slots in minutes would be 10 s long."""
    slots = [{"start": 10.5, "end": 11, "type": "DEFINITE_OUTAGE"}, {"start": 20, "end": 24, "type": "POSSIBLE_OUTAGE"}]
    day = {"slots": slots, "date": "2026-01-08T00:00:00+02:00", "status": "ScheduleApplies"}
    rota = read_schedule(written(tmp_path, "y.json", {"1.1": {"today": day}}), KYIV, "z").rota
    assert [(slot.start, slot.end, slot.state) for slot in rota.slots] == [
        (local("2026-01-08 10:30"), local("2026-01-08 11:00"), "confirmed"),
        (local("2026-01-08 20:00"), local("2026-01-09 00:00"), "possible"),
    ]


def test_stages_that_overlap_are_one_time_without_light(tmp_path: Path) -> None:
    """Stage 2 from 18:00 to 20:30 and stage 4 from 20:00 to 22:30 are dark from 18:00 to 22:30, each told once."""
    text = (
        "area,start,end,stage\n"
        "z/8,2026-01-08T18:00+02:00,2026-01-08T20:30+02:00,2\n"
        "z/8,2026-01-08T20:00+02:00,2026-01-08T22:30+02:00,4\n"
    )
    rota = read_schedule(written(tmp_path, "a.csv", text), KYIV).rota
    pieces = rota.pieces(Area("z", "8"), local("2026-01-08 18:00"), local("2026-01-08 22:30"))
    assert {piece.state for piece in pieces} == {"confirmed"}
    assert (pieces[0].start, pieces[-1].end) == (local("2026-01-08 18:00"), local("2026-01-08 22:30"))
    assert all(one.end == other.start for one, other in pairwise(pieces))


def test_hours_from_zero_are_understood(tmp_path: Path) -> None:
    """With keys 0 to 23, key 7 is the hour from seven to eight."""
    hours = {str(hour): "no" if hour == 7 else "yes" for hour in range(24)}
    schedule = read_schedule(written(tmp_path, "a.json", gpv_of({"GPV1.1": hours})), KYIV)
    assert [(slot.start, slot.end) for slot in schedule.rota.slots] == [
        (local("2026-01-08 07:00"), local("2026-01-08 08:00"))
    ]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ({"GPV1.1": {**ALL_ON, "5": "perhaps"}}, "state 'perhaps' is not known"),
        ({"GPV1.1": {**ALL_ON, "25": "no"}}, "hour '25' is not an hour"),
    ],
)
def test_what_cannot_be_mended_is_refused_by_name(tmp_path: Path, words: dict[str, Any], found: str) -> None:
    """An unknown word or hour refuses the file, and the message says which."""
    with pytest.raises(InputError, match=found):
        read_schedule(written(tmp_path, "a.json", gpv_of(words)), KYIV)


@pytest.mark.parametrize("day", ["2026-01-31", "2025-12-31", "2026-02-28"])
def test_tomorrow_at_the_end_of_a_month_or_year(tmp_path: Path, day: str) -> None:
    """Tomorrow of the last day of a month or year is the first of the next, and a cut over that midnight is one."""
    today = date.fromisoformat(day)
    area = Area("z", "1.1")
    slot = cut(area, f"{day} 22:00", f"{next_day(today)} 03:00")
    rota = Rota((slot,), (span(area, f"{day} 00:00", f"{next_day(next_day(today))} 00:00"),), local(f"{day} 09:00"))
    for content, name in ((gpv_json, "g.json"), (yasno_json, "y.json")):
        made = content(rota, "z", ["1.1"], today, Taking("", "z", KYIV))
        back = read_schedule(written(tmp_path, name, made), KYIV, zone_name="z")
        assert back.rota.slots == (slot,)


def cut(area: Area, start: str, end: str, state: str = "confirmed", source: str = "") -> RotaSlot:
    """A cut by local times."""
    return RotaSlot(
        zone=area.zone, outage_group=area.outage_group, start=local(start), end=local(end), state=state, source=source
    )


def span(area: Area, start: str, end: str, firm: bool = True) -> Span:
    """A span by local times."""
    return Span(area, local(start), local(end), firm)


def all_states() -> Rota:
    """One group a state on two days, everything apart: also what is unknown, what may change, and odd minutes."""
    areas = [Area("z", group) for group in GROUPS[:6]]
    slots = [
        cut(areas[0], "2026-01-08 08:00", "2026-01-08 12:00", source="dispatcher, 8 January"),
        cut(areas[1], "2026-01-08 08:30", "2026-01-08 12:00", "preliminary"),
        cut(areas[2], "2026-01-08 09:00", "2026-01-08 12:30", "possible"),
        cut(areas[3], "2026-01-08 00:00", "2026-01-09 00:00", "emergency"),
        cut(areas[4], "2026-01-08 10:10", "2026-01-08 12:20"),
        cut(areas[4], "2026-01-08 12:20", "2026-01-08 14:00", "possible"),
        cut(areas[5], "2026-01-09 06:00", "2026-01-09 09:00", "emergency"),
    ]
    spans = [
        span(areas[0], "2026-01-08 00:00", "2026-01-10 00:00"),
        span(areas[1], "2026-01-08 00:00", "2026-01-10 00:00", firm=False),
        span(areas[2], "2026-01-08 00:00", "2026-01-09 15:00"),
        span(areas[4], "2026-01-08 06:00", "2026-01-10 00:00"),
        span(areas[5], "2026-01-08 00:00", "2026-01-10 00:00"),
    ]
    return Rota(tuple(slots), tuple(spans), local("2026-01-08 07:00"))


def same(one: Rota, other: Rota, areas: Iterable[Area], days: tuple[date, date]) -> None:
    """Both say the same of every area and minute, by the same sources, and are as old."""
    start, end = day_start(days[0], KYIV), day_start(days[1], KYIV)
    for area in areas:
        assert one.pieces(area, start, end) == other.pieces(area, start, end), area
    assert one.issued_at == other.issued_at


@pytest.mark.parametrize("shape", ["gpv", "yasno", "csv"])
def test_round_trips_keep_every_state_apart(tmp_path: Path, shape: str) -> None:
    """Preliminary, confirmed, possible, emergency, likely and unknown come back as they went out, in every shape."""
    rota, today = all_states(), date(2026, 1, 8)
    groups = GROUPS[:7]
    taking = Taking("", "z", KYIV)
    if shape == "csv":
        areas = [Area("z", group) for group in groups]
        text = schedule_csv(rota, areas, day_start(today, KYIV), day_start(date(2026, 1, 10), KYIV))
        path = written(tmp_path, "a.csv", text)
    else:
        make = gpv_json if shape == "gpv" else yasno_json
        path = written(tmp_path, "a.json", make(rota, "z", groups, today, taking))
    back = read_schedule(path, KYIV, zone_name="z").rota
    same(rota, back, [Area("z", group) for group in groups], (today, date(2026, 1, 10)))


def random_rota(states: dict[str, list[str]], today: date) -> Rota:
    """A rota of half hours on two days, "" = on; it speaks for both days."""
    slots, midnights = [], [today, next_day(today), next_day(next_day(today))]
    for group, row in states.items():
        for at, state in enumerate(row):
            if state:
                day, minute = midnights[at // 48], 30 * (at % 48)
                edges = [datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=KYIV)]
                after = minute + 30
                last = day if after < 1440 else next_day(day)
                edges.append(datetime(last.year, last.month, last.day, after // 60 % 24, after % 60, tzinfo=KYIV))
                slots.append(RotaSlot(zone="z", outage_group=group, start=edges[0], end=edges[1], state=state))
    first, last_edge = day_start(today, KYIV), day_start(midnights[2], KYIV)
    spans = tuple(Span(Area("z", group), first, last_edge) for group in states)
    return Rota(merged_slots(slots), spans, datetime(today.year, today.month, today.day, 0, 10, tzinfo=KYIV))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    today=st.sampled_from(
        [
            date(2026, 1, 8),
            date(2026, 1, 31),
            date(2028, 2, 28),
            date(2026, 12, 31),
            date(2026, 3, 28),
            date(2026, 10, 25),
        ]
    ),
    rows=st.lists(
        st.lists(
            st.tuples(st.sampled_from(["", "confirmed", "preliminary", "possible", "emergency"]), st.integers(1, 9)),
            min_size=1,
            max_size=24,
        ),
        min_size=1,
        max_size=3,
    ),
)
def test_any_rota_goes_round_in_every_shape(tmp_path: Path, today: date, rows: list[list[tuple[str, int]]]) -> None:
    """Written and read back, any rota of half hours says the same: at ends of months and years, in a leap year, over
    midnight, and on days when the clock changes, outside the hours that it skips or shows twice.
    """
    states = {}
    for group, runs in zip(GROUPS, rows, strict=False):
        row = [state for state, count in runs for _ in range(count)]
        row = (row * 96)[:96]
        for at in range(96):
            if today.month in (3, 10) and at % 48 in range(4, 10):
                row[at] = ""
        states[group] = row
    rota, end = random_rota(states, today), next_day(next_day(today))
    groups, areas = list(states), [Area("z", group) for group in states]
    texts = {
        "a.csv": schedule_csv(rota, areas, day_start(today, KYIV), day_start(end, KYIV)),
        "gpv.json": gpv_json(rota, "z", groups, today, Taking("", "z", KYIV)),
        "yasno.json": yasno_json(rota, "z", groups, today, Taking("", "z", KYIV)),
    }
    for name, text in texts.items():
        back = read_schedule(written(tmp_path, name, text), KYIV, zone_name="z").rota
        same(rota, back, areas, (today, end))


@pytest.mark.parametrize("name", [HALF_HOURS, ISO_PLUS_Z])
def test_clean_gpv_files_go_round_without_loss(tmp_path: Path, name: str) -> None:
    """What was read and is written again has the very same words for every day, group and hour."""
    schedule = read(name)
    raw = json.loads((DATA / name).read_text(encoding="utf-8"))
    today = next(iter(sorted(raw["fact"]["data"])))
    made = gpv_json(
        schedule.rota, "vinnytsia", GROUPS, datetime.fromtimestamp(int(today), KYIV).date(), Taking("", "", KYIV)
    )
    assert made["fact"]["data"] == raw["fact"]["data"]
    assert made["fact"]["update"] == raw["fact"]["update"]
    assert "exact" not in made["meta"]


@pytest.mark.parametrize("name", [WAITING, SHUTDOWNS])
def test_yasno_files_go_round_without_loss(name: str) -> None:
    """Slots, dates and statuses come out as they came in."""
    raw = json.loads((DATA / name).read_text(encoding="utf-8"))
    rota = read(name, zone_name="Kyiv").rota
    (group, entry), *_ = raw.items()
    today = datetime.fromisoformat(entry["today"]["date"]).date()
    made = yasno_json(rota, "Kyiv", [group], today, Taking("", "Kyiv", KYIV))[group]
    for day in ("today", "tomorrow"):
        assert made[day] == entry[day]
    assert datetime.fromisoformat(made["updatedOn"]) == datetime.fromisoformat(entry["updatedOn"])


@pytest.mark.parametrize(
    ("day", "hours", "skipped", "twice"), [("2026-03-29", 23, True, False), ("2026-10-25", 25, False, True)]
)
def test_nights_when_the_clock_changes(day: str, hours: int, skipped: bool, twice: bool) -> None:
    """On 29 March 2026 the clock skips 03:00-04:00, on 25 October it shows it twice: the hour lasts 0 and 2 hours, the
    whole day 23 and 25.
    """
    today = date.fromisoformat(day)

    def length(begin: int, end: int) -> float:
        pieces = wall_pieces(today, begin, end, KYIV)
        return sum(until.timestamp() - since.timestamp() for since, until in pieces) / 3600

    assert length(0, 1440) == hours
    assert length(180, 240) == (0 if skipped else 2 if twice else 1)
    assert length(210, 240) == (0 if skipped else 1)
    assert length(0, 180) == 3


def test_the_second_half_of_an_hour_that_comes_twice_is_cut_twice(tmp_path: Path) -> None:
    """On 25 October 2026 `second` in hour 4 is 03:30-04:00 in summer time and again in winter time: 00:30-01:00 and
    01:30-02:00 UTC. Between them and around them there is supply.
    """
    words = {"GPV1.1": {**ALL_ON, "4": "second"}}
    schedule = read_schedule(written(tmp_path, "a.json", gpv_of(words, "2026-10-25")), KYIV)
    pieces = schedule.rota.pieces(Area("r", "1.1"), local("2026-10-25 00:00"), local("2026-10-26 00:00"))
    assert [(f"{piece.start.astimezone(UTC):%H:%M}", piece.state) for piece in pieces] == [
        ("21:00", "on"), ("00:30", "confirmed"), ("01:00", "on"), ("01:30", "confirmed"), ("02:00", "on"),
    ]  # fmt: skip
    assert len(schedule.rota.slots) == 2


def test_what_begins_before_the_clock_goes_back_and_ends_after_it_is_kept(tmp_path: Path) -> None:
    """A cut from 03:45 summer time to 03:15 winter time lasts half an hour, in CSV there and back; another from 03:00
    to 03:30 winter time touches none that ended at 03:30 summer time.
    """
    area, summer, winter = Area("z", "1"), 0, 1

    def clock(text: str, fold: int) -> datetime:
        return datetime.fromisoformat(f"2026-10-25T{text}").replace(tzinfo=KYIV, fold=fold)

    over = RotaSlot(zone="z", outage_group="1", start=clock("03:45", summer), end=clock("03:15", winter),
                    state="confirmed")  # fmt: skip
    rota = Rota((over,), (), local("2026-10-24 20:00"))
    start, end = local("2026-10-25 00:00"), local("2026-10-26 00:00")
    back = read_schedule(written(tmp_path, "a.csv", schedule_csv(rota, [area], start, end)), KYIV).rota
    assert back.pieces(area, start, end) == rota.pieces(area, start, end)
    assert [piece.end - piece.start for piece in back.pieces(area, start, end) if piece.state == "confirmed"] == [
        timedelta(minutes=30)
    ]
    first = RotaSlot(zone="z", outage_group="1", start=clock("03:00", summer), end=clock("03:30", summer),
                     state="confirmed")  # fmt: skip
    second = RotaSlot(zone="z", outage_group="1", start=clock("03:00", winter), end=clock("03:30", winter),
                      state="confirmed")  # fmt: skip
    assert merged_slots((second, first)) == (first, second)
    spans = [Span(area, row.start, row.end) for row in (first, second)]
    assert len(merged_spans(spans)) == 2


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
@pytest.mark.parametrize("shape", ["gpv", "yasno"])
def test_round_trips_on_those_nights(tmp_path: Path, day: str, shape: str) -> None:
    """Cuts that the clock can name come back as the same instants on both nights, also one over the change itself."""
    today = date.fromisoformat(day)
    area = Area("z", "1.1")
    times = (("00:30", "02:00"), ("02:30", "05:00"))
    slots = tuple(cut(area, f"{day} {begin}", f"{day} {end}") for begin, end in times)
    rota = Rota(slots, (span(area, f"{day} 00:00", f"{next_day(today)} 00:00"),), local(f"{day} 00:00"))
    make = gpv_json if shape == "gpv" else yasno_json
    back = read_schedule(written(tmp_path, "a.json", make(rota, "z", ["1.1"], today, Taking("", "z", KYIV))), KYIV, "z")
    assert [(slot.start.timestamp(), slot.end.timestamp()) for slot in back.rota.slots] == [
        (slot.start.timestamp(), slot.end.timestamp()) for slot in slots
    ]


def test_csv_defects_are_mended_or_refused(tmp_path: Path) -> None:
    """Hour 24 at the end of a month, 23:59 and times without an offset are mended and named; other people's column
    names and stage numbers are understood; nonsense is refused with its row.
    """
    text = (
        "area_name,start,finsh,stage,source\n"
        "block-8,2026-01-31T22:00,2026-01-31T24:00,4,https://example.org/a\n"
        "block-8,2026-02-02T20:00+02:00,2026-02-02T23:59:59+02:00,2,\n"
    )
    schedule = read_schedule(written(tmp_path, "za.csv", text), KYIV)
    assert [(row.start, row.end, row.source) for row in schedule.rota.slots] == [
        (local("2026-01-31 22:00"), local("2026-02-01 00:00"), "stage 4; https://example.org/a"),
        (local("2026-02-02 20:00"), local("2026-02-03 00:00"), "stage 2"),
    ]
    assert [note.split(":")[0] for note in schedule.notices] == ["row 2", "row 2", "row 3"]
    wrong = written(tmp_path, "b.csv", "area,start,end,stage\nz/1,2026-01-01T00:00,2026-01-01T02:00,dark\n")
    with pytest.raises(InputError, match="row 2, column stage: 'dark' is not known"):
        read_schedule(wrong, KYIV)


def test_what_is_no_timetable_is_refused(tmp_path: Path) -> None:
    """Other JSON, and what is no JSON, are refused with a sentence."""
    for content, found in (({"a": 1}, "no timetable in it"), ("<html>", "neither JSON"), ("[]", "list instead")):
        with pytest.raises(InputError, match=found):
            read_schedule(written(tmp_path, "a.json", content), KYIV)
