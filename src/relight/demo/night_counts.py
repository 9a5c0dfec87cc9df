"""Official counts and measured levels of the night, rounded as officials round them.

None of it is computed: counts are what an administration would have published, some hours old and seldom exact. Two of
them are far from what the reports of damage explain (Samarna Plain, Novobrid): there a report is missing.
"""

from __future__ import annotations

from collections.abc import Iterator

from relight.demo.night_entry import Entry
from relight.demo.places import KALVORIA, ZELMARIA

CUSTOMERS, HEAT, WATER = "electricity/customers", "heat/people", "water/people"

MINISTRY = "Ministry of Energy, message channel"
ADMINISTRATION, ADMINISTRATION_Z = "Kalvoria regional administration", "Zelmaria regional administration"
RUDNOHIR, KALVOR, ZELMAR = "Mayor of Rudnohir", "Kalvor city council", "Zelmar city council"
NETWORK, NETWORK_Z = "Kalvoria networks, customer channel", "Zelmaria networks, customer channel"

_REGIONAL = (
    ("21:52", "21:40", KALVORIA, CUSTOMERS, 1_200_000, MINISTRY, "more than 1.2 million consumers in Kalvoria"),
    ("21:52", "21:40", ZELMARIA, CUSTOMERS, 630_000, MINISTRY, "practically all of Zelmaria"),
    ("23:05", "22:30", KALVORIA, CUSTOMERS, 1_230_000, MINISTRY, "1.23 million consumers without power"),
    ("23:48", "23:30", KALVORIA, HEAT, 1_400_000, ADMINISTRATION, "1.4 million people without heating"),
    ("23:48", "23:30", ZELMARIA, HEAT, 650_000, ADMINISTRATION_Z, "650 thousand people without heating"),
    ("03:20", "03:00", KALVORIA, CUSTOMERS, 1_150_000, MINISTRY, "1.15 million, critical users first"),
    ("03:20", "03:00", ZELMARIA, CUSTOMERS, 540_000, MINISTRY, "power is coming back from the dam"),
    ("07:25", "07:00", KALVORIA, CUSTOMERS, 1_050_000, MINISTRY, "over a million consumers"),
    ("07:25", "07:00", ZELMARIA, CUSTOMERS, 320_000, MINISTRY, "half of the region is lit"),
    ("07:40", "07:00", KALVORIA, HEAT, 1_300_000, ADMINISTRATION, "1.3 million people without heating"),
    ("07:40", "07:00", KALVORIA, WATER, 800_000, ADMINISTRATION, "800 thousand without water"),
    ("12:20", "12:00", KALVORIA, CUSTOMERS, 900_000, MINISTRY, "900 thousand consumers, works continue"),
    ("12:20", "12:00", ZELMARIA, CUSTOMERS, 95_000, MINISTRY, "the last districts of Zelmaria are being connected"),
    ("12:45", "12:00", KALVORIA, HEAT, 1_150_000, ADMINISTRATION, "1.15 million people without heating"),
    ("15:55", "15:30", KALVORIA, CUSTOMERS, 800_000, MINISTRY, "about 800 thousand consumers are still dark"),
    ("15:55", "15:30", ZELMARIA, CUSTOMERS, 170_000, MINISTRY, "Zelmaria lives by the schedule"),
    ("15:58", "15:30", KALVORIA, HEAT, 1_100_000, ADMINISTRATION, "more than a million without heat"),
    ("16:00", "15:30", KALVORIA, WATER, 650_000, ADMINISTRATION, "650 thousand without water"),
)

