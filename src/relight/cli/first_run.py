"""What a person is told who waits for the engine to be compiled."""

from __future__ import annotations

import sys

import typer

import relight

NOTE = "first run on this machine: the engine is compiled now, which takes up to a minute; later runs start at once"


def tell_of_first_run() -> None:
    """Say on a terminal that the command about to begin takes longer than it will later."""
    if sys.stderr.isatty() and relight.has_to_compile():
        typer.echo(NOTE, err=True)


def compile_before_the_clock(situation: relight.Situation) -> None:
    """Compile what a search for repairs needs, told on a terminal: its seconds are for planning."""
    if not relight.has_to_compile(search=True):
        return
    if sys.stderr.isatty():
        typer.echo(NOTE, err=True)
    relight.status(situation)
    grid = relight.compile_grid(situation.region)
    relight.served_load_sequence(grid, relight.damage_states(grid, [[]]))
