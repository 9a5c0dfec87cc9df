"""A MATPOWER case becomes a Region: every element by its id, everything decided said in a notice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from relight.errors import InputError
from relight.files.importers.imported import Imported
from relight.files.importers.matpower import import_matpower
from relight.model.check import check_region, check_reports
from relight.model.schema import Branch, Feeder, Generator

TOWN = """function mpc = town
mpc.baseMVA = 50;
mpc.bus = [
    1 3 100 0 0 0 1 1 0 110 1 1 1;
    2 1 0   0 5 0 1 1 0 110 1 1 1;
    7 1 -20 0 0 0 2 1 0 10  1 1 1;
    8 4 30  0 0 0 2 1 0 10  1 1 1;
    9 1 40  0 0 0 3 1 0 0   1 1 1;
];
mpc.gen = [
    1 0 0 0 0 1 50 1 200 50;
    1 0 0 0 0 1 50 0 300 0;
    7 0 0 0 0 1 50 1 0 -15;
    8 0 0 0 0 1 50 1 10 0;
    2 0 0 0 0 1 50 1 Inf -10;
    9 0 0 0 0 1 50 1 30 60;
];
mpc.branch = [
    1 2 0.01 0.1 0 0   0 0 0    0  1 -30  30;
    1 2 0.01 0.1 0 80  0 0 0    0  1 0    0;
    2 7 0.02 0.2 0 60  0 0 0.95 30 1 -360 360;
    2 8 0.02 0.2 0 60  0 0 0    0  1 -360 360;
    1 9 0.02 0.3 0 Inf 0 0 0    0  1 -40  20;
    2 9 0.02 0   0 60  0 0 1    0  1 -90  90;
    1 9 0.02 0.2 0 60  0 0 0    0  0 -360 360;
    1 1 0.02 0.2 0 60  0 0 0    0  1 -360 360;
];
mpc.gencost = [
    2 0 0 3 0.02 10 500 0 0 0;
    2 0 0 2 10 0 0 0 0 0;
    2 0 0 2 10 0 0 0 0 0;
    2 0 0 2 10 0 0 0 0 0;
    1 0 0 3 0 0 100 1000 200 4000;
    2 0 0 1 7 0 0 0 0 0;
];
mpc.genfuel = {'Nuclear'; 'coal'; 'dl'; 'ng'; 'hydro'; ''};
mpc.bus_name = {'North'; 'Mid'; 'Low'; 'Gone'; 'South'};
mpc.storage = [1 0 0 20 100];
mpc.dcline = [1 7 1 0];
mpc.reserves = [1 2 3];
mpc.bus_damage = [1; 0; 0; 1; 0];
%column_names% cause damaged
mpc.gen_damage = [5 0; 5 1; 5 1; 5 0; 5 0; 5 0];
mpc.branch_damage = [0; 1; 0; 0; 0; 0; 1; 0];
"""


@pytest.fixture
def importing(tmp_path: Path) -> Callable[..., Imported]:
    """Import a text as a case file."""

    def run(text: str, susceptance: str = "reactance") -> Imported:
        path = tmp_path / "town.m"
        path.write_text(text, encoding="utf-8")
        return import_matpower(path, susceptance)

    return run


@pytest.fixture
def town(importing: Callable[..., Imported]) -> Imported:
    """The town above: five buses, one of them isolated, with one of everything."""
    return importing(TOWN)


def notice(imported: Imported, start: str) -> str:
    """What the notice that starts so says after its colon."""
    (found,) = [text for text in imported.notices if text.startswith(start)]
    return found.split(": ", maxsplit=1)[1]


def test_settings_say_what_was_imported(town: Imported) -> None:
    """Name, base and source are the file's; the clock is UTC and dynamics are off."""
    settings = town.region.settings
    assert (settings.name, settings.base_mva, settings.timezone) == ("town", 50.0, "UTC")
    assert (settings.susceptance, settings.dynamics) == ("reactance", False)
    assert [source.title for source in settings.sources] == ["MATPOWER case town.m"]


def test_buses_stand_in_the_district_of_their_area(town: Imported) -> None:
    """Bus numbers are kept; bus 8 is isolated and left out; a base of 0 kV is unknown."""
    rows = [(bus.bus, bus.name, bus.district, bus.kv) for bus in town.region.buses]
    assert rows == [
        ("b1", "North", "area1", 110.0),
        ("b2", "Mid", "area1", 110.0),
        ("b7", "Low", "area2", 10.0),
        ("b9", "South", "area3", None),
    ]
    assert notice(town, "bus left out, isolated (bus type 4)") == "8"


