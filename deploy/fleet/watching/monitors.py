"""One stream of one product at one station: what is usual, a detector, and whether it alarms.

The first packs are the reference; rates are watched meanwhile too, against the most that is
tolerated of any. Where a detector has alarmed it rests until all is as usual again for long enough,
and then begins anew with the same reference. Frozen, plain JSON.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import Self

import numpy as np

from deploy.fleet.watching.portions import Portion
from deploy.fleet.watching.subjects import (
    ALARM_AT,
    ANSWERS_PER_PACK,
    CALM_PACKS,
    FALL_TOLERATED,
    LEAST_TOLERATED,
    MOST_TOLERATED,
    RATES,
    REFERENCE_PACKS,
    Signal,
    Subject,
)
from edge_agent.core.monitoring.confidence_sequence import RateSequence
from edge_agent.core.monitoring.e_detector import EDetector
from edge_agent.core.monitoring.mean_fall import MeanFall
from edge_agent.core.monitoring.population_shift import PopulationShift
from edge_agent.core.monitoring.score_drift import ScoreDrift

DELTA = 0.01
"""Chance that a reference's rate lies above what is then tolerated."""
OVERRIDES_TOLERATED = 0.1
"""Of answers, as stations tolerate them."""
USUAL_WITHIN = 4.0
"""Standard errors of a reference's mean within which scores are as usual again."""


@dataclass(frozen=True, slots=True)
class RateMonitor:
    subject: Subject
    detector: EDetector
    counted: RateSequence = RateSequence(DELTA)  # noqa: RUF009 - a frozen value
    """The reference's."""
    is_known: bool = False
    """The reference is whole."""
    lately: RateSequence = RateSequence(DELTA)  # noqa: RUF009 - a frozen value
    """Since all may be as usual again."""
    begun_s: float = 0.0
    """Before this nothing is looked for; since 1970, in the station's time."""

    @classmethod
    def begin(cls, subject: Subject) -> Self:
        if subject.signal is Signal.OVERRIDES:
            answers = EDetector.begin(OVERRIDES_TOLERATED, ALARM_AT * ANSWERS_PER_PACK)
            return cls(subject, answers, is_known=True)
        return cls(subject, EDetector.begin(MOST_TOLERATED, ALARM_AT))

    def saw(self, portion: Portion) -> Self:
        wrongs = [value > 0 for value in portion.column(self.subject)]
        if not wrongs:
            return self
        if self.alarms:
            return self.resting(wrongs, portion.last.at.timestamp())
        seen = replace(self, detector=self.detector.saw_all(wrongs))
        return seen if self.is_known or seen.alarms else seen.referring(wrongs)

    def referring(self, wrongs: Sequence[bool]) -> Self:
        counted = counting(self.counted, wrongs)
        if counted.seen < REFERENCE_PACKS:
            return replace(self, counted=counted)
        tolerated = min(max(counted.interval.high, LEAST_TOLERATED), MOST_TOLERATED)
        detector = EDetector.begin(tolerated, ALARM_AT)
        return replace(self, counted=counted, detector=detector, is_known=True)

    def resting(self, wrongs: Sequence[bool], now_s: float) -> Self:
        """Counts anew with every portion that is worse than tolerated."""
        lately = counting(self.lately, wrongs)
        if lately.wrong > worst_of_luck(self.detector.tolerated, lately.seen):
            return replace(self, lately=RateSequence(DELTA))
        if lately.seen < CALM_PACKS:
            return replace(self, lately=lately)
        detector = EDetector.begin(self.detector.tolerated, self.detector.alarm_at)
        return replace(self, detector=detector, lately=RateSequence(DELTA), begun_s=now_s)

    @property
    def alarms(self) -> bool:
        return self.detector.alarms

    @property
    def usual(self) -> float | None:
        """None before the reference is whole."""
        return self.counted.wrong / self.counted.seen if self.counted.seen else None


def counting(sequence: RateSequence, wrongs: Sequence[bool]) -> RateSequence:
    seen, wrong = sequence.seen + len(wrongs), sequence.wrong + sum(wrongs)
    return replace(sequence, seen=seen, wrong=wrong)


def worst_of_luck(rate: float, packs: int) -> float:
    """Wrong packs that a tolerated rate makes at most, three standard deviations above its mean."""
    return rate * packs + 3 * sqrt(rate * (1 - rate) * packs)


@dataclass(frozen=True, slots=True)
class MeasureMonitor:
    subject: Subject
    reference: tuple[float, ...] = ()
    """While it is gathered."""
    detector: ScoreDrift | MeanFall | None = None
    """None until the reference is whole."""
    day: PopulationShift | None = None
    usual: float | None = None
    """Mean of the reference."""
    spread: float = 0.0
    """Standard deviation of the reference."""
    begun_s: float = 0.0
    """As of a rate."""
    by_day: bool = False
    """It was the comparison of a whole day that alarmed."""
    calm_packs: int = 0

    def saw(self, portion: Portion) -> Self:
        values = portion.column(self.subject)
        if not values:
            return self
        if self.detector is None or self.day is None:
            return self.referring(values)
        counted = replace(self, day=self.day.saw_all(values))
        if self.alarms:
            return counted.resting(values, portion.last.at.timestamp())
        if isinstance(self.detector, ScoreDrift):
            return replace(counted, detector=self.detector.saw_all(portion.scored(self.subject)))
        return replace(counted, detector=self.detector.saw_all(values))

    def referring(self, values: Sequence[float]) -> Self:
        gathered = (*self.reference, *values)
        if len(gathered) < REFERENCE_PACKS:
            return replace(self, reference=gathered)
        return replace(
            self,
            reference=(),
            detector=detector_of(self.subject.signal, gathered),
            day=PopulationShift.begin(gathered),
            usual=float(np.mean(gathered)),
            spread=float(np.std(gathered)),
        )

    def resting(self, values: Sequence[float], now_s: float) -> Self:
        if not self.is_usual(sum(values) / len(values), len(values)):
            return replace(self, calm_packs=0)
        calm_packs = self.calm_packs + len(values)
        if calm_packs < CALM_PACKS:
            return replace(self, calm_packs=calm_packs)
        return replace(
            self, detector=again(self.detector), by_day=False, calm_packs=0, begun_s=now_s
        )

    def is_usual(self, mean: float, packs: int) -> bool:
        usual = self.usual or 0.0
        luck = USUAL_WITHIN * self.spread / sqrt(packs)
        if isinstance(self.detector, MeanFall):
            return mean >= self.detector.least - luck / 2
        return abs(mean - usual) <= luck

    @property
    def alarms(self) -> bool:
        return self.by_day or (self.detector is not None and self.detector.alarms)

    @property
    def is_known(self) -> bool:
        return self.detector is not None


Monitor = RateMonitor | MeasureMonitor


def detector_of(signal: Signal, reference: Sequence[float]) -> ScoreDrift | MeanFall:
    if signal is Signal.SCORES:
        return ScoreDrift.begin(reference, ALARM_AT)
    return MeanFall.begin(reference, FALL_TOLERATED[signal], ALARM_AT)


def again(detector: ScoreDrift | MeanFall | None) -> ScoreDrift | MeanFall | None:
    """With no evidence, and the same reference."""
    if isinstance(detector, MeanFall):
        return MeanFall(detector.full, detector.tolerated, detector.alarm_at)
    if isinstance(detector, ScoreDrift):
        return ScoreDrift(detector.alarm_at, detector.edges, detector.counts)
    return None


def begun(subject: Subject) -> Monitor:
    return RateMonitor.begin(subject) if subject.signal in RATES else MeasureMonitor(subject)
