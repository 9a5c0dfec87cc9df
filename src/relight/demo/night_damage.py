"""What was struck that night: thirteen sites of the invented grid, and what failed with them, as it was learnt.

The sites: Southgate, Foundry Road, Northgate, Prydol, Red Quarry, Ore Ridge, Kamrud, Vuhlenets Junction, the lines at
Lyman Reach, the northern import, Damhead, Zelmar power station, the lines of the Svitlobor plant.
"""

from __future__ import annotations

from typing import Any

from relight.demo.night_entry import Hit, Revision

MINISTRY = "Ministry of Energy, message channel"
GRID = "Grid operator, Kalvoria dispatch"
GRID_Z = "Grid operator, Zelmaria dispatch"
PLANT = "Svitlobor plant, press office"
LINE_CREW, STATION_CREW, PLANT_CREW = "Line crew, by radio", "Substation crew, by radio", "Plant engineers, by phone"


def _later(reported: str, quote: str, source: str = STATION_CREW, **known: Any) -> Revision:
    return Revision(reported, source, quote, **known)


KALVOR = (
    Hit("bus:B-KHI-330", "21:06", "21:14", GRID, "Southgate is off, fire on site", revisions=(
        _later("03:40", "control room and busbars burnt, temporary scheme by Saturday evening", expected="10 19:00"),
    )),
    Hit("branch:T-KHI330-KHI150A-1", "21:06", "21:21", GRID, "Southgate, first transformer hit", revisions=(
        _later("03:45", "tank pierced, a spare on wheels is needed", expected="11 08:00"),
    )),
    Hit("branch:T-KHI330-KHI150A-2", "21:06", "23:10", GRID, "Southgate, second transformer tripped", revisions=(
        _later("04:15", "radiators only", repair_minutes=4_380.0),
    )),
    Hit("bus:B-KHI-150A", "21:06", "21:55", GRID, "Southgate, 150 kV yard dead as well", revisions=(
        _later("06:50", "one bar can be rigged", repair_minutes=2_220.0),
    )),
    Hit("bus:B-KFO-330", "21:09", "21:18", GRID, "Foundry Road gives no signal", revisions=(
        _later("00:50", "one bus section whole, relays lost", repair_minutes=1_620.0),
        _later("09:20", "relays brought from the store, tonight if nothing falls", expected="9 02:00"),
    )),
    Hit("branch:T-KFO330-KFO150A-1", "21:09", "21:30", GRID, "Foundry Road, transformer leaks", revisions=(
        _later("01:10", "windings earthed, no estimate before daylight"),
        _later("10:05", "not before a spare arrives; none promised"),
    )),
    Hit("branch:T-KNB330-KNB150A-1", "21:12", "22:02", GRID, "Northgate, transformer at half power, cooling hit",
        state="derated", value=0.5, revisions=(
        _later("05:30", "fans replaced", GRID, state="restored", valid="05:10"),
    )),
    Hit("generator:G-PRYDOL-1", "21:07", "21:25", MINISTRY, "Prydol struck, all units stopped", revisions=(
        _later("06:10", "turbine hall roof down, more than three days", PLANT_CREW, expected="12 08:00"),
    )),
    Hit("generator:G-PRYDOL-2", "21:07", "21:25", MINISTRY, "Prydol struck, all units stopped", revisions=(
        _later("06:10", "generator transformer destroyed, we cannot say", PLANT_CREW),
    )),
    Hit("generator:G-PRYDOL-3", "21:07", "21:25", MINISTRY, "Prydol struck, all units stopped", revisions=(
        _later("06:12", "tripped, can be fired when the yard is live", PLANT_CREW, expected="9 18:00"),
    )),
    Hit("bus:B-PRY-330", "21:07", "21:40", GRID, "Prydol switchyard dead", revisions=(
        _later("04:50", "two bays cut out by hand, yard back on Saturday", expected="9 20:00"),
    )),
)  # fmt: skip

