"""What stands in front of every live camera: it comes back by itself, a thread reads it, and one
that hangs is opened anew."""

from collections.abc import Callable
from typing import Protocol

from hardware.cameras.watched import LONGEST_READ_S, Camera, WatchedCamera
from hardware.interfaces import Clock, FrameSource

LEAST_PERIODS = 3
"""Of its rate, that a camera has for one picture."""


class AskedCamera(FrameSource, Protocol):
    """A camera that may also be told to take its picture now."""

    def software_trigger(self) -> None:
        """DeviceLost where it does not answer."""
        ...


def live(
    open_camera: Callable[[], Camera], clock: Clock, fps: float | None = None
) -> WatchedCamera[Camera]:
    """Not started yet. Its loss is told, and pictures come again without a restart.

    open_camera: makes the camera, not started. fps: where its driver waits for the next picture.
    """
    longest_s = LONGEST_READ_S if fps is None else max(LONGEST_READ_S, LEAST_PERIODS / fps)
    return WatchedCamera(open_camera, clock, longest_s)
