"""Inspects pictures beside the loop: one thread, a bounded queue, and no stale work.

A pack that was decided without its verdict is withdrawn, so that those behind it are in time.
"""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from edge_agent.core.order import Order
from edge_agent.core.packs import CheckResult
from edge_agent.line.hangs import Hang
from hardware.hang_sense import HangSense
from hardware.interfaces import Clock, Pixels
from hardware.restart_budget import MOST_RESTARTS, RestartBudget


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

    def hangs(self) -> list[Hang]:
        """Since the last call."""
        ...


LONGEST_QUEUE = 64
"""Jobs; more would all come too late on any belt."""
LONGEST_NS: Final = 4_000_000_000
"""Of one inspection on a belt: hundreds of times what it takes."""
LONGEST_UNHURRIED_NS: Final = 30_000_000_000
"""Where nothing hurries pictures may be big, and the computer small."""
PART: Final = "inspection"
HUNG: Final = "the inspection did not come to an end"


class Bench:
    """One thread and what it has in hand."""

    def __init__(self) -> None:
        self.job: Job | None = None
        self.due_ns: int | None = None
        """When the job in hand must be done; None while there is none."""
        self.is_left = False
        """It hung: whatever it still brings is too late, and it ends then."""
        self.thread: threading.Thread | None = None

    def take_in_hand(self, job: Job | None, now_ns: int) -> None:
        self.job, self.due_ns = job, None
        if job is not None:
            is_hurried = job.until_ns is not None
            self.due_ns = now_ns + (LONGEST_NS if is_hurried else LONGEST_UNHURRIED_NS)

    @property
    def is_working(self) -> bool:
        return self.thread is not None and self.thread.is_alive()


class ThreadedWorker:
    """One inspection thread at a time; `clock` is the line's.

    A thread whose inspection hangs is left behind, at most five in a minute and five at once; the
    picture in its hand gets no verdict. Beyond that nothing is inspected until there is room again.
    """

    def __init__(self, inspect: Inspect, clock: Clock) -> None:
        self.inspect, self.clock = inspect, clock
        self.waiting: deque[Job] = deque()
        self.done: deque[Inspected] = deque()
        self.told: deque[Hang] = deque()
        self.changed = threading.Condition()
        self.stopping = False
        self.bench, self.left_behind = Bench(), list[Bench]()
        self.sense, self.budget = HangSense(), RestartBudget()

    def start(self) -> None:
        bench = self.bench
        bench.thread = threading.Thread(
            target=self.work, args=(bench,), name="inspection", daemon=True
        )
        bench.thread.start()

    def submit(self, job: Job, now_ns: int) -> bool:
        with self.changed:
            if len(self.waiting) >= LONGEST_QUEUE:
                return False
            self.waiting.append(job)
            self.changed.notify_all()
        return True

    def withdraw(self, pack_no: int) -> None:
        with self.changed:
            self.waiting = deque(job for job in self.waiting if job.pack_no != pack_no)

    def finished(self, now_ns: int) -> list[Inspected]:
        self.look(now_ns)
        done: list[Inspected] = []
        while self.done:
            done.append(self.done.popleft())
        return done

    def hangs(self) -> list[Hang]:
        told = list(self.told)
        self.told.clear()
        return told

    @property
    def alive(self) -> bool:
        return self.bench.is_working

    def stop(self, timeout_s: float = 5.0) -> None:
        with self.changed:
            self.stopping = True
            self.changed.notify_all()
        if self.bench.thread is not None:
            self.bench.thread.join(timeout_s)

    def look(self, now_ns: int) -> None:
        """Leaves a bench that hangs, and begins with another one as soon as that is allowed."""
        if self.sense.hangs(self.bench.due_ns, now_ns):
            self.leave(now_ns)
        elif self.bench.is_left and self.may_restart(now_ns):
            self.restart(now_ns)

    def leave(self, now_ns: int) -> None:
        with self.changed:
            job = self.bench.job
            if job is None:
                return  # it came back in this moment
            self.bench.is_left = True
            self.bench.take_in_hand(None, now_ns)
        self.done.append(Inspected(job.pack_no, job.view, (), failure=HUNG))
        restarts = self.may_restart(now_ns)
        self.told.append(Hang(PART, HUNG, restarts_used_up=not restarts))
        if restarts:
            self.restart(now_ns)

    def may_restart(self, now_ns: int) -> bool:
        self.left_behind = [bench for bench in self.left_behind if bench.is_working]
        return len(self.left_behind) < MOST_RESTARTS and self.budget.allows(now_ns)

    def restart(self, now_ns: int) -> None:
        self.budget.spend(now_ns)
        self.left_behind.append(self.bench)
        self.bench = Bench()
        self.start()

    def work(self, bench: Bench) -> None:
        while (job := self.take(bench)) is not None:
            left_ns = job.time_left_ns(self.clock.now_ns(), bool(self.waiting))
            self.hand_in(bench, inspected(self.inspect, job, left_ns))

    def take(self, bench: Bench) -> Job | None:
        """The next job; None when the bench shall stop."""
        with self.changed:
            self.changed.wait_for(lambda: self.stopping or bench.is_left or bool(self.waiting))
            if self.stopping or bench.is_left:
                return None
            job = self.waiting.popleft()
            bench.take_in_hand(job, self.clock.now_ns())
            return job

    def hand_in(self, bench: Bench, result: Inspected) -> None:
        with self.changed:
            if not bench.is_left:
                bench.take_in_hand(None, self.clock.now_ns())
                self.done.append(result)


def inspected(inspect: Inspect, job: Job, left_ns: int | None) -> Inspected:
    """Runs one job. A failing inspector costs a picture its verdict, never the line its worker."""
    try:
        checks = inspect(job.view, job.pixels, job.order, left_ns)
    except Exception as error:  # noqa: BLE001 - outermost loop of the thread: told in the record
        return Inspected(job.pack_no, job.view, (), failure=f"{type(error).__name__}: {error}")
    return Inspected(job.pack_no, job.view, checks)
