"""Looks what needs somebody, and tells it: grouped, once, and again and again until it arrives.

Nothing is queued: what a channel has still to hear is asked of the database each time, so that a
receiver that is away for a day gets one message afterwards, and a restart forgets nothing. A
database that is away is told from memory.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import Engine

from deploy.fleet.alerts.alerts_settings import AlertsTable
from deploy.fleet.alerts.channels import Channel, NotTold
from deploy.fleet.alerts.concerns import Concern, concerns_now, database_away
from deploy.fleet.alerts.messages import Message
from deploy.fleet.alerts.noting import NotedConcern, Untold, note, tell, untold
from deploy.fleet.database import writing
from deploy.fleet.errors import DatabaseAway
from edge_agent.web.alarms.watching import disk_share_of
from hardware.interfaces import Clock

FIRST_PAUSE_NS: Final = 5_000_000_000
LONGEST_PAUSE_NS: Final = 600_000_000_000
AWAY_NS: Final = 60_000_000_000
"""So long a database may be away, as at its restart, before that is told."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who tells, as messages name it."""

    centre: str
    address: str
    folder: Path
    """The centre's; its disk is looked at."""


@dataclass
class Way:
    """To one channel."""

    channel: Channel
    pause_ns: int = 0
    due_ns: int = 0
    trouble: str | None = None
    knows_of_database: bool = False

    def failed(self, now_ns: int, why: str) -> None:
        self.pause_ns = min(max(2 * self.pause_ns, FIRST_PAUSE_NS), LONGEST_PAUSE_NS)
        self.due_ns, self.trouble = now_ns + self.pause_ns, why

    def arrived(self) -> None:
        self.pause_ns, self.due_ns, self.trouble = 0, 0, None


@dataclass(frozen=True, slots=True)
class Away:
    """The database, as this process remembers it."""

    since_ns: int
    concern: NotedConcern


class AlertDesk:
    """One thread calls `step`, every few seconds."""

    def __init__(
        self,
        engine: Engine,
        table: AlertsTable,
        sender: Sender,
        channels: Sequence[Channel],
        clock: Clock,
    ) -> None:
        self.engine, self.table, self.sender, self.clock = engine, table, sender, clock
        self.ways = [Way(channel) for channel in channels]
        self.away: Away | None = None

    @property
    def trouble(self) -> str | None:
        """Of the ways; None where all messages arrive."""
        return next((way.trouble for way in self.ways if way.trouble is not None), None)

    def step(self) -> None:
        try:
            self.note()
            for way in self.ways:
                self.tell(way)
        except DatabaseAway as error:
            self.tell_away(str(error))
        else:
            self.tell_back()

    def note(self) -> None:
        now = self.clock.wall()
        silent_for = timedelta(minutes=self.table.silent_minutes)
        share = disk_share_of(self.sender.folder)
        with writing(self.engine) as connection:
            found = concerns_now(connection, now, silent_for, share)
            weighty = [one for one in found if one.weighs(self.table.severity_from)]
            note(connection, weighty, now)

    def tell(self, way: Way) -> None:
        if self.clock.now_ns() < way.due_ns:
            return
        now, group = self.clock.wall(), timedelta(seconds=self.table.group_seconds)
        with writing(self.engine) as connection:
            found = untold(connection, way.channel.name, now, group)
        if not found or not self.sent(way, found):
            return
        with writing(self.engine) as connection:
            tell(connection, way.channel.name, found, now)

    def sent(self, way: Way, found: Untold) -> bool:
        sender = self.sender
        at, language = self.clock.wall(), self.table.language
        try:
            way.channel.send(Message(sender.centre, sender.address, language, at, found))
        except NotTold as error:
            way.failed(self.clock.now_ns(), str(error))
            return False
        way.arrived()
        return True

    def tell_away(self, why: str) -> None:
        now_ns = self.clock.now_ns()
        if self.away is None:
            self.away = Away(now_ns, self.noted_here(database_away(why)))
        if now_ns - self.away.since_ns < AWAY_NS:
            return
        for way in self.ways:
            if not way.knows_of_database and now_ns >= way.due_ns:
                way.knows_of_database = self.sent(way, Untold((self.away.concern,), ()))

    def tell_back(self) -> None:
        if self.away is None:
            return
        over = replace(self.away.concern, over_at=self.clock.wall())
        for way in self.ways:
            if way.knows_of_database and self.clock.now_ns() >= way.due_ns:
                way.knows_of_database = not self.sent(way, Untold((), (over,)))
        if not any(way.knows_of_database for way in self.ways):
            self.away = None

    def noted_here(self, concern: Concern) -> NotedConcern:
        return NotedConcern(
            *(0, concern.severity, None, dict(concern.sentences), concern.path),
            *(self.clock.wall(), None),
        )
