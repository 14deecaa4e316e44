"""One stream of one check or view, and the detector that watches it. Frozen, plain JSON.

A watcher that has alarmed stays as it was at that moment: the alarm is over only when a new gate
begins a new watch. Streams of values first gather their own reference, from the packs they see.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from edge_agent.core.autonomy.alarms import Alarm
from edge_agent.core.autonomy.causes import Cause
from edge_agent.core.autonomy.pack_facts import Measure
from edge_agent.core.monitoring.cusum import Cusum
from edge_agent.core.monitoring.e_detector import EDetector
from edge_agent.core.monitoring.mean_fall import MeanFall
from edge_agent.core.monitoring.score_drift import ScoreDrift

CHART_RISE = 3.0
"""Multiple of the tolerated rate that the chart beside a rate is tuned to."""
CHART_ALARM_AT = 5.0


@dataclass(frozen=True, slots=True)
class Subject:
    """What a stream speaks of."""

    cause: Cause
    of: str
    """Name of the check or view."""
    what: str
    """For people: "wrong rejects of print"."""
    checks: tuple[str, ...]
    """That fall with an alarm."""


@dataclass(frozen=True, slots=True)
class RateWatch:
    """Labels right and wrong: the detector lowers levels, the chart is for people."""

    subject: Subject
    detector: EDetector
    chart: Cusum

    @classmethod
    def begin(cls, subject: Subject, tolerated: float, alarm_at: float) -> Self:
        looked_for = min(CHART_RISE * tolerated, (1 + tolerated) / 2)
        chart = Cusum(tolerated, looked_for, CHART_ALARM_AT)
        return cls(subject, EDetector.begin(tolerated, alarm_at), chart)

    def saw(self, wrong: bool | None) -> Self:
        if wrong is None or self.detector.alarms:
            return self
        return replace(self, detector=self.detector.saw(wrong), chart=self.chart.saw(wrong))

    @property
    def alarm(self) -> Alarm | None:
        if not self.detector.alarms:
            return None
        why = (
            f"{self.subject.what}: more than the tolerated {self.detector.tolerated:.2%} "
            f"(noticed after {self.detector.seen} labels)"
        )
        return Alarm(self.subject.cause, self.subject.checks, why)


@dataclass(frozen=True, slots=True)
class Reference:
    """What a stream was like in quiet times, while it is gathered."""

    wanted: int
    """Packs of it."""
    values: tuple[float, ...] = ()

    def with_values(self, values: Sequence[float]) -> Self:
        """The first that were wanted; more are not taken."""
        return replace(self, values=(*self.values, *values[: self.lacks]))

    @property
    def lacks(self) -> int:
        return self.wanted - len(self.values)

    @property
    def is_whole(self) -> bool:
        return self.lacks == 0


@dataclass(frozen=True, slots=True)
class ScoreWatch:
    """Defect scores of one check: do they still come from where the reference came from?"""

    subject: Subject
    alarm_at: float
    reference: Reference
    """Empty once the detector has it."""
    detector: ScoreDrift | None = None

    def saw(self, score: float | None, luck: float) -> Self:
        if score is None or (self.detector is not None and self.detector.alarms):
            return self
        if self.detector is not None:
            return replace(self, detector=self.detector.saw(score, luck))
        return self.referring([score])

    def referring(self, scores: Sequence[float]) -> Self:
        gathered = self.reference.with_values(scores)
        if not gathered.is_whole:
            return replace(self, reference=gathered)
        detector = ScoreDrift.begin(gathered.values, self.alarm_at)
        return replace(self, reference=Reference(0), detector=detector)

    @property
    def alarm(self) -> Alarm | None:
        if self.detector is None or not self.detector.alarms:
            return None
        why = (
            f"{self.subject.what}: no longer like the reference "
            f"(noticed after {self.detector.seen} packs)"
        )
        return Alarm(self.subject.cause, self.subject.checks, why)


@dataclass(frozen=True, slots=True)
class FallWatch:
    """A measure of how well a print is made or a picture is taken: has its mean fallen?"""

    subject: Subject
    measure: Measure
    fall_tolerated: float
    alarm_at: float
    reference: Reference
    """Empty once the detector has it."""
    detector: MeanFall | None = None

    def saw(self, value: float | None) -> Self:
        if value is None or (self.detector is not None and self.detector.alarms):
            return self
        if self.detector is not None:
            return replace(self, detector=self.detector.saw(value))
        return self.referring([value])

    def referring(self, values: Sequence[float]) -> Self:
        gathered = self.reference.with_values(values)
        if not gathered.is_whole:
            return replace(self, reference=gathered)
        detector = MeanFall.begin(gathered.values, self.fall_tolerated, self.alarm_at)
        return replace(self, reference=Reference(0), detector=detector)

    @property
    def alarm(self) -> Alarm | None:
        if self.detector is None or not self.detector.alarms:
            return None
        why = (
            f"{self.subject.what}: the mean fell below {self.detector.least:.3g} "
            f"(noticed after {self.detector.seen} packs)"
        )
        return Alarm(self.subject.cause, self.subject.checks, why)
