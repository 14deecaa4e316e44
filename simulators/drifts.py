"""Drift as streams of scores, grades and labels: how soon the watch takes a level back.

Whole shifts are too slow for that, so a stream has of every pack only what the detectors see. How
scores, legibility and sharpness follow a growing fault was measured with the real inspector
(`drift_figures`). The detectors and their thresholds are the station's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge_agent.core.autonomy.causes import Cause
from edge_agent.core.autonomy.watch import WatchSettings, detector_count
from simulators.drawing.products import TRAY
from simulators.drift_detectors import NEVER, Counts, Detectors, Drifts, Falls, Rates
from simulators.drift_figures import Growth

RUNS = 200
SETTINGS = WatchSettings()
QUIET_PACKS = 4000
"""From the end of the reference to the first trace of the fault."""
USUAL_ERROR = 0.01
"""Share of packs that the line judges wrongly without a fault."""
IN_TIME_PACKS = 500
"""After the error has doubled."""
CAUSES = {
    "legibility": Cause.LEGIBILITY_FALLS,
    "sharpness": Cause.SHARPNESS_FALLS,
    "brightness": Cause.SHARPNESS_FALLS,
    "score": Cause.SCORE_DRIFT,
}
"""By the first word of a measure's name."""
BEFORE_VERDICTS = (Cause.LEGIBILITY_FALLS, Cause.SHARPNESS_FALLS)
"""What must notice such faults."""


def alarm_at(settings: WatchSettings = SETTINGS) -> float:
    """Of each detector of the simulated line's tray."""
    return settings.packs_per_false_alarm * detector_count(TRAY.recipe())


# A fault that grows


@dataclass(frozen=True, slots=True, eq=False)
class Lowered:
    """When each run of a growing fault was lowered. Packs count from the fault's first trace."""

    fault: str
    growing_packs: int
    """From the first trace to the end of what was measured."""
    doubled: float
    """The pack at which the error rate has doubled."""
    by_cause: dict[Cause, Counts]
    """First alarm of each run; negative before there was a fault, NEVER without one."""

    def first(self, causes: tuple[Cause, ...]) -> Counts:
        return np.asarray(np.min([self.by_cause[cause] for cause in causes], axis=0))

    def in_time(self, causes: tuple[Cause, ...] = BEFORE_VERDICTS) -> int:
        """Runs lowered for the fault, and not later than IN_TIME_PACKS after the doubling."""
        first = self.first(causes)
        return int(((first > 0) & (first <= self.doubled + IN_TIME_PACKS)).sum())

    def after_doubling(self, causes: tuple[Cause, ...] = BEFORE_VERDICTS) -> float | None:
        """Median packs from the doubling to the lowering, negative where it came before.

        None where half of the runs or more were not lowered in time.
        """
        first = np.sort(self.first(causes))[len(self.by_cause[causes[0]]) // 2]
        return None if first == NEVER else float(first - self.doubled)


def fault_grows(fault: str, growing_packs: int, runs: int, seed: int) -> Lowered:
    """`fault`: fade or fog. Progress rises straight from 0 to 1 in `growing_packs`."""
    growth, random = Growth.read(fault), np.random.default_rng(seed)
    detectors = detectors_of(growth, runs, random)
    doubled = growth.doubled_at(USUAL_ERROR) * growing_packs
    last = round(doubled) + IN_TIME_PACKS
    for pack in range(-QUIET_PACKS, last):
        progress = min(max(pack / growing_packs, 0.0), 1.0)
        for name, detector in detectors.items():
            values = growth.drawn(name, progress, random.random(runs))
            detector.saw(values, random.random(runs))
    return Lowered(fault, growing_packs, doubled, by_cause(detectors))


def detectors_of(growth: Growth, runs: int, random: np.random.Generator) -> dict[str, Detectors]:
    """Of every measure, each run with a quiet reference of its own."""
    detectors: dict[str, Detectors] = {}
    for name in growth.measures:
        reference = growth.drawn(name, 0.0, random.random((runs, SETTINGS.reference_packs)))
        if CAUSES[name.split()[0]] is Cause.SCORE_DRIFT:
            detectors[name] = Drifts(reference, alarm_at())
        else:
            detectors[name] = Falls(reference, SETTINGS.fall_tolerated, alarm_at())
    return detectors


def by_cause(detectors: Mapping[str, Detectors]) -> dict[Cause, Counts]:
    """First alarms, from the pack before the fault began."""
    found: dict[Cause, Counts] = {}
    for name, detector in detectors.items():
        cause = CAUSES[name.split()[0]]
        first = detector.first_alarm
        since = np.where(first == NEVER, NEVER, first - QUIET_PACKS)
        found[cause] = np.minimum(found[cause], since) if cause in found else since
    return found


# Overrides that grow


@dataclass(frozen=True, slots=True)
class Delay:
    """Labels from the change of a rate to the alarm."""

    rate: float
    alarm_at: float
    median: float
    low: float
    high: float
    """Ends of the 95 % interval of the median, by order statistics."""


TOLERATED = 0.01
GROWN = (0.02, 0.03, 0.05, 0.10)


def delay(rate: float, threshold: float, runs: int, seed: int) -> Delay:
    """After QUIET_PACKS right at the tolerated rate; runs that alarmed in these are left out."""
    random = np.random.default_rng(seed)
    rates = Rates(runs, TOLERATED, threshold)
    now = TOLERATED
    while (rates.first_alarm == NEVER).any():
        rates.saw((random.random(runs) < now).astype(np.float64), random.random(runs))
        now = TOLERATED if rates.seen < QUIET_PACKS else rate
    waited = np.sort(rates.first_alarm[rates.first_alarm > QUIET_PACKS] - QUIET_PACKS)
    return Delay(rate, threshold, float(np.median(waited)), *median_between(waited))


def median_between(ordered: NDArray[np.int64]) -> tuple[float, float]:
    """Distribution-free: the ranks that a binomial of one half leaves out with 2.5 % each."""
    half = 0.98 * np.sqrt(len(ordered))
    low = max(int(np.floor(len(ordered) / 2 - half)), 0)
    high = min(int(np.ceil(len(ordered) / 2 + half)), len(ordered) - 1)
    return float(ordered[low]), float(ordered[high])
