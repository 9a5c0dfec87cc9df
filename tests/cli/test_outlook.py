"""`relight outlook`: the JSON, the files it writes, what it keeps from the public."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import relight
from relight.publish.public import public_outlook
from tests.cli.conftest import Relight

ASSETS = ("Millbrook clinic", "Millbrook water tower", "Millbrook mast", "Millbrook well", '"mast"', '"F2"', "L1")

PUBLIC_FILES = {"outlook-public.json", "report-public.html", "people_without.csv", "back_at.csv"}


def outlook_of(region_path: Path, reports_path: Path, hours: float) -> dict[str, object]:
    """What the library says for the same files."""
    region = relight.read_region(region_path)
    situation = relight.Situation.from_reports(region, relight.read_reports(reports_path, region))
    return relight.outlook(situation, hours=hours).as_dict()


def test_json_is_what_the_library_returns(relight_command: Relight, valley: Path, reports: Path) -> None:
    """`--json` prints the dictionary of the library, and nothing else on stdout."""
    shown = relight_command("outlook", valley, "--reports", reports, "--hours", "12", "--json")
    assert json.loads(shown.out) == outlook_of(valley, reports, 12)
    assert (shown.code, shown.err) == (0, "")


def test_public_json_names_no_asset(relight_command: Relight, valley: Path, reports: Path) -> None:
    """`--public --json` is the public part only: no facility, feeder or branch by id or name."""
    shown = relight_command("outlook", valley, "--reports", reports, "--hours", "12", "--json", "--public")
    assert json.loads(shown.out) == public_outlook(outlook_of(valley, reports, 12))
    assert not [asset for asset in ASSETS if asset in shown.out]


def test_out_writes_every_result(relight_command: Relight, valley: Path, reports: Path, tmp_path: Path) -> None:
    """`--out` writes both pages, the data in each form and the reports used."""
    out = tmp_path / "new/tonight"
    shown = relight_command("outlook", valley, "--reports", reports, "--hours", "12", "--out", out)
    assert shown.code == 0
    names = {path.name for path in out.iterdir()}
    assert names == PUBLIC_FILES | {"outlook.json", "report.html", "outlook.nc", "reports.csv"}
    assert json.loads((out / "outlook.json").read_text(encoding="utf-8")) == outlook_of(valley, reports, 12)
    assert "not for publication" in (out / "report.html").read_text(encoding="utf-8").lower()


def test_public_out_writes_public_files_only(
    relight_command: Relight, valley: Path, reports: Path, tmp_path: Path
) -> None:
    """`--out` with `--public` writes nothing that names an asset, so that the folder can be given away."""
    out = tmp_path / "public"
    relight_command("outlook", valley, "--reports", reports, "--hours", "12", "--out", out, "--public")
    assert {path.name for path in out.iterdir()} == PUBLIC_FILES
    for path in out.iterdir():
        text = path.read_text(encoding="utf-8")
        assert not [asset for asset in ASSETS[:4] if asset in text]


def test_the_pages_are_in_the_language_asked_for(
    relight_command: Relight, valley: Path, reports: Path, tmp_path: Path
) -> None:
    """`--language uk` writes both pages in Ukrainian; a language there is none of is refused."""
    words = ("outlook", valley, "--reports", reports, "--hours", "12", "--out", tmp_path / "out")
    assert relight_command(*words, "--language", "uk").code == 0
    for name in ("report.html", "report-public.html"):
        assert '<html lang="uk">' in (tmp_path / "out" / name).read_text("utf-8")
    assert relight_command(*words, "--language", "xx").code == 2


def test_an_interrupt_leaves_nothing_half_written(
    relight_command: Relight, monkeypatch: pytest.MonkeyPatch, valley: Path, reports: Path, tmp_path: Path
) -> None:
    """Ctrl-C during the computation leaves the folder as it was: not there."""

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(relight, "outlook", interrupted, raising=False)
    shown = relight_command("outlook", valley, "--reports", reports, "--out", tmp_path / "out")
    assert shown.code == 130
    assert not (tmp_path / "out").exists()


def test_a_repair_plan_says_when_things_are_back(
    relight_command: Relight, valley: Path, reports: Path, tmp_path: Path
) -> None:
    """With a plan that repairs the line by 21:00 the mast's battery, good until 22:00, is never empty."""
    plan = tmp_path / "plan.csv"
    plan.write_text(
        "asset,crew,start,end\nbranch:L1,A,2026-01-08T20:00+01:00,2026-01-08T21:00+01:00\n", encoding="utf-8"
    )
    without = relight_command("outlook", valley, "--reports", reports, "--hours", "12", "--json")
    planned = relight_command("outlook", valley, "--reports", reports, "--hours", "12", "--repairs", plan, "--json")
    assert "mast" in [row["facility"] for row in json.loads(without.out)["run_out"]]
    assert "mast" not in [row["facility"] for row in json.loads(planned.out)["run_out"]]


@pytest.mark.parametrize("hours", ["-1", "nan", "inf", "0", "1e9"])
def test_hours_that_make_no_sense_are_refused(relight_command: Relight, valley: Path, hours: str) -> None:
    """A horizon that is not a positive number of hours, or that is centuries long, is refused, without a traceback."""
    shown = relight_command("outlook", valley, "--hours", hours)
    assert (shown.code, shown.out) == (2, "")


def test_tables_without_json(relight_command: Relight, valley: Path, reports: Path) -> None:
    """Without --json the services are a table, without control codes, as it goes to a pipe."""
    shown = relight_command("outlook", valley, "--reports", reports, "--hours", "12")
    assert shown.code == 0
    assert "electricity" in shown.out
    assert "\x1b" not in shown.out


def test_the_reports_written_give_the_same_outlook(
    relight_command: Relight, valley: Path, reports: Path, tmp_path: Path
) -> None:
    """The reports in the results, late, repeated and outvoted ones included, are enough to compute them again."""
    with reports.open("a", encoding="utf-8") as file:
        file.write("2,2026-01-08T20:00+01:00,2026-01-08T18:00+01:00,branch:L1,out,,2026-01-09T02:00+01:00,1,")
        file.write("line crew\n")
        file.write("3,2026-01-08T19:00+01:00,2026-01-08T18:00+01:00,branch:L1,restored,,,,rumour\n")
        file.write("4,2026-01-09T20:00+01:00,2026-01-09T19:00+01:00,branch:L1,restored,,,,line crew\n")
    at = ("--at", "2026-01-08T21:00", "--hours", "12")
    first = relight_command("outlook", valley, "--reports", reports, *at, "--json", "--out", tmp_path / "out")
    again = relight_command("outlook", valley, "--reports", tmp_path / "out/reports.csv", *at, "--json")
    assert first.code == 0
    assert again.out == first.out


@pytest.mark.parametrize(
    ("switch", "unserved_mwh"), [((), 2.2), (("--dynamics", "off"), 2.2), (("--dynamics", "on"), 5.2)]
)
def test_dynamics_can_be_switched(
    relight_command: Relight, valley: Path, reports: Path, switch: tuple[str, ...], unserved_mwh: float
) -> None:
    """The valley has no dynamics: 2.2 of 5.2 MW are lost with the line.

    Switched on, the north has 5.2 MW of generation for 3 MW of load, 73 % too much: it collapses, and nothing in it
    can start by itself.
    """
    shown = relight_command("outlook", valley, "--reports", reports, "--hours", "1", *switch, "--json")
    assert json.loads(shown.out)["unserved_mwh"] == pytest.approx(unserved_mwh)
