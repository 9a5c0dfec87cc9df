"""Small EPANET files with hand-worked answers, and WNTR's own simulation of a file whose pumps stand still."""

from __future__ import annotations

from importlib.resources import files
from math import pi
from pathlib import Path
from typing import Any

import wntr

PATTERNLESS = """
[TIMES]
 Duration 24:00
 Hydraulic Timestep 1:00
 Pattern Timestep 1:00
[OPTIONS]
 Units CMH
 Headloss H-W
[END]
"""

HILL = """
[JUNCTIONS]
 low 0 36
 town 60 50
 lift 60 0
 high 120 7
[RESERVOIRS]
 lake 50
[TANKS]
 tower 90 4 1 7 20 0
[PIPES]
 main lake low 100 500 130 0 Open
 rise town tower 100 500 130 0 Open
 street town lift 100 500 130 0 Open
[PUMPS]
 works lake town POWER 30
 booster lift high POWER 3
"""
"""A lake feeds low by gravity; works lifts to town with its tower, booster from there to high, which has no tank."""

TWINS = """
[JUNCTIONS]
 town 0 100
[RESERVOIRS]
 east 0
 west 0
[TANKS]
 tower 50 3 0 5 20 0
[PIPES]
 rise town tower 100 500 130 0 Open
[PUMPS]
 first east town HEAD curve
 second west town HEAD curve
[CURVES]
 curve {flow} 60
"""
"""Two equal pumps of a given design flow from two lakes into one town with a tower."""


def write_inp(folder: Path, text: str, name: str = "hill.inp") -> Path:
    """The file of one of the texts above."""
    path = folder / name
    path.write_text(text + PATTERNLESS, encoding="utf-8")
    return path


def library_file(name: str) -> Path:
    """A network that comes with WNTR."""
    return Path(str(files("wntr"))) / "library" / "networks" / f"{name}.inp"


def without_pumps(name: str, hours: float) -> Any:
    """WNTR's model of one of its networks in which no pump runs and no control starts one."""
    model = wntr.network.WaterNetworkModel(str(library_file(name)))
    time = model.options.time
    time.duration, time.hydraulic_timestep, time.report_timestep = int(3600 * hours), 300, 300
    for control in list(model.control_name_list):
        if any(action.target()[0].name in model.pump_name_list for action in model.get_control(control).actions()):
            model.remove_control(control)
    for _, pump in model.pumps():
        pump.initial_status = wntr.network.LinkStatus.Closed
    return model


def stored_m3(model: Any, results: Any) -> dict[str, Any]:
    """Tank -> water above its lowest level at every second simulated."""
    return {
        name: pi / 4 * tank.diameter**2 * (results.node["pressure"][name] - tank.min_level).clip(lower=0)
        for name, tank in model.tanks()
    }


def without_pumps_from(name: str, hour: float, hours: float) -> tuple[Any, Any]:
    """WNTR's model and its own solver's results for a network whose pumps run until `hour` and then stand still."""
    model = wntr.network.WaterNetworkModel(str(library_file(name)))
    time = model.options.time
    time.duration, time.hydraulic_timestep, time.report_timestep = int(3600 * hour), 300, 300
    wntr.sim.WNTRSimulator(model).run_sim()
    for control in list(model.control_name_list):
        if any(action.target()[0].name in model.pump_name_list for action in model.get_control(control).actions()):
            model.remove_control(control)
    for pump_name, pump in model.pumps():
        stop = wntr.network.controls.ControlAction(pump, "status", wntr.network.LinkStatus.Closed)
        now = wntr.network.controls.SimTimeCondition(model, "=", 3600 * hour + 300)
        model.add_control(f"stop {pump_name}", wntr.network.controls.Control(now, stop))
    time.duration = int(3600 * (hour + hours))
    return model, wntr.sim.WNTRSimulator(model).run_sim()
