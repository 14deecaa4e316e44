"""What stands in front of every live camera: it comes back by itself, and a thread reads it."""

from typing import Protocol

from hardware.cameras.grabber import Grabber
from hardware.cameras.reconnecting import Reconnecting
from hardware.interfaces import Clock, FrameSource


class AskedCamera(FrameSource, Protocol):
    """A camera that may also be told to take its picture now."""

    def software_trigger(self) -> None:
        """DeviceLost where it does not answer."""
        ...


def live(camera: FrameSource, clock: Clock) -> FrameSource:
    """Not started yet. Its loss is told, and pictures come again without a restart."""
    return Grabber(Reconnecting(camera, clock))
