"""Moves plant, line, worker and operator on together until the belt is empty."""

from collections.abc import Iterator, Sequence

from edge_agent.line.loop import Line
from simulators.clock import VirtualClock
from simulators.devices import PlantCamera
from simulators.operator import Operator
from simulators.plant import Plant
from simulators.worker import VirtualWorker

POLL_NS = 1_000_000
"""How often a real line looks at its devices; nothing is noticed sooner than that."""


class Runner:
    """One simulated shift."""

    def __init__(
        self,
        clock: VirtualClock,
        plant: Plant,
        line: Line,
        worker: VirtualWorker,
        operator: Operator,
        cameras: Sequence[PlantCamera],
    ) -> None:
        self.clock, self.plant, self.line = clock, plant, line
        self.worker, self.operator, self.cameras = worker, operator, cameras

    def run(self) -> None:
        for _ in self.steps():
            pass

    def steps(self) -> Iterator[int]:
        """Yields the time of every step; ends when nothing more can happen."""
        while (due_ns := self.next_ns()) is not None:
            now_ns = max(-(-due_ns // POLL_NS) * POLL_NS, self.clock.now_ns() + POLL_NS)
            self.plant.advance(now_ns)
            self.clock.sleep_until_ns(now_ns)
            self.line.step(now_ns)
            self.operator.step(now_ns)
            yield now_ns

    def next_ns(self) -> int | None:
        wishes = (
            self.plant.next_ns(),
            self.worker.next_ns(),
            self.operator.next_ns(),
            self.clock.now_ns() if self.is_news() else None,
            self.line_ns(),
            self.line.guard.wake_ns(),
        )
        return min((wish for wish in wishes if wish is not None), default=None)

    def is_news(self) -> bool:
        """Somebody has told the line something that it has not heard yet."""
        return bool(self.plant.events) or not self.line.told.empty()

    def line_ns(self) -> int | None:
        """When the belt will be where the line next has something to do."""
        tick = self.line.next_tick()
        if tick is None:
            return None
        return self.plant.belt.when_ns(self.plant.encoder.moved_mm(tick + 1))
