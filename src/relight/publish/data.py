"""Outlooks as CSV for spreadsheets: one row a district, service and slot, or one a district and service."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from relight.publish.bands import is_ensemble
from relight.publish.public import PERCENTS

BYTE_ORDER_MARK = "\ufeff"
"""At the start of a file it makes Excel read it as UTF-8."""

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def people_without_csv(outlook: Mapping[str, Any], excel: bool = False) -> str:
    """People without each service: district, service, start of the slot, people; only services a district loses.

    An ensemble has three columns of people: P10, P50 and P90.

    Parameters
    ----------
    outlook
        An outlook or its public part.
    excel
        True puts a byte order mark in front, so that Excel reads the names right.
    """
    heads = PERCENTS if is_ensemble(outlook) else ("people_without",)
    rows = (
        (district["district"], district["name"], district["parent"], service, start, *map(_plain, people))
        for district in outlook["districts"]
        for service, series in district["without_at"].items()
        for start, *people in zip(outlook["slots"], *_columns(series, heads), strict=True)
    )
    return _text(("district", "name", "parent", "service", "slot_start", *heads), rows, excel)


def back_at_csv(outlook: Mapping[str, Any], excel: bool = False) -> str:
    """When each lost service is back: district, service, people without it now, time and status.

    An ensemble has P10, P50 and P90 of the time, and the share of scenarios in which that is not within the horizon.
    """
    chance = is_ensemble(outlook)
    keys = {key: f"back_at_{key}" for key in PERCENTS} if chance else {"time": "back_at"}
    rows = (
        (
            district["district"],
            district["name"],
            district["parent"],
            service,
            _plain(district["without_now"].get(service, 0.0)),
            *(back[key] or "" for key in keys),
            *([_plain(back["not_back"])] if chance else []),
            back["status"],
        )
        for district in outlook["districts"]
        for service, back in district["back_at"].items()
    )
    heads = (*keys.values(), *(["not_back"] if chance else []))
    return _text(("district", "name", "parent", "service", "without_now", *heads, "status"), rows, excel)


def _columns(series: Any, heads: Sequence[str]) -> list[Sequence[float]]:
    return [series[head] for head in heads] if isinstance(series, Mapping) else [series]


def _plain(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")


def _safe(cell: str) -> str:
    """A text no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell


def _text(head: Sequence[str], rows: Iterable[Sequence[str]], excel: bool) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n" if excel else "\n")
    writer.writerow(head)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return (BYTE_ORDER_MARK if excel else "") + text.getvalue()
