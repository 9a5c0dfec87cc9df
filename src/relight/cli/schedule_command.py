"""`relight schedule`: published timetables in, feeds out."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

import relight
from relight.cli.inputs import parse_instant
from relight.cli.options import AsJson, RegionPath
from relight.cli.output import print_json
from relight.cli.told_rota import told_rota
from relight.errors import InputError, Problem
from relight.files.results import write_text_atomically
from relight.files.rota import write_rota
from relight.files.schedules.foreseen import read_emergencies
from relight.files.schedules.listing import schedule_csv
from relight.files.schedules.reading import read_schedule
from relight.files.schedules.schedule import Schedule, expanded
from relight.model.check.settings import zone_of
from relight.model.counting import counted
from relight.model.rota import Rota, merged_slots
from relight.plan.rota.limits import dark_share
from relight.publish.schedules.phrases import PHRASES

schedule_app = typer.Typer(help="Published timetables: read them, and publish a rota as feeds.", no_args_is_help=True)

MOST_DAYS = 28


@schedule_app.command("import")
def import_schedule(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Yasno's or DTEK's JSON, or CSV.", show_default=False)],
    timezone: Annotated[str, typer.Option(metavar="NAME", help="Time zone of its local times.")] = "Europe/Kyiv",
    zone: Annotated[str, typer.Option(metavar="ZONE", help="Supply zone of its groups; else the file's region.")] = "",
    today: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day that its `today` is, if its dates cannot be read.")
    ] = None,
    weekly_days: Annotated[
        int, typer.Option(metavar="DAYS", help="Put its weekly template on so many days, as possible cuts.", min=0)
    ] = 0,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write it: rota.csv (cuts only), or NAME.schedule.csv (all that is said)."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Read a published timetable; every defect in it is mended and named, or refused and named.

    \b
    Examples:
      relight schedule import kyiv.json --out rota.csv
      relight schedule import vinnytsia.json --zone Vinnytsia --json
      relight schedule import old.json --today 2025-12-13 --weekly-days 7
    """
    clock = zone_of(timezone)
    if clock is None:
        raise InputError([Problem("--timezone", 0, "", f"{timezone!r} is not a time zone", "as Europe/Kyiv or UTC")])
    schedule = read_schedule(file, clock, zone, None if today is None else _day(today, "--today"))
    if weekly_days:
        first = _day(today, "--today") if today else (schedule.rota.issued_at or datetime.now(clock)).date()
        extra = expanded(schedule.weekly, first, min(weekly_days, MOST_DAYS), clock)
        slots = merged_slots((*schedule.rota.slots, *extra))
        schedule = Schedule(
            Rota(slots, schedule.rota.spans, schedule.rota.issued_at), schedule.weekly, schedule.notices,
            schedule.fetched_at,
        )  # fmt: skip
    for notice in schedule.notices:
        typer.echo(f"note: {notice}", err=True)
    if out is not None:
        _write(out, schedule.rota, clock)
        if not _tells_all(out):
            known = f"to publish it, give {file.name} itself: what is unknown stays so"
            typer.echo(f"note: {out.name} has cuts only; {known}", err=True)
    if as_json:
        print_json(_as_dict(schedule))
        return
    counts = Counter(slot.state for slot in schedule.rota.slots)
    said = ", ".join(f"{count} {state}" for state, count in sorted(counts.items()))
    said = said or ("no cuts" if schedule.rota.spans else "nothing is known")
    issued = schedule.rota.issued_at
    groups, weekly = counted(len(schedule.rota.areas), "group"), counted(len(schedule.weekly), "weekly time")
    typer.echo(f"{file.name}: {groups}, {said}, {weekly}")
    typer.echo(f"content of {issued.isoformat()}" if issued else "nobody says when its content is from")


