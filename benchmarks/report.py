"""What benchmarks find, as tables on the terminal and as sections of RESULTS.md.

A benchmark is a module of this package with `tables(full)`, which yields one table a question as it is answered. Its
docstring says how it is measured and is printed with them, so it is written for the reader of RESULTS.md.
"""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from rich.table import Table

from relight.files.results import write_text_atomically

RESULTS = Path(__file__).parent / "RESULTS.md"
NOT_BENCHMARKS = ("__init__", "__main__", "report")
PACKAGES = ("relight", "numpy", "scipy", "numba", "highspy", "ortools", "pandapower", "pypsa")
HEADING = re.compile(r"^## (\w+)\n", re.MULTILINE)
NUMBER = re.compile(r"[-−–+<≥≤×\d.,%e ]*\d[-−–+\d.,%e ]*")

PREFACE = """# Results of the benchmarks

`make bench` measures all of this anew and writes this file; `python -m benchmarks NAME ...` renews some of its
sections, and `--full` adds what takes many minutes. Every section says when, on what machine and with which versions
it was measured. Times depend on the machine: read the ratios, which were measured side by side in one run.
"""


def benchmark_names() -> tuple[str, ...]:
    """Every benchmark there is."""
    found = sorted(path.stem for path in Path(__file__).parent.glob("*.py"))
    return tuple(name for name in found if name not in NOT_BENCHMARKS)


def table_of(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], note: str = "") -> Table:
    """The rows as a table, columns that are mostly numbers on the right."""
    texts = [[str(cell) for cell in row] for row in rows]
    table = Table(title=title, caption=note or None)
    for place, name in enumerate(columns):
        filled = [row[place] for row in texts if row[place] not in ("", "-")]
        numbers = sum(NUMBER.fullmatch(cell) is not None for cell in filled)
        table.add_column(name, justify="right" if 2 * numbers > len(filled) else "left")
    for row in texts:
        table.add_row(*row)
    return table


def markdown(table: Table) -> str:
    """The table in Markdown, with its title above and its caption below."""
    names = [str(column.header) for column in table.columns]
    sides = ["---:" if column.justify == "right" else "---" for column in table.columns]
    rows = zip(*(column.cells for column in table.columns), strict=True)
    lines = [_line(names), f"|{'|'.join(sides)}|", *(_line([str(cell) for cell in row]) for row in rows)]
    parts = [f"**{table.title}**" if table.title else "", "\n".join(lines), str(table.caption or "")]
    return "\n\n".join(part for part in parts if part) + "\n"


def section(docstring: str, tables: Sequence[Table], seconds: float, full: bool) -> str:
    """What stands under a benchmark's heading."""
    begun = f"{datetime.now(UTC):%Y-%m-%d}, {machine()}; {versions()}; took {seconds:,.0f} s{' with --full' * full}."
    return "\n".join([docstring.strip() + "\n", begun + "\n", *(markdown(table) for table in tables)])


def write_section(name: str, text: str, path: Path = RESULTS) -> None:
    """Put a benchmark's section in place of its last one; sections stand in order of name, the others stay."""
    sections = sections_of(path.read_text(encoding="utf-8")) if path.exists() else {}
    sections[name] = text
    parts = [f"## {heading}\n\n{sections[heading].strip()}\n" for heading in sorted(sections)]
    write_text_atomically(path, "\n".join([PREFACE, *parts]))


def sections_of(text: str) -> dict[str, str]:
    """Benchmark -> what stands under its heading."""
    parts = HEADING.split(text)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def machine() -> str:
    """Processor, cores, memory and system."""
    information = Path("/proc/cpuinfo")
    models = re.findall(r"model name\s*: (.+)", information.read_text()) if information.exists() else []
    memory_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    processor = models[0] if models else platform.processor() or platform.machine()
    return f"{processor}, {os.cpu_count()} cores, {memory_gb:.0f} GB, {platform.system()}"


def versions() -> str:
    """Python and the packages that matter here, those that are installed."""
    found = [f"Python {platform.python_version()}"]
    for package in PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return ", ".join(found)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"
