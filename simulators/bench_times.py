"""How long things took, by name: by the clock, and what the thread computed.

On a machine that does other work beside, the second is the fair figure.
"""

from collections.abc import Callable
from typing import TypeVar

import numpy as np

from hardware.clock import RealClock

CLOCK = RealClock()
PERCENTILES = {"p50": 50.0, "p99": 99.0, "p999": 99.9}

Result = TypeVar("Result")
Percentiles = dict[str, float]


class Times:
    """Durations in ms."""

    def __init__(self) -> None:
        self.taken_ms: dict[str, list[float]] = {}
        self.computed_ms: dict[str, list[float]] = {}

    def timed(self, name: str, work: Callable[[], Result]) -> Result:
        begun_ns, begun_cpu_ns = CLOCK.now_ns(), CLOCK.thread_cpu_ns()
        result = work()
        computed_ns, taken_ns = CLOCK.thread_cpu_ns() - begun_cpu_ns, CLOCK.now_ns() - begun_ns
        self.taken_ms.setdefault(name, []).append(taken_ns / 1e6)
        self.computed_ms.setdefault(name, []).append(computed_ns / 1e6)
        return result

    def taken(self, name: str) -> Percentiles:
        return percentiles(self.taken_ms[name])

    def computed(self, name: str) -> Percentiles:
        return percentiles(self.computed_ms[name])


def percentiles(durations_ms: list[float]) -> Percentiles:
    return {
        key: round(float(np.percentile(durations_ms, at)), 3) for key, at in PERCENTILES.items()
    }
