"""Pictures of one pack in memory that the line's process and another one both see.

Nothing goes through a pipe: the line's process copies each picture once, the other reads it where
it lies. One pack at a time: whoever put it in waits for the answer before the next.
"""

import mmap
import os
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from math import prod
from typing import Final, Self

import numpy as np

from hardware.interfaces import Pixels

MOST_BYTES: Final = 64 << 20
"""Of one pack; only what was ever used takes memory."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where the picture of a view lies."""

    view: str
    shape: tuple[int, int, int]
    """Rows, columns, channels of 8 bits."""
    offset: int


class SharedFrames:
    """Both ends have one; `file` is the number of an open file that a child may inherit."""

    def __init__(self, file: int, memory: mmap.mmap) -> None:
        self.file, self.memory = file, memory

    @classmethod
    def made(cls) -> Self:
        """Of the end that puts pictures in."""
        file = os.memfd_create("shadow")
        os.ftruncate(file, MOST_BYTES)
        return cls(file, mmap.mmap(file, MOST_BYTES))

    @classmethod
    def inherited(cls, file: int) -> Self:
        """Of the end that looks at them; it cannot write."""
        return cls(file, mmap.mmap(file, MOST_BYTES, access=mmap.ACCESS_READ))

    def put(self, frames: Mapping[str, Pixels]) -> list[Placed]:
        """Of a pack that fits. The copying lets other threads of the process run."""
        placed, offset = [], 0
        for view, pixels in frames.items():
            place = Placed(view, pixels.shape, offset)
            np.copyto(self.seen(place), pixels)
            placed.append(place)
            offset += pixels.nbytes
        return placed

    def seen(self, place: Placed) -> Pixels:
        """The picture where it lies, shape `place.shape`, uint8."""
        flat = np.frombuffer(self.memory, np.uint8, prod(place.shape), place.offset)
        return flat.reshape(place.shape)

    def close(self) -> None:
        """After every picture that was seen has gone."""
        with closing(self.memory):
            os.close(self.file)


def fits(frames: Mapping[str, Pixels]) -> bool:
    return sum(pixels.nbytes for pixels in frames.values()) <= MOST_BYTES
