"""Whose turn comes first. Pure: the same stations and the same bundle give the same order.

Stations of one line are kept apart: the first of every line come before the second of any, lines
with a single station after the others within each round, and lines among themselves by a hash of
their name and the bundle's, so that not the same station is the canary of every release.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from hashlib import sha256


def ranked(stations: Iterable[str], bundle_sha256: str) -> list[str]:
    """`stations` are site/line/station."""

    def luck(name: str) -> bytes:
        return sha256(f"{bundle_sha256}/{name}".encode()).digest()

    lines = defaultdict[str, list[str]](list)
    for station in sorted(set(stations), key=luck):
        lines[line_of(station)].append(station)
    ordered = sorted(lines, key=lambda line: (len(lines[line]) == 1, luck(line)))
    rounds = max(map(len, lines.values()), default=0)
    return [
        lines[line][turn] for turn in range(rounds) for line in ordered if turn < len(lines[line])
    ]


def line_of(station: str) -> str:
    return station.rpartition("/")[0]


def may_switch(station: str, stations: Iterable[str], switching: Collection[str]) -> bool:
    """Whether its line keeps a station that is not changing its bundle just now. A line that has
    one station has no other choice."""
    mates = [one for one in stations if one != station and line_of(one) == line_of(station)]
    return not mates or any(mate not in switching for mate in mates)
