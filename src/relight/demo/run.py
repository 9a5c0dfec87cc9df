"""What `relight demo` does: the bundled region and night, from files to pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from relight.demo import demo_region_path, demo_reports_path
from relight.engine.future_run import Progress
from relight.engine.outlook import outlook
from relight.files.region import read_region
from relight.files.reports import read_reports
from relight.model.situation import Situation
from relight.publish.folder import write_results


def run_demo(out: Path | str, progress: Progress | None = None) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The outlook of the bundled night at its newest report, and notes on what could not be written into `out`.

    Parameters
    ----------
    out
        Folder for the pages, the data and the reports; made if it is not there.
    progress
        Told how far the outlook is.
    """
    region = read_region(demo_region_path())
    reports = read_reports(demo_reports_path(), region)
    situation = Situation.from_checked(region, reports)
    result = outlook(situation, progress=progress).as_dict()
    return result, write_results(result, situation, out)
