"""What an inspection notices of another bundle that looks on beside it.

Blocks of inspections with it and without it follow each other in a changing order, so that what
else happens on the computer happens to both. Packs come as on a belt; the other bundle runs in its
own process, as beside a line, and gets every pack that finds it idle.
"""

import shutil
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np

from edge_agent.inspection.bundle import BASE_BUNDLE, base_bundle
from edge_agent.line.shadow.process import Places, ShadowProcess
from edge_agent.line.shadowing import EndedPack, Looked, Opened, Said
from hardware.clock import RealClock
from simulators.bench import ready_inspector
from simulators.bench_frames import VIEW
from simulators.bench_scene import Scene, scene
from simulators.torture.figures import Figure

PACKS: Final = 100
"""Of one block."""
PACE_S: Final = 0.05
FRAMES: Final = 5
MOST_MORE: Final = 1.1
"""Times the p99 without it."""
MOST_HANDING_OVER_MS: Final = 1.0
OPENS_WITHIN_S: Final = 120.0


class LookingOn:
    """Inspections beside one process that looks on."""

    def __init__(self, folder: Path) -> None:
        self.clock = RealClock()
        self.drawn: Scene = scene(folder / "recipe", FRAMES, seed=3)
        self.inspector = ready_inspector(self.drawn)
        shutil.copytree(BASE_BUNDLE, folder / "bundles" / "a")
        places = Places(folder / "bundles", folder / "recipe")
        self.process = ShadowProcess(places, self.clock)
        self.taken_ms: dict[str, list[float]] = {"alone": [], "beside": []}
        self.handing_over_ms: list[float] = []
        self.looked_at = self.number = 0

    def close(self) -> None:
        self.process.close()

    def open(self) -> None:
        """TimeoutError where it does not open."""
        self.process.begin(base_bundle().sha256)
        until_ns = self.clock.now_ns() + int(1e9 * OPENS_WITHIN_S)
        said: list[Said] = []
        while Opened() not in said:
            if self.clock.now_ns() > until_ns:
                raise TimeoutError(f"it did not open: {said}")
            self.rest()
            said += self.process.said()

    def rest(self) -> None:
        self.clock.sleep_until_ns(self.clock.now_ns() + int(1e9 * PACE_S))

    def block(self, name: str) -> None:
        for _ in range(PACKS):
            self.number += 1
            frame = self.drawn.frames[self.number % FRAMES]
            begun_ns = self.clock.now_ns()
            self.inspector.inspect(VIEW, frame, self.drawn.order)
            self.taken_ms[name].append((self.clock.now_ns() - begun_ns) / 1e6)
            if name == "beside":
                self.hand_over(EndedPack(self.number, self.drawn.order, {VIEW: frame}))
            self.rest()

    def hand_over(self, pack: EndedPack) -> None:
        """As the line does: what it found since, and the next pack where it is idle."""
        begun_ns = self.clock.now_ns()
        said = self.process.said()
        self.process.offer(pack)
        self.handing_over_ms.append((self.clock.now_ns() - begun_ns) / 1e6)
        self.looked_at += sum(isinstance(one, Looked) for one in said)


def tortured(minutes: float, tell: Callable[[str], None]) -> list[Figure]:
    random = Random(4)
    with TemporaryDirectory() as folder, closing(LookingOn(Path(folder))) as looking:
        looking.open()
        until_ns = looking.clock.now_ns() + int(60e9 * minutes)
        while looking.clock.now_ns() < until_ns:
            for name in random.sample(list(looking.taken_ms), len(looking.taken_ms)):
                looking.block(name)
            tell(f"{looking.number} packs inspected, alone and beside a bundle that looks on")
        return figures_of(looking)


def figures_of(looking: LookingOn) -> list[Figure]:
    alone, beside = looking.taken_ms["alone"], looking.taken_ms["beside"]
    tried = len(beside)
    return [
        Figure("inspection p50 alone", ranked(alone, 50), "ms", None, tried),
        Figure("inspection p99 alone", ranked(alone, 99), "ms", None, tried),
        Figure("inspection p50 beside", ranked(beside, 50) / ranked(alone, 50), "times"),
        Figure(
            *("inspection p99 beside", ranked(beside, 99) / ranked(alone, 99), "times"),
            *(MOST_MORE, tried),
        ),
        Figure(
            *("handing over p99", ranked(looking.handing_over_ms, 99), "ms"),
            *(MOST_HANDING_OVER_MS, tried),
        ),
        Figure("packs looked at", 100 * looking.looked_at / tried, "%", None, tried),
    ]


def ranked(taken_ms: Sequence[float], percent: float) -> float:
    return float(np.percentile(taken_ms, percent))
