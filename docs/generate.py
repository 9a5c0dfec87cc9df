"""Write what in the docs comes from the code: format, assumptions, command line, and the outputs of the tutorial."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from typer.main import get_command
from typer.testing import CliRunner

from consoles import refreshed, write_files
from relight.cli.app import app
from relight.model.assumptions import BY_NAME, GENERAL, Assumption
from relight.model.columns import Column, Table, table_of
from relight.model.schema import REGION_ROWS, PastCut, Repair, Report, RotaSlot

DOCS = Path(__file__).parent
MADE = "<!-- Made by docs/generate.py (`make docs`): edit the code it comes from, not this page. -->"

SETTINGS = """\
## region.toml

| key | type | unit | empty means | meaning |
|---|---|---|---|---|
| `name` | text | | **required** | what the place is called |
| `timezone` | text | | **required** | IANA time zone, as `Europe/Kyiv` |
| `slot_minutes` | whole number | min | 30 | length of a slot, aligned to the local clock |
| `base_mva` | number | MVA | 100 | base of the per-unit values in `branches.csv` |
| `susceptance` | `reactance`, `series` | | `reactance` | 1/(x·tap), or x/(r²+x²) without taps and shifts |
| `[weights]` service = number | number | | the assumption `service_weight` | weight of a person-hour without it |
| `[services]` name = "meaning" | text | | none | services beside the nine of relight |
| `[dynamics]` enabled | true/false | | false | [cascade, restart and cold load](dynamics.md) |
| `[rota]` name = number | number | its own | the assumption `rota_` name | [limits and weights of the rota](rota.md) |
| `[assumptions]` name = number | number | its own | [the default](assumptions.md) | any default, by name |
| `[[sources]]` title, url, licence | text | | none | where the data comes from |

The nine services are electricity, water, sewage, heat, health, telecom, warning, rail and mine_safety. `electricity` is
the feeders' own; whoever serves the others is in `serves.csv`.
"""


def format_page() -> str:
    """The page on the region folder, the reports and the repair plan, from the row types of the schema."""
    sections = "\n".join(table_section(table_of(row_type)) for row_type in REGION_ROWS.values())
    return f"""{MADE}

# The region folder, the reports and the plans

A region is a folder, or a .zip of it, with `region.toml` and CSV tables: UTF-8, one header row, commas between the
cells; or semicolons, as Excel saves them where the decimal mark is a comma, and then `0,5` is a number as `0.5` is. A
column that is not required may be left out or empty; then it means what the table below says. `relight check` prints
every problem in one go: file, row, column, what was found, what would be right.

Times are ISO 8601 with an offset, as `2026-01-08T06:00+02:00`. A yes/no cell is `yes` or `no`. Assets are named
`kind:id`: `bus:B7`, `branch:L12`, `generator:G3`, `feeder:F101`, `facility:H4`; a backup is `backup:H4/power/diesel`.
Shapes of the districts may stand in `districts.geojson`, one feature each with the property `district`.

{SETTINGS}
{sections}
## What comes after the region

{table_section(table_of(Report))}
What the states say, and which report is believed when several speak of the same thing, is in [the rules](rules.md).

{table_section(table_of(Repair))}
{table_section(table_of(RotaSlot))}
{table_section(table_of(PastCut))}"""


def table_section(table: Table) -> str:
    """One file of the format: what a row is, what makes it unique, its columns."""
    required = "Required." if table.required else "May be absent."
    unique = " and ".join(f"`{name}`" for name in table.key)
    rows = "\n".join(column_row(column) for column in table.columns)
    return f"""## {table.file}

One row: {table.meaning[0].lower()}{table.meaning[1:].rstrip(".")}. {required} No two rows share {unique}.

| column | type | unit | empty means | allowed | meaning |
|---|---|---|---|---|---|
{rows}
"""


def column_row(column: Column) -> str:
    """One column as a row of the page."""
    cells = (f"`{column.name}`", column.kind, column.unit, empty_means(column), allowed(column), column.meaning)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def empty_means(column: Column) -> str:
    """What an empty cell stands for."""
    if column.required:
        return "**required**"
    if column.empty_means:
        return column.empty_means
    if isinstance(column.default, bool):
        return "yes" if column.default else "no"
    if isinstance(column.default, int | float):
        return f"{column.default:g}"
    return f"`{column.default}`" if column.default else "not given"


def allowed(column: Column) -> str:
    """Range, words or kinds of id that a cell may hold."""
    said = []
    if column.choices:
        said.append(", ".join(f"`{choice}`" for choice in column.choices))
    if column.names:
        said.append("a known " + " or ".join(name.rstrip(":") for name in column.names))
    if column.above is not None:
        said.append(f"> {column.above:g}")
    if column.minimum is not None and column.maximum is not None:
        said.append(f"{column.minimum:g} to {column.maximum:g}")
    elif column.minimum is not None:
        said.append(f"≥ {column.minimum:g}")
    elif column.maximum is not None:
        said.append(f"≤ {column.maximum:g}")
    return ", ".join(said)


def assumptions_page() -> str:
    """The page with every default number and where it comes from."""
    general = {item.name for item in GENERAL}
    backups = [item for item in BY_NAME.values() if item.name not in general]
    return f"""{MADE}

