"""Every trap that real timetables, calendars and their programmes are known for has a test that names it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[2]
FILES = "files/schedules/test_schedule_files.py"
NASTY = "files/schedules/test_nasty_files.py"
CALENDARS = "publish/schedules/test_calendars.py"
RULES = "publish/schedules/test_calendar_rules.py"
FEEDS = "publish/schedules/test_feeds.py"
BROWSER = "publish/schedules/test_feeds_browser.py"
PROMISES = "publish/schedules/test_no_false_promise.py"

TRAPS = {
    "one outage split at midnight into two": (FILES, "test_a_cut_over_midnight_is_one_cut"),
    "hour 24 and 23:59": (FILES, "test_csv_defects_are_mended_or_refused"),
    "the day after the end of a month is dropped": (FILES, "test_tomorrow_at_the_end_of_a_month_or_year"),
    "fixed UTC+2 all summer, mixed on the change day": (FILES, "test_a_producer_without_summer_time_is_understood"),
    "`+02:00Z`": (FILES, "test_a_timestamp_with_offset_and_z_is_mended"),
    "`fact.data` is `[]`": (FILES, "test_an_empty_list_is_nothing_known_and_old_content_is_stale"),
    "fetched today, content months old": (FILES, "test_an_empty_list_is_nothing_known_and_old_content_is_stale"),
    "fetched today, content of unsaid age": (NASTY, "test_the_time_of_fetching_is_not_the_age_of_the_content"),
    "content of other days": (NASTY, "test_content_of_other_days_is_named"),
    "cut off, not UTF-8, a name twice": (NASTY, "test_what_cannot_be_mended_is_refused_in_a_sentence"),
    "anything lost or damaged on the way": (NASTY, "test_whatever_is_lost_or_damaged_never_becomes_supply"),
    "hours from 0 where a group lacks its first": (NASTY, "test_what_is_not_said_is_unknown_and_named"),
    "milliseconds, texts for numbers, other names": (NASTY, "test_what_can_be_mended_means_what_it_meant"),
    "spreadsheets with semicolons": (NASTY, "test_csv_of_spreadsheets_is_understood"),
    "a missing queue filled with `yes`": (FILES, "test_a_missing_group_or_hour_is_unknown"),
    "`maybe` and `mfirst` read as definite": (NASTY, "test_each_word_of_an_hour_means_what_its_legend_says"),
    "`first` and `second` the wrong way round": (FILES, "test_halves_of_hours_are_the_halves_their_names_say"),
    "hour keys 0..23 instead of 1..24": (FILES, "test_hours_from_zero_are_understood"),
    "`Definite` in a day that waits for its schedule": (FILES, "test_slots_of_a_day_that_waits_are_preliminary"),
    "no slots under EmergencyShutdowns": (FILES, "test_emergency_shutdowns_without_slots_are_an_emergency"),
    "an emergency of two days ends after the first": (FILES, "test_emergency_shutdowns_without_slots_are_an_emergency"),
    "an emergency of one group told to all": (FEEDS, "test_every_feed_says_the_same"),
    "dates that are no dates": (FILES, "test_placeholders_for_dates_are_refused_or_filled_in"),
    "the schema changed at the same path": (FILES, "test_what_cannot_be_mended_is_refused_by_name"),
    "what is no timetable is taken for one": (FILES, "test_what_is_no_timetable_is_refused"),
    "the hour that is skipped or shown twice": (FILES, "test_nights_when_the_clock_changes"),
    "lost on the way through a shape": (FILES, "test_any_rota_goes_round_in_every_shape"),
    "events on the UTC day": (
        CALENDARS,
        "test_instants_are_right_on_nights_when_the_clock_changes",
    ),
    "UIDs that change, or are missing": (CALENDARS, "test_a_changed_cut_keeps_its_name_and_counts_up"),
    "unchanged publications that change": (CALENDARS, "test_the_same_content_is_the_same_calendar"),
    "a withdrawn slot stays in people's calendars": (CALENDARS, "test_a_withdrawn_cut_arrives_as_cancelled"),
    "a malformed REFRESH-INTERVAL fails the calendar": (CALENDARS, "test_properties_that_calendars_need"),
    "an empty calendar read as no outages": (CALENDARS, "test_the_end_of_the_timetable_is_an_event"),
    "a gap read as supply": (CALENDARS, "test_what_is_unknown_is_an_event"),
    "a stale file read as supply": (FEEDS, "test_a_stale_timetable_promises_supply_to_nobody"),
    "a page that grows old in a browser": (FEEDS, "test_a_page_that_grows_old_on_a_phone_takes_its_promises_back"),
    "a group that vanished goes on in people's calendars": (
        FEEDS,
        "test_a_group_that_is_there_no_more_is_unknown_in_every_feed",
    ),
    "a page without scripts that stays young": (
        BROWSER,
        "test_without_scripts_the_page_does_not_pretend_to_be_young",
    ),
    "an older edition that phones leave aside": (CALENDARS, "test_no_event_is_dated_before_its_last_edition"),
    "cards that need colours": (FEEDS, "test_cards_tell_states_apart_without_colour"),
    "the last update failed, the old content kept": (FILES, "test_a_failed_update_is_named"),
    "hours as decimals in the old API": (FILES, "test_the_old_api_counts_in_hours"),
    "`lastUpdated` as text or as a number of seconds": (
        FILES,
        "test_halves_of_hours_are_the_halves_their_names_say",
    ),
    "half of an hour that comes twice is lost": (
        FILES,
        "test_the_second_half_of_an_hour_that_comes_twice_is_cut_twice",
    ),
    "wall-clock subtraction over the night": (
        "engine/test_clock.py",
        "test_minutes_between_two_local_times_are_those_that_pass",
    ),
    "stages that overlap": (FILES, "test_stages_that_overlap_are_one_time_without_light"),
    "when it is back is not said during a cut": (BROWSER, "test_what_holds_now_is_marked"),
    "an age of more than a day without its days": (FEEDS, "test_a_stale_timetable_promises_supply_to_nobody"),
    "an emergency of many days is a new event each day": (RULES, "test_an_emergency_of_many_days_keeps_its_name"),
    "no UID, no DTSTAMP, unescaped texts, letters cut by folds": (
        RULES,
        "test_every_edition_is_valid_and_follows_from_the_one_before",
    ),
    "a programme that does not know CANCELLED": (RULES, "test_every_edition_is_valid_and_follows_from_the_one_before"),
    "any feed that fails open": (PROMISES, "test_no_feed_promises_what_nobody_said"),
    "preliminary becomes definite on the way": ("cli/test_rota.py", "test_states_stay_apart_from_end_to_end"),
    "a stage that changes within a slot": ("cli/test_rota.py", "test_stages_cut_whole_blocks"),
}
"""Trap, as found in the wild -> the file and the test that keep it shut."""


@pytest.mark.parametrize("trap", TRAPS)
def test_every_trap_has_its_test(trap: str) -> None:
    """The test that a trap names exists."""
    path, name = TRAPS[trap]
    tree = ast.parse((TESTS / path).read_text(encoding="utf-8"))
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
