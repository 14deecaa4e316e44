"""The line's end of the control socket: shows how the line is, and takes words to it.

It looks at the end of a step, ten times a second and only while somebody listens. What it hands
over are references and one frozen value; all else happens in the thread of the server.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from secrets import token_hex
from typing import Any, Final

from edge_agent.control.line_state import Identity
from edge_agent.control.messages import EventTold
from edge_agent.control.server import ControlServer
from edge_agent.control.shown import Snapshot
from edge_agent.line.current_state import state_of
from edge_agent.line.lately import LastPacks
from edge_agent.line.loop import Line
from edge_agent.line.recommendations import Recommendations
from edge_agent.store.events import Event, StoredEvent, utc_text
from hardware.interfaces import Clock

LOOK_NS: Final = 100_000_000


class Desk:
    """Of one line, from creation to `close`."""

    def __init__(
        self, line: Line, last_packs: LastPacks, identity: Identity, place: Path, clock: Clock
    ) -> None:
        self.line, self.last_packs, self.identity = line, last_packs, identity
        self.recommendations = Recommendations(line)
        self.clock, self.look_ns = clock, 0
        self.has_told_failure = False
        self.unstored = 0
        self.server = ControlServer(place, identity.line, line.told.put, clock)
        line.onlooker = self

    def look(self, now_ns: int, tick: int) -> None:
        """Called in every step; looks now and then."""
        if not self.server.is_listened:
            self.tell_failure()
        elif now_ns >= self.look_ns:
            self.look_ns = now_ns + LOOK_NS
            self.server.show(self.snapshot(now_ns, tick))

    def snapshot(self, now_ns: int, tick: int) -> Snapshot:
        state = state_of(
            *(self.line, self.last_packs, self.identity),
            *(self.recommendations.now(tick), self.clock.wall(), now_ns),
        )
        asked_about = {**self.line.first_packs.views, **self.recommendations.views()}
        return Snapshot(state, self.last_packs.last, asked_about)

    def stored(self, events: Sequence[StoredEvent]) -> None:
        """Events that are durable; called by whoever stored them."""
        for one in events:
            event = one.event
            self.server.tell(
                EventTold(one.boot, one.seq, utc_text(event.at), event.kind, dict(event.body))
            )

    def happened(self, kind: str, body: Mapping[str, Any]) -> None:
        """An event that nobody stores, as in a demonstration: numbered here, of boot 0."""
        self.unstored += 1
        self.stored([StoredEvent(0, self.unstored, Event(kind, body, self.clock.wall()))])

    def tell_failure(self) -> None:
        """Once: from then on no page says anything of this line."""
        if self.server.failure is not None and not self.has_told_failure:
            self.has_told_failure = True
            self.line.recorder.event("control_lost", {"why": self.server.failure})

    def close(self) -> None:
        self.line.onlooker = None
        self.server.close()


def identity_of(line: Line, boot: int, station: str, simulated: bool) -> Identity:
    """Of a line that starts now."""
    in_force = line.in_force
    return Identity(
        line=token_hex(8),
        boot=boot,
        station=station,
        recipe=in_force.recipe,
        recipe_hash=in_force.recipe_hash,
        settings_hash=in_force.settings_hash,
        software=in_force.software,
        bundle_sha256=in_force.bundle_sha256,
        simulated=simulated,
        views=tuple(view.name for view in line.guard.asked.views),
        no_answer=line.guard.asked.no_answer,
        can_hold=line.gate.capability.hold is not None,
    )
