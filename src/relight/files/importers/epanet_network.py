"""An EPANET network read through WNTR as plain data, and runs of it by EPANET itself, with and without its pumps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from relight.errors import InputError, Problem, install
from relight.files.importers.quiet import quiet

Floats = NDArray[np.float64]

SAVE = "save the network with EPANET as an .inp file that it can run"
CUBIC_METRE_WEIGHT_KN = 9.81


@dataclass(frozen=True)
class Tank:
    """What a tank holds above its lowest level."""

    name: str
    stored_m3: float  # at the start of the file
    capacity_m3: float
    lowest_m: float  # level at which it gives nothing any more
    span_m: float  # from there to its highest level


@dataclass(frozen=True)
class WaterLink:
    """A pipe, valve or pump between two nodes."""

    name: str
    start: str
    end: str


@dataclass(frozen=True)
class Begin:
    """How the network stands at some hour of the file: the start of a run that is not the file's own."""

    hour: float
    level_m: dict[str, float]  # per tank
    shut: frozenset[str]  # links


@dataclass(frozen=True)
class WaterNetwork:
    """An EPANET file: its nodes in the file's order, what they use, and how they hang together."""

    path: Path
    use_m3_per_h: dict[str, float]  # per junction, mean over its demand patterns; negative = an inflow
    tanks: tuple[Tank, ...]
    reservoirs: tuple[str, ...]
    pumps: tuple[WaterLink, ...]
    pipes: tuple[WaterLink, ...]  # valves too
    hours: float  # that the file simulates
    step_seconds: int
    pump_efficiency: float
    begin: Begin | None = None  # None: as the file begins


@dataclass(frozen=True, eq=False)
class Run:
    """What EPANET worked out, at equal steps of time."""

    minutes: Floats
    pressure_m: dict[str, Floats]  # per node; of a tank, its level
    use_m3_per_h: dict[str, Floats]  # what each node takes; negative = what it gives
    flow_m3_per_h: dict[str, Floats]  # per link
    open_links: tuple[frozenset[str], ...]  # those that can carry water, at every step
    pump_mw: Floats  # all pumps together


def read_water_network(path: Path) -> WaterNetwork:
    """The network of an EPANET input file.

    Raises
    ------
    InputError
        If WNTR is not installed, or it cannot read the file.
    """
    wntr, model = _load(path)
    with quiet("wntr"):
        use = wntr.metrics.average_expected_demand(model)
    return WaterNetwork(
        path=path,
        use_m3_per_h={name: 3600 * float(use[name]) for name in model.junction_name_list},
        tanks=tuple(_tank(name, tank) for name, tank in model.tanks()),
        reservoirs=tuple(model.reservoir_name_list),
        pumps=tuple(_link(model, name) for name in model.pump_name_list),
        pipes=tuple(_link(model, name) for name in (*model.pipe_name_list, *model.valve_name_list)),
        hours=model.options.time.duration / 3600,
        step_seconds=int(model.options.time.hydraulic_timestep),
        pump_efficiency=float(model.options.energy.global_efficiency or 100.0) / 100,
    )


def from_hour(network: WaterNetwork, hour: float, usual: Run) -> WaterNetwork:
    """The network with its tanks and pipes as they are at an hour of its usual run."""
    _, model = _load(network.path)
    step = int(np.searchsorted(usual.minutes, 60 * hour, side="right")) - 1
    level_m = {
        tank.name: float(np.interp(60 * hour, usual.minutes, usual.pressure_m[tank.name])) for tank in network.tanks
    }
    for name, level in level_m.items():
        model.get_node(name).init_level = level
    shut = frozenset(pipe.name for pipe in network.pipes) - usual.open_links[step]
    tanks = tuple(_tank(name, tank) for name, tank in model.tanks())
    return replace(network, tanks=tanks, begin=Begin(hour, level_m, shut))


def run_epanet(
    network: WaterNetwork, hours: float, step_seconds: int, pumps: bool = True, tanks: bool = True
) -> Run:
    """What EPANET works out for the file from where the network begins.

    Parameters
    ----------
    network
        What `read_water_network` returned.
    hours, step_seconds
        How long, and in which steps.
    pumps
        False: every pump stands still from the start, and no control of the file starts one again.
    tanks
        False: every tank is empty and every pipe at it is shut.

    Raises
    ------
    InputError
        If EPANET cannot run it.
    """
    wntr, model = _load(network.path)
    time = model.options.time
    time.duration, time.hydraulic_timestep, time.report_timestep = round(3600 * hours), step_seconds, step_seconds
    time.rule_timestep, time.report_start, time.statistic = min(time.rule_timestep, step_seconds), 0, "NONE"
    model.options.quality.parameter = "NONE"
    if network.begin is not None:
        _begin(wntr, model, network.begin)
    if not pumps:
        # Where tanks are empty EPANET may find no balance; what comes before counts.
        model.options.hydraulic.unbalanced, model.options.hydraulic.unbalanced_value = "CONTINUE", 10
    shut = set() if pumps else {pump.name for pump in network.pumps}
    for name, tank in () if tanks else model.tanks():
        shut |= set(model.get_links_for_node(name))
        tank.init_level = tank.min_level  # so that controls by its level do what they do then
    _shut(wntr, model, shut)
    try:
        with quiet("wntr"), TemporaryDirectory() as folder:
            simulator = wntr.sim.EpanetSimulator(model)
            results = simulator.run_sim(file_prefix=str(Path(folder) / "run"), convergence_error=pumps)
    except Exception as error:  # WNTR and EPANET have many ways to say that a network does not work
        found = f"EPANET cannot run it ({' '.join(str(error).split()) or type(error).__name__})"
        raise InputError([Problem(network.path.name, 0, "", found, "correct the network until it runs")]) from error
    return _run(network, results)


