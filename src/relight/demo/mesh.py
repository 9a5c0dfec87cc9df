"""Who is joined to whom: a meshed 150 kV grid in each region, 35 kV loops in the districts, as pairs of buses."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise
from math import hypot

from relight.demo.buses import Site, station_150
from relight.demo.places import BY_CODE, PLACES
from relight.demo.stations import LINES_330, STATIONS

Pair = tuple[str, str]


def gap_km(a: Site, b: Site) -> float:
    """Straight distance between two buses [km]."""
    return hypot(a.spot[0] - b.spot[0], a.spot[1] - b.spot[1])


def pairs_330() -> list[Pair]:
    """Lines between the stations, by the table of the grid."""
    return [(f"B-{a}-330", f"B-{b}-330") for a, b in LINES_330]


def pairs_150(sites: tuple[Site, ...]) -> list[Pair]:
    """Lines of the 150 kV grid: neighbours in each region; a line that alone holds a part is there twice."""
    pairs: list[Pair] = []
    for region in sorted({place.region for place in PLACES}):
        members = [site for site in sites if site.kv == 150 and BY_CODE[site.district].region == region]
        pairs += _neighbours(members)
    return sorted(pairs + _bridges(pairs))


def pairs_35(sites: tuple[Site, ...]) -> Iterator[Pair]:
    """Lines of each district's 35 kV chain, from one transformer to the next."""
    for place in PLACES:
        chain = [site.bus for site in sites if site.kv == 35 and site.district == place.code]
        yield from pairwise(chain)
        if len(chain) == 2:
            yield (chain[0], chain[1])


def transformer_pairs(sites: tuple[Site, ...]) -> list[Pair]:
    """330/150 and 150/35 kV transformers as (upper bus, lower bus), one pair for each transformer."""
    pairs = [(f"B-{s.key}-330", station_150(s.key)) for s in STATIONS for _ in range(s.transformers)]
    for place in PLACES:
        low = [site.bus for site in sites if site.kv == 35 and site.district == place.code]
        ends = [*low[:1], *(low[-1:] if len(low) > 2 else [])]
        for letter, bus in zip("AB", ends, strict=False):
            pairs += [(f"B-{place.code}-150{letter}", bus)] * 2
    return sorted(pairs)


def _neighbours(members: list[Site]) -> list[Pair]:
    """Pairs with no third bus nearer to both of them, and a second way for every bus that has only one."""
    found = {
        (a.bus, b.bus)
        for a, b in combinations(members, 2)
        if not any(max(gap_km(a, c), gap_km(b, c)) < gap_km(a, b) for c in members if c not in (a, b))
    }
    for site in members:
        if sum(site.bus in pair for pair in found) == 1:
            strangers = [o for o in members if o != site and not {(site.bus, o.bus), (o.bus, site.bus)} & found]
            nearest = min(strangers, key=lambda other: (gap_km(site, other), other.bus))
            found.add((min(site.bus, nearest.bus), max(site.bus, nearest.bus)))
    return sorted(found)


def _bridges(pairs: list[Pair]) -> list[Pair]:
    """Pairs without which some bus could not be reached."""
    return [pair for pair in pairs if not _joined(*pair, [other for other in pairs if other != pair])]


def _joined(start: str, end: str, pairs: list[Pair]) -> bool:
    reached = [start]
    for bus in reached:
        for pair in pairs:
            if bus in pair:
                other = pair[1] if pair[0] == bus else pair[0]
                if other not in reached:
                    reached.append(other)
    return end in reached
