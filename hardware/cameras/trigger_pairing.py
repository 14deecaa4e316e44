"""Which trigger of the controller made which frame of the camera: pure decisions.

Time says it: a frame comes within `longest_ns` of its trigger, and no two triggers are nearer to
each other than twice that, so that a frame bears the tick of the pack that it shows or none. The
counters must say the same: camera and controller count alike from frame to frame. Where they
disagree (a trigger that the camera missed, an exposure that nobody asked for, a counter that began
anew, a frame that came later than it can) the frame is in doubt, and the next one must agree with
it before anything is believed again. Where two triggers are possible the frame is in doubt too.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum

from hardware.interfaces import CameraTrigger, Frame

KEPT_TRIGGERS = 256
"""While no frame comes; the belt may run on under a lost camera for hours."""
FIT_NS = 1_000_000
"""The controller's time is known to the host only to a part of a millisecond."""


class Unpaired(Enum):
    WAIT = "its trigger may still be told"
    DOUBT = "no trigger is surely its own"


@dataclass(frozen=True, slots=True)
class PairingLimits:
    longest_ns: int
    """From a trigger until the host notes its frame."""
    report_ns: int
    """From a trigger until the controller has told it to the host, at the latest."""


class Pairing:
    """What is known of one view's triggers, and how the two counters stand to each other."""

    def __init__(self, limits: PairingLimits) -> None:
        self._limits = limits
        self._triggers: deque[CameraTrigger] = deque(maxlen=KEPT_TRIGGERS)
        self._heard_count = 0
        self._used_count = 0
        self._offset: int | None = None
        """The camera's number less the controller's, as the last frame showed it."""

    def begin(self, earlier: Iterable[CameraTrigger]) -> None:
        """The camera starts to count: its first frame belongs to the next trigger."""
        counts = [trigger.count for trigger in earlier]
        self._triggers.clear()
        self._heard_count = self._used_count = max(counts, default=self._heard_count)
        self._offset = -self._heard_count

    def hear(self, triggers: Iterable[CameraTrigger]) -> None:
        """In the order in which the controller told them."""
        for trigger in triggers:
            if trigger.count <= self._heard_count:
                self._forget()
            self._heard_count = trigger.count
            self._triggers.append(trigger)

    def pair(self, frame: Frame, now_ns: int) -> CameraTrigger | Unpaired:
        """The trigger that made this frame. Frames come in the order of their numbers."""
        possible = [trigger for trigger in self._triggers if self._may_have_made(trigger, frame)]
        if not possible:
            return Unpaired.DOUBT if self._is_all_told(frame, now_ns) else Unpaired.WAIT
        if len(possible) > 1:
            return Unpaired.DOUBT
        return self._believed(frame, possible[0])

    def _may_have_made(self, trigger: CameraTrigger, frame: Frame) -> bool:
        """Frames come in order: a trigger up to the last that was used made none that follows."""
        is_in_time = -FIT_NS <= frame.taken_ns - trigger.at_ns <= self._limits.longest_ns
        return is_in_time and trigger.count > self._used_count

    def _is_all_told(self, frame: Frame, now_ns: int) -> bool:
        """No trigger of this frame can still be told: a later one was, or it is too long ago."""
        is_overtaken = any(told.at_ns > frame.taken_ns + FIT_NS for told in self._triggers)
        return is_overtaken or now_ns > frame.taken_ns + self._limits.report_ns

    def _believed(self, frame: Frame, trigger: CameraTrigger) -> CameraTrigger | Unpaired:
        offset = frame.frame_no - trigger.count
        agrees, self._offset = offset == self._offset, offset
        if not agrees:
            return Unpaired.DOUBT
        self._used_count = trigger.count
        return trigger

    def _forget(self) -> None:
        """The controller counts anew: what it told before says nothing about what comes."""
        self._triggers.clear()
        self._used_count, self._offset = 0, None


def stamped(frame: Frame, trigger: CameraTrigger, dropped_before: int) -> Frame:
    """The frame with the place and the time of its trigger."""
    return replace(frame, tick=trigger.tick, taken_ns=trigger.at_ns, dropped_before=dropped_before)
