"""Shifts on which nothing is wrong: how often the watch takes a level back without a reason.

Every detector of the tray watches streams of its own: labels that come and are wrong as often as
the settings allow, and measures as the real inspector gave them without a fault.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from edge_agent.core.autonomy.causes import Cause
from edge_agent.core.autonomy.pack_facts import Measure
from edge_agent.core.autonomy.watch import WatchSettings, falling
from edge_agent.core.guarantees.bounds import Interval, interval
from simulators.drawing.products import TRAY
from simulators.drift_detectors import NEVER, Detectors, Drifts, Falls, Rates
from simulators.drift_figures import Floats, Growth
from simulators.drifts import alarm_at

STANDS_IN = {"sticker": "lot"}
"""The top view was not measured; its scores are as those of another check."""


@dataclass(frozen=True, slots=True)
class Quiet:
    packs: int
    """Over all streams, each up to its first lowering."""
    lowerings: int
    by_cause: dict[Cause, int]

    def per(self, packs: int) -> Interval:
        """95 % interval of the lowerings in so many packs, by exact binomial bounds."""
        found = interval(self.lowerings, self.packs)
        return Interval(found.low * packs, found.high * packs)


@dataclass(frozen=True, slots=True)
class Stream:
    """One detector on many streams, and what draws the next value of each."""

    cause: Cause
    detectors: Detectors
    draw: Callable[[], Floats]


def quiet(settings: WatchSettings, streams: int, packs: int, seed: int) -> Quiet:
    """`packs` on each of so many streams."""
    random = np.random.default_rng(seed)
    lowered = np.full(streams, NEVER)
    by_cause: dict[Cause, int] = {}
    for stream in quiet_streams(settings, streams, random):
        for _ in range(packs):
            stream.detectors.saw(stream.draw(), random.random(streams))
        first = stream.detectors.first_alarm
        alarms = int((first < NEVER).sum())
        by_cause[stream.cause] = by_cause.get(stream.cause, 0) + alarms
        lowered = np.minimum(lowered, first)
    ended = int(np.minimum(lowered, packs).sum())
    return Quiet(ended, int((lowered < NEVER).sum()), by_cause)


def quiet_streams(
    settings: WatchSettings, streams: int, random: np.random.Generator
) -> Iterator[Stream]:
    """As many as the tray's recipe has detectors, each made when its turn comes."""
    growth = Growth.read("fade")
    for check in TRAY.recipe().checks:
        for cause, tolerated, per_pack in tolerated_rates(settings):
            draw = partial(labels, random, streams, tolerated, per_pack)
            yield Stream(cause, Rates(streams, tolerated, alarm_at(settings) * per_pack), draw)
        name = f"score {STANDS_IN.get(check.name, check.name)}"
        scores = partial(measured, growth, name, random)
        reference = scores((streams, settings.reference_packs))
        yield Stream(
            Cause.SCORE_DRIFT, Drifts(reference, alarm_at(settings)), partial(scores, streams)
        )
    for subject, measure in falling(TRAY.recipe()):
        of_check = measure is Measure.LEGIBILITY
        values = partial(
            measured, growth, f"{measure} {subject.of}" if of_check else measure.value, random
        )
        reference = values((streams, settings.reference_packs))
        falls = Falls(reference, settings.fall_tolerated, alarm_at(settings))
        yield Stream(subject.cause, falls, partial(values, streams))


def tolerated_rates(settings: WatchSettings) -> tuple[tuple[Cause, float, float], ...]:
    """Cause, tolerated share and labels per pack of the three detectors of a check."""
    answers, audits = settings.recommendations_per_pack, settings.audits_per_pack
    return (
        (Cause.OVERRIDES_RISE, settings.overrides_tolerated, answers),
        (Cause.AUDIT_ERRORS_RISE, settings.escapes_tolerated, audits),
        (Cause.AUDIT_ERRORS_RISE, settings.wrong_rejects_tolerated, audits),
    )


def labels(
    random: np.random.Generator, streams: int, wrong_share: float, per_pack: float
) -> Floats:
    """1 where wrong, 0 where right, NaN where there is none."""
    wrong = (random.random(streams) < wrong_share).astype(np.float64)
    return np.where(random.random(streams) < per_pack, wrong, np.nan)


def measured(
    growth: Growth, name: str, random: np.random.Generator, shape: int | tuple[int, int]
) -> Floats:
    return growth.drawn(name, 0.0, random.random(shape))
