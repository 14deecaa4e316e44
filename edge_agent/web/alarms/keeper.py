"""Keeps the alarms of a station: looks at it, hears people, and forgets nothing over a restart.

What the disk did not take is tried again with the next look; the list goes on meanwhile.
"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import RLock
from typing import Final

from edge_agent.core.alarms.alarm_list import AlarmList, Happened, Happening, Now, Sight
from edge_agent.core.alarms.figures import AlarmFigures, Coming, figures_of
from edge_agent.core.alarms.raised import RaisedAlarm, Shelf, alarm_id
from edge_agent.core.errors import StoreDamaged, StoreFailed
from edge_agent.web.alarms.alarm_file import AlarmFile, Kept
from hardware.interfaces import Clock

MOST_UNKEPT: Final = 1_000
"""Lines of history that wait for the disk; then the oldest are given up."""
Step = Callable[[AlarmList], tuple[AlarmList, tuple[Happening, ...]]]


class AlarmKeeper:
    """Any thread may call it."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self.clock = clock
        self.file = AlarmFile(path)
        self.trouble: str | None = None
        """Why the last change is not on the disk yet."""
        self.revision = 0
        """Another one with every change of the list: pages that show it look again."""
        self._turn = RLock()
        self._alarms = AlarmList(raised=self.file.raised())
        self._unkept: list[Happening] = []

    # What is seen

    def look(self, sight: Sight) -> None:
        now = Now(self.clock.wall(), self.clock.now_ns())
        self._step(lambda alarms: alarms.looked(sight, now))
        if self.trouble is not None:
            self._keep()

    # What people do

    def acknowledge(self, key: str, person: str) -> None:
        """NotFound where it is off the list; Conflict for a shelved one."""
        now = self.clock.wall()
        self._step(lambda alarms: alarms.acknowledged(key, person, now))

    def shelve(self, key: str, shelf: Shelf) -> None:
        """NotFound, Conflict or InvalidInput where it may not be."""
        self._step(lambda alarms: alarms.shelved(key, shelf))

    def unshelve(self, key: str, person: str) -> None:
        now = self.clock.wall()
        self._step(lambda alarms: alarms.unshelved(key, person, now))

    # What is shown

    def alarm(self, key: str) -> RaisedAlarm:
        """NotFound where it is off the list."""
        return self._alarms.alarm(key)

    def listed(self) -> tuple[RaisedAlarm, ...]:
        """By priority, then the newest first; what is shelved at the end. Waits for no disk."""
        return self._alarms.in_order()

    def history(self, limit: int, before: int = 2**62) -> list[Kept]:
        """The newest first."""
        return self.file.history(limit, before)

    def figures(self, length: timedelta) -> AlarmFigures:
        """Of so long up to now."""
        now = self.clock.wall()
        begun = now - length
        kept = [one.happening for one in self.file.since(begun, Happened.RAISED)]
        comings = [Coming(alarm_id(one.name, one.subject), one.at) for one in kept]
        return figures_of(comings, begun, now)

    def close(self) -> None:
        self.file.close()

    def _step(self, step: Step) -> None:
        with self._turn:
            self._alarms, happened = step(self._alarms)
            if happened:
                self.revision += 1
                self._unkept = [*self._unkept, *happened][-MOST_UNKEPT:]
                self._keep()

    def _keep(self) -> None:
        with self._turn:
            try:
                self.file.keep(self._alarms.raised, self._unkept, self.clock.wall())
            except (StoreFailed, StoreDamaged) as error:
                self.trouble = str(error)
            else:
                self.trouble, self._unkept = None, []
