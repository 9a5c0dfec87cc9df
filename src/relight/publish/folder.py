"""An outlook as a folder of files: pages, data and the reports it rests on; or only what may be published."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from relight.errors import install
from relight.files.reports import write_reports
from relight.files.results import write_json, write_text_atomically
from relight.model.situation import Situation
from relight.publish.data import back_at_csv, people_without_csv
from relight.publish.netcdf import write_netcdf
from relight.publish.page import report_page
from relight.publish.public import check_outlook, public_outlook

NO_NETCDF = f"outlook.nc was not written: it needs xarray and netCDF4; {install('netcdf')}"


def write_results(
    outlook: Mapping[str, Any], situation: Situation, folder: Path | str, public: bool = False, language: str = "en"
) -> tuple[str, ...]:
    """Writes every result of an outlook into a folder, each file wholly or not at all, and returns what to tell.

    Parameters
    ----------
    outlook
        The dictionary of an outlook.
    situation
        The Situation it starts from.
    folder
        Made if it is not there; files of the same name are replaced.
    public
        True writes only what may be published, and nothing that names an asset.
    language
        Of the pages: en or uk; data has the same names in both.

    Raises
    ------
    InputError
        When the folder cannot be written, or it is no outlook's dictionary.
    """
    check_outlook(outlook)
    folder = Path(folder)
    shown = public_outlook(outlook)
    write_json(folder / "outlook-public.json", shown)
    write_text_atomically(folder / "people_without.csv", people_without_csv(shown, excel=True))
    write_text_atomically(folder / "back_at.csv", back_at_csv(shown, excel=True))
    write_text_atomically(folder / "report-public.html", report_page(outlook, situation.region, True, language))
    if public:
        return ()
    write_json(folder / "outlook.json", outlook)
    desk = report_page(outlook, situation.region, False, language, situation)
    write_text_atomically(folder / "report.html", desk)
    reports = [*situation.believed, *(dropped.report for dropped in situation.dropped)]
    write_reports(sorted(reports, key=lambda report: (report.reported_at, report.report)), folder / "reports.csv")
    if not (find_spec("xarray") and find_spec("netCDF4")):
        return (NO_NETCDF,)
    write_netcdf(outlook, folder / "outlook.nc")
    return ()
