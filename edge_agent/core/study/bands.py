"""The bands of an attribute agreement study: what is acceptable, marginal, and neither. Pure.

Limits of effectiveness, misses and false alarms: AIAG, Measurement Systems Analysis, 4th edition,
attribute study. Limits of kappa: the convention named there (0.75 good, below 0.40 poor).

A band of the observed share says little about few packs: no miss in 48 chances still allows 7 %.
So a share has two bands, one as observed and one at the worse end of its 95 % interval.
"""

from dataclasses import dataclass
from enum import StrEnum

from edge_agent.core.guarantees.bounds import Interval


class Band(StrEnum):
    ACCEPTABLE = "acceptable"
    MARGINAL = "marginal"
    NOT_ACCEPTABLE = "not_acceptable"


class Measure(StrEnum):
    EFFECTIVENESS = "effectiveness"
    """Packs judged right every time they were shown."""
    MISS = "miss"
    """Defective packs called good."""
    FALSE_ALARM = "false_alarm"
    """Good packs called defective."""
    KAPPA = "kappa"
    """Agreement beyond chance."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The last values, both included, that are acceptable and marginal."""

    acceptable: float
    marginal: float

    @property
    def more_is_better(self) -> bool:
        return self.acceptable > self.marginal


LIMITS = {
    Measure.EFFECTIVENESS: Limits(0.90, 0.80),
    Measure.MISS: Limits(0.02, 0.05),
    Measure.FALSE_ALARM: Limits(0.05, 0.10),
    Measure.KAPPA: Limits(0.75, 0.40),
}


def band_of(measure: Measure, value: float) -> Band:
    """`value`: a share in [0, 1], or a kappa in [-1, 1]."""
    limits = LIMITS[measure]
    sign = 1 if limits.more_is_better else -1
    if sign * value >= sign * limits.acceptable:
        return Band.ACCEPTABLE
    return Band.MARGINAL if sign * value >= sign * limits.marginal else Band.NOT_ACCEPTABLE


def band_at_worst(measure: Measure, interval: Interval) -> Band:
    """The band if the truth lay at the worse end of the interval."""
    worst = interval.low if LIMITS[measure].more_is_better else interval.high
    return band_of(measure, worst)
