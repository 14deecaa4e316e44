"""The numbers of a camera's frames, and what their gaps say of frames that never came.

A camera counts every exposure, also one that was lost on the way to the host. Counters of GigE
Vision 1 have 16 bits and leave out 0. Cameras begin with 0 or 1 at every start; one whose counter
runs on tells nothing of what it lost before the first frame that came.
"""

BEGINS_BELOW = 256
"""A first number from here on is that of a counter that runs on."""

SHORT_COUNTER = 0xFFFF
NEAR_ITS_END = SHORT_COUNTER - 4096
"""A fall from there is the end of a short counter; one from below is a camera that began anew."""


class FrameCount:
    """Our own numbers, from 1 and without an end, out of the camera's."""

    def __init__(self) -> None:
        self.frame_no = 0
        self._device_no: int | None = None
        self._broken = 0
        self._lost = 0

    def taken(self, device_no: int) -> tuple[int, int]:
        """A whole frame with this number of the camera came: our number, and how many were lost
        since the last whole one."""
        before, self._device_no = self._device_no, device_no
        steps = first_steps(device_no) if before is None else steps_between(before, device_no)
        if steps == 0:  # it does not count, and what came broken is all that is known
            steps = 1 + self._broken
        self.frame_no += steps
        lost, self._lost, self._broken = self._lost + steps - 1, 0, 0
        return self.frame_no, lost

    def broken(self) -> None:
        """A frame came, but not whole. Its own number may be lost with it; the next one tells."""
        self._broken += 1

    def broken_off(self) -> None:
        """The camera was away; it counts anew, and at least one frame was lost meanwhile."""
        self._device_no = None
        self.frame_no += 1
        self._lost += 1


def first_steps(device_no: int) -> int:
    """How many exposures there were up to the first one that is seen."""
    return device_no if 1 <= device_no < BEGINS_BELOW else 1


def steps_between(before: int, after: int) -> int:
    """How many exposures lie from one number to the other; 0 where the camera does not count.

    A camera that began anew while it was read lost at least one.
    """
    if after >= before:
        return after - before
    if NEAR_ITS_END < before <= SHORT_COUNTER:
        return after + SHORT_COUNTER - before
    return 2
