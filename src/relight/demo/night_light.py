"""Who was seen with and without light: both regions go dark, then return district by district, feeder by feeder."""

from __future__ import annotations

from collections.abc import Iterator

from relight.demo.chance import stream
from relight.demo.night_damage import HITS
from relight.demo.night_entry import Entry
from relight.demo.places import KALVORIA, ZELMARIA
from relight.model.region import Region

MINISTRY = "Ministry of Energy, message channel"
NETWORK, NETWORK_Z = "Kalvoria networks, customer channel", "Zelmaria networks, customer channel"

DARK = (
    Entry("21:31", "21:26", f"region:{KALVORIA}", "deenergised", MINISTRY, "nearly all of the region is without power"),
    Entry("21:34", "21:26", f"region:{ZELMARIA}", "deenergised", MINISTRY, "nearly all of the region is without power"),
    Entry("21:48", "21:26", f"region:{ZELMARIA}", "deenergised", "Regional administration, Zelmaria", "full blackout"),
    Entry("22:05", "21:20", "district:KRT", "energised", NETWORK, "Krutobrid is lit from across the border"),
    Entry("22:05", "21:20", "district:KRT", "energised", NETWORK, "Krutobrid is lit from across the border"),
    Entry("22:12", "21:30", "district:SHO", "energised", NETWORK_Z, "Shoreland holds on the southern import"),
    Entry("22:50", "22:35", "district:SHO", "deenergised", NETWORK_Z, "Shoreland lost it after all"),
    Entry("02:50", "02:40", "district:ZIS", "deenergised", "Zelmar city council", "the island is still dark"),
)

RETURNS = (
    # Zelmaria comes back from the dam, station by station.
    ("02:20", "01:50", "ZDA"), ("03:00", "02:40", "ZIS"), ("03:40", "03:15", "ZCE"), ("04:30", "04:05", "ZOR"),
    ("05:10", "04:50", "ZEV"), ("06:10", "05:40", "MER"), ("06:50", "06:30", "SVI"), ("07:30", "07:05", "BRY"),
    ("08:10", "07:50", "SHO"), ("09:00", "08:40", "TKR"), ("09:40", "09:20", "DST"), ("10:20", "09:55", "SRV"),
    ("11:30", "11:10", "ZWO"), ("12:10", "11:50", "HUL"), ("13:00", "12:45", "RST"), ("13:40", "13:20", "SLT"),
    # Kalvoria: only the north and what the dams and the import lines reach.
    ("01:10", "00:45", "PUT"), ("04:20", "03:55", "SKR"), ("05:20", "05:00", "NBR"), ("06:40", "06:10", "VRB"),
    ("07:50", "07:25", "KNB"), ("09:10", "08:45", "ORV"), ("10:50", "10:20", "KCE"), ("12:30", "12:05", "PLT"),
    ("14:10", "13:50", "WST"),
)  # fmt: skip
"""(reported, valid, district) of every district that was seen lit again."""

SCHEDULE_FROM, SCHEDULE_UNTIL, SCHEDULE_GROUPS = "15:00", "19:00", ("2.1", "2.2", "5.1")
UNSEEN = ("LKA", "SMP")


def light_entries(region: Region, seed: int) -> Iterator[Entry]:
    """Every observation of the night."""
    yield from DARK
    for reported, valid, code in RETURNS:
        source = NETWORK if _parent(region, code) == KALVORIA else NETWORK_Z
        yield Entry(reported, valid, f"district:{code}", "energised", source, "voltage back, switch off what you can")
    yield from _protected(region, seed)
    yield from _schedule(region)


def _protected(region: Region, seed: int) -> Iterator[Entry]:
    """In the dark districts of Kalvoria hospitals, waterworks, railways and mines get their feeders back first."""
    lit = {code for _, _, code in RETURNS} | {"KRT"}
    dead = {hit.asset.removeprefix("bus:") for hit in HITS if not any(r.state == "restored" for r in hit.revisions)}
    chance = stream(seed, "protected feeders")
    for feeder in region.feeders:
        minutes = 150 + int(chance.random() * 400)
        waits = feeder.district in lit or feeder.bus in dead
        if feeder.protected and not waits and feeder.district not in UNSEEN:
            valid, reported = _clock(minutes), _clock(minutes + 5 + int(chance.random() * 40))
            quote = "critical supply restored by hand"
            yield Entry(reported, valid, f"feeder:{feeder.feeder}", "energised", NETWORK, quote)


def _schedule(region: Region) -> Iterator[Entry]:
    """In the afternoon Zelmaria switches groups off by the schedule, with the hour of their return."""
    for feeder in region.feeders:
        if feeder.outage_group in SCHEDULE_GROUPS and _parent(region, feeder.district) == ZELMARIA:
            quote = f"group {feeder.outage_group} off by the schedule until {SCHEDULE_UNTIL}"
            yield Entry(
                "14:50", SCHEDULE_FROM, f"feeder:{feeder.feeder}", "deenergised", NETWORK_Z, quote,
                expected=f"8 {SCHEDULE_UNTIL}",
            )  # fmt: skip


def _parent(region: Region, code: str) -> str:
    return next(district.parent for district in region.districts if district.district == code)


def _clock(minutes_after_21: int) -> str:
    hour, minute = divmod(21 * 60 + minutes_after_21, 60)
    return f"{7 + hour // 24} {hour % 24:02d}:{minute:02d}"
