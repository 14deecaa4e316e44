"""Drawn lines as training batches: what the net sees, and what it should say.

Lines of about the same width go into one batch. Which lines a batch holds follows from the seed and
the batch's number alone, so that a run can stop and go on.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge_agent.inspection.line_input import HEIGHT_PX, line_input
from training.lines.drawing import drawn_line
from training.lines.texts import CHARACTERS

SORTED_TOGETHER = 8
"""Batches whose lines are sorted by width; more saves padding and makes batches more alike."""
WIDTH_STEP_PX = 32
CLASSES = {character: number for number, character in enumerate(CHARACTERS, start=1)}
"""Class 0 is CTC's blank."""


@dataclass(frozen=True, slots=True)
class Batch:
    inputs: NDArray[np.float32]
    """Lines x 1 x 32 x width; to the right of a line all is 0, the mean."""
    classes: NDArray[np.int64]
    """All texts, one after the other."""
    lengths: NDArray[np.int64]
    """Characters of each text."""


def batches(seed: int, size: int, first: int) -> Iterator[Batch]:
    """Batches of `size` lines from number `first` on, without end."""
    group = first // SORTED_TOGETHER
    skipped = first % SORTED_TOGETHER
    while True:
        yield from batch_group(seed, size, group)[skipped:]
        group, skipped = group + 1, 0


def batch_group(seed: int, size: int, group: int) -> list[Batch]:
    """SORTED_TOGETHER batches, in an order that has nothing to do with their widths."""
    count = size * SORTED_TOGETHER
    drawn = [drawn_line(seed, number) for number in range(group * count, (group + 1) * count)]
    lines = sorted(((line_input(pixels), text) for pixels, text in drawn), key=width)
    found = [batch_of(lines[start : start + size]) for start in range(0, count, size)]
    order = np.random.default_rng((seed, group)).permutation(SORTED_TOGETHER)
    return [found[i] for i in order]


def width(line: tuple[NDArray[np.float32], str]) -> int:
    return line[0].shape[1]


def batch_of(lines: list[tuple[NDArray[np.float32], str]]) -> Batch:
    widest = -(-max(map(width, lines)) // WIDTH_STEP_PX) * WIDTH_STEP_PX
    inputs = np.zeros((len(lines), 1, HEIGHT_PX, widest), np.float32)
    for place, (line, _) in zip(inputs, lines, strict=True):
        place[0, :, : line.shape[1]] = line
    said = [CLASSES[letter] for _, text in lines for letter in text]
    lengths = [len(text) for _, text in lines]
    return Batch(inputs, np.array(said, np.int64), np.array(lengths, np.int64))
