"""What an inspection notices of the uplink beside it: busy, stuck, or without a broker.

Blocks of inspections with each of these and without an uplink follow each other in a changing
order, so that what else happens on the computer happens to all of them. Broker and centre, which in
a plant are elsewhere, get only what the others leave.
"""

import os
from collections.abc import Callable
from random import Random
from signal import SIGCONT, SIGSTOP
from typing import Final

import numpy as np

from deploy.torture.way_up import WayUp
from simulators.bench import ready_inspector
from simulators.bench_frames import VIEW
from simulators.bench_scene import Scene, scene
from simulators.torture.figures import Figure

ROUNDS: Final = 12
PACKS: Final = 100
"""Of one block."""
PACE_S: Final = 0.05
BACKLOG: Final = 60_000
"""Records, so that a busy uplink is busy to the end of its block."""
FRAMES: Final = 5
MOST_MORE: Final = 1.1
"""Times the p99 without an uplink."""
LEFT_OVER: Final = 19
"""Niceness."""


class Beside:
    """Inspections beside one station's way up."""

    def __init__(self, way: WayUp, drawn: Scene) -> None:
        self.way, self.drawn = way, drawn
        self.inspector = ready_inspector(drawn)
        self.taken_ms: dict[str, list[float]] = {}
        self.inspected = 0

    def block(self, name: str) -> None:
        """Paced as packs on a belt; each is also written to the log, as a station does."""
        for _ in range(PACKS):
            frame = self.drawn.frames[self.inspected % len(self.drawn.frames)]
            begun_ns = self.way.clock.now_ns()
            self.inspector.inspect(VIEW, frame, self.drawn.order)
            taken_ns = self.way.clock.now_ns() - begun_ns
            self.taken_ms.setdefault(name, []).append(taken_ns / 1e6)
            self.inspected += 1
            self.way.write(1)
            self.way.rest(PACE_S)

    def without(self) -> None:
        self.way.uplink.signal(SIGSTOP)
        self.block("none")
        self.way.uplink.signal(SIGCONT)

    def busy(self) -> None:
        self.way.uplink.signal(SIGSTOP)
        self.way.write(max(0, BACKLOG - (self.way.written - self.way.stored())))
        self.way.uplink.signal(SIGCONT)
        self.block("busy")

    def stuck(self) -> None:
        """The broker takes what TCP takes, and answers nothing."""
        self.way.broker.process.signal(SIGSTOP)
        self.block("stuck")
        self.way.broker.process.signal(SIGCONT)

    def dead(self) -> None:
        self.way.broker.kill()
        self.block("dead")
        self.way.broker.start()
        self.stand_back()

    def stand_back(self) -> None:
        """Broker and centre are not of this computer."""
        for peer in (self.way.centre, self.way.broker.process):
            if peer.pid is not None:
                os.setpriority(os.PRIO_PROCESS, peer.pid, LEFT_OVER)


def inspection_figures(way: WayUp, tell: Callable[[str], None]) -> list[Figure]:
    drawn = scene(way.folder / "scene", FRAMES, seed=3)
    beside, random = Beside(way, drawn), Random(4)
    way.start_centre()
    way.start_uplink()
    beside.stand_back()
    way.rest(3)
    blocks = [beside.without, beside.busy, beside.stuck, beside.dead]
    for number in range(ROUNDS):
        tell(f"inspecting beside an uplink, round {number + 1} of {ROUNDS}")
        for block in random.sample(blocks, len(blocks)):
            block()
    return figures_of(beside.taken_ms)


def figures_of(taken_ms: dict[str, list[float]]) -> list[Figure]:
    p99_ms = {name: float(np.percentile(taken, 99)) for name, taken in taken_ms.items()}
    tried = len(taken_ms["none"])
    return [
        Figure("inspection p99 without an uplink", p99_ms["none"], "ms", None, tried),
        *(
            Figure(
                f"inspection p99, uplink {name}", p99 / p99_ms["none"], "times", MOST_MORE, tried
            )
            for name, p99 in p99_ms.items()
            if name != "none"
        ),
    ]
