"""`hazard.toml`: a good one is read in full, each broken one is refused with a sentence that says what to mend."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from relight.errors import InputError
from relight.files.hazards import read_hazards
from relight.files.region import read_region
from relight.model.hazard import Hazard, Rate, assets_of_kind
from relight.model.region import Region
from relight.model.schema import WeatherPoint

GOOD = """\
[storm]
likelihood = 0.3
source = "weather office"

[[storm.rates]]
asset_kind = "line"
per_day = 0.5
district = "north"

[[storm.rates]]
asset_kind = "transformer"
per_day = 0.1

[[storm.weather]]
valid_from = 2026-01-09T06:00:00+02:00
outdoor_c = -14.0

[frost]
likelihood = 0.5
"""


@pytest.fixture
def region(tiny: Path) -> Region:
    """The small region: three branches, of which one is a transformer, two districts."""
    return read_region(tiny)


def written(folder: Path, text: str) -> Path:
    """The text as hazard.toml."""
    path = folder / "hazard.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_file_is_read_in_full(region: Region, tmp_path: Path) -> None:
    """Every hazard in order of name, with its likelihood, source, rates and weather."""
    cold = WeatherPoint(valid_from=datetime.fromisoformat("2026-01-09T06:00:00+02:00"), district="", outdoor_c=-14.0)
    assert read_hazards(written(tmp_path, GOOD), region) == (
        Hazard("frost", 0.5),
        Hazard("storm", 0.3, "weather office", (Rate("line", 0.5, "north"), Rate("transformer", 0.1)), (cold,)),
    )


def test_nothing_more_is_a_future_too(region: Region, tmp_path: Path) -> None:
    """An empty file has no hazard."""
    assert read_hazards(written(tmp_path, ""), region) == ()


BROKEN = {
    "not TOML": ("= 0.3", "= 0,3", "not TOML: .*line 2.*mend that line"),
    "a key outside of a table": ("[storm]\n", "rate = 2\n[storm]\n", r"rate: this is not a table; write \[rate\]"),
    "a misspelt key": ("source =", "sorce =", "storm.sorce: key 'sorce' is not known; did you mean 'source'"),
    "a likelihood in words": ("0.3", '"often"', "storm.likelihood: 'often' is not a number; give a number"),
    "a likelihood that is no number": ("0.3", "nan", "storm: likelihood nan; give a number from 0 to 1"),
    "likelihoods beyond 1": ("likelihood = 0.5", "likelihood = 0.8", "likelihoods add up to 1.1; let them"),
    "an unknown district": ('"north"', '"nort"', "storm: no district 'nort'; name one of districts.csv"),
    "an unknown kind": ('"line"', '"lines"', "storm: no asset of kind 'lines'; name one of branch, bus,.* line,"),
    "no kind": ('asset_kind = "line"\n', "", "storm.rates.asset_kind: .* is not a text; give a text"),
    "a negative rate": ("0.5\ndistrict", "-0.5\ndistrict", "storm: -0.5 a day; give a number of at least 0"),
    "a rate without end": ("= 0.1", "= inf", "storm: inf a day; give a number of at least 0"),
    "rates that are no tables": ("[frost]", "[frost]\nrates = 3", "frost.rates: '3' is not a list of tables"),
    "a time without an offset": ("+02:00", "", "storm.weather.valid_from: .* is not a time with an offset; write 2026"),
    "a temperature in words": ("-14.0", '"cold"', "storm.weather.outdoor_c: 'cold' is not a number; give a number"),
}
"""What is wrong: the part of the good file that is replaced, by what, and what the message must say."""


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_with_one_clear_message(region: Region, tmp_path: Path, name: str) -> None:
    """One problem that names the file and the place, says what was found there and what to do."""
    old, new, message = BROKEN[name]
    assert GOOD.count(old) >= 1
    with pytest.raises(InputError, match=f"hazard.toml.*{message}") as caught:
        read_hazards(written(tmp_path, GOOD.replace(old, new, 1)), region)
    assert len(caught.value.problems) == 1


def test_all_problems_come_at_once(region: Region, tmp_path: Path) -> None:
    """Two faults in two hazards are told in one go."""
    broken = GOOD.replace("0.3", '"often"').replace("[frost]", "[frost]\nsorce = 1")
    with pytest.raises(InputError) as caught:
        read_hazards(written(tmp_path, broken), region)
    assert [problem.column for problem in caught.value.problems] == ["frost.sorce", "storm.likelihood"]


def test_files_that_cannot_be_read(region: Region, tmp_path: Path) -> None:
    """A missing file, a folder and a file of other bytes are each refused in a sentence."""
    with pytest.raises(InputError, match="it cannot be read"):
        read_hazards(tmp_path / "nothing.toml", region)
    with pytest.raises(InputError, match="it cannot be read"):
        read_hazards(tmp_path, region)
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="not TOML"):
        read_hazards(tmp_path / "bytes.toml", region)


def test_kinds_are_what_an_asset_is_and_its_own_kind(region: Region) -> None:
    """By hand: L1 and L3 start in the north; L3 is a transformer, both are branches; B3 stands in no district."""
    found = assets_of_kind(region)
    assert found["north", "branch"] == ("branch:L1", "branch:L3")
    assert found["north", "transformer"] == ("branch:L3",)
    assert found["south", "line"] == ("branch:L2",)
    assert found["", "bus"] == ("bus:B3",)
