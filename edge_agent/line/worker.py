"""Inspects pictures beside the loop: one thread, a bounded queue, and no stale work.

A pack that was decided without its verdict is withdrawn, so that those behind it are in time.
"""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from edge_agent.core.order import Order
from edge_agent.core.packs import CheckResult
from hardware.interfaces import Clock, Pixels


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    pack_no: int
    view: str
    pixels: Pixels
    order: Order | None
    until_ns: int | None = None
    """When the verdict must be there, on the line's clock; None where nothing hurries."""

    def time_left_ns(self, now_ns: int, others_wait: bool) -> int | None:
        """What may be spent on this picture. While others wait there is nothing to spare."""
        if others_wait:
            return 0
        return None if self.until_ns is None else self.until_ns - now_ns


@dataclass(frozen=True, slots=True)
class Inspected:
    """What came of a job; `failure` says why there are no checks."""

    pack_no: int
    view: str
    checks: tuple[CheckResult, ...]
    failure: str | None = None


Inspect = Callable[[str, Pixels, Order | None, int | None], tuple[CheckResult, ...]]
"""View, picture, order and the time left in ns (None: enough) to the results of its checks."""


class Worker(Protocol):
    def submit(self, job: Job, now_ns: int) -> bool:
        """Takes a job; False when the queue is full."""
        ...

    def withdraw(self, pack_no: int) -> None:
        """Forgets the waiting jobs of a pack."""
        ...

    def finished(self, now_ns: int) -> list[Inspected]: ...


LONGEST_QUEUE = 64
"""Jobs; more would all come too late on any belt."""


class ThreadedWorker:
    """One inspection thread; `clock` is the line's."""

    def __init__(self, inspect: Inspect, clock: Clock) -> None:
        self.inspect, self.clock = inspect, clock
        self.waiting: deque[Job] = deque()
        self.done: deque[Inspected] = deque()
        self.changed = threading.Condition()
        self.stopping = False
        self.thread = threading.Thread(target=self.work, name="inspection", daemon=True)

    def start(self) -> None:
        self.thread.start()

    def submit(self, job: Job, now_ns: int) -> bool:
        with self.changed:
            if len(self.waiting) >= LONGEST_QUEUE:
                return False
            self.waiting.append(job)
            self.changed.notify()
        return True

    def withdraw(self, pack_no: int) -> None:
        with self.changed:
            self.waiting = deque(job for job in self.waiting if job.pack_no != pack_no)

    def finished(self, now_ns: int) -> list[Inspected]:
        done: list[Inspected] = []
        while self.done:
            done.append(self.done.popleft())
        return done

    @property
    def alive(self) -> bool:
        return self.thread.is_alive()

    def stop(self, timeout_s: float = 5.0) -> None:
        with self.changed:
            self.stopping = True
            self.changed.notify()
        self.thread.join(timeout_s)

    def work(self) -> None:
        while (job := self.take()) is not None:
            left_ns = job.time_left_ns(self.clock.now_ns(), bool(self.waiting))
            self.done.append(inspected(self.inspect, job, left_ns))

    def take(self) -> Job | None:
        """The next job; None when the worker shall stop."""
        with self.changed:
            self.changed.wait_for(lambda: self.stopping or bool(self.waiting))
            return None if self.stopping else self.waiting.popleft()


def inspected(inspect: Inspect, job: Job, left_ns: int | None) -> Inspected:
    """Runs one job. A failing inspector costs a picture its verdict, never the line its worker."""
    try:
        checks = inspect(job.view, job.pixels, job.order, left_ns)
    except Exception as error:  # noqa: BLE001 - outermost loop of the thread: told in the record
        return Inspected(job.pack_no, job.view, (), failure=f"{type(error).__name__}: {error}")
    return Inspected(job.pack_no, job.view, checks)
