"""The engine's sentences on why something is off, in the language of a page."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

import relight
from relight.demo import demo_region_path, demo_reports_path
from relight.publish.causes import facilities_down, feeders_off
from relight.publish.sentences import HELD, PHRASES, told
from relight.publish.words import words_for

SENTENCES = {
    "no power; feeder:F1 off: observed off; as computed: reported out":
        "немає живлення; feeder:F1 вимкнено: бачили вимкненим; за обчисленням: повідомлено про пошкодження",
    "no water (tank empty, generator at 58%)": "немає води (бак: порожньо, генератор: 58 %)",
    "only 40% of its heat (battery at 5%, carries 30% of it, at least 50% is needed)":
        "лише 40 % тепла (батарея: 5 %, несе 30 %, а треба щонайменше 50 %)",
    "branch:L1 out since Thu 21:00 (operator; by phone); bus:B2 is out":
        "branch:L1 пошкоджено від чт 21:00 (operator; by phone); bus:B2 пошкоджено",
    "nothing reported explains it": "жодне повідомлення цього не пояснює",
    "no unit with power is connected to bus:B7": "до bus:B7 не під’єднано жодного блока під напругою",
    "the units connected to bus:B7 cannot carry all feeders, and this one ranks too low":
        "блоки, під’єднані до bus:B7, не потягнуть усіх фідерів, а цей надто низько в черзі",
    "there is power, but a line on its way to bus:B7 is at its limit":
        "потужність є, але лінія на шляху до bus:B7 на межі",
    "there is power for bus:B7, but not with every running unit at its least output or above":
        "потужність для bus:B7 є, але не тоді, коли кожен блок дає щонайменше свій мінімум",
    "facility:H1 is damaged, 40% left; facility:H2 needs it in turn":
        "facility:H1 пошкоджено, лишилося 40 %; facility:H2 сам цього потребує",
    "no signalling 2": "немає сигналізації 2",
    "a sentence that nobody knows": "a sentence that nobody knows",
}  # fmt: skip
"""As engine/because.py writes them, and as a Ukrainian reads them."""


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_is_told_in_the_language_of_the_page(outlook: dict[str, Any], sentence: str) -> None:
    """Every phrase of a sentence in Ukrainian; ids and sources as they are; in English it stays what it was."""
    assert told(sentence, words_for(outlook, "uk")).replace("\u00a0", " ") == SENTENCES[sentence]
    assert told(sentence, words_for(outlook, "en")) == sentence


def test_every_known_phrase_is_tried() -> None:
    """No pattern is without a sentence that it fits."""
    phrases = [phrase for sentence in SENTENCES for phrase in re.split(r"; (?![^()]*\))", sentence)]
    assert all(any(pattern.fullmatch(phrase) for phrase in phrases) for pattern in PHRASES.values())
    assert all(any(pattern.search(phrase) for phrase in phrases) for pattern in HELD.values())


def test_no_reason_of_the_demos_night_is_left_in_english() -> None:
    """Through the night why a feeder is off or a facility down is told in Ukrainian, but for ids and sources."""
    region = relight.read_region(demo_region_path())
    reports = relight.read_reports(demo_reports_path(), region)
    newest = relight.Situation.from_checked(region, reports).at
    for hours in (0, 16):
        now = relight.status(relight.Situation.from_checked(region, reports, newest - timedelta(hours=hours))).as_dict()
        words = words_for(now, "uk")
        lists = [listed.full for listed in (feeders_off({**now, "now": now}, words),
                                            facilities_down({**now, "now": now}, words)) if listed]  # fmt: skip
        assert lists
        reasons = {line.cells[2].text + " " + line.cells[2].note for table in lists for line in table.rows}
        plain = {re.sub(r"\w+:\S+|\([^()]*\)", "", reason) for reason in reasons}
        assert [reason for reason in sorted(plain) if re.search(r"[a-z]{2,}", reason)] == []
