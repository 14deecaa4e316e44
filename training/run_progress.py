"""What all training runs share: how far they are, the learning rate there, and their log."""

import json
from collections.abc import Callable
from math import cos, pi
from pathlib import Path
from typing import Any

import numpy as np

from hardware.clock import RealClock
from training.checkpoints import FACTS

CHECKPOINT = "checkpoint"
PROGRESS = "progress.jsonl"
WARM_UP = 0.04
"""Share of the run in which the learning rate rises."""
NS_PER_MIN = 60_000_000_000

Tell = Callable[[dict[str, Any]], None]
"""Gets every report of a run."""


def share_done(steps: int | None, minutes: float | None, step: int, elapsed_min: float) -> float:
    """How much of the run is over; counted in steps where it is bounded by steps."""
    if steps is not None:
        return step / steps
    assert minutes is not None
    return elapsed_min / minutes


def rate_share(done: float) -> float:
    """Learning rate as a share of its peak: a short rise, then half a cosine down to 1 %."""
    if done < WARM_UP:
        return (done + 0.002) / (WARM_UP + 0.002)
    return 0.01 + 0.99 * 0.5 * (1 + cos(pi * (done - WARM_UP) / (1 - WARM_UP)))


def steps_behind(out: Path) -> int:
    """Steps of the run's checkpoint; 0 where there is none."""
    facts = out / CHECKPOINT / FACTS
    return int(json.loads(facts.read_text(encoding="utf-8"))["step"]) if facts.is_file() else 0


class RunLog:
    """Losses since the last report, the run's pace, and both as lines of progress.jsonl."""

    def __init__(self, out: Path, per_step: int, first_step: int, tell: Tell) -> None:
        """`per_step`: how many drawings a step learns from."""
        self.out, self.per_step, self.first_step, self.tell = out, per_step, first_step, tell
        self.losses: list[float] = []
        self.clock = RealClock()
        self.start_ns = self.clock.now_ns()
        out.mkdir(parents=True, exist_ok=True)

    def elapsed_min(self) -> float:
        return (self.clock.now_ns() - self.start_ns) / NS_PER_MIN

    def progress(self, step: int, done: float) -> None:
        drawn = (step - self.first_step) * self.per_step
        pace = drawn / max(self.elapsed_min() * 60, 1e-9)
        facts = {
            "step": step,
            "loss": round(float(np.mean(self.losses)), 4),
            "done": round(done, 4),
        }
        self.write(facts | {"drawn_per_s": round(pace, 1)})
        self.losses.clear()

    def write(self, facts: dict[str, Any]) -> None:
        with (self.out / PROGRESS).open("a", encoding="utf-8") as file:
            file.write(json.dumps(facts) + "\n")
        self.tell(facts)