# Assumptions

Every default number of relight, with where it comes from. A region changes any of them by name under `[assumptions]` in
its `region.toml`; results list the ones they rest on, and `relight assumptions REGION` prints the ones in force.

Grades: **A** regulation, standard or code read directly; **B** official statement or peer-reviewed abstract; **C**
secondary page; **D** arithmetic from an A or B item; **X** an assumption without a source. {graded()}

## In general

{assumption_table(list(GENERAL))}

## Backups by kind of facility and kind of backup

A backup whose `endurance_minutes`, `share`, `start_minutes` or `refill_minutes` is empty takes the assumption named
`<facility kind>_<backup kind>_<quantity>`.

{assumption_table(backups)}
"""


def graded() -> str:
    """How many assumptions there are of each grade."""
    grades = sorted(item.grade for item in BY_NAME.values())
    counts = ", ".join(f"{len(list(group))} {grade}" for grade, group in groupby(grades))
    return f"Of {len(grades)} there are {counts}."


def assumption_table(items: list[Assumption]) -> str:
    """Assumptions as a table."""
    rows = "\n".join(
        f"| `{item.name}` | {item.value:g} | {item.unit} | {item.grade} | {item.meaning} | {item.source} |"
        for item in items
    )
    return f"| name | value | unit | grade | meaning | source |\n|---|---|---|---|---|---|\n{rows}"


def cli_page() -> str:
    """The page with the help text of every command."""
    sections = "\n".join(
        f"## {' '.join(path)}\n\n```text\n{help_text(path[1:])}\n```\n" for path in command_paths(get_command(app))
    )
    return f"""{MADE}

# Command line

Results go to stdout, notes and progress to stderr; progress shows on a terminal only. Exit codes: 0 done, 2 wrong input
(one sentence for each problem on stderr: what was found, where, what to do), 130 interrupted. `python -m relight` is
the same as `relight`. Where a console lacks letters, plain signs stand in for them and JSON is in ASCII.

{sections}"""


def command_paths(command: Any, path: tuple[str, ...] = ("relight",)) -> Iterator[tuple[str, ...]]:
    """Words of every command, groups before their members."""
    yield path
    for name, inner in getattr(command, "commands", {}).items():
        yield from command_paths(inner, (*path, name))


def help_text(words: tuple[str, ...]) -> str:
    """What `relight WORDS --help` prints on a terminal of 80 columns."""
    result = CliRunner().invoke(app, [*words, "--help"], prog_name="relight", env={"COLUMNS": "80"})
    return "\n".join(line.rstrip() for line in result.output.strip().splitlines())


PAGES = {"format.md": format_page, "assumptions.md": assumptions_page, "cli.md": cli_page}
"""Page -> the function that returns its text."""


RUN = {
    "tutorial/own-region.md": (),
    "tutorial/ranges.md": ("tutorial/own-region.md",),
    "tutorial/import-a-network.md": (),
    "tutorial/python.md": ("tutorial/own-region.md",),
    "tutorial/study.md": ("tutorial/own-region.md",),
    "core.md": (),
    "../README.md": (),
}
"""Page whose commands and Python are run -> the pages whose files it builds on."""


def main() -> None:
    """Write every generated page, and the outputs of every page that shows commands."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
    for name in RUN:
        with tempfile.TemporaryDirectory() as folder:
            text = run_page(name, Path(folder))
        (DOCS / name).write_text(text, encoding="utf-8")


def run_page(name: str, folder: Path) -> str:
    """A page with what its commands and its Python print now, run in `folder`."""
    for base in RUN[name]:
        write_files((DOCS / base).read_text(encoding="utf-8"), folder)
    return refreshed((DOCS / name).read_text(encoding="utf-8"), folder)


if __name__ == "__main__":
    main()
