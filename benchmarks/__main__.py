"""Run benchmarks, print their tables and put them into RESULTS.md: `python -m benchmarks [--full] [name ...]`."""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from importlib import import_module

from rich.console import Console

from benchmarks.report import benchmark_names, section, write_section


def main() -> int:
    """Run what was asked for; 1 if a benchmark found something wrong, whose old section then stays."""
    purpose = "Run benchmarks, print their tables and put them into RESULTS.md."
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=purpose)
    parser.add_argument("name", nargs="*", help=f"all, or some of: {', '.join(benchmark_names())}")
    parser.add_argument("--full", action="store_true", help="with all that takes many minutes")
    given = parser.parse_args()
    unknown = sorted(set(given.name) - set(benchmark_names()))
    if unknown:
        parser.error(f"no benchmark is called {', '.join(unknown)}; there are {', '.join(benchmark_names())}")
    names = given.name or benchmark_names()
    if len(names) == 1:
        return run(names[0], given.full)
    # Each in a process of its own: none inherits another's memory, caches or threads, and none takes the rest with it.
    command = [sys.executable, "-m", "benchmarks", *(["--full"] if given.full else [])]
    failed = [name for name in names if subprocess.run([*command, name], check=False).returncode]
    if failed:
        print(f"went wrong: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def run(name: str, full: bool) -> int:
    """Run one benchmark, printing its tables as they come."""
    console = Console(width=None if sys.stdout.isatty() else 140, markup=False, highlight=False)
    console.print(f"\n== {name}")
    benchmark = import_module(f"benchmarks.{name}")
    begun, tables = time.perf_counter(), []
    for table in benchmark.tables(full):
        console.print(table)
        tables.append(table)
    write_section(name, section(benchmark.__doc__ or "", tables, time.perf_counter() - begun, full))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