def test_demand_becomes_feeders(town: Imported) -> None:
    """Pd is f<bus>, Gs the protected s<bus> that lights nobody, a dispatchable load d<row>; all are divisible."""
    feeder = {row.feeder: row for row in town.region.feeders}
    assert {name: row.peak_mw for name, row in feeder.items()} == {"f1": 100.0, "s2": 5.0, "f9": 40.0, "d3": 15.0}
    assert feeder["f1"] == Feeder(feeder="f1", bus="b1", district="area1", peak_mw=100.0, divisible=True)
    assert feeder["s2"].protected
    assert feeder["s2"].people == 0
    assert all(row.divisible for row in feeder.values())
    assert notice(town, "generators with Pmax ≤ 0 and Pmin < 0 are demand") == "d3"


def test_people_follow_demand(town: Imported) -> None:
    """500 people per MW: 100, 15 and 40 MW make 50,000, 7,500 and 20,000; shunts light nobody."""
    people = {row.district: row.people for row in town.region.districts}
    assert people == {"area1": 50_000.0, "area2": 7_500.0, "area3": 20_000.0}
    assert notice(town, "people are assumed, 500 per MW of demand") == "77,500, districts: 3"


def test_generators_keep_their_row(town: Imported) -> None:
    """Row 1 is g1; rows out of service, of demand or on an isolated bus leave gaps; negative demand is n<bus>."""
    units = {row.generator: row for row in town.region.generators}
    assert list(units) == ["n7", "g1", "g5", "g6"]
    assert units["n7"] == Generator(generator="n7", bus="b7", kind="negative_load", max_mw=20.0, cost_per_mwh=0.0)
    assert (units["g1"].max_mw, units["g1"].min_mw, units["g1"].kind) == (200.0, 50.0, "nuclear")
    assert units["g6"].kind == "thermal"
    assert notice(town, "gen left out, out of service") == "2"
    assert notice(town, "gen left out, on an isolated bus") == "4"


def test_limits_of_units_are_made_usable(town: Imported) -> None:
    """No limit is twice all demand, 2 · (100 + 5 + 40 + 15) = 320 MW; the least is at least 0 and at most the most."""
    units = {row.generator: row for row in town.region.generators}
    assert (units["g5"].max_mw, units["g5"].min_mw) == (320.0, 0.0)
    assert (units["g6"].max_mw, units["g6"].min_mw) == (30.0, 30.0)
    assert notice(town, "generators without a limit can give 320 MW") == "g5"
    assert notice(town, "generators with Pmin < 0 only give") == "g5"
    assert notice(town, "generators with Pmin > Pmax") == "g6"


def test_costs_are_marginal(town: Imported) -> None:
    """0.02·p² + 10·p costs 0.04·100 + 10 = 14 at half of 200 MW; points to (200, 4000) slope 20; a constant costs 0."""
    units = {row.generator: row for row in town.region.generators}
    assert units["g1"].cost_per_mwh == pytest.approx(14)
    assert units["g5"].cost_per_mwh == pytest.approx(20)
    assert units["g6"].cost_per_mwh == 0


def test_branches_keep_their_row_and_numbers(town: Imported) -> None:
    """Tap 0 is 1, rate 0 or Inf no limit; parallel branches stay apart; rows that cannot carry power are left out."""
    branch = {row.branch: row for row in town.region.branches}
    assert list(branch) == ["l1", "l2", "l3", "l5", "l6"]
    assert branch["l1"] == Branch(
        branch="l1", from_bus="b1", to_bus="b2", r_pu=0.01, x_pu=0.1, rating_mw=None, max_angle_deg=30.0
    )
    assert (branch["l2"].rating_mw, branch["l2"].max_angle_deg) == (80.0, None)
    assert (branch["l3"].kind, branch["l3"].tap, branch["l3"].shift_deg) == ("transformer", 0.95, 30.0)
    assert branch["l5"].rating_mw is None
    assert notice(town, "branch left out, on an isolated bus") == "4"
    assert notice(town, "branch left out, out of service") == "7"
    assert notice(town, "branch left out, both of its ends are the same bus") == "8"


