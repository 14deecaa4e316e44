"""Which packs a person should look at, why, and which first. Pure.

First what counts as evidence and what went wrong, then what a person was asked, then the packs that
lay closest to a threshold: they teach most. A few good packs stand last, so that a queue of doubts
alone does not make a person see doubts everywhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite
from typing import Final

from edge_agent.core.keeping import is_plainly_good
from edge_agent.core.packs import CheckResult, Outcome, Record, Verdict
from edge_agent.core.reasons.sureness import SURE_FROM
from edge_agent.core.statistics.marks import is_overridden

REVIEW_UNSURE_EVENT: Final = "review_unsure"
"""Kind of the event that somebody looked and could not tell."""
BARELY: Final = SURE_FROM[-1][0]
"""A verdict that is less certain is called barely sure, and lies near its threshold."""
GOOD_EVERY: Final = 100
MIDDLE: Final = 0.5
FARTHEST: Final = 500
"""Thousandths: as far from the middle as a score can be, or no score at all."""


class Why(StrEnum):
    """Why a pack is worth a look; a pack may have several."""

    AUDIT = "audit"
    """Drawn at random to be examined: what the machine said of it is not told before."""
    CHALLENGE_MISSED = "challenge_missed"
    MISSED = "missed"
    """A reject or hold was ordered and no eye confirmed it."""
    NO_ANSWER = "no_answer"
    OVERRIDE = "override"
    UNSURE = "unsure"
    NEAR_THRESHOLD = "near_threshold"
    GOOD_SAMPLE = "good_sample"


RANKS: Final = {
    Why.AUDIT: 0,
    Why.CHALLENGE_MISSED: 1,
    Why.MISSED: 1,
    Why.NO_ANSWER: 2,
    Why.OVERRIDE: 2,
    Why.UNSURE: 3,
    Why.NEAR_THRESHOLD: 3,
    Why.GOOD_SAMPLE: 4,
}


class Said(StrEnum):
    """What a person says of a pack."""

    GOOD = "good"
    DEFECTIVE = "defective"
    UNSURE = "unsure"
    """Looked, and cannot tell."""


@dataclass(frozen=True, slots=True)
class Look:
    """A pack in the queue."""

    whys: tuple[Why, ...]
    closeness: int
    """Thousandths of the defect score between its closest check and the middle."""

    @property
    def rank(self) -> int:
        return min(RANKS[why] for why in self.whys)


def look_at(record: Record) -> Look | None:
    """None for a pack that teaches nothing, or of which nothing was seen."""
    whys = tuple(why for why, holds in reasons_in(record) if holds)
    return Look(whys, closeness(record.verdict.checks)) if whys else None


def reasons_in(record: Record) -> Iterable[tuple[Why, bool]]:
    said = record.verdict.verdict
    is_close = any(is_barely_sure(check) for check in record.verdict.checks)
    is_sample = record.pack_no % GOOD_EVERY == 0 and is_plainly_good(record)
    return (
        (Why.MISSED, record.outcome is Outcome.MISSED),
        (Why.NO_ANSWER, record.no_answer),
        (Why.OVERRIDE, is_overridden(record)),
        (Why.UNSURE, said is Verdict.UNSURE),
        (Why.NEAR_THRESHOLD, said is not Verdict.UNSURE and is_close),
        (Why.GOOD_SAMPLE, is_sample and not is_close and bool(record.pictures)),
    )


def is_barely_sure(check: CheckResult) -> bool:
    return isfinite(check.score) and 1 - BARELY < check.score < BARELY


def closeness(checks: Iterable[CheckResult]) -> int:
    away = [abs(check.score - MIDDLE) for check in checks if isfinite(check.score)]
    return min(FARTHEST, round(1000 * min(away, default=MIDDLE)))
