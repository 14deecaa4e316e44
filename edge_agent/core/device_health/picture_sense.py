"""Whether a live picture can be believed: its light, its sharpness, its newness, its place. Pure.

A frozen camera shows the good pack of before for as long as anybody looks; one that was knocked
shows another place than was taught. What such a picture shows of a pack is never sure.

Rules
- No two pictures of a camera are alike to the last bit: its noise differs. Two that are, are one.
- Light and sharpness are compared with the taught picture of the same view; packs differ by far
  less than these limits, faulty ones too.
- Where packs usually lie is learnt from those before; a camera that was knocked shows them all
  beside it. What is usual does not follow it: somebody puts the camera back, or starts anew.
"""

from collections import deque
from statistics import median
from typing import Final

from edge_agent.core.packs import CameraLook, Reason

DARKEST, BRIGHTEST = 0.5, 1.7
"""Times the taught brightness; drawn packs, faulty ones too, lie between 0.95 and 1.04."""
SATURATED: Final = 245.0
"""Mean grey level above which hardly anything but white is left."""
BLUREST: Final = 0.5
"""Times the taught sharpness; drawn packs lie above 0.6, and a blur of 3 px sigma below 0.42."""
LEAST_KNOWN: Final = 10
"""Packs from which on their usual place is known."""
REMEMBERED: Final = 100
LEAST_SHIFT: Final = 0.03
"""Of the picture's width: guides of a belt leave a pack less room."""
FAR: Final = 8.0
"""Times the usual deviation (median absolute deviation) from the usual place."""

Place = tuple[float, float]
"""How far a pack lies beside its taught place, across and down, as shares of the width."""


class PictureSense:
    """Of one view; told every picture once, in the order in which they were taken."""

    def __init__(self, taught: CameraLook) -> None:
        self.taught = taught
        self.last_print: int | None = None
        self.places: deque[Place] = deque(maxlen=REMEMBERED)

    def fault(self, look: CameraLook, fingerprint: int) -> Reason | None:
        """What is wrong with the picture itself. `fingerprint`: of its content, to the last bit."""
        before, self.last_print = self.last_print, fingerprint
        if fingerprint == before:
            return Reason.FROZEN_PICTURE
        if self.is_badly_lit(look.brightness):
            return Reason.BADLY_LIT
        if look.sharpness < BLUREST * self.taught.sharpness:
            return Reason.BLURRED
        return None

    def is_badly_lit(self, brightness: float) -> bool:
        share = brightness / max(self.taught.brightness, 1.0)
        return not DARKEST <= share <= BRIGHTEST or brightness > SATURATED

    def is_moved(self, place: Place) -> bool:
        """Whether the pack lies where no pack ever lies; usual places are remembered."""
        if len(self.places) >= LEAST_KNOWN and any(map(self.is_far, (0, 1), place)):
            return True
        self.places.append(place)
        return False

    def is_far(self, axis: int, where: float) -> bool:
        known = [place[axis] for place in self.places]
        usual = median(known)
        usual_deviation = median(abs(one - usual) for one in known)
        return abs(where - usual) > max(LEAST_SHIFT, FAR * usual_deviation)
