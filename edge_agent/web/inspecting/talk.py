"""What the server and its inspecting process say to each other over two pipes: JSON and bytes.

One question, one answer, in turn. Asked is {"recipe": folder, "bundle": folder, "views": […],
"lot", "expiry", "gtin", "language"} with the encoded pictures attached; views are as many as
pictures, or none.
Answered is {"inspected": document, "inspect_ms": …}, or {"refused": kind, "detail": sentence}.
"""

from enum import StrEnum
from typing import IO, Final

from edge_agent.control.framing import Bounds, Frame, FrameReader, encoded

MOST_PICTURES: Final = 8
"""Views of one pack; no recipe has more."""
MOST_UPLOADED_BYTES: Final = 32 * 1024 * 1024
ASKED: Final = Bounds(16_384, MOST_PICTURES, MOST_UPLOADED_BYTES)
ANSWERED: Final = Bounds(1_048_576, 0, 0)
PIECE_BYTES: Final = 65_536


class Refusal(StrEnum):
    """Why the process did not inspect."""

    INPUT = "input"
    """A picture, a view or an order that cannot be right."""
    RECIPE = "recipe"
    """The recipe cannot be opened as it lies on the disk."""


def say(pipe: IO[bytes], frame: Frame, bounds: Bounds) -> None:
    """OSError where nobody is at the other end."""
    pipe.write(encoded(frame, bounds))
    pipe.flush()


def heard(pipe: IO[bytes], bounds: Bounds) -> Frame | None:
    """The next frame; None where the other end is gone. BadFrame for anything else."""
    reader = FrameReader(bounds)
    while piece := pipe.read1(PIECE_BYTES):  # type: ignore[attr-defined]  # both pipes are buffered
        if frames := reader.fed(piece):
            return frames[0]
    return None
