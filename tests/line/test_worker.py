"""The inspection thread: real threads, no timed assertions."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Event, Semaphore

import numpy as np

from edge_agent.core.order import Order
from edge_agent.core.packs import CheckKind, CheckResult, Verdict
from edge_agent.line.worker import (
    HUNG,
    LONGEST_NS,
    LONGEST_QUEUE,
    Inspect,
    Inspected,
    Job,
    ThreadedWorker,
)
from hardware.clock import RealClock
from hardware.hang_sense import GRACE_NS
from hardware.interfaces import Pixels
from hardware.restart_budget import MOST_RESTARTS
from tests.samples import StandingClock

PIXELS: Pixels = np.zeros((1, 1, 3), dtype=np.uint8)
LONG_S = 30.0
"""Liveness only: nothing here takes a thousandth of it."""


def job(pack_no: int, view: str = "top") -> Job:
    return Job(pack_no, view, PIXELS, None)


def plain(
    view: str, pixels: Pixels, order: Order | None, left_ns: int | None
) -> tuple[CheckResult, ...]:
    return (CheckResult("look", CheckKind.SURFACE, view, Verdict.OK, 0.0),)


class Gated:
    """An inspector that waits at every picture until it is let go."""

    def __init__(self) -> None:
        self.begun, self.go = Event(), Event()

    def inspect(
        self, view: str, pixels: Pixels, order: Order | None, left_ns: int | None
    ) -> tuple[CheckResult, ...]:
        self.begun.set()
        assert self.go.wait(LONG_S)
        return plain(view, pixels, order, left_ns)


@contextmanager
def at_work(inspect: Inspect) -> Iterator[ThreadedWorker]:
    worker = ThreadedWorker(inspect, RealClock())
    worker.start()
    try:
        yield worker
    finally:
        worker.stop(LONG_S)
    assert not worker.alive


def results(worker: ThreadedWorker, count: int) -> list[Inspected]:
    """Waits until so many jobs are finished."""
    clock, done = RealClock(), list[Inspected]()
    give_up_ns = clock.now_ns() + int(LONG_S * 1e9)
    while len(done) < count:
        assert clock.now_ns() < give_up_ns, f"only {len(done)} of {count} jobs came back"
        done += worker.finished(clock.now_ns())
        clock.sleep_until_ns(clock.now_ns() + 1_000_000)
    return done


def test_jobs_come_back_in_order_each_with_its_pack_and_view() -> None:
    with at_work(plain) as worker:
        for pack_no in range(1, 6):
            assert worker.submit(job(pack_no, "top"), 0)
            assert worker.submit(job(pack_no, "bottom"), 0)
        done = results(worker, 10)
    assert [(one.pack_no, one.view) for one in done] == [
        (pack_no, view) for pack_no in range(1, 6) for view in ("top", "bottom")
    ]
    assert all(one.failure is None and one.checks[0].view == one.view for one in done)
    assert worker.finished(0) == []


def test_a_full_queue_refuses_and_takes_again_when_there_is_room() -> None:
    gated = Gated()
    with at_work(gated.inspect) as worker:
        assert worker.submit(job(0), 0)
        assert gated.begun.wait(LONG_S)  # in the hands of the worker: no longer in the queue
        for pack_no in range(1, LONGEST_QUEUE + 1):
            assert worker.submit(job(pack_no), 0)
        assert not worker.submit(job(999), 0)
        gated.go.set()
        done = results(worker, LONGEST_QUEUE + 1)
        assert worker.submit(job(1000), 0)
        done += results(worker, 1)
    assert [one.pack_no for one in done] == [*range(LONGEST_QUEUE + 1), 1000]


def test_a_withdrawn_pack_is_not_looked_at_and_those_behind_it_are() -> None:
    gated = Gated()
    with at_work(gated.inspect) as worker:
        worker.submit(job(1), 0)
        assert gated.begun.wait(LONG_S)
        for pack_no in (2, 3, 2, 4):
            worker.submit(job(pack_no), 0)
        worker.withdraw(2)
        worker.withdraw(1)  # in work already: too late to withdraw
        gated.go.set()
        done = results(worker, 3)
    assert [one.pack_no for one in done] == [1, 3, 4]


def test_a_failing_inspection_costs_one_verdict_and_not_the_worker() -> None:
    def fails_at_two(
        view: str, pixels: Pixels, order: Order | None, left_ns: int | None
    ) -> tuple[CheckResult, ...]:
        if view == "broken":
            raise ValueError("no such view")
        return plain(view, pixels, order, left_ns)

    with at_work(fails_at_two) as worker:
        worker.submit(job(1), 0)
        worker.submit(job(2, "broken"), 0)
        worker.submit(job(3), 0)
        done = results(worker, 3)
        assert worker.alive
    assert [one.failure for one in done] == [None, "ValueError: no such view", None]
    assert done[1].checks == ()


def test_stop_waits_for_the_picture_in_hand_and_leaves_the_rest() -> None:
    gated = Gated()
    worker = ThreadedWorker(gated.inspect, RealClock())
    worker.start()
    worker.submit(job(1), 0)
    worker.submit(job(2), 0)
    assert gated.begun.wait(LONG_S)
    gated.go.set()
    worker.stop(LONG_S)
    assert not worker.alive
    assert worker.finished(0)[0].pack_no == 1


def test_an_idle_worker_stops() -> None:
    with at_work(plain) as worker:
        assert worker.alive


class Spending:
    """An inspector that notes how much time it is given; waits at the first picture."""

    def __init__(self) -> None:
        self.left_ns: list[int | None] = []
        self.begun, self.go = Event(), Event()

    def inspect(
        self, view: str, pixels: Pixels, order: Order | None, left_ns: int | None
    ) -> tuple[CheckResult, ...]:
        self.left_ns.append(left_ns)
        self.begun.set()
        assert self.go.wait(LONG_S)
        return plain(view, pixels, order, left_ns)


def test_a_picture_is_given_what_is_left_until_its_deadline() -> None:
    clock, spending = RealClock(), Spending()
    spending.go.set()
    with at_work(spending.inspect) as worker:
        worker.submit(replace(job(1), until_ns=clock.now_ns() + 3600 * 10**9), 0)
        results(worker, 1)
        worker.submit(job(2), 0)
        results(worker, 1)
    first, second = spending.left_ns
    assert first is not None
    assert 0 < first < 3600 * 10**9
    assert second is None


def test_while_others_wait_no_picture_has_time_to_spare() -> None:
    spending = Spending()
    with at_work(spending.inspect) as worker:
        for pack_no in (1, 2, 3):
            worker.submit(job(pack_no), 0)
            assert spending.begun.wait(LONG_S)
        spending.go.set()
        results(worker, 3)
    assert spending.left_ns == [None, 0, None]


class Hanging:
    """An inspector that does not come back from the view `hang` until the end of the test."""

    def __init__(self) -> None:
        self.begun, self.go = Semaphore(0), Event()

    def inspect(
        self, view: str, pixels: Pixels, order: Order | None, left_ns: int | None
    ) -> tuple[CheckResult, ...]:
        if view == "hang":
            self.begun.release()
            assert self.go.wait(LONG_S)
        return plain(view, pixels, order, left_ns)


def hurried(pack_no: int, view: str) -> Job:
    return replace(job(pack_no, view), until_ns=1)


def hang(worker: ThreadedWorker, hanging: Hanging, clock: StandingClock) -> list[Inspected]:
    """Two looks at an inspection that does not end."""
    assert hanging.begun.acquire(timeout=LONG_S)
    clock.ns += LONGEST_NS
    assert worker.finished(clock.ns) == []
    clock.ns += GRACE_NS
    return worker.finished(clock.ns)


def test_an_inspection_that_hangs_costs_its_pack_the_verdict_and_the_next_is_inspected() -> None:
    hanging, clock = Hanging(), StandingClock()
    worker = ThreadedWorker(hanging.inspect, clock)
    worker.start()
    worker.submit(hurried(1, "hang"), 0)
    worker.submit(hurried(2, "top"), 0)
    done = hang(worker, hanging, clock)
    while len(done) < 2:
        done += worker.finished(clock.ns)
    assert done[0] == Inspected(1, "hang", (), failure=HUNG)
    assert (done[1].pack_no, done[1].failure) == (2, None)
    (told,) = worker.hangs()
    assert (told.part, told.restarts_used_up) == ("inspection", False)
    hanging.go.set()
    (left,) = worker.left_behind
    assert left.thread is not None
    left.thread.join(LONG_S)
    assert worker.finished(clock.ns) == [], "what comes too late is nobody's verdict"
    worker.stop(LONG_S)


def test_after_five_restarts_nothing_is_inspected_until_there_is_room_again() -> None:
    hanging, clock = Hanging(), StandingClock()
    worker = ThreadedWorker(hanging.inspect, clock)
    worker.start()
    for pack_no in range(MOST_RESTARTS + 1):
        worker.submit(hurried(pack_no, "hang"), 0)
        assert len(hang(worker, hanging, clock)) == 1
    told = [one.restarts_used_up for one in worker.hangs()]
    assert told == [False] * MOST_RESTARTS + [True]
    worker.submit(hurried(99, "top"), 0)
    hanging.go.set()
    for bench in worker.left_behind:
        assert bench.thread is not None
        bench.thread.join(LONG_S)
    clock.ns += 60_000_000_000
    done: list[Inspected] = []
    while not done:
        done = worker.finished(clock.ns)
    assert (done[0].pack_no, done[0].failure) == (99, None)
    worker.stop(LONG_S)


def test_a_slow_inspection_without_hurry_and_a_station_that_slept_are_no_hang() -> None:
    hanging, clock = Hanging(), StandingClock()
    worker = ThreadedWorker(hanging.inspect, clock)
    worker.start()
    worker.submit(job(1, "hang"), 0)
    assert hang(worker, hanging, clock) == []
    clock.ns += 100 * LONGEST_NS
    assert worker.finished(clock.ns) == [], "everything stood still, also who looks"
    hanging.go.set()
    worker.stop(LONG_S)
    assert worker.finished(clock.ns)[0].failure is None
    assert worker.hangs() == []
