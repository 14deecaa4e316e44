"""An inspection worker in virtual time: the work is real or scripted, its duration is told."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from edge_agent.line.hangs import Hang
from edge_agent.line.worker import LONGEST_QUEUE, Inspect, Inspected, Job, inspected

Duration = Callable[[], int]
"""How long the inspection that was just made took, in ns of virtual time."""


@dataclass(frozen=True, slots=True, eq=False)
class Busy:
    """A job in the hands of the worker, and when it is done."""

    result: Inspected
    until_ns: int


class VirtualWorker:
    """A queue before one or more pairs of hands; jobs are begun in order.

    The product has one inspection thread; more hands stand for a verdict that is merely slow to
    arrive, while others are already on their way.
    """

    def __init__(self, inspect: Inspect, duration_ns: Duration, hands: int = 1) -> None:
        self.inspect, self.duration_ns, self.hands = inspect, duration_ns, hands
        self.waiting: deque[Job] = deque()
        self.busy: list[Busy] = []
        self.told: list[Hang] = []
        """What a scenario wants to have hung."""

    def submit(self, job: Job, now_ns: int) -> bool:
        if len(self.waiting) >= LONGEST_QUEUE:
            return False
        self.waiting.append(job)
        self.begin(now_ns)
        return True

    def begin(self, now_ns: int) -> None:
        while self.waiting and len(self.busy) < self.hands:
            job = self.waiting.popleft()
            left_ns = job.time_left_ns(now_ns, bool(self.waiting))
            result = inspected(self.inspect, job, left_ns)
            self.busy.append(Busy(result, now_ns + self.duration_ns()))

    def withdraw(self, pack_no: int) -> None:
        self.waiting = deque(job for job in self.waiting if job.pack_no != pack_no)

    def finished(self, now_ns: int) -> list[Inspected]:
        """Results up to now; each next job is begun when one before it ended."""
        done = []
        while (until_ns := self.next_ns()) is not None and until_ns <= now_ns:
            ended = min(self.busy, key=lambda busy: busy.until_ns)
            self.busy.remove(ended)
            done.append(ended.result)
            self.begin(ended.until_ns)
        return done

    def hangs(self) -> list[Hang]:
        told, self.told = self.told, []
        return told

    def next_ns(self) -> int | None:
        return min((busy.until_ns for busy in self.busy), default=None)
