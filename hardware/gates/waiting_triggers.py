"""What a controller told of camera triggers, until each camera asks for its own."""

from collections import deque
from collections.abc import Sequence
from typing import Final

from hardware.interfaces import CameraTrigger

MOST_WAITING: Final = 256
"""Of one view: seconds of the fastest line, and a camera asks every few milliseconds."""


class WaitingTriggers:
    """CameraTriggers. Of a view that nobody asks about the oldest go."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[CameraTrigger]] = {}

    def add(self, trigger: CameraTrigger) -> None:
        view = self._waiting.setdefault(trigger.view, deque(maxlen=MOST_WAITING))
        view.append(trigger)

    def triggered(self, view: str) -> Sequence[CameraTrigger]:
        return tuple(self._waiting.pop(view, ()))
