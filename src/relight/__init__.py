"""relight: who is without what after the power is lost, for how long backups hold, and when each service is back.

The names below are the public ones. Each is loaded when it is first used, so that `import relight` costs nothing.

    region = relight.read_region(path)
    reports = relight.read_reports(path / "reports.csv", region)
    situation = relight.Situation.from_reports(region, reports)
    outlook = relight.outlook(situation, hours=72)
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from relight.demo import demo_region_path, demo_reports_path
    from relight.demo.run import run_demo
    from relight.engine.ac.check import ac_check
    from relight.engine.ac.result import AcCheck
    from relight.engine.core.batch import LoadBatch, served_load, served_load_sequence
    from relight.engine.core.state import GridStates
    from relight.engine.ensembles.ensemble import Ensemble, ensemble, futures_from
    from relight.engine.ensembles.scenario import Futures
    from relight.engine.first_run import has_to_compile
    from relight.engine.grid import Grid, compile_grid
    from relight.engine.grid_damage import damage_states
    from relight.engine.outlook import Outlook, outlook, outlook_from
    from relight.engine.replay import State, replay
    from relight.engine.status import Status, status
    from relight.errors import InputError, Problem, RelightError, SolverError
    from relight.files.hazards import read_hazards
    from relight.files.importers.epanet import import_epanet
    from relight.files.importers.imported import Imported
    from relight.files.importers.matpower import import_matpower
    from relight.files.importers.pandapower import import_pandapower
    from relight.files.importers.pypsa import import_pypsa
    from relight.files.region import read_region, write_region
    from relight.files.repairs import read_repairs, write_repairs
    from relight.files.reports import read_reports, write_reports
    from relight.files.rota import read_history, read_rota, write_rota
    from relight.model.assumptions import Assumption, Assumptions
    from relight.model.hazard import Hazard, Rate
    from relight.model.region import Region, Settings, Source
    from relight.model.schema import (
        Backup,
        Branch,
        Bus,
        Crew,
        District,
        Facility,
        Feeder,
        Generator,
        MobileUnit,
        Need,
        PastCut,
        Precedence,
        ProfilePoint,
        Repair,
        RepairClass,
        Report,
        RotaSlot,
        Serve,
        Spare,
        WeatherPoint,
    )
    from relight.model.situation import Situation
    from relight.plan.repairs.options import RepairOptions
    from relight.plan.repairs.plan import plan_repairs, score_plan
    from relight.plan.repairs.result import RepairPlan
    from relight.plan.rota.rota_plan import RotaPlan, plan_rota
    from relight.plan.rota.zone_rota import Effort
    from relight.publish.folder import write_results
    from relight.publish.netcdf import dataset
    from relight.publish.schedules.feeds import Publication, publish_feeds

__version__ = "0.1.0"

HOMES = {
    "AcCheck": "relight.engine.ac.result",
    "Assumption": "relight.model.assumptions",
    "Assumptions": "relight.model.assumptions",
    "Backup": "relight.model.schema",
    "Branch": "relight.model.schema",
    "Bus": "relight.model.schema",
    "Crew": "relight.model.schema",
    "District": "relight.model.schema",
    "Effort": "relight.plan.rota.zone_rota",
    "Ensemble": "relight.engine.ensembles.ensemble",
    "Facility": "relight.model.schema",
    "Feeder": "relight.model.schema",
    "Futures": "relight.engine.ensembles.scenario",
    "Generator": "relight.model.schema",
    "Grid": "relight.engine.grid",
    "GridStates": "relight.engine.core.state",
    "Hazard": "relight.model.hazard",
    "Imported": "relight.files.importers.imported",
    "InputError": "relight.errors",
    "LoadBatch": "relight.engine.core.batch",
    "MobileUnit": "relight.model.schema",
    "Need": "relight.model.schema",
    "Outlook": "relight.engine.outlook",
    "PastCut": "relight.model.schema",
    "Precedence": "relight.model.schema",
    "Problem": "relight.errors",
    "ProfilePoint": "relight.model.schema",
    "Publication": "relight.publish.schedules.feeds",
    "Rate": "relight.model.hazard",
    "Region": "relight.model.region",
    "RelightError": "relight.errors",
    "Repair": "relight.model.schema",
    "RepairClass": "relight.model.schema",
    "RepairOptions": "relight.plan.repairs.options",
    "RepairPlan": "relight.plan.repairs.result",
    "Report": "relight.model.schema",
    "RotaPlan": "relight.plan.rota.rota_plan",
    "RotaSlot": "relight.model.schema",
    "Serve": "relight.model.schema",
    "Settings": "relight.model.region",
    "Situation": "relight.model.situation",
    "SolverError": "relight.errors",
    "Source": "relight.model.region",
    "Spare": "relight.model.schema",
    "State": "relight.engine.replay",
    "Status": "relight.engine.status",
    "WeatherPoint": "relight.model.schema",
    "ac_check": "relight.engine.ac.check",
    "compile_grid": "relight.engine.grid",
    "damage_states": "relight.engine.grid_damage",
    "dataset": "relight.publish.netcdf",
    "demo_region_path": "relight.demo",
    "demo_reports_path": "relight.demo",
    "ensemble": "relight.engine.ensembles.ensemble",
    "futures_from": "relight.engine.ensembles.ensemble",
    "has_to_compile": "relight.engine.first_run",
    "import_epanet": "relight.files.importers.epanet",
    "import_matpower": "relight.files.importers.matpower",
    "import_pandapower": "relight.files.importers.pandapower",
    "import_pypsa": "relight.files.importers.pypsa",
    "outlook": "relight.engine.outlook",
    "outlook_from": "relight.engine.outlook",
    "plan_repairs": "relight.plan.repairs.plan",
    "plan_rota": "relight.plan.rota.rota_plan",
    "publish_feeds": "relight.publish.schedules.feeds",
    "read_hazards": "relight.files.hazards",
    "read_history": "relight.files.rota",
    "read_region": "relight.files.region",
    "read_repairs": "relight.files.repairs",
    "read_reports": "relight.files.reports",
    "read_rota": "relight.files.rota",
    "replay": "relight.engine.replay",
    "run_demo": "relight.demo.run",
    "score_plan": "relight.plan.repairs.plan",
    "served_load": "relight.engine.core.batch",
    "served_load_sequence": "relight.engine.core.batch",
    "status": "relight.engine.status",
    "write_region": "relight.files.region",
    "write_repairs": "relight.files.repairs",
    "write_reports": "relight.files.reports",
    "write_results": "relight.publish.folder",
    "write_rota": "relight.files.rota",
}
"""Public name -> the module it lives in."""

__all__ = [
    "AcCheck",
    "Assumption",
    "Assumptions",
    "Backup",
    "Branch",
    "Bus",
    "Crew",
    "District",
    "Effort",
    "Ensemble",
    "Facility",
    "Feeder",
    "Futures",
    "Generator",
    "Grid",
    "GridStates",
    "Hazard",
    "Imported",
    "InputError",
    "LoadBatch",
    "MobileUnit",
    "Need",
    "Outlook",
    "PastCut",
    "Precedence",
    "Problem",
    "ProfilePoint",
    "Publication",
    "Rate",
    "Region",
    "RelightError",
    "Repair",
    "RepairClass",
    "RepairOptions",
    "RepairPlan",
    "Report",
    "RotaPlan",
    "RotaSlot",
    "Serve",
    "Settings",
    "Situation",
    "SolverError",
    "Source",
    "Spare",
    "State",
    "Status",
    "WeatherPoint",
    "__version__",
    "ac_check",
    "compile_grid",
    "damage_states",
    "dataset",
    "demo_region_path",
    "demo_reports_path",
    "ensemble",
    "futures_from",
    "has_to_compile",
    "import_epanet",
    "import_matpower",
    "import_pandapower",
    "import_pypsa",
    "outlook",
    "outlook_from",
    "plan_repairs",
    "plan_rota",
    "publish_feeds",
    "read_hazards",
    "read_history",
    "read_region",
    "read_repairs",
    "read_reports",
    "read_rota",
    "replay",
    "run_demo",
    "score_plan",
    "served_load",
    "served_load_sequence",
    "status",
    "write_region",
    "write_repairs",
    "write_reports",
    "write_results",
    "write_rota",
]


def __getattr__(name: str) -> Any:
    """The public thing of that name, loaded now (PEP 562)."""
    if name not in HOMES:
        raise AttributeError(f"module 'relight' has no attribute {name!r}")
    thing = getattr(importlib.import_module(HOMES[name]), name)
    globals()[name] = thing
    return thing


def __dir__() -> list[str]:
    return sorted(__all__)