@pytest.mark.parametrize(
    ("least", "most", "limit", "noticed"),
    [
        (-360, 360, None, False),
        (0, 0, None, False),
        (-90, 90, None, False),
        (-30, 30, 30, False),
        (-89.9, 89.9, 89.9, False),
        (-40, 20, 20, True),
        (-15, 360, 15, True),
        (0, 25, 25, True),
        (5, 25, 25, True),
    ],
)
def test_angle_limits(
    importing: Callable[..., Imported], least: float, most: float, limit: float | None, noticed: bool
) -> None:
    """A side counts strictly between 0 and 90°, the tighter one holds for both, and unequal sides are noticed."""
    imported = importing(TOWN.replace("1 -30  30;", f"1 {least} {most};"))
    assert imported.region.branches[0].max_angle_deg == limit
    start = "of angle limits that differ by direction"
    assert ("l1" in notice(imported, start)) == noticed  # l5 always is


def test_a_branch_without_reactance_gets_a_small_one(town: Imported) -> None:
    """x = 0 would be an infinite susceptance: the branch gets the assumed reactance, and the notice says so."""
    (branch,) = [row for row in town.region.branches if row.branch == "l6"]
    assert (branch.x_pu, branch.r_pu, branch.tap) == (1e-5, 0.02, 1.0)
    assert notice(town, "branches without reactance get 1e-05 per unit") == "l6"


def test_angle_columns_may_be_missing(importing: Callable[..., Imported]) -> None:
    """A case of eleven branch columns has no angle limits."""
    narrow = importing("mpc.baseMVA = 1; mpc.bus = [1 3 5 0 0 0 1 1 0 10; 2 1 5 0 0 0 1 1 0 10];\n"
                       "mpc.branch = [1 2 0 0.1 0 0 0 0 0 0 1];")  # fmt: skip
    assert [(row.branch, row.max_angle_deg) for row in narrow.region.branches] == [("l1", None)]


def test_damage_becomes_reports(town: Imported) -> None:
    """What is damaged and imported is reported out with an hour's repair; damage of what is left out is not."""
    subjects = [report.subject for report in town.reports]
    assert subjects == ["bus:b1", "feeder:d3", "branch:l2"]
    for number, report in enumerate(town.reports, start=1):
        assert (report.report, report.state, report.source) == (f"import{number}", "out", "import")
        assert report.repair_minutes == 60
        assert report.reported_at == report.valid_from == datetime(2026, 1, 1, tzinfo=UTC)
    assert notice(town, "damaged and reported out, 60 min of repair each") == "bus:b1, feeder:d3, branch:l2"


def test_what_is_not_modelled_is_said(town: Imported) -> None:
    """Storage and DC lines are left out, and tables that nothing is made of are named."""
    assert notice(town, "storage left out, storage is not modelled") == "1"
    assert notice(town, "dcline left out, DC lines are not modelled") == "1"
    assert notice(town, "tables that are not used") == "reserves"


def test_every_row_is_in_the_id_map(town: Imported) -> None:
    """Every row of every table is in the id map once per asset, with the reason where there is none."""
    links = {(link.source, link.asset): link for link in town.links}
    sources = {link.source for link in town.links}
    tables = {"bus": (1, 2, 7, 8, 9), "gen": range(1, 7), "branch": range(1, 9), "storage": (1,), "dcline": (1,)}
    assert sources >= {f"{table} {number}" for table, numbers in tables.items() for number in numbers}
    assert links["branch 7", ""].note == "left out: out of service"
    assert town.id_map["branch:l5"] == "branch 5"
    assert town.id_map["bus:b9"] == "bus 9 'South'"
    assert town.id_map["feeder:s2"] == "bus 2 Gs"
    region = town.region
    assets = {f"bus:{row.bus}" for row in region.buses} | {f"branch:{row.branch}" for row in region.branches}
    assets |= {f"feeder:{row.feeder}" for row in region.feeders}
    assets |= {f"generator:{row.generator}" for row in region.generators}
    assert set(town.id_map) == assets


def test_what_is_imported_has_no_problems(town: Imported) -> None:
    """The Region and its reports pass relight's own checks."""
    assert check_region(town.region) == ()
    assert check_reports(town.reports, town.region) == ()


