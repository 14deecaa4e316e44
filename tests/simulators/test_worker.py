"""The worker in virtual time gives a picture as much time as the real one."""

import numpy as np

from edge_agent.core.order import Order
from edge_agent.core.packs import CheckResult
from edge_agent.line.worker import Job
from hardware.interfaces import Pixels
from simulators.worker import VirtualWorker

PIXELS: Pixels = np.zeros((1, 1, 3), np.uint8)


def given(jobs: list[tuple[int, int | None]], takes_ns: int) -> list[int | None]:
    """What each job is given; jobs are (submitted at, deadline)."""
    left: list[int | None] = []

    def inspect(
        view: str, pixels: Pixels, order: Order | None, left_ns: int | None
    ) -> tuple[CheckResult, ...]:
        left.append(left_ns)
        return ()

    worker = VirtualWorker(inspect, lambda: takes_ns)
    for number, (at_ns, until_ns) in enumerate(jobs):
        worker.finished(at_ns)
        worker.submit(Job(number, "top", PIXELS, None, until_ns), at_ns)
    worker.finished(10**12)
    return left


def test_time_left_runs_from_the_beginning_of_the_inspection() -> None:
    assert given([(100, 1000), (200, None)], takes_ns=10) == [900, None]
    assert given([(0, 1000), (1, 1000)], takes_ns=300) == [1000, 700]


def test_nothing_is_left_while_others_wait() -> None:
    assert given([(0, 1000), (1, 1000), (2, 1000)], takes_ns=300) == [1000, 0, 400]


def test_a_deadline_that_has_passed_leaves_less_than_nothing() -> None:
    assert given([(0, 5000), (1, 200)], takes_ns=300) == [5000, -100]
