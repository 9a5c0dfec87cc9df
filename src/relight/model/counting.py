"""Numbers with the nouns they count: 1 island, 2 islands; 1 острів, 2 острови, 5 островів."""

from __future__ import annotations


def counted(count: float, one: str, many: str = "") -> str:
    """A number with what it counts, in English; the plural is the noun with an s where none is given."""
    number = int(count) if count == int(count) else count
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def plural_form(count: float, language: str) -> int:
    """Which form of a noun goes with a number, from 0 on, by the rules of the Unicode CLDR.

    English has two forms (one, other), Ukrainian three (one, few, many). A fraction takes the second in both.
    """
    if language == "en":
        return 0 if count == 1 else 1
    if count != int(count):
        return 1
    tens, ones = int(abs(count)) % 100, int(abs(count)) % 10
    if ones == 1 and tens != 11:
        return 0
    return 1 if 2 <= ones <= 4 and not 12 <= tens <= 14 else 2
