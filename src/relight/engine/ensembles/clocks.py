"""Clocks and warnings of an ensemble: the single run's rows, with the chance and the times of every moment beside."""

from __future__ import annotations

from typing import Any

import numpy as np

from relight.engine.cooling import INDOOR
from relight.engine.ensembles.clock_statistics import HEAT_TIMES, STEP_MINUTES, WARNING_TIMES, Clocks, ClockStatistics
from relight.engine.ensembles.histogram import Histogram
from relight.engine.ensembles.quantiles import LIKELY, PERCENTS
from relight.engine.heat_clock import HeatClock, cooled_by
from relight.engine.mine_clock import MINE_TIMES, MineClock
from relight.engine.notices import KINDS
from relight.engine.outlook import Outlook
from relight.engine.result_rows import heat_row, mine_row, people_served, stamp
from relight.engine.rounding import people
from relight.engine.wiring import Floats

Row = dict[str, Any]


class ClockChances:
    """Reads rows from the statistics of an ensemble's clocks."""

    def __init__(self, single: Outlook, clocks: Clocks, statistics: ClockStatistics, scenarios: int) -> None:
        self.single, self.state, self.clocks = single, single.state, clocks
        self.statistics, self.scenarios = statistics, scenarios
        times = statistics.times
        self.counted = times.counts.sum(axis=1)
        self.probability = (self.counted - times.counts[:, -1]) / scenarios
        self.minute = {percent: self._minutes(times, percent) for percent in PERCENTS}
        self.homes_from = len(MINE_TIMES) * len(clocks.mines)
        self.warnings_from = self.homes_from + len(HEAT_TIMES) * len(clocks.homes[""].facilities)

    def clock_rows(self, single: list[Row]) -> list[Row]:
        """The clocks of the single run and those that run in at least one scenario in ten: mines, then homes."""
        mines = {row["facility"]: row for row in single if "evacuate_by" in row}
        homes = {row["facility"]: row for row in single if "indoor_c" in row}
        return self._mine_rows(mines) + self._heat_rows(homes)

    def warning_rows(self, single: list[Row]) -> list[Row]:
        """One row a kind and district that is warned in the single run or in at least one scenario in ten.

        It reaches from the begin of the single run's first warning to the end of its last, for the most people of them;
        without one it has the median times.
        """
        rows: list[Row] = []
        warned = {percent: self.statistics.warned.quantile(percent) for percent in PERCENTS}
        for at, (district, kind) in enumerate(self.clocks.warnings):
            first = self.warnings_from + len(WARNING_TIMES) * at
            own = [row for row in single if (row["district"], row["kind"]) == (district, kind)]
            if not own and self.probability[first] < LIKELY:
                continue
            chance: Row = {"probability": round(float(self.probability[first]), 6)}
            chance |= {name: self._times(first + place) for place, name in enumerate(WARNING_TIMES)}
            chance["people"] = {f"p{percent}": people(float(values[at])) for percent, values in warned.items()}
            usual: Row = {"kind": kind, "district": district}
            usual |= {name: self._time(first + place, 50) for place, name in enumerate(WARNING_TIMES)}
            usual |= {"people": people(float(warned[50][at]))}
            rows.append({**(_as_one(own) if own else usual), "chance": chance})
        order = {kind: at for at, kind in enumerate(KINDS)}
        return sorted(rows, key=lambda row: (row["district"], order[row["kind"]], row["from"]))

    def _mine_rows(self, single: dict[str, Row]) -> list[Row]:
        rows = []
        for at, mine in enumerate(self.clocks.mines):
            first = len(MINE_TIMES) * at
            row = single.get(mine.facility.facility)
            if row is None and self.probability[first + 1] < LIKELY:
                continue
            if row is None:
                fan_off, order, out, evacuate, back = (self._median(first + place) for place in range(len(MINE_TIMES)))
                clock = MineClock(mine.facility, fan_off or 0.0, order, out, evacuate, back, alarm=False)
                row = mine_row(clock, self.state)
            alarms = float(self.statistics.alarm.counts[at, 1]) / self.scenarios
            chance = self._chance(first, MINE_TIMES)
            rows.append({**row, "chance": {**chance, "alarm": {"probability": round(alarms, 6)}}})
        return rows

    def _heat_rows(self, single: dict[str, Row]) -> list[Row]:
        homes, rows = self.clocks.homes[""], []
        now = cooled_by(homes, self.single.history, self.single.end)[:, INDOOR]
        served = people_served(self.state.situation.region)
        for at, facility in enumerate(homes.facilities):
            first = self.homes_from + len(HEAT_TIMES) * at
            row = single.get(facility.facility)
            if row is None and self.probability[first : first + 2].max() < LIKELY:
                continue
            if row is None:
                times = (self._median(first + place) for place in range(len(HEAT_TIMES)))
                row = heat_row(HeatClock(facility, float(now[at]), *times), served, self.state)
            rows.append({**row, "chance": self._chance(first, HEAT_TIMES)})
        return rows

    def _chance(self, first: int, names: tuple[str, ...]) -> Row:
        return {
            name: {"probability": round(float(self.probability[first + place]), 6), **self._times(first + place)}
            for place, name in enumerate(names)
        }

    def _times(self, moment: int) -> dict[str, str | None]:
        return {f"p{percent}": self._time(moment, percent) for percent in PERCENTS}

    def _time(self, moment: int, percent: int) -> str | None:
        minute = float(self.minute[percent][moment])
        return None if np.isinf(minute) else stamp(minute, self.state)

    def _median(self, moment: int) -> float | None:
        minute = float(self.minute[50][moment])
        return None if np.isinf(minute) else minute

    def _minutes(self, times: Histogram, percent: int) -> Floats:
        """A quantile of every moment over the scenarios in which it is counted; inf = not within the horizon."""
        minutes = times.quantile(percent)
        never = (minutes > times.most - STEP_MINUTES / 2) | (self.counted == 0)
        return np.where(never, np.inf, minutes + self.clocks.lowest)


def _as_one(warnings: list[Row]) -> Row:
    """Warnings of one kind and district, in order of time, as one."""
    most = max(row["people"] for row in warnings)
    return {**warnings[0], "until": warnings[-1]["until"], "people": most}
