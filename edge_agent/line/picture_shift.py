"""A shift of a station without a gate: every picture is a pack, until no picture comes any more.

The line decides; this only turns its crank and lets decided packs go.
"""

from collections.abc import Callable, Sequence

from edge_agent.line.loop import Line
from edge_agent.line.pack_in_work import PackInWork
from hardware.gates.none import FrameTrigger, NoGate
from hardware.interfaces import Clock

STEP_NS = 2_000_000
"""Between two turns of the crank: much shorter than any inspection, and no load."""


class PictureShift:
    """Over folders, films, or one live camera."""

    def __init__(
        self,
        line: Line,
        gate: NoGate,
        cameras: Sequence[FrameTrigger],
        clock: Clock,
        alive: Callable[[], None] = lambda: None,
    ) -> None:
        """alive: called in every step, for whoever watches that it does not hang."""
        self.line, self.gate, self.cameras, self.clock = line, gate, cameras, clock
        self.alive = alive

    def run(self, is_interrupted: Callable[[], bool], most_packs: int | None) -> tuple[int, ...]:
        """Until the pictures end, enough packs were seen, or `is_interrupted`; packs inside end
        first, so that none is left over."""
        self.gate.most_packs = most_packs
        while not self.is_done:
            if is_interrupted() or self.line.orders.ends_line:
                self.gate.close()
            now_ns = self.clock.now_ns()
            self.line.step(now_ns)
            self.let_go()
            self.alive()
            self.clock.sleep_until_ns(now_ns + STEP_NS)
        return ()

    @property
    def is_done(self) -> bool:
        """No picture will come that is let in, and every pack that was seen has ended."""
        ended = self.gate.is_full or all(self.has_ended(camera) for camera in self.cameras)
        return ended and self.gate.is_empty and self.line.ledger.adds_up

    def has_ended(self, camera: FrameTrigger) -> bool:
        return camera.exhausted or camera.view in self.line.health.lost_cameras

    def let_go(self) -> None:
        """Packs about which nothing more will be known leave, none before another one that came
        earlier: its record would stand behind theirs."""
        for pack_no, work in self.line.packs.items():
            if self.gate.place_of(pack_no) is None:
                continue
            if not self.is_settled(pack_no, work):
                break
            self.gate.let_go(pack_no)

    def is_settled(self, pack_no: int, work: PackInWork) -> bool:
        """Decided; or all its pictures came or were lost, and all that came were looked at."""
        if work.decision is not None:
            return True
        answered = len(work.checks) + len(work.failures)
        return answered >= len(work.frames) and all(
            camera.last_frame_no >= pack_no or self.has_ended(camera) for camera in self.cameras
        )
