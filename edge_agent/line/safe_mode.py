"""What hung, and the safe mode: where restarts do not help, the station stops acting for good.

Rules
- Every hang is an event. A part that has used up its restarts latches the safe mode.
- In safe mode the gate hears no heartbeat, and stands as the site chose for a host that is dead.
- Only a person's acceptance ends it; neither the part that works again nor another start does. The
  levels then come back as after any suspension, by a caught challenge pack and a signed act.
"""

from collections.abc import Iterable

from edge_agent.line.device_health import DeviceHealth
from edge_agent.line.guard import Guard
from edge_agent.line.hangs import Hang
from edge_agent.line.parts import Parts


class SafeMode:
    """Of one line. The guard keeps it, so that it outlives the process."""

    def __init__(self, parts: Parts, guard: Guard, health: DeviceHealth) -> None:
        self.gate, self.recorder = parts.gate, parts.recorder
        self.guard, self.health = guard, health

    def heard(self, hangs: Iterable[Hang]) -> None:
        for hang in hangs:
            is_given_up = hang.restarts_used_up
            body: dict[str, object] = {"part": hang.part, "why": hang.why}
            self.recorder.event("part_hangs", {**body, "restarted": not is_given_up})
            if is_given_up:
                self.guard.latch(hang.why)

    def look(self) -> None:
        self.health.safe_mode = self.guard.standing.safe_mode

    def beat(self, now_ns: int) -> None:
        """The host's sign of life, which a station that does not act keeps to itself."""
        if self.guard.standing.safe_mode is None:
            self.gate.heartbeat(now_ns)
