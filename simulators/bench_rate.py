"""What processes that do nothing but inspect reach: frames a second, memory, time until ready."""

import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import cycle
from multiprocessing import get_context
from pathlib import Path

from edge_agent.core.order import Order
from edge_agent.inspection.opening import open_inspector
from edge_agent.inspection.recipe_files import load_recipe
from simulators.bench_frames import VIEW, frames_of
from simulators.bench_times import CLOCK
from simulators.processes import peak_mb

RATE_S = 4.0
"""How long each process inspects."""

KEPT_FRAMES = 4
"""As many as a station may hold at once: more would count as its memory."""


@dataclass(frozen=True, slots=True)
class Rate:
    """What one process reached."""

    frames_per_s: float
    rss_mb: float
    """The most that it ever held in memory, with Python, all libraries and models."""
    ready_s: float
    """From its start until its inspector was warmed up."""


def rates_on(cores: int, folder: Path, order: Order) -> list[Rate]:
    """That many processes at once, each with an inspector of its own."""
    begun_ns = CLOCK.now_ns()
    with ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as pool:
        return list(pool.map(one_rate, [folder] * cores, [order] * cores, [begun_ns] * cores))


def one_rate(folder: Path, order: Order, begun_ns: int) -> Rate:
    inspector = open_inspector(load_recipe(folder))
    ready_ns = CLOCK.now_ns()
    frames = frames_of(folder)[:KEPT_FRAMES]
    started_ns = CLOCK.now_ns()
    count = 0
    for frame in cycle(frames):
        inspector.inspect(VIEW, frame, order)
        count += 1
        if CLOCK.now_ns() - started_ns > RATE_S * 1e9:
            break
    passed_s = (CLOCK.now_ns() - started_ns) / 1e9
    return Rate(count / passed_s, peak_mb(os.getpid()), (ready_ns - begun_ns) / 1e9)