_DISTRICT = (
    ("22:40", "22:20", "RCE", CUSTOMERS, 50_000, RUDNOHIR, "the whole city is dark, mines are being cleared"),
    ("06:45", "06:00", "ZCE", CUSTOMERS, 3_000, ZELMAR, "the centre is lit but for some blocks"),
    ("08:15", "08:00", "KHI", HEAT, 92_000, KALVOR, "92 thousand people with cold radiators"),
    ("08:15", "08:00", "KRS", HEAT, 104_000, KALVOR, "104 thousand people with cold radiators"),
    ("09:30", "09:00", "RWO", WATER, 50_000, RUDNOHIR, "upper floors dry"),
    ("12:30", "12:00", "PLT", CUSTOMERS, 36_000, NETWORK, "36 thousand, voltage expected at any minute"),
    ("13:05", "12:45", "SMP", CUSTOMERS, 31_000, NETWORK, "31 thousand after the northern villages were connected"),
    ("13:30", "13:00", "NBR", CUSTOMERS, 9_500, NETWORK, "9.5 thousand, a 35 kV line is down beyond the river"),
    ("13:45", "13:15", "LYM", HEAT, 33_000, NETWORK, "33 thousand people"),
    ("15:35", "15:15", "KHI", CUSTOMERS, 55_000, NETWORK, "55 thousand"),
    ("15:35", "15:15", "KRS", CUSTOMERS, 60_000, NETWORK, "60 thousand"),
    ("15:35", "15:15", "KAF", CUSTOMERS, 50_000, NETWORK, "50 thousand"),
    ("15:36", "15:15", "KFO", CUSTOMERS, 52_000, NETWORK, "52 thousand"),
    ("15:36", "15:15", "KGA", CUSTOMERS, 50_000, NETWORK, "50 thousand"),
    ("15:40", "15:15", "RCE", CUSTOMERS, 48_000, RUDNOHIR, "48 thousand"),
    ("15:40", "15:15", "RNP", CUSTOMERS, 52_000, RUDNOHIR, "52 thousand"),
    ("15:40", "15:15", "RSP", CUSTOMERS, 47_000, RUDNOHIR, "47 thousand, and one mine"),
    ("15:40", "15:15", "RWO", CUSTOMERS, 50_000, RUDNOHIR, "50 thousand"),
    ("15:41", "15:15", "RGS", CUSTOMERS, 41_000, RUDNOHIR, "41 thousand"),
    ("15:44", "15:15", "VUH", CUSTOMERS, 40_000, NETWORK, "40 thousand"),
    ("15:44", "15:15", "LYM", CUSTOMERS, 39_000, NETWORK, "39 thousand"),
    ("15:44", "15:15", "SMP", CUSTOMERS, 30_000, NETWORK, "30 thousand"),
    ("15:45", "15:15", "NBR", CUSTOMERS, 9_500, NETWORK, "9.5 thousand, crews wait for the ice"),
    ("15:48", "15:15", "MER", CUSTOMERS, 22_000, NETWORK_Z, "22 thousand by the schedule"),
    ("15:48", "15:15", "ZWO", CUSTOMERS, 16_000, NETWORK_Z, "16 thousand by the schedule"),
    ("15:48", "15:15", "ZOR", CUSTOMERS, 20_000, NETWORK_Z, "20 thousand by the schedule"),
    ("15:52", "15:15", "RWO", HEAT, 97_000, RUDNOHIR, "97 thousand people"),
    ("15:52", "15:15", "KGA", WATER, 45_000, KALVOR, "45 thousand people"),
)

_LEVELS = (
    ("01:45", "01:30", "H-RWO-02/power/generator", 0.80, "Hospital, by phone", "fuel gauge at four fifths"),
    ("06:20", "06:00", "H-RGS-02/power/generator", 0.65, "Hospital, by phone", "two thirds of a tank"),
    ("09:05", "08:45", "WR-RUV-03/water/tank", 0.30, "Water utility of Rudnohir", "tower at three metres of ten"),
    ("10:15", "10:00", "H-LKA-02/power/generator", 0.40, "Hospital, by phone", "less than half, lorry asked for"),
    ("11:20", "11:00", "BH-RNP-03/power/generator", 0.25, "Heat utility of Rudnohir", "fuel for an evening"),
    ("12:05", "11:50", "H-RWO-02/power/generator", 0.30, "Hospital, by phone", "under a third, burnt fast"),
    ("12:50", "12:30", "WR-EHO-01/water/tank", 0.35, "Village council, Eastern Hollow", "a third of the tower"),
    ("13:15", "13:00", "WR-KHI-02/water/tank", 0.55, "Water utility of Kalvor", "half full"),
    ("13:50", "13:40", "H-RGS-02/power/generator", 0.22, "Hospital, by phone", "until the morning at most"),
    ("14:20", "14:00", "H-KGA-02/power/generator", 0.85, "Hospital, by phone", "filled up by the rescue service"),
    ("14:40", "14:30", "N-RSP-01/power/generator", 0.60, "Operator of the exchange", "sixty per cent"),
    ("15:20", "15:00", "BH-KGA-05/power/generator", 0.20, "Heat utility of Kalvor", "fuel until the evening"),
)


def count_entries() -> Iterator[Entry]:
    """Every count and level of the night, and one warning of what may come."""
    for reported, valid, place, unit, value, source, quote in _REGIONAL:
        yield Entry(reported, valid, f"region:{place}", "figure", source, quote, float(value), unit)
    for reported, valid, place, unit, value, source, quote in _DISTRICT:
        yield Entry(reported, valid, f"district:{place}", "figure", source, quote, float(value), unit)
    for reported, valid, subject, level, source, quote in _LEVELS:
        yield Entry(reported, valid, f"backup:{subject}", "level", source, quote, level)
    quote = "ice on the wires, the line may not last the night"
    yield Entry("14:05", "14:00", "branch:L-NBR150A-SMP150A-1", "at_risk", "Line crew, by radio", quote, confidence=0.5)
    quote = "heard from a neighbour of the station, not confirmed"
    yield Entry("10:20", "10:00", "branch:T-LYM330-LYM150A-2", "at_risk", NETWORK, quote, confidence=0.2)
