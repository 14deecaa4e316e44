"""The inspection thread: real threads, no timed assertions."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Event

import numpy as np

from edge_agent.core.order import Order
from edge_agent.core.packs import CheckKind, CheckResult, Verdict
from edge_agent.line.worker import LONGEST_QUEUE, Inspect, Inspected, Job, ThreadedWorker
from hardware.clock import RealClock
from hardware.interfaces import Pixels

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
