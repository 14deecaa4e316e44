"""What is watched of every station, and what is tolerated of it. The budget of false alarms.

Detectors alarm after at least `ALARM_AT` packs of quiet each, on average; a station has at most
`DETECTORS` of them, so all together at least `PACKS_PER_FALSE_ALARM` packs lie between two false
alarms. A line that makes 120 packs a minute day and night makes 5.2 million a month: at most one
false alarm in two months, as long as it is no worse than tolerated.
"""

from enum import StrEnum
from typing import Final, NamedTuple

PACKS_PER_FALSE_ALARM: Final = 10_000_000
DETECTORS: Final = 40
ALARM_AT: Final = float(PACKS_PER_FALSE_ALARM * DETECTORS)
REFERENCE_PACKS: Final = 500
"""From which is learnt what is usual: the first that are watched of a recipe with a bundle."""
CALM_PACKS: Final = 500
"""So long all must be as usual before a finding ends."""
PORTION_PACKS: Final = 25
"""What is judged together: causes are told apart once in so many packs."""
ANSWERS_PER_PACK: Final = 0.2
"""At most, in quiet times; overrides count answers and not packs."""


class Signal(StrEnum):
    """The words are kept in databases."""

    NOT_OK = "not_ok"
    UNSURE = "unsure"
    SEVERAL = "several"
    """Two checks or more are not ok on one pack."""
    OVERRIDES = "overrides"
    """Answers against a sure recommendation."""
    SCORES = "scores"
    """Of packs that are ok: they move before verdicts do."""
    LEGIBILITY = "legibility"
    """Grade of a print or barcode, 0 to 4."""
    SHARPNESS = "sharpness"
    BRIGHTNESS = "brightness"
    NO_PICTURE = "no_picture"
    """None, or one that shows nothing for sure."""
    LATE = "late"
    PACE = "pace"
    """Inspections that a second has time for: it falls when they take longer."""


class Subject(NamedTuple):
    """One stream of one station."""

    signal: Signal
    of: str
    """Name of the check or view; empty for the whole station."""


RATES: Final = frozenset(
    {
        *(Signal.NOT_OK, Signal.UNSURE, Signal.SEVERAL, Signal.OVERRIDES),
        *(Signal.NO_PICTURE, Signal.LATE),
    }
)
"""Of packs; all others are measures."""
OF_CHECKS: Final = frozenset(
    {Signal.NOT_OK, Signal.UNSURE, Signal.OVERRIDES, Signal.SCORES, Signal.LEGIBILITY}
)
OF_VIEWS: Final = frozenset({Signal.SHARPNESS, Signal.BRIGHTNESS, Signal.NO_PICTURE})

LEAST_TOLERATED: Final = 0.005
"""A rate below this is no reason to alarm, however rare it was before."""
MOST_TOLERATED: Final = 0.1
"""A rate above this is one, however usual: it was wrong from the beginning."""
FALL_TOLERATED: Final = {
    Signal.LEGIBILITY: 0.1,
    Signal.SHARPNESS: 0.1,
    Signal.BRIGHTNESS: 0.15,
    Signal.PACE: 0.25,
}
"""Share of the usual mean that may be lost."""
