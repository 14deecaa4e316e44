"""The numbers of a camera's frames, and what their gaps say of frames that never came.

A camera counts every exposure, also one that was lost on the way to the host. Counters of GigE
Vision 1 have 16 bits and leave out 0.
"""

SHORT_COUNTER = 0xFFFF
NEAR_ITS_END = SHORT_COUNTER - 4096
"""A fall from there is the end of a short counter; one from below is a camera that began anew."""


class FrameCount:
    """Our own numbers, from 1 and without an end, out of the camera's."""

    def __init__(self) -> None:
        self.frame_no = 0
        self._device_no: int | None = None
        self._lost = 0

    def taken(self, device_no: int) -> tuple[int, int]:
        """A whole frame with this number of the camera came: our number, and how many were lost
        since the last whole one."""
        self._pass(device_no)
        lost, self._lost = self._lost, 0
        return self.frame_no, lost

    def lost(self, device_no: int) -> None:
        """A frame with this number came, but not whole."""
        self._pass(device_no)
        self._lost += 1

    def broken_off(self) -> None:
        """The camera was away; it counts anew, and at least one frame was lost meanwhile."""
        self._device_no = None
        self.frame_no += 1
        self._lost += 1

    def _pass(self, device_no: int) -> None:
        steps = 1 if self._device_no is None else steps_between(self._device_no, device_no)
        self._device_no = device_no
        self.frame_no += steps
        self._lost += steps - 1


def steps_between(before: int, after: int) -> int:
    """How many exposures lie from one number to the other; 1 where the camera does not count.

    A camera that began anew while it was read lost at least one.
    """
    if after > before:
        return after - before
    if after == before:
        return 1
    if NEAR_ITS_END < before <= SHORT_COUNTER:
        return after + SHORT_COUNTER - before
    return 2
