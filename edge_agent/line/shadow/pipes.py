"""Frames over the pipes between the line's process and the one that looks on."""

import os
import select
from typing import Final

from edge_agent.control.framing import Bounds, Frame, FrameReader, encoded
from hardware.interfaces import Clock

PIECE_BYTES: Final = 65_536


def say(pipe: int, frame: Frame, bounds: Bounds) -> None:
    """OSError where nobody is at the other end. Frames are smaller than what a pipe holds."""
    os.write(pipe, encoded(frame, bounds))


def heard(pipe: int, bounds: Bounds) -> Frame | None:
    """The next frame, however late; None where the other end is gone. BadFrame otherwise."""
    reader = FrameReader(bounds)
    while piece := os.read(pipe, PIECE_BYTES):
        if frames := reader.fed(piece):
            return frames[0]
    return None


def heard_within(pipe: int, bounds: Bounds, clock: Clock, within_s: float) -> Frame | None:
    """As `heard`; TimeoutError where the frame is not whole in time."""
    reader, until_ns = FrameReader(bounds), clock.now_ns() + int(1e9 * within_s)
    waiting = select.poll()
    waiting.register(pipe, select.POLLIN)
    while True:
        left_ms = (until_ns - clock.now_ns()) / 1e6
        if left_ms <= 0 or not waiting.poll(left_ms):
            raise TimeoutError(f"no answer within {within_s:g} s")
        piece = os.read(pipe, PIECE_BYTES)
        if not piece:
            return None
        if frames := reader.fed(piece):
            return frames[0]
