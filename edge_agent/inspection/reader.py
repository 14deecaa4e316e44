"""What reads a line and what finds lines: the seam between checks and any text model."""

from dataclasses import dataclass
from typing import Protocol

from edge_agent.inspection.quads import Quad
from hardware.interfaces import Pixels


@dataclass(frozen=True, slots=True)
class LineReading:
    """What stands in one line."""

    text: str
    confidence: float
    """Mean of the characters' confidences, in [0, 1]; 0 when there is no text."""
    char_confidences: tuple[float, ...]
    """One for each character of `text`."""
    exact: float | None = None
    """Calibrated probability that all letters and digits are right; None where nobody knows."""


NOTHING_READ = LineReading("", 0.0, ())


class LineReader(Protocol):
    def read_line(self, pixels: Pixels) -> LineReading:
        """Reads an upright cut-out of one line, height x width x 3 BGR, of any size."""
        ...


class TextFinder(Protocol):
    def find(self, pixels: Pixels) -> tuple[Quad, ...]:
        """Places of text lines, in pixels of the picture, top to bottom."""
        ...