def test_the_choice_of_susceptance_is_kept(importing: Callable[..., Imported]) -> None:
    """The series susceptance is a setting; the branch's own numbers stay as they are in the file."""
    series = importing(TOWN, "series").region
    assert series.settings.susceptance == "series"
    assert series.branches == importing(TOWN).region.branches
    with pytest.raises(ValueError, match="'parallel', not one of reactance, series"):
        importing(TOWN, "parallel")


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "found"),
    [
        ("mpc.baseMVA = 50;", "", 0, "baseMVA", "there is no positive baseMVA"),
        ("mpc.baseMVA = 50;", "mpc.baseMVA = 0;", 0, "baseMVA", "there is no positive baseMVA"),
        ("mpc.bus = [", "mpc.knots = [", 0, "", "no table bus, so this is not a MATPOWER case of version 2"),
        ("2 1 0   0 5", "1 1 0   0 5", 5, "bus_i", "bus 1 again (first on line 4)"),
        ("2 1 0   0 5", "2.5 1 0 0 5", 5, "bus_i", "bus_i is 2.5"),
        ("7 1 -20", "7 1 NaN", 6, "Pd", "Pd of row 3 of bus is nan"),
        ("7 1 -20", "7 1 Inf", 6, "Pd", "Pd of row 3 of bus is inf"),
        ("7 0 0 0 0 1 50 1 0 -15", "77 0 0 0 0 1 50 1 0 -15", 13, "bus", "row 3 of gen names bus 77, which is not in"),
        ("7 0 0 0 0 1 50 1 0 -15", "7 0 0 0 0 1 50 1 NaN -15", 13, "Pmax", "Pmax of row 3 of gen is nan"),
        ("2 8 0.02", "2 88 0.02", 22, "tbus", "row 4 of branch names bus 88, which is not in"),
        ("0 0 0.95 30", "0 0 -0.95 30", 21, "ratio", "ratio is -0.95"),
        ("0.1 0 80", "0.1 0 -80", 20, "rateA", "rateA is -80"),
        ("0.1 0 80", "NaN 0 80", 20, "x", "x of row 2 of branch is nan"),
        ("    2 0 0 1 7 0 0 0 0 0;\n", "", 28, "gencost", "gencost has 5 rows for 6 generators"),
        ("1 0 0 3 0 0 100", "1 0 0 9 0 0 100", 33, "gencost", "row 5 of gencost is neither a piecewise linear nor a"),
        ("1 0 0 3 0 0 100", "4 0 0 3 0 0 100", 33, "gencost", "row 5 of gencost is neither a piecewise linear nor a"),
        ("mpc.bus_damage = [1; 0;", "mpc.bus_damage = [1;", 41, "bus_damage", "bus_damage has 4 rows, bus has 5"),
        ("mpc.branch = [", "mpc.branch = [1 2 3];\nmpc.x = [", 18, "x", "the table branch has 3 columns, so x, b"),
    ],
)  # fmt: skip
def test_a_wrong_case_says_where(
    importing: Callable[..., Imported], old: str, new: str, line: int, column: str, found: str
) -> None:
    """Each mistake is one problem with the file, the line, the column and what was found."""
    assert TOWN.count(old) == 1
    with pytest.raises(InputError) as caught:
        importing(TOWN.replace(old, new))
    problem = caught.value.problems[0]
    assert (problem.file, problem.row, problem.column) == ("town.m", line, column)
    assert problem.found.startswith(found)
    assert problem.remedy


def test_all_mistakes_are_told_at_once(importing: Callable[..., Imported]) -> None:
    """Three mistakes in three tables are three problems, in the order of their lines."""
    text = (
        TOWN.replace("7 1 -20", "7 1 NaN")
        .replace("0.1 0 80", "0.1 0 -80")
        .replace("9 0 0 0 0 1 50 1 30", "6 0 0 0 0 1 50 1 30")
    )
    with pytest.raises(InputError) as caught:
        importing(text)
    assert [problem.row for problem in caught.value.problems] == [6, 16, 20]


def test_lists_that_do_not_fit_are_not_used(importing: Callable[..., Imported]) -> None:
    """Names and fuels that are not one per row are said and left aside, never shifted onto other rows."""
    imported = importing(TOWN.replace("'North'; ", "").replace("'Nuclear'; ", ""))
    assert {bus.name for bus in imported.region.buses} == {""}
    assert {unit.kind for unit in imported.region.generators} == {"thermal", "negative_load"}
    assert notice(imported, "lists that do not have one word per bus") == "bus_name"
    assert notice(imported, "lists that do not have one word per generator") == "genfuel"
