"""Says that a process of the centre lives, and reads who does.

    pulse = Pulse(engine, "ingest", clock)
    while …:
        listening.step()
        pulse.beat(sums.trouble, {"stored": sums.stored})

A pulse that cannot be written is no fault: whoever reads sees it grow old.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Final

from sqlalchemy import Connection, Engine, delete, select

from deploy.fleet.bulk import merge
from deploy.fleet.database import writing
from deploy.fleet.errors import DatabaseAway
from deploy.fleet.pulses.tables import pulses
from hardware.interfaces import Clock

EVERY_NS: Final = 5_000_000_000
SILENT: Final = timedelta(seconds=60)
"""A part that said nothing for so long does not work; a database may be slow for a while."""
FORGOTTEN: Final = timedelta(days=1)
MOST_INSTANCES: Final = 64
LONGEST_TROUBLE: Final = 300


@dataclass(frozen=True, slots=True)
class Beat:
    """The last word of one process."""

    part: str
    instance: str
    since: datetime
    at: datetime
    trouble: str | None
    figures: Mapping[str, float]

    def lives(self, now: datetime) -> bool:
        return now - self.at <= SILENT


class Pulse:
    """Of one process, used by one thread."""

    def __init__(self, engine: Engine, part: str, clock: Clock) -> None:
        self.engine, self.part, self.clock = engine, part, clock
        self.instance, self.since = token_hex(4), clock.wall()
        self.told_ns: int | None = None
        self.told_trouble: str | None = None

    def beat(self, trouble: str | None = None, figures: Mapping[str, float] | None = None) -> None:
        """Now and then, and at once where trouble comes or goes."""
        now_ns = self.clock.now_ns()
        is_early = self.told_ns is not None and now_ns - self.told_ns < EVERY_NS
        if is_early and trouble == self.told_trouble:
            return
        self.told_ns, self.told_trouble = now_ns, trouble
        with suppress(DatabaseAway):
            self.write(trouble, figures or {})

    def write(self, trouble: str | None, figures: Mapping[str, float]) -> None:
        now = self.clock.wall()
        row = {
            "part": self.part,
            "instance": self.instance,
            "since": self.since,
            "at": now,
            "trouble": None if trouble is None else trouble[:LONGEST_TROUBLE],
            "figures": json.dumps(figures),
        }
        names = ("at", "trouble", "figures")
        with writing(self.engine) as connection:
            merge(connection, pulses, [row], lambda new: {name: new[name] for name in names})
            connection.execute(delete(pulses).where(pulses.c.at < now - FORGOTTEN))

    def end(self) -> None:
        """A process that is meant to end is missed by nobody."""
        ours = (pulses.c.part == self.part) & (pulses.c.instance == self.instance)
        with suppress(DatabaseAway), writing(self.engine) as opened:
            opened.execute(delete(pulses).where(ours))


def beats(connection: Connection) -> list[Beat]:
    """The newest of each process that is not forgotten, by part."""
    newest = select(pulses).order_by(pulses.c.at.desc()).limit(MOST_INSTANCES)
    found = [
        Beat(row.part, row.instance, row.since, row.at, row.trouble, json.loads(row.figures))
        for row in connection.execute(newest)
    ]
    return sorted(found, key=lambda beat: (beat.part, beat.since, beat.instance))
