"""Every default number of relight, once: its value, unit, meaning, source and grade.

Grades: A regulation, standard or code read directly; B official statement or peer-reviewed abstract; C secondary page;
D arithmetic from an A or B item; X an assumption without a source. A region changes any of them under `[assumptions]`
in `region.toml`; results list the ones they rest on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from relight.model.catalogue import CATALOGUE


@dataclass(frozen=True)
class Assumption:
    """A default number with where it comes from."""

    name: str
    value: float
    unit: str
    meaning: str
    source: str
    grade: str
    changed: bool = False  # a region gave its own value


RELAYS = "assumption: common under-frequency schemes shed up to half the load in steps"
BLACK_START = "assumption: common black-start practice"

DYNAMICS = tuple(
    Assumption(*row)
    for row in (
        ("response_share", 0.05, "", "share of its capacity by which a running unit follows within seconds",
         "assumption: primary response of thermal units", "X"),
        ("response_share_hydro", 0.15, "", "the same for hydro", "assumption: primary response of hydro units", "X"),
        ("shed_stages", 5.0, "stages", "stages of under-frequency load shedding", RELAYS, "X"),
        ("shed_stage_share", 0.10, "", "share of an island's load that a stage sheds", RELAYS, "X"),
        ("collapse_surplus_share", 0.5, "", "surplus, as a share of its load, that collapses an island",
         "assumption: frequency rises too fast for orderly trips", "X"),
        ("emergency_share", 1.2, "", "share of its rating above which a branch trips",
         "assumption: short-time emergency ratings of overhead lines", "X"),
        ("switching_minutes", 5.0, "min", "to energise the next bus along a branch",
         "assumption: telecontrolled switching with a check of voltage", "X"),
        ("pickup_minutes", 5.0, "min", "between two steps of picking up load", BLACK_START, "X"),
        ("pickup_share", 0.05, "", "load picked up in a step, as a share of the capacity that runs", BLACK_START, "X"),
        ("cold_load_factor", 1.5, "", "demand of a feeder that was off for long, as a multiple",
         "assumption: 1.5, with electric heating 2 to 3", "X"),
        ("cold_load_minutes", 120.0, "min", "time off until that multiple is reached, and time on until it is gone",
         "assumption: decays over 1 to 3 h", "X"),
        ("merit_cost_wind", 0.0, "per MWh", "place in the merit order", "assumption: merit order by kind", "X"),
        ("merit_cost_solar", 0.0, "per MWh", "place in the merit order", "assumption: merit order by kind", "X"),
        ("merit_cost_hydro", 5.0, "per MWh", "place in the merit order", "assumption: merit order by kind", "X"),
        ("merit_cost_nuclear", 10.0, "per MWh", "place in the merit order", "assumption: merit order by kind", "X"),
        ("merit_cost_thermal", 60.0, "per MWh", "place in the merit order", "assumption: merit order by kind", "X"),
        ("merit_cost_import", 70.0, "per MWh", "place in the merit order", "assumption: merit order by kind", "X"),
        ("merit_cost_other", 80.0, "per MWh", "place in the merit order", "assumption: merit order by kind", "X"),
    )
)

CHANCE = tuple(
    Assumption(*row)
    for row in (
        ("repair_cv", 0.5, "", "standard deviation of a repair time as a share of its mean, where no class gives one",
         "Hazus: substations, sd half the mean", "A"),
        ("strike_repair_minutes", 4320.0, "min", "repair of further damage where no class gives a mean",
         "Hazus: moderate damage of a substation, 3 days", "A"),
        ("demand_error_sd", 0.05, "", "standard deviation of the demand forecast's error, cut at two of them",
         "assumption: a common day-ahead error", "X"),
    )
)

GENERAL = tuple(
    Assumption(*row)
    for row in (
        ("people_per_mw", 500.0, "people/MW", "people behind a megawatt of an imported network's demand",
         "assumption: about 2 kW of peak demand a person, all sectors", "X"),
        ("import_repair_minutes", 60.0, "min", "repair time of an asset an imported network marks as damaged",
         "assumption: one hour, so that steps of a restoration order are hours", "X"),
        ("import_unlimited_demands", 2.0, "",
         "capacity of an imported unit that has no limit, as a multiple of all demand",
         "assumption: more than the network can ask for", "X"),
        ("import_zero_reactance_pu", 1e-5, "per unit", "reactance of an imported branch that has none",
         "assumption: small beside any line, large enough to compute with", "X"),
        ("water_l_per_person_day", 757.08, "L/day",
         "water use of a person, to tell people from an imported network's use",
         "WNTR default for population: 200 US gallons a person and day", "C"),
        ("water_pressure_m", 14.06, "m", "pressure at which an imported network's junction gets water",
         "Ten States Standards: at least 20 psi in a mains under all conditions", "C"),
        ("crew_speed_km_per_h", 40.0, "km/h", "travel of a repair crew that has no speed of its own, as the crow flies",
         "assumption: rural roads in winter, detours included", "X"),
        ("ac_power_factor", 0.95, "", "power factor of demand in the AC check",
         "assumption: compensated mixed demand at a substation", "X"),
        ("ac_voltage_low_pu", 0.9, "per unit", "the AC check lists lower voltages",
         "assumption: a tenth of the nominal voltage, as EN 50160 has it for supply", "X"),
        ("ac_voltage_high_pu", 1.1, "per unit", "the AC check lists higher voltages",
         "assumption: a tenth of the nominal voltage, as EN 50160 has it for supply", "X"),
        ("ac_mvar_share", 0.5, "MVAr/MW", "reactive power a running unit can give or take, by its capacity",
         "assumption: a power factor of 0.9 at full power", "X"),
        ("people_per_customer", 2.5, "people", "people behind one metered customer",
         "assumption: a household", "X"),
        ("service_weight", 1.0, "", "weight of a person-hour without a service, unless [weights] says otherwise",
         "assumption: every service counts the same", "X"),
        ("repair_judged_minutes", 1440.0, "min",
         "without a horizon, repairs for services are judged for so long after the last possible one",
         "assumption: a whole day of demand, in which most backups run out", "X"),
        ("mine_order_minutes", 15.0, "min", "main fan without power for so long: everyone is ordered out",
         "30 CFR 75.313 (US mine ventilation rule)", "A"),
        ("indoor_c", 20.0, "°C", "indoor temperature while heated", "assumption: common design temperature", "X"),
        ("cold_home_c", 18.0, "°C", "below this a home is cold",
         "WHO Housing and Health Guidelines 2018, chapter 4", "A"),
        ("drain_c", 10.0, "°C", "below this a heating system is drained before it freezes",
         "Kyiv city procedure, January 2026: drain when the coolant is under about +10 °C", "B"),
        ("drain_outdoor_c", -3.0, "°C", "systems are drained only when it is this cold outdoors, or colder",
         "Kyiv city procedure, January 2026: applies at −3 °C or below", "B"),
    )
)

ROTA_PREFIX = "rota_"
"""`[rota]` in `region.toml` changes these assumptions by their names without it."""

ROTA = tuple(
    Assumption(*row)
    for row in (
        ("rota_max_off_minutes", 360.0, "min", "longest cut", "Ukrainian practice: no single cut over 6 h", "B"),
        ("rota_min_off_minutes", 120.0, "min", "shortest cut", "assumption: cuts of 2 to 4 h are common", "X"),
        ("rota_min_on_minutes", 120.0, "min", "shortest time of supply between two cuts",
         "assumption: time to cook, charge and pump", "X"),
        ("rota_switchings_per_slot", 0.0, "", "groups of a zone switched at once where crews do it, 0 = any number",
         "assumption: switched from afar", "X"),
        ("rota_block_minutes", 0.0, "min", "cuts begin and end at multiples of this from local midnight, 0 = any slot",
         "assumption: any slot", "X"),
        ("rota_stage_share", 0.0, "", "what is cut is rounded up to stages of this share of demand, 0 = no stages",
         "NRS 048-9 edition 3 has stages of 0.05", "B"),
        ("rota_keep_minutes", 360.0, "min", "what was published is kept for so long ahead, if it still fits",
         "assumption: people plan a few hours ahead", "X"),
        ("rota_firm_minutes", 1440.0, "min", "cuts that begin so soon are confirmed, later ones preliminary",
         "assumption: a day ahead", "X"),
        ("rota_beyond_need_share", 0.05, "", "share of the need that may be cut beyond the least possible to be fair",
         "assumption: groups of unequal size cannot be fair and exact", "X"),
        ("rota_history_days", 7.0, "days", "past cuts of so many days count for fairness",
         "Ukrainian practice: even over the week, since one day cannot be equalised", "B"),
        ("rota_night_from_hour", 23.0, "h", "night begins, local time", "assumption: usual night tariff", "X"),
        ("rota_night_to_hour", 6.0, "h", "night ends, local time", "assumption: usual night tariff", "X"),
        ("rota_stale_minutes", 1440.0, "min", "a timetable older than this promises supply to nobody",
         "assumption: timetables are renewed at least daily", "X"),
        ("rota_dark_share", 0.5, "", "a group of which this share is without power beyond the rota is in an emergency",
         "assumption: what holds for most of a group is told to all of it", "X"),
    )
)

BACKUPS = tuple(Assumption(*row) for row in CATALOGUE)

BY_NAME: dict[str, Assumption] = {item.name: item for item in (*GENERAL, *CHANCE, *DYNAMICS, *ROTA, *BACKUPS)}


class Assumptions(Mapping[str, float]):
    """The assumptions in force for one region: defaults with the region's own values in their place.

    Raises
    ------
    KeyError
        For a name in `changes` that no assumption has.
    """

    def __init__(self, changes: Mapping[str, float] | None = None) -> None:
        self._items = dict(BY_NAME)
        for name, value in (changes or {}).items():
            self._items[name] = replace(BY_NAME[name], value=float(value), changed=True)

    def __getitem__(self, name: str) -> float:
        return self._items[name].value

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __repr__(self) -> str:
        own = ", ".join(f"{name}={item.value:g}" for name, item in self._items.items() if item.changed)
        return f"<Assumptions: {len(self)}, the region's own: {own or 'none'}>"

    def about(self, name: str) -> Assumption:
        """The assumption of that name with its unit, source and grade."""
        return self._items[name]


def catalogue_name(facility_kind: str, backup_kind: str, quantity: str) -> str:
    """Name of the catalogue's assumption for a backup's quantity, as `hospital_generator_minutes`.

    `quantity` is one of `minutes`, `share`, `start_minutes`, `refill_minutes`. The name may not exist: not every kind
    of backup has a default for everything.
    """
    return f"{facility_kind}_{backup_kind}_{quantity}"
