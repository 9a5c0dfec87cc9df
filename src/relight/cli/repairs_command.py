"""`relight repairs`: what to repair first, by whom, and how good that plan is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

import relight
from relight.cli.first_run import compile_before_the_clock
from relight.cli.inputs import read_inputs
from relight.cli.options import AsJson, At, Dynamics, Language, PageLanguage, RegionPath
from relight.cli.output import print_json, print_tables
from relight.plan.repairs.options import MOST_ROUNDS, RepairOptions, check_options
from relight.publish.repair_tables import repair_tables


class ObjectiveName(StrEnum):
    """What a plan is judged by."""

    services = "services"
    served_mw = "served_mw"


class Method(StrEnum):
    """How a plan is found."""

    search = "search"
    exact = "exact"
    greedy = "greedy"


class Measure(StrEnum):
    """What counts over scenarios."""

    mean = "mean"
    p90 = "p90"


ReportsFile = Annotated[
    Path, typer.Option("--reports", metavar="FILE", help="Reports of what is damaged.", show_default=False)
]
Hours = Annotated[
    float | None,
    typer.Option(metavar="HOURS", help="Horizon.", show_default="end of the last possible repair; for services + 24"),
]
Crews = Annotated[
    int | None,
    typer.Option(metavar="N", help="So many crews for any work, not the region's.", show_default=False),
]
ObjectiveOption = Annotated[
    ObjectiveName,
    typer.Option(help="services: fewest weighted person-hours without; served_mw: most MWh, without dynamics."),
]
MethodOption = Annotated[Method, typer.Option(help="exact: best of all orders, for served_mw, up to about 20 repairs.")]
Seconds = Annotated[float, typer.Option(metavar="S", help="How long to plan at most.")]
Rounds = Annotated[
    int, typer.Option(metavar="N", help="Rounds of the search; if they end it, the seed decides the plan alone.")
]
Seed = Annotated[int, typer.Option(metavar="N", help="Seed of the search and of the scenarios.")]
InForce = Annotated[
    Path | None,
    typer.Option("--repairs", metavar="FILE", help="Plan in force: what has begun goes on.", show_default=False),
]
Score = Annotated[
    Path | None,
    typer.Option("--score", metavar="FILE", help="Score this plan as written; make none.", show_default=False),
]
Scenarios = Annotated[
    int, typer.Option(metavar="N", help="Plan for N draws of the repair times instead of the usual ones.")
]
MeasureOption = Annotated[Measure, typer.Option(help="What counts over the scenarios.")]
HazardFile = Annotated[
    Path | None,
    typer.Option("--hazard", metavar="FILE", help="hazard.toml: the plan and the best under each.", show_default=False),
]
Out = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Write the plan as repairs .csv or .jsonl.", show_default=False)
]
Pages = Annotated[
    Path | None,
    typer.Option("--report", metavar="DIR", help="Write the pages of the outlook under it.", show_default=False),
]

REPAIRS_SECTIONS = {
    "Plans there are": ("in_force", "score"),
    "How it is looked for": ("method", "seconds", "rounds", "seed"),
    "What may come otherwise": ("scenarios", "measure", "hazard"),
    "What is written": ("out", "report", "language", "as_json"),
}
"""How its options stand together in its help, behind those that say what is planned."""


def repairs(
    region: RegionPath,
    reports: ReportsFile,
    at: At = None,
    hours: Hours = None,
    crews: Crews = None,
    objective: ObjectiveOption = ObjectiveName.services,
    method: MethodOption = Method.search,
    seconds: Seconds = 60.0,
    rounds: Rounds = MOST_ROUNDS,
    seed: Seed = 0,
    in_force: InForce = None,
    score: Score = None,
    scenarios: Scenarios = 0,
    measure: MeasureOption = Measure.mean,
    hazard: HazardFile = None,
    dynamics: Dynamics = None,
    out: Out = None,
    report: Pages = None,
    language: PageLanguage = Language.en,
    as_json: AsJson = False,
) -> None:
    """What to repair first, by whom, and how good that plan is.

    The first shift's work for every crew, what each job buys, people without each service beside "no repairs" and "as
    reported", and a bound that no plan beats. Ctrl-C ends the search and keeps the best plan so far.

    \b
    Examples:
      relight repairs my-region --reports tonight.csv --hours 72 --out plan.csv
      relight repairs my-region --reports tonight.csv --score plan.csv
      relight repairs my-region --reports tonight.csv --crews 1 --objective served_mw --method exact --json
    """
    options = RepairOptions(
        objective=objective.value,
        method=method.value,
        hours=hours,
        crews=crews,
        seconds=seconds,
        rounds=rounds,
        seed=seed,
        scenarios=scenarios,
        measure=measure.value,
    )
    check_options(options)
    files = (relight.read_repairs, score), (relight.read_repairs, in_force), (relight.read_hazards, hazard)
    situation, (given, begun, hazards) = read_inputs(region, reports, at, dynamics, *files)
    if score is not None:
        hint_at_unused(in_force is not None, scenarios > 0 and hazard is None)
    compile_before_the_clock(situation)
    with search_progress(objective is ObjectiveName.served_mw) as told:
        if given is not None:
            plan = relight.score_plan(situation, given, options, hazards or ())
        else:
            plan = relight.plan_repairs(situation, options, begun or (), told, hazards or ())
    if out is not None:
        relight.write_repairs(plan.repairs, out)
    result = plan.as_dict()
    if report is not None:
        write_report(plan, result, report, language.value)
    if as_json:
        print_json(result)
        return
    print_tables(repair_tables(result))
    if out is not None:
        typer.echo(f"Written to {out}.")


def hint_at_unused(in_force: bool, scenarios: bool) -> None:
    """Say on stderr which options mean nothing for a written plan."""
    if in_force:
        typer.echo("note: --repairs is not used: a written plan says itself what has begun", err=True)
    if scenarios:
        remedy = "add --hazard, or see relight outlook --repairs FILE --scenarios N for the range of its score"
        typer.echo(f"note: --scenarios is not used: {remedy}", err=True)


def write_report(plan: relight.RepairPlan, result: dict[str, Any], folder: Path, language: str) -> None:
    """Write the outlook under a plan as pages and data; the desk's page shows the plan too."""
    situation = plan.situation
    foreseen = relight.outlook(situation, hours=result["hours"], repairs=plan.repairs).as_dict()
    for note in relight.write_results({**foreseen, "repairs": result}, situation, folder, language=language):
        typer.echo(f"note: {note}", err=True)


@contextmanager
def search_progress(megawatt_hours: bool) -> Iterator[Callable[[float, float], None] | None]:
    """A function that shows how far the search is and its best score, or None where stderr is not a terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    unit = "MWh served" if megawatt_hours else "person-hours without"
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("planning repairs", total=1.0)

        def told(share: float, best: float) -> None:
            progress.update(task, completed=share, description=f"best so far: {best:,.0f} {unit}")

        yield told