@schedule_app.command("publish")
def publish_schedule(
    region: RegionPath,
    rota: Annotated[Path, typer.Option(metavar="FILE", help="A rota.csv, or any timetable that can be imported.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the feeds; calendars in it are renewed.")],
    now: Annotated[str | None, typer.Option(metavar="TIME", help="When it is published. Default: now.")] = None,
    issued: Annotated[
        str | None, typer.Option(metavar="TIME", help="When a rota.csv was issued. Default: its file's time.")
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="A rota.csv speaks for every group until then; else for those it names."),
    ] = None,
    zone: Annotated[
        str, typer.Option(metavar="ZONE", help="Supply zone of an imported timetable; else the file's region.")
    ] = "",
    outlook: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="outlook.json with that rota: groups it finds dark are told as emergencies."),
    ] = None,
    language: Annotated[str, typer.Option(help="Language of calendars, cards and page: en or uk.")] = "en",
    host: Annotated[str, typer.Option(help="Your domain, for the names of calendar events.")] = "relight.invalid",
) -> None:
    """Publish a rota as feeds: calendars, Yasno's and DTEK's JSON, CSV, cards, and a page that lists them.

    A group that nobody speaks for is unknown in every feed, never "on". With --outlook a group that damage or a lack of
    power keeps off beyond the rota is told as an emergency.

    \b
    Examples:
      relight schedule publish my-region --rota rota.csv --until 2026-01-10T00:00 --out feeds
      relight schedule publish my-region --rota rota.csv --outlook tonight/outlook-public.json --out feeds
      relight schedule publish my-region --rota kyiv.json --zone Kyiv --out feeds --language uk
    """
    if language not in PHRASES:
        found = f"there is no language {language!r}"
        raise InputError([Problem("--language", 0, "", found, f"use one of {', '.join(PHRASES)}")])
    known = relight.read_region(region)
    clock = known.settings.zone
    at = datetime.now(clock) if now is None else parse_instant(now, clock, "--now")
    told, notes = told_rota(rota, known, issued, until, zone)
    if outlook is not None:
        told = replace(told, slots=merged_slots((*told.slots, *read_emergencies(outlook, dark_share(known)))))
    publication = relight.Publication.of(known, told, at, language, host)
    for note in (*notes, *relight.publish_feeds(publication, out)):
        typer.echo(f"note: {note}", err=True)
    feeds = counted(len(publication.areas), "group")
    typer.echo(f"written: {out / 'index.html'}, and the feeds of {feeds} beside it")


def _tells_all(out: Path) -> bool:
    """Whether a file, by its name, has supply and what is unknown too."""
    return out.name.endswith("schedule.csv")


def _write(out: Path, rota: Rota, clock: Any) -> None:
    if not _tells_all(out):
        write_rota(rota.slots, out)
        return
    times = [edge for row in rota.slots for edge in (row.start, row.end)]
    times += [edge for span in rota.spans for edge in (span.start, span.end)]
    start = min(times, default=datetime.now(clock)).astimezone(clock)
    end = max(times, default=start + timedelta(days=1)).astimezone(clock)
    write_text_atomically(out, schedule_csv(rota, rota.areas, start, end))


def _day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError([Problem(option, 0, "", f"{text!r} is not a date", "write it as 2026-01-08")]) from None


def _as_dict(schedule: Schedule) -> dict[str, Any]:
    """What was read."""
    rota = schedule.rota
    return {
        "issued_at": None if rota.issued_at is None else rota.issued_at.isoformat(),
        "fetched_at": None if schedule.fetched_at is None else schedule.fetched_at.isoformat(),
        "notices": list(schedule.notices),
        "rota": [
            {
                "zone": slot.zone, "outage_group": slot.outage_group, "start": slot.start.isoformat(),
                "end": slot.end.isoformat(), "state": slot.state, "source": slot.source,
            }
            for slot in rota.slots
        ],
        "known": [
            {
                "zone": span.area.zone, "outage_group": span.area.outage_group, "start": span.start.isoformat(),
                "end": span.end.isoformat(), "firm": span.firm,
            }
            for span in rota.spans
        ],
        "weekly": [
            {
                "zone": slot.area.zone, "outage_group": slot.area.outage_group, "weekday": slot.weekday,
                "begin_minute": slot.begin_minute, "end_minute": slot.end_minute,
            }
            for slot in schedule.weekly
        ],
    }  # fmt: skip
