"""What an evaluation finds, whatever it judges: counts, latencies, and every mistake as a picture.

A case is right or wrong; what a person must see to judge a wrong one is kept with it. The document
has the same keys for every kind of set, and more where a kind has more to say.
"""

from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np

from hardware.interfaces import Pixels
from training.intervals import wilson_interval

SHOWN_PX = 720
"""Longer side of a kept picture; nobody judges a mistake from more."""


@dataclass(frozen=True, slots=True, eq=False)
class Mistake:
    """One case that came out wrong."""

    file: str
    expected: str
    read: str
    kind: str = "misread"
    """misread, false_reject, escape, unsure or false_code: how it is wrong."""
    confidence: float | None = None
    picture: Pixels | None = None
    group: str = ""
    """What it is counted with, in a set of several kinds."""

    def row(self) -> list[str]:
        return [self.file, self.expected, self.read]


@dataclass(slots=True)
class Evaluation:
    """Filled case by case."""

    name: str
    cases: int = 0
    mistakes: list[Mistake] = field(default_factory=list)
    latencies_ms: list[float] = field(default_factory=list)
    sureness: list[tuple[float, bool]] = field(default_factory=list)
    """Confidence of each answer, and whether it was right."""
    verification: dict[str, Any] = field(default_factory=dict)
    """false_rejects, escapes, unsure and verified, where expected texts were verified."""
    more: dict[str, Any] = field(default_factory=dict)
    """What only this kind of set says."""

    def right(self, latency_ms: float, confidence: float | None = None) -> None:
        self.count(latency_ms, confidence, True)

    def wrong(self, mistake: Mistake, latency_ms: float) -> None:
        self.count(latency_ms, mistake.confidence, False)
        self.mistakes.append(mistake)

    def count(self, latency_ms: float, confidence: float | None, is_right: bool) -> None:
        self.cases += 1
        self.latencies_ms.append(latency_ms)
        if confidence is not None:
            self.sureness.append((confidence, is_right))

    @property
    def misread(self) -> list[Mistake]:
        return [one for one in self.mistakes if one.kind == "misread"]

    @property
    def exact(self) -> int:
        return self.cases - len(self.misread)

    def document(self) -> dict[str, Any]:
        """What was not tried is null."""
        return {
            "set": self.name,
            "n": self.cases,
            "exact": self.exact,
            "share": round(self.exact / max(self.cases, 1), 4),
            "interval": list(wilson_interval(self.exact, self.cases)),
            **dict.fromkeys(("false_rejects", "escapes", "unsure", "verified")),
            **self.verification,
            **self.more,
            "latency_ms": latency_document(self.latencies_ms),
            "wrong": [one.row() for one in self.misread],
        }


def latency_document(latencies_ms: list[float]) -> dict[str, float | None]:
    if not latencies_ms:
        return {"p50": None, "p99": None}
    return {
        "p50": round(float(np.percentile(latencies_ms, 50)), 2),
        "p99": round(float(np.percentile(latencies_ms, 99)), 2),
    }


def shown(pixels: Pixels) -> Pixels:
    """Small enough to be kept and looked at."""
    height, width = pixels.shape[:2]
    scale = min(1.0, SHOWN_PX / max(height, width))
    if scale == 1.0:
        return pixels.copy()
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