def _load(path: Path) -> tuple[Any, Any]:
    """WNTR and its model of the file."""
    try:
        with quiet("wntr"):
            import wntr
    except ImportError as error:
        found = f"reading it needs {error.name or 'wntr'}, which is missing"
        raise InputError([Problem(path.name, 0, "", found, install("water"))]) from error
    if not path.is_file():
        raise InputError([Problem(path.name, 0, "", "the file is not there", "correct the path")])
    try:
        with quiet("wntr"):
            model = wntr.network.WaterNetworkModel(str(path))
    except Exception as error:  # whatever WNTR trips over, the file is not one that EPANET would run
        found = f"is not an EPANET network ({' '.join(str(error).split())[:200] or type(error).__name__})"
        raise InputError([Problem(path.name, 0, "", found, SAVE)]) from error
    if not model.junction_name_list:
        raise InputError([Problem(path.name, 0, "", "is not an EPANET network with junctions", SAVE)])
    return wntr, model


def _tank(name: str, tank: Any) -> Tank:
    lowest_m3 = float(tank.get_volume(tank.min_level))
    return Tank(
        name=name,
        stored_m3=max(0.0, float(tank.get_volume(tank.init_level)) - lowest_m3),
        capacity_m3=max(0.0, float(tank.get_volume(tank.max_level)) - lowest_m3),
        lowest_m=float(tank.min_level),
        span_m=float(tank.max_level) - float(tank.min_level),
    )


def _link(model: Any, name: str) -> WaterLink:
    link = model.get_link(name)
    return WaterLink(name, str(link.start_node_name), str(link.end_node_name))


def _begin(wntr: Any, model: Any, begin: Begin) -> None:
    """Make an hour of the file the model's start. Controls by time elsewhere than at pumps have done what they did."""
    seconds = round(3600 * begin.hour)
    model.options.time.pattern_start += seconds
    model.options.time.start_clocktime = (model.options.time.start_clocktime + seconds) % 86_400
    for name, level_m in begin.level_m.items():
        model.get_node(name).init_level = level_m
    for name in list(model.control_name_list):
        control = model.get_control(name)
        for action in control.actions():
            link = action.target()[0]
            if getattr(link, "link_type", "") == "Pipe":
                status = wntr.network.LinkStatus
                link.initial_status = status.Closed if link.name in begin.shut else status.Open
        if isinstance(control.condition, wntr.network.controls.SimTimeCondition):
            model.remove_control(name)


def _shut(wntr: Any, model: Any, names: set[str]) -> None:
    """Shut links for good.

    WNTR's own `add_outage` does not do it: a simple control of the file opens the pump again.
    """
    for control in list(model.control_name_list):
        targets = (action.target()[0] for action in model.get_control(control).actions())
        if any(getattr(target, "name", None) in names for target in targets):
            model.remove_control(control)
    for name in names:
        link = model.get_link(name)
        link.initial_status = wntr.network.LinkStatus.Closed
        if link.link_type == "Pump":
            link.speed_timeseries.pattern_name = None
        elif link.link_type == "Pipe":
            link.check_valve = False


def _run(network: WaterNetwork, results: Any) -> Run:
    pressure, head, use = results.node["pressure"], results.node["head"], results.node["demand"]
    flow, status = results.link["flowrate"], results.link["status"]
    names = np.array([str(name) for name in status.columns], dtype=object)
    pump_mw = np.zeros(len(pressure))
    for pump in network.pumps:
        lift_m = (head[pump.end] - head[pump.start]).to_numpy()
        lift_kw = CUBIC_METRE_WEIGHT_KN * np.maximum(lift_m * flow[pump.name].to_numpy(), 0.0)
        pump_mw += lift_kw / network.pump_efficiency / 1000
    return Run(
        minutes=pressure.index.to_numpy(dtype=np.float64) / 60,
        pressure_m={str(name): pressure[name].to_numpy(dtype=np.float64) for name in pressure.columns},
        use_m3_per_h={str(name): 3600 * use[name].to_numpy(dtype=np.float64) for name in use.columns},
        flow_m3_per_h={str(name): 3600 * flow[name].to_numpy(dtype=np.float64) for name in flow.columns},
        open_links=tuple(frozenset(names[row != 0]) for row in status.to_numpy()),
        pump_mw=pump_mw,
    )
