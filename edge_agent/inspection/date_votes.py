"""What several views of one line agree on: a date is believed when two of them say it alike.

A reader is right about most characters and wrong about some; a wrong date that is said twice, in
two cut-outs of the line, is rare. Only the date's own characters count: the words beside it may be
read badly.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from edge_agent.core.expected_print import normalised
from edge_agent.core.found_dates import FoundDate, find_dates
from edge_agent.inspection.reader import LineReading

LEAST_TOGETHER = 1.3
"""Two views this sure together make a date sure; one alone never does."""
MOST_DISSENT = 0.3
"""Share of the winner's votes that another date may have."""


@dataclass(frozen=True, slots=True)
class Vote:
    """A line's best reading, and whether its views agree on a date in it."""

    reading: LineReading
    dated: bool
    """A date was read in some view; one without a year is none."""
    sure: bool
    """The views agree on the date of `reading`."""


def voted(readings: Sequence[LineReading], today: date) -> Vote:
    """`readings`: of one line, at least one."""
    votes: defaultdict[str, list[tuple[float, LineReading]]] = defaultdict(list)
    for reading in readings:
        for found in find_dates(reading.text, today):
            if found.iso is not None:
                votes[said(reading, found)].append((weakest(reading, found), reading))
    if not votes:
        return Vote(max(readings, key=lambda one: one.confidence), False, False)
    totals = {date_said: sum(share for share, _ in one) for date_said, one in votes.items()}
    best = max(totals, key=lambda one: totals[one])
    reading = max((one for _, one in votes[best]), key=lambda one: one.confidence)
    beside = {said(reading, found) for found in find_dates(reading.text, today)}
    rivals = max((totals[one] for one in totals if one not in beside), default=0.0)
    agreed = totals[best] >= LEAST_TOGETHER and len(votes[best]) > 1
    return Vote(reading, True, agreed and rivals <= MOST_DISSENT * totals[best])


def said(reading: LineReading, found: FoundDate) -> str:
    """The date as it is printed, letters and digits alone: its order is told by the whole pack."""
    return normalised(reading.text[found.start : found.end])


def weakest(reading: LineReading, found: FoundDate) -> float:
    """Confidence of the date's least sure character."""
    return min(reading.char_confidences[found.start : found.end])
