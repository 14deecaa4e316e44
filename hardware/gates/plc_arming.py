"""Whether the PLC is armed by this station, and what may be done to arm it. Pure.

Rules
- The PLC is armed by answering its challenge, and only while the line's heart beats.
- What was lost stays trouble until it has been told; only then the challenge is answered again, for
  what the line said last. So no armed level comes back before the line knows that it was gone.
"""

from dataclasses import replace

from hardware.gates.plc_blocks import HostCommand, PlcStatus
from hardware.interfaces import GateAction

ARMING_NS = 1_000_000_000
"""An answered challenge takes a few turns; after so long the PLC does not want to. Longer than
silence may last, so that a silent PLC is told as that."""


class Arming:
    """Of one PLC by one station."""

    def __init__(self, stops_belt: bool) -> None:
        self.stops_belt = stops_belt
        self.wanted: GateAction | None = None
        self.since_ns = 0
        """Since when the line has lived and wanted this."""
        self.armed: GateAction | None = None
        self.challenge = 0
        self.accepted = self.offered = 0
        """Answers of ours: the one that the PLC is armed by, and a newer one."""
        self.beats = 0
        self.loss: str | None = None
        self.is_told = False

    def want(self, default: GateAction, now_ns: int) -> None:
        if default is not self.wanted:
            self.wanted, self.since_ns = default, now_ns

    def beat(self, now_ns: int) -> None:
        """The line's heart beat once more."""
        if not self.beats:
            self.since_ns = now_ns
        self.beats += 1

    def heard(self, status: PlcStatus) -> bool:
        """False where the PLC was armed by us and is no longer."""
        self.challenge = status.challenge
        if self.is_told and self.wanted is None:
            self.loss = None
        by_us = status.armed_by in {self.accepted, self.offered} - {0}
        if status.armed is None or not by_us or status.stops_belt is not self.stops_belt:
            return self.armed is None
        self.armed, self.accepted, self.loss = status.armed, status.armed_by, None
        return True

    def lose(self, why: str) -> None:
        """Whatever the PLC does now, we do not rely on it."""
        self.armed = None
        self.accepted = self.offered = 0
        self.loss, self.is_told = why, False

    def told(self) -> None:
        """The line knows that something is wrong."""
        self.is_told = True

    def trouble(self, now_ns: int) -> str | None:
        if self.loss is not None:
            return self.loss
        if self.beats and self.is_due and now_ns - self.since_ns > ARMING_NS:
            return f"it answers, and does not let itself be armed to {self.wanted}"
        return None

    @property
    def is_due(self) -> bool:
        return self.wanted is not None and self.wanted is not self.armed

    def into(self, command: HostCommand) -> HostCommand:
        """With the answer to the challenge, where one may be given."""
        if not self.is_due or not self.beats or (self.loss is not None and not self.is_told):
            return command
        self.offered = self.challenge
        return replace(
            command,
            arm_level=self.wanted,
            arm_stops_belt=self.stops_belt,
            arm_answer=self.challenge,
        )
