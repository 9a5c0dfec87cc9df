"""The catalogues of texts are whole: same keys, same blanks, nothing missing and nothing that nobody uses."""

from __future__ import annotations

import re
from importlib.resources import files
from string import Formatter

import pytest

from relight.model.services import SERVICES
from relight.publish.texts import ENGLISH
from relight.publish.texts_ukrainian import UKRAINIAN
from relight.publish.words import CATALOGUES

FROM_DATA = (
    "status.",
    "mark.",
    "status_means.",
    "service.",
    "without.",
    "meaning.",
    "because",
    "cause.",
    "need_of.",
    "held_in.",
    "basis.",
    "state.",
    "seen.",
    "who.",
    "kind.",
    "backup.",
    "unit.",
    "warning.",
    "warning_action.",
    "day.",
    "month.",
    "section.",
    "urgency.",
    "script.",
    "reports.",
    "trace.what.",
    "trace.event.",
    "ahead.",
    "cut.",
    "cut_means.",
)
"""Groups of keys that code puts together from a group and a word."""


def blanks(text: str) -> set[str]:
    """Names of the blanks in a text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def sources() -> str:
    """All code and templates of the room."""
    package = files("relight.publish")
    folders = (package, package / "templates")
    return "\n".join(
        path.read_text(encoding="utf-8")
        for folder in folders
        for path in folder.iterdir()
        if path.is_file() and not path.name.startswith(("texts", "terms"))
    )


def test_every_language_has_every_text() -> None:
    """No text falls back to another language."""
    assert set(UKRAINIAN) == set(ENGLISH)


@pytest.mark.parametrize("language", sorted(CATALOGUES))
def test_texts_have_the_same_blanks(language: str) -> None:
    """A translation fills in what the English text fills in, and none is empty."""
    for key, text in CATALOGUES[language].items():
        assert blanks(text) == blanks(ENGLISH[key]), key
        assert text, key


def test_texts_that_are_asked_for_are_there() -> None:
    """Every key written out in code or a template is in the catalogue."""
    asked = set(re.findall(r"""words\(\s*"([a-z_.0-9-]+)"\s*[,)]""", sources()))
    assert asked
    assert asked <= set(ENGLISH), sorted(asked - set(ENGLISH))


def test_no_text_is_left_over() -> None:
    """Every text is asked for by its key, or belongs to a group that is put together from the data."""
    written = sources()
    left = [
        key
        for key in ENGLISH
        if not key.startswith(FROM_DATA) and not re.search(f"['\"]{re.escape(key)}['\"]", written)
    ]
    assert not left


@pytest.mark.parametrize("group", ["service", "without", "meaning"])
def test_all_nine_services_have_their_words(group: str) -> None:
    """Each service of the contract has a name, a sentence and a meaning."""
    assert all(f"{group}.{service}" in ENGLISH for service in SERVICES)
