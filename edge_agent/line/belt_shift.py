"""A shift of a station with a gate: the controller sees the packs, until somebody ends it.

Rules
- No device ends a shift. What is lost is told, tries by itself to come back, and is told again.
- At an orderly end the packs on the belt end first. Others come behind them as long as the belt
  runs; they are not waited for, but left to the gate as it is armed, and told by their numbers.
- Where the line goes over to another product, the packs on the belt end first as well. Then the
  belt stops; what lies on it is lost from tracking, and a person takes it off and starts the belt.
"""

from collections.abc import Callable
from typing import Final

from edge_agent.line.loop import Line
from edge_agent.line.parts import Recorder
from hardware.interfaces import Clock, Gate

STEP_NS: Final = 1_000_000
"""Between two turns of the crank. A belt at 2 m/s moves 2 mm meanwhile, a step takes a tenth."""
LONGEST_END_NS: Final = 20_000_000_000
"""A belt that stands brings no pack to its end; then the shift ends without it."""


class BeltShift:
    """Turns the crank of a line whose gate stands at a belt."""

    def __init__(
        self,
        line: Line,
        gate: Gate,
        clock: Clock,
        recorder: Recorder,
        tell: Callable[[str], None],
        show: Callable[[int], None] = lambda _: None,
        alive: Callable[[], None] = lambda: None,
    ) -> None:
        """Called in every step: show for whoever shows how the line is, alive for whoever watches
        that it does not hang."""
        self.line, self.gate, self.clock = line, gate, clock
        self.recorder, self.tell, self.show, self.alive = recorder, tell, show, alive
        self.told_trouble: str | None = None
        self.waits_for: frozenset[int] | None = None
        """Packs that were on the belt when the end was asked for; None before."""
        self.ends_ns = 0

    def run(self, is_interrupted: Callable[[], bool], most_packs: int | None) -> tuple[int, ...]:
        """Until `is_interrupted`, or so many packs were seen. Returns packs left on the belt."""
        while not self.is_over(self.clock.now_ns()):
            now_ns = self.clock.now_ns()
            self.line.step(now_ns)
            self.tell_trouble()
            self.show(now_ns)
            self.alive()
            if self.waits_for is None and (is_interrupted() or self.has_ended(most_packs)):
                self.begin_end(now_ns)
            self.clock.sleep_until_ns(now_ns + STEP_NS)
        return self.left_over()

    def has_ended(self, most_packs: int | None) -> bool:
        return self.line.orders.ends_line or self.has_seen(most_packs)

    def has_seen(self, most_packs: int | None) -> bool:
        return most_packs is not None and self.line.ledger.seen >= most_packs

    def begin_end(self, now_ns: int) -> None:
        self.waits_for = frozenset(self.line.packs)
        self.ends_ns = now_ns + LONGEST_END_NS

    def is_over(self, now_ns: int) -> bool:
        if self.waits_for is None:
            return False
        return now_ns >= self.ends_ns or self.waits_for.isdisjoint(self.line.packs)

    def left_over(self) -> tuple[int, ...]:
        left = tuple(sorted(self.line.packs))
        if left:
            self.recorder.event("left_on_belt", {"packs": list(left)})
        if self.line.orders.next is not None:
            self.line.cut_off()
        return left

    def tell_trouble(self) -> None:
        """Once when the controller is lost, once when it is back, and when the reason changes."""
        trouble = self.gate.trouble
        if trouble == self.told_trouble:
            return
        self.told_trouble = trouble
        if trouble is None:
            self.recorder.event("gate_back", {})
            self.tell("the gate is back")
        else:
            self.recorder.event("gate_lost", {"why": trouble})
            self.tell(f"gate: {trouble}")
