"""What two readers say of one line together, and whether there is time to ask the second one.

The second reader is asked only where the first is unsure. It is not asked whether the line is right
but what it reads; what follows is one table. Neither reader accepts a text that the other plainly
contradicts.
"""

from collections import deque
from enum import StrEnum

from edge_agent.core.packs import Verdict

MOST_TIMES = 64
"""So many of the last readings tell what the next may cost."""
MARGIN = 1.5
"""The slowest of them times this is what the next is given: it must not come late."""


class Leaning(StrEnum):
    """Where the first reader, which is not sure, tends to."""

    FOR = "for"
    """It reads the expected text."""
    OPEN = "open"
    AGAINST = "against"
    """Another text is far more probable."""


class SecondSays(StrEnum):
    EXPECTED = "expected"
    OTHER = "other"
    """Clearly another text, by the rules of expected_print."""
    UNCLEAR = "unclear"


TOGETHER: dict[tuple[Leaning, SecondSays], Verdict] = {
    (Leaning.FOR, SecondSays.EXPECTED): Verdict.OK,
    (Leaning.FOR, SecondSays.OTHER): Verdict.UNSURE,
    (Leaning.FOR, SecondSays.UNCLEAR): Verdict.UNSURE,
    (Leaning.OPEN, SecondSays.EXPECTED): Verdict.OK,
    (Leaning.OPEN, SecondSays.OTHER): Verdict.UNSURE,
    (Leaning.OPEN, SecondSays.UNCLEAR): Verdict.UNSURE,
    (Leaning.AGAINST, SecondSays.EXPECTED): Verdict.UNSURE,
    (Leaning.AGAINST, SecondSays.OTHER): Verdict.NOT_OK,
    (Leaning.AGAINST, SecondSays.UNCLEAR): Verdict.UNSURE,
}


class LearntCost:
    """What a reading may cost, from those made before; times in ns."""

    def __init__(self) -> None:
        self.times_ns: deque[int] = deque(maxlen=MOST_TIMES)

    def took(self, time_ns: int) -> None:
        self.times_ns.append(time_ns)

    def allows(self, time_left_ns: int | None) -> bool:
        """Whether the time left is enough; None where nothing hurries.

        What has never been timed is not tried against a deadline. Each refusal forgets the oldest
        time but one, so that one slow hour does not forbid second readings for ever.
        """
        if time_left_ns is None:
            return True
        if not self.times_ns:
            return False
        if MARGIN * max(self.times_ns) <= time_left_ns:
            return True
        if len(self.times_ns) > 1:
            self.times_ns.popleft()
        return False
