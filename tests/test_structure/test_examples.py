"""The scripts under examples/ run as their pages say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from consoles import write_files


def storms(project: Path, folder: Path, name: str, count: int, workers: int) -> list[str]:
    """The lines of the table of so many storms over the valley of the tutorial."""
    script = project / "examples" / "study" / "storms.py"
    chosen = ["--storms", str(count), "--seed", "7", "--workers", str(workers)]
    subprocess.run([sys.executable, script, "valley", name, *chosen], cwd=folder, check=True)
    return (folder / name).read_text(encoding="utf-8").splitlines()


def test_a_study_is_the_same_for_any_number_of_workers(project: Path, tmp_path: Path) -> None:
    """Each storm is drawn from (seed, number): workers change nothing, and 30 storms begin with the 12 one had."""
    write_files((project / "docs/tutorial/own-region.md").read_text(encoding="utf-8"), tmp_path)
    alone = storms(project, tmp_path, "alone.csv", 30, 1)
    assert storms(project, tmp_path, "shared.csv", 30, 2) == alone
    assert storms(project, tmp_path, "fewer.csv", 12, 1) == alone[:13]


def test_a_storm_takes_what_hangs_on_the_line(project: Path, tmp_path: Path) -> None:
    """Worked by hand: the valley has one line, so a storm takes it or nothing; with it goes power for 2,000 people."""
    write_files((project / "docs/tutorial/own-region.md").read_text(encoding="utf-8"), tmp_path)
    header, *rows = (line.split(",") for line in storms(project, tmp_path, "storms.csv", 30, 1))
    lost = header.index("electricity_person_hours")
    assert {row[1] for row in rows} == {"0", "1"}
    for row in rows:
        assert (float(row[lost]) == 0.0) == (row[1] == "0")
        assert float(row[lost]) <= 2_000 * 48