RUDNOHIR = (
    Hit("bus:B-RSP-330", "21:11", "21:20", GRID, "Red Quarry off after two hits", revisions=(
        _later("02:20", "busbars down on 60 m, five days of work"),
        _later("08:45", "half of the yard can be separated", repair_minutes=3_200.0),
    )),
    Hit("branch:T-RSP330-RSP150A-1", "21:11", "21:33", GRID, "Red Quarry, transformer burning", revisions=(
        _later("02:25", "burnt out", STATION_CREW),
    )),
    Hit("branch:T-RSP330-RSP150A-2", "21:11", "21:33", GRID, "Red Quarry, second transformer off", revisions=(
        _later("02:30", "bushings only", repair_minutes=2_700.0),
    )),
    Hit("bus:B-RSP-150B", "21:11", "21:46", GRID, "Red Quarry, one 150 kV bar on the ground", revisions=(
        _later("08:50", "after the 330 kV bars", expected="11 10:00"),
    )),
    Hit("branch:T-RNP330-RNP150A-1", "21:13", "21:52", GRID, "Ore Ridge, transformer off", revisions=(
        _later("01:55", "splinters, oil lost", repair_minutes=1_260.0),
        _later("11:30", "refilled, drying, tonight", expected="8 22:30"),
    )),
    Hit("branch:T-RNP330-RNP150A-2", "21:13", "22:15", GRID, "Ore Ridge, both transformers off?", revisions=(
        _later("23:40", "the second one was never hit", GRID, state="retracted"),
    )),
    Hit("generator:G-KAMRUD-1", "21:16", "21:44", MINISTRY, "Kamrud power station struck", revisions=(
        _later("07:20", "boiler drum damaged, weeks", PLANT_CREW),
    )),
    Hit("generator:G-KAMRUD-2", "21:16", "21:44", MINISTRY, "Kamrud power station struck", revisions=(
        _later("07:20", "feed pumps flooded, well over a day", PLANT_CREW, repair_minutes=1_920.0),
    )),
    Hit("generator:G-KAMRUD-3", "21:16", "21:44", MINISTRY, "Kamrud power station struck", revisions=(
        _later("22:50", "tripped with the grid, turbine turning", PLANT_CREW, repair_minutes=240.0),
        _later("01:50", "unit 3 whole, being fired, eight hours", PLANT_CREW, state="restored", valid="01:20"),
    )),
    Hit("branch:L-KAM330-RSP330-1", "21:16", "22:20", GRID, "Kamrud to Red Quarry tripped", revisions=(
        _later("08:10", "two towers down", LINE_CREW, repair_minutes=2_100.0),
    )),
)  # fmt: skip

COUNTRY = (
    Hit("bus:B-VUH-330", "21:19", "21:28", GRID, "Vuhlenets Junction off", revisions=(
        _later("03:05", "disconnectors broken, one section by Friday night", expected="9 22:00"),
    )),
    Hit("bus:B-VUH-150A", "21:19", "22:25", GRID, "Vuhlenets Junction, 150 kV gone too", revisions=(
        _later("03:10", "cleared, waiting for voltage transformers", repair_minutes=1_320.0),
        _later("13:35", "one is missing, tomorrow", repair_minutes=2_640.0),
    )),
    Hit("branch:T-VUH330-VUH150A-1", "21:19", "21:47", GRID, "Vuhlenets Junction, transformer off", revisions=(
        _later("03:08", "bushings", repair_minutes=2_500.0),
    )),
    Hit("bus:B-EHO-35C", "21:19", "23:35", GRID, "village substation in Eastern Hollow burnt out", revisions=(
        _later("13:05", "nobody has got through to it yet", LINE_CREW),
    )),
    Hit("branch:L-SVI330-LYM330-1", "21:22", "21:36", GRID, "Svitlobor to Lyman Reach tripped, no reclose", revisions=(
        _later("07:35", "tower down in the river meadow, no way in before the sappers", LINE_CREW),
        _later("12:40", "access given, a new tower is needed", LINE_CREW, repair_minutes=3_400.0),
    )),
    Hit("branch:L-LYM330-KHI330-1", "21:22", "21:58", GRID, "Lyman Reach to Southgate tripped", revisions=(
        _later("08:00", "wires down in three spans", LINE_CREW, repair_minutes=900.0),
    )),
    Hit("branch:L-LYM330-PLT330-1", "21:24", "22:10", GRID, "Lyman Reach to Pecherniv tripped", revisions=(
        _later("23:55", "insulators only, crew on the way", LINE_CREW, repair_minutes=240.0),
        _later("06:20", "line back in service", GRID, state="restored", valid="06:05"),
    )),
    Hit("generator:G-IMPORTNORTH-1", "21:27", "21:50", GRID, "northern import lost"),
    Hit("generator:G-IMPORTNORTH-1", "22:40", "22:55", GRID, "northern import back at a third, one circuit",
        state="derated", value=0.3, revisions=(
        _later("05:05", "two towers to be raised", LINE_CREW, state="derated", value=0.3, repair_minutes=1_980.0),
    )),
    Hit("generator:G-IMPORTWEST-1", "21:27", "22:30", GRID, "western neighbour asks us to take less", state="derated",
        value=0.75, revisions=(
        _later("09:30", "full transit agreed from Friday morning", MINISTRY, state="derated", value=0.75,
               expected="9 07:00"),
    )),
    Hit("generator:G-PECHERNIVDAM-3", "21:10", "21:49", GRID, "Pecherniv dam, unit 3 off", revisions=(
        _later("00:30", "governor reset", PLANT_CREW, state="restored", valid="00:20"),
    )),
    Hit("generator:G-KALVAGORGE-2", "22:15", "09:10", GRID, "gorge, unit 2 held back by ice since last evening",
        state="derated", value=0.7),
    Hit("branch:L-PUT150A-SKR150A-1", "21:31", "22:45", GRID, "150 kV line to Sokolyn Ridge off", revisions=(
        _later("10:45", "no fault found, back", LINE_CREW, state="restored", valid="10:30"),
    )),
)  # fmt: skip

