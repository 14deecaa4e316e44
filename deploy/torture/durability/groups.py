"""Groups of packs that are written together, and what must be found of them afterwards.

Packs and groups are numbered through, over all boots. The event of a group says how many packs
there are with it, so that what is found tells by itself whether it is whole.
"""

import sqlite3
from collections.abc import Hashable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Final

import numpy as np

from deploy.fleet.demo.packs import Making, PackSource
from edge_agent.core.packs import Record
from edge_agent.store.events import Event

AT: Final = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
DRAWN: Final = 50
MOST_PACKS: Final = 8
GROUP: Final = "group"


@dataclass(frozen=True, slots=True)
class Group:
    number: int
    packs: tuple[Record, ...]
    event: Event


class Packs:
    """Draws some packs once; they come by again and again under new numbers."""

    def __init__(self, random: Random) -> None:
        source = PackSource(np.random.default_rng(1))
        self.drawn = source.records(Making("L1", 0.2), [(AT, 0)] * DRAWN)
        self.random = random

    def groups(self, after: "Found") -> Iterator[Group]:
        """Without end."""
        number, packs = after.groups, after.packs
        while True:
            count = self.random.randrange(MOST_PACKS + 1)
            numbers = range(packs + 1, packs + count + 1)
            number, packs = number + 1, packs + count
            records = tuple(map(self.numbered, numbers))
            yield Group(number, records, self.event(number, packs))

    def event(self, group: int, packs: int) -> Event:
        return Event(GROUP, {"group": group, "packs": packs}, AT)

    def numbered(self, pack_no: int) -> Record:
        return replace(self.drawn[pack_no % DRAWN], pack_no=pack_no)


@dataclass(frozen=True, slots=True)
class Found:
    """How much is there."""

    groups: int = 0
    packs: int = 0


@dataclass(frozen=True, slots=True)
class Flaws:
    """Counted over any number of looks."""

    lost: int = 0
    """Groups that were acknowledged and are not there."""
    doubled: int = 0
    gaps: int = 0
    """Numbers of the log that lack, or are out of order."""
    torn: int = 0
    """Groups of which only a part is there."""
    damaged: int = 0
    """Files that SQLite's own check finds fault with, or that cannot be opened."""

    def __add__(self, other: "Flaws") -> "Flaws":
        return Flaws(
            self.lost + other.lost,
            self.doubled + other.doubled,
            self.gaps + other.gaps,
            self.torn + other.torn,
            self.damaged + other.damaged,
        )

    @property
    def is_none(self) -> bool:
        return self == Flaws()


def looked_at(path: Path, acknowledged: int) -> tuple[Found, Flaws]:
    """path: an event store that was opened since, by its own code. acknowledged: groups."""
    with closing(sqlite3.connect(path)) as connection:
        checked = [row[0] for row in connection.execute("PRAGMA integrity_check")]
        packs = connection.execute(
            "SELECT boot, seq, pack_no FROM records ORDER BY boot, seq"
        ).fetchall()
        groups = connection.execute(
            "SELECT boot, seq, body ->> 'group', body ->> 'packs' FROM events "
            "WHERE kind = 'group' ORDER BY boot, seq"
        ).fetchall()
    found = Found(len(groups), len(packs))
    told = groups[-1][3] if groups else 0
    flaws = Flaws(
        lost=max(0, acknowledged - found.groups),
        doubled=doubled([row[2] for row in packs]) + doubled([row[2] for row in groups]),
        gaps=gaps(packs) + gaps([row[:3] for row in groups]),
        torn=int(told != found.packs),
        damaged=int(checked != ["ok"]),
    )
    return found, flaws


def doubled(numbers: Sequence[Hashable]) -> int:
    return len(numbers) - len(set(numbers))


def gaps(rows: Sequence[tuple[int, int, int]]) -> int:
    """Of (boot, seq, running number): where a boot does not count from 1, or a number is not the
    one after."""
    found, boot, seq = 0, 0, 0
    for number, row in enumerate(rows, start=1):
        wanted = (boot, seq + 1, number) if row[0] == boot else (row[0], 1, number)
        found += row != wanted
        boot, seq = row[0], row[1]
    return found
