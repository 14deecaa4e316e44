"""Puts away what is old once a day, beside a running centre."""

from collections.abc import Callable
from typing import Final

from sqlalchemy import Engine

from deploy.fleet.pulses.beating import Pulse
from deploy.fleet.retaining import retain
from deploy.fleet.settings import CentreSettings
from edge_agent.core.errors import PackwardenError
from hardware.interfaces import Clock

NS_PER_MINUTE: Final = 60_000_000_000
FIRST_NS: Final = 10 * NS_PER_MINUTE
"""After the start, which has enough to do."""
A_DAY_NS: Final = 24 * 60 * NS_PER_MINUTE
AGAIN_NS: Final = 60 * NS_PER_MINUTE
"""After it did not succeed."""


class DailyRetaining:
    """One thread calls `step` in a loop. It says that it lives between the times: what is put away
    may take long, and that silence means nothing."""

    def __init__(
        self, engine: Engine, settings: CentreSettings, clock: Clock, tell: Callable[[str], None]
    ) -> None:
        self.engine, self.settings, self.clock, self.tell = engine, settings, clock, tell
        self.pulse = Pulse(engine, "retain", clock)
        self.trouble: str | None = None
        self.due_ns = clock.now_ns() + FIRST_NS

    def step(self) -> None:
        if self.clock.now_ns() >= self.due_ns:
            self.put_away()
        self.pulse.beat(self.trouble)

    def put_away(self) -> None:
        settings, now = self.settings, self.clock.wall()
        if self.trouble is None:
            self.pulse.end()
        try:
            retain(self.engine, settings.centre.places, settings.retention, now, self.tell)
        except PackwardenError as error:
            self.trouble = str(error)
            self.tell(f"what is old was not put away: {error}")
        else:
            self.trouble = None
        pause_ns = A_DAY_NS if self.trouble is None else AGAIN_NS
        self.due_ns = self.clock.now_ns() + pause_ns