ZELMAR = (
    Hit("branch:T-ZDA330-ZDA150A-1", "21:18", "21:26", GRID_Z, "Damhead struck, first transformer burning", revisions=(
        _later("02:50", "lost", STATION_CREW),
    )),
    Hit("branch:T-ZDA330-ZDA150A-2", "21:18", "21:26", GRID_Z, "Damhead struck, second transformer off", revisions=(
        _later("02:55", "protection only", repair_minutes=200.0),
        _later("06:35", "second transformer at Damhead under load", GRID_Z, state="restored", valid="06:20"),
    )),
    Hit("bus:B-ZDA-330", "21:18", "21:32", GRID_Z, "Damhead yard dead", revisions=(
        _later("23:05", "yard inspected, first section ready for voltage", repair_minutes=120.0),
        _later("01:20", "Damhead yard live from the dam's own units", GRID_Z, state="restored", valid="01:05"),
    )),
    Hit("generator:G-ZELMARTPP-1", "21:21", "21:38", MINISTRY, "Zelmar power station: one unit damaged, one stopped",
        revisions=(_later("05:55", "condenser holed", PLANT_CREW, repair_minutes=4_600.0),)),
    Hit("generator:G-ZELMARTPP-2", "21:21", "21:38", MINISTRY, "Zelmar power station: one unit damaged, one stopped",
        revisions=(
        _later("23:50", "unit 2 can be started when there is voltage", PLANT_CREW, repair_minutes=240.0),
        _later("03:10", "unit 2 whole, being warmed", PLANT_CREW, state="restored", valid="02:50"),
    )),
    Hit("generator:G-SVITLOBOR-1", "21:20", "21:35", PLANT, "unit 1 lost its lines, it holds its own house load",
        state="derated", value=0.25, revisions=(
        _later("22:40", "a quarter of its power once a line is back, no more before the pumps are checked", PLANT,
               state="derated", value=0.25),
        _later("12:50", "full power from Saturday morning", PLANT, state="derated", value=0.25, expected="10 05:00"),
    )),
    Hit("generator:G-SVITLOBOR-2", "21:20", "21:35", PLANT, "unit 2 shut down by its protection, cooled by its diesels",
        revisions=(_later("01:40", "no start before Saturday noon", PLANT, expected="10 11:00"),)),
    Hit("branch:L-SVI330-ZOR330-1", "21:20", "21:41", GRID_Z, "Svitlobor to Orchard Gate tripped", revisions=(
        _later("04:30", "three spans down", LINE_CREW, repair_minutes=780.0),
        _later("13:20", "still splicing, the wind is against us", LINE_CREW, repair_minutes=1_500.0),
    )),
    Hit("branch:L-SVI330-ZDA330-1", "21:20", "21:41", GRID_Z, "Svitlobor to Damhead tripped", revisions=(
        _later("08:25", "line back", GRID_Z, state="restored", valid="08:10"),
    )),
    Hit("branch:L-ZDA330-KHI330-1", "21:20", "22:05", GRID_Z, "Damhead to Southgate tripped", revisions=(
        _later("09:05", "one tower leaning, wires whole", LINE_CREW, repair_minutes=2_400.0),
    )),
    Hit("generator:G-IMPORTSOUTH-1", "21:23", "21:55", GRID_Z, "southern import lost", revisions=(
        _later("02:10", "southern import back", GRID_Z, state="restored", valid="02:00"),
    )),
)  # fmt: skip

HITS = (*KALVOR, *RUDNOHIR, *COUNTRY, *ZELMAR)
