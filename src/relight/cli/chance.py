"""The options of ensembles, and where their scenarios are computed."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import active_children, get_context
from pathlib import Path
from typing import Annotated, Any

import typer

import relight
from relight.cli.exit_codes import INTERRUPTED
from relight.cli.output import progress_bar
from relight.errors import InputError, Problem
from relight.model.counting import counted
from relight.model.schema import RotaSlot

Scenarios = Annotated[
    int | None,
    typer.Option(
        "--scenarios",
        metavar="N",
        min=1,
        help="Run so many scenarios by chance and give P10, P50 and P90 instead of single numbers.",
        show_default=False,
    ),
]
Seed = Annotated[int, typer.Option("--seed", min=0, help="Seed of the chance; the same seed gives the same bytes.")]
Workers = Annotated[int, typer.Option("--workers", min=1, metavar="N", help="Processes that compute scenarios.")]
HazardPath = Annotated[
    Path | None,
    typer.Option("--hazard", metavar="FILE", help="What may still come, .toml; needs --scenarios.", show_default=False),
]


THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
"""What says how many threads numpy's library has; a user's own word stands."""


@dataclass(frozen=True)
class Chance:
    """What the command line says about chance."""

    scenarios: int
    seed: int
    workers: int


def chance_of(scenarios: int | None, seed: int, workers: int, hazard: Path | None) -> Chance | None:
    """The options together; None for a single run.

    Raises
    ------
    InputError
        For a hazard without scenarios.
    """
    if scenarios is not None:
        return Chance(scenarios, seed, workers)
    if hazard is not None:
        raise InputError([Problem("--hazard", 0, "", "a hazard comes by chance", "add --scenarios, as in 200")])
    return None


def look_ahead_by_chance(
    situation: relight.Situation,
    hours: float,
    plan: tuple[relight.Repair, ...] | None,
    rota: tuple[RotaSlot, ...] | None,
    hazards: tuple[relight.Hazard, ...],
    chance: Chance,
) -> dict[str, Any]:
    """The dictionary of an ensemble, with progress on the terminal."""
    futures = relight.futures_from(relight.replay(situation, rota=rota or ()), chance.seed, hours, plan, hazards, rota)
    with executor_of(chance.workers) as executor, progress_bar(counted(chance.scenarios, "scenario")) as progress:
        return relight.ensemble(futures, chance.scenarios, executor, progress).as_dict()


@contextmanager
def executor_of(workers: int) -> Iterator[Executor | None]:
    """That many processes, or none for one worker; what has not begun is dropped if the user interrupts."""
    if workers == 1:
        yield None
        return
    # A forked process would inherit the solver's threads without their state. A worker that died of Ctrl-C in the midst
    # of handing over a result would leave this process waiting for the rest of it: they finish what they have begun.
    deaf = (signal.SIGINT, signal.SIG_IGN)
    # A worker is one core: threads that numpy's library has beside it wait busily, on the cores of the others.
    for name in THREADS:
        os.environ.setdefault(name, "1")
    executor = ProcessPoolExecutor(workers, get_context("spawn"), initializer=signal.signal, initargs=deaf)
    heard = signal.signal(*deaf)  # a worker is deaf from its first moment: one that dies half begun is waited for too
    try:
        for _ in range(workers):
            executor.submit(int)  # begins a worker
    finally:
        signal.signal(signal.SIGINT, heard)
    try:
        yield executor
    except KeyboardInterrupt:
        # Workers may never end of themselves then, and nothing is written before they are done.
        signal.signal(*deaf)
        for worker in active_children():
            worker.kill()
        sys.stderr.write("Aborted.\n")
        sys.stderr.flush()
        os._exit(INTERRUPTED)
    finally:
        # A Ctrl-C while workers finish would end this process without telling them, and it would wait for ever.
        heard = signal.signal(*deaf)
        executor.shutdown(wait=True, cancel_futures=True)
        signal.signal(signal.SIGINT, heard)
