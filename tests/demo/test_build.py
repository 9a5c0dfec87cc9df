"""The bundled files are what the seeded script makes, and another seed makes another region."""

from __future__ import annotations

from pathlib import Path

import pytest

from relight.demo import DATA
from relight.demo.build import build_region, main


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh copy of the demo, made now."""
    folder = tmp_path_factory.mktemp("demo")
    main(folder)
    return folder


def test_bundled_files_are_regenerated_byte_for_byte(built: Path) -> None:
    """The script writes exactly the files that are bundled, no more and no fewer."""
    made = {path.relative_to(built): path.read_bytes() for path in built.rglob("*") if path.is_file()}
    bundled = {path.relative_to(DATA): path.read_bytes() for path in DATA.rglob("*") if path.is_file()}
    assert sorted(made) == sorted(bundled)
    assert [str(name) for name in sorted(made) if made[name] != bundled[name]] == []


def test_bundled_files_are_small() -> None:
    """The demo adds less than 1.5 MB to the package."""
    assert sum(path.stat().st_size for path in DATA.rglob("*") if path.is_file()) < 1_500_000


def test_another_seed_moves_what_is_drawn() -> None:
    """A different seed gives other feeders and facilities but the same districts and people."""
    one, other = build_region(2026), build_region(7)
    assert one.feeders != other.feeders
    assert one.facilities != other.facilities
    assert [(d.district, d.people) for d in one.districts] == [(d.district, d.people) for d in other.districts]
