"""The AC check of a status, as what to print."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text


def ac_tables(found: Mapping[str, Any]) -> list[RenderableType]:
    """The sentence that says how the check ended, then voltages and loadings outside limits, the worst first."""
    parts: list[RenderableType] = [Text(f"AC check: {found['message']}")]
    voltages = sorted(found["voltages"], key=lambda row: (-abs(row["voltage_pu"] - 1), row["bus"]))
    if voltages:
        table = Table("bus", "voltage", "kV", "limit", box=None, pad_edge=False)
        for row in voltages:
            kv = "" if row["voltage_kv"] is None else f"{row['voltage_kv']:g}"
            table.add_row(row["bus"], f"{row['voltage_pu']:.3f}", kv, f"{row['limit_pu']:g}")
        parts.append(table)
    loadings = sorted(found["loadings"], key=lambda row: (-row["loading_percent"], row["branch"]))
    if loadings:
        table = Table("branch", "loading", "MVA", "rating MW", box=None, pad_edge=False)
        for row in loadings:
            table.add_row(
                row["branch"], f"{row['loading_percent']:.1f} %", f"{row['mva']:.1f}", f"{row['rating_mw']:g}"
            )
        parts.append(table)
    return parts
