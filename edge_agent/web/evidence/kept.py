"""What takes long to count: counted in a thread, kept, and counted anew when there is news.

Rules
- Whoever asks waits a moment for the newest; after that he gets what was counted last, with its
  age, or is told that the count goes on.
- However often one asks, counting takes at most a tenth of the time.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from threading import Lock
from typing import Final, Generic, TypeVar

from edge_agent.web.errors import NotReady
from hardware.interfaces import Clock

PATIENCE_S: Final = 3.0
"""A page may wait so long; a program asks again."""
RESTS: Final = 10
"""So many times as long as the last count took."""
COUNTING: Final = "what was recorded is being counted; ask again in a few seconds"

Value = TypeVar("Value")
Mark = tuple[list[tuple[int, int]], list[tuple[int, int]]]
"""How far the records and the events go: the last (boot, seq) of each, if any."""


@dataclass(frozen=True, slots=True)
class Counted(Generic[Value]):
    value: Value
    mark: Mark
    at_ns: int
    took_ns: int


class Kept(Generic[Value]):
    """One thing that is counted; asked within any event loop."""

    def __init__(
        self,
        count: Callable[[], Value],
        mark: Callable[[], Mark],
        clock: Clock,
        thread: Executor,
        patience_s: float = PATIENCE_S,
    ) -> None:
        """`mark` is quick, and another one when `count` would say something else."""
        self.count, self.mark, self.clock, self.thread = count, mark, clock, thread
        self.patience_s = patience_s
        self.last: Counted[Value] | None = None
        self.counting: Future[Counted[Value]] | None = None
        self.turn = Lock()

    async def newest(self) -> Counted[Value]:
        """NotReady where nothing was counted yet and it takes longer; raises what `count` does."""
        begun = await asyncio.to_thread(self.begin)
        if begun is not None:
            counting = asyncio.wrap_future(begun)
            await asyncio.wait([counting], timeout=self.patience_s)
            if counting.done():
                return counting.result()
        if self.last is None:
            raise NotReady(COUNTING)
        return self.last

    def begin(self) -> Future[Counted[Value]] | None:
        """The count that goes on or begins now; None where nothing is new, or the last time was
        just now."""
        with self.turn:
            if self.counting is not None and self.counting.done():
                self.counting = None
            if self.counting is None and self.is_due():
                self.counting = self.thread.submit(self.counted)
            return self.counting

    def is_due(self) -> bool:
        return self.last is None or (self.has_rested() and self.last.mark != self.mark())

    def has_rested(self) -> bool:
        last = self.last
        return last is None or self.clock.now_ns() - last.at_ns >= RESTS * last.took_ns

    def counted(self) -> Counted[Value]:
        begun_ns, mark = self.clock.now_ns(), self.mark()
        value = self.count()
        now_ns = self.clock.now_ns()
        self.last = Counted(value, mark, now_ns, now_ns - begun_ns)
        return self.last

    def age_s(self, counted: Counted[Value]) -> float:
        return (self.clock.now_ns() - counted.at_ns) / 1e9
