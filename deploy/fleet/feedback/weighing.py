"""What speaks for labelling a pack, how much, and whether one person's word shall do. Pure."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from math import isfinite

from deploy.fleet.feedback.feedback_settings import FeedbackTable
from deploy.fleet.feedback.gathering import PackName, SeenPack
from deploy.fleet.feedback.picking import Candidate, draw
from deploy.fleet.feedback.values import WantsTwo, Why
from deploy.fleet.searching import EntryKey
from edge_agent.core.packs import CheckResult, ReadBy, Verdict
from edge_agent.core.review import MIDDLE, is_barely_sure
from edge_agent.core.statistics.marks import is_overridden

SECOND_READER = 0.5
"""Beside 1 for a model that says otherwise: that the second reader was asked is a doubt that it
has settled."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What events and findings say of packs."""

    shadow_differs: Collection[PackName]
    drifted: Mapping[EntryKey, float]


def candidate(seen: SeenPack, signs: Signs, table: FeedbackTable, secret: bytes) -> Candidate:
    two = wants_two(seen, table, secret)
    return Candidate(
        key=seen.key,
        station=seen.station,
        lot=lot_of(seen) or "",
        of=f"{seen.record.recipe}/{in_question(seen).name}",
        whys=dict(whys(seen, signs, table, secret)),
        cost=1 if two is None else 2,
    )


def whys(
    seen: SeenPack, signs: Signs, table: FeedbackTable, secret: bytes
) -> Iterator[tuple[Why, float]]:
    drawn = draw(secret, f"audit {seen.drawn_as}")
    if drawn < table.audit_share:
        yield Why.RANDOM, drawn
    if seen.name in signs.shadow_differs:
        yield Why.DISAGREEING, 1.0
    elif any(one.read_by is ReadBy.SECOND for one in seen.record.verdict.checks):
        yield Why.DISAGREEING, SECOND_READER
    if is_overridden(seen.record):
        yield Why.OVERRIDDEN, 1.0
    if seen.key in signs.drifted:
        yield Why.DRIFTED, signs.drifted[seen.key]
    doubts = [doubt(one) for one in seen.record.verdict.checks if is_doubtful(one)]
    if doubts:
        yield Why.UNSURE, max(doubts)


def is_doubtful(check: CheckResult) -> bool:
    return check.verdict is Verdict.UNSURE or is_barely_sure(check)


def doubt(check: CheckResult) -> float:
    """1 in the middle of the scores, 0 at their ends, and where there is no score."""
    return 1 - min(1.0, 2 * abs(check.score - MIDDLE)) if isfinite(check.score) else 0.0


def wants_two(seen: SeenPack, table: FeedbackTable, secret: bytes) -> WantsTwo | None:
    if seen.record.verdict.verdict is Verdict.NOT_OK:
        return WantsTwo.NOT_OK
    if seen.record.decision.level.acts:
        return WantsTwo.ACTING
    drawn = draw(secret, f"twice {seen.drawn_as}")
    return WantsTwo.AGREEMENT if drawn < table.twice_share else None


def in_question(seen: SeenPack) -> CheckResult:
    """The check that deserves a look most: one that is not ok, else the one nearest the middle; of
    those that people can see."""
    names = {one.name for one in seen.checks}
    shown = [one for one in seen.record.verdict.checks if one.name in names]
    return max(shown, key=lambda one: (one.verdict is not Verdict.OK, doubt(one)))


def lot_of(seen: SeenPack) -> str | None:
    return None if seen.record.order is None else seen.record.order.lot
