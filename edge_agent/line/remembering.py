"""Hands what the monitors know to whoever keeps it: now and then, and when the line ends.

Between two times nothing is lost: the packs since then are in the event store, and are told to the
monitors once more at the next start.
"""

import threading
from typing import Generic, Protocol, TypeVar

from edge_agent.core.autonomy.remembered import Remembered
from edge_agent.core.errors import StoreFailed
from edge_agent.line.challenge_packs import ChallengePacks
from edge_agent.line.guard import Guard
from edge_agent.line.monitors import Monitors
from edge_agent.line.parts import Keeper, Parts

KEEP_NS = 10_000_000_000
"""A disk of flash bears a small file every ten seconds for its whole life."""
LONGEST_WAIT_S = 10.0
Memory = TypeVar("Memory")
Told = TypeVar("Told", contravariant=True)


class Keeps(Protocol[Told]):
    """A file that is written whole."""

    def keep(self, remembered: Told) -> None:
        """Durable on return; StoreFailed where the disk did not take it."""
        ...


class Remembering:
    """Of one line, from its start on."""

    def __init__(
        self,
        parts: Parts,
        guard: Guard,
        monitors: Monitors,
        challenges: ChallengePacks,
        keeper: Keeper[Remembered] | None,
    ) -> None:
        self.clock, self.recorder = parts.clock, parts.recorder
        self.guard, self.monitors, self.challenges = guard, monitors, challenges
        self.keeper = keeper
        self.records = 0
        self.due_ns = 0
        self.trouble: str | None = None

    def ended(self) -> None:
        """A pack's record was written, and the monitors know it."""
        self.records += 1

    def look(self, now_ns: int) -> None:
        if now_ns >= self.due_ns:
            self.due_ns = now_ns + KEEP_NS
            self.keep()

    def keep(self) -> None:
        if self.keeper is None:
            return
        self.keeper.keep(self.remembered())
        if self.keeper.trouble is not None and self.trouble is None:
            self.recorder.event("monitors_not_kept", {"why": self.keeper.trouble})
        self.trouble = self.keeper.trouble

    def remembered(self) -> Remembered:
        return Remembered(
            at=self.clock.wall(),
            records=self.records,
            certificates=self.guard.standing.certificates,
            watch=self.monitors.watch,
            auditing=self.monitors.audits.auditing,
            challenges=self.challenges.begun,
        )


class KeepingThread(Generic[Memory]):
    """Writes the newest memory, so that the line never waits; what was overtaken is not written."""

    def __init__(self, file: Keeps[Memory]) -> None:
        self.file = file
        self.trouble: str | None = None
        self._newest: Memory | None = None
        self._is_closing = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="keeping", daemon=True)
        self._thread.start()

    def keep(self, remembered: Memory) -> None:
        with self._changed:
            self._newest = remembered
            self._changed.notify_all()

    def close(self) -> None:
        """What waits is written first."""
        with self._changed:
            self._is_closing = True
            self._changed.notify_all()
        self._thread.join(LONGEST_WAIT_S)

    def _run(self) -> None:
        while (newest := self._next()) is not None:
            try:
                self.file.keep(newest)
                self.trouble = None
            except StoreFailed as error:
                self.trouble = str(error)

    def _next(self) -> Memory | None:
        with self._changed:
            self._changed.wait_for(lambda: self._newest is not None or self._is_closing)
            newest, self._newest = self._newest, None
            return newest
