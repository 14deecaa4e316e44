"""What of a pack is counted for statistics, and when: each record once, by quarters of an hour.

A quarter of an hour divides every shift, every hour and every zone's day, so that sums over any of
them are sums of quarters. Latencies are counted in classes that are 4.7 % wide.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from math import ceil, isfinite, log10
from typing import Final, NamedTuple

from edge_agent.core.packs import Action, CheckResult, Outcome, Reason, Record, Verdict

QUARTER: Final = timedelta(minutes=15)
CLASSES_A_DECADE: Final = 50
SHORTEST_MS: Final = 0.01


class What(StrEnum):
    """Kinds of marks; the words are kept on disks."""

    PACKS = "packs"
    GOOD = "good"
    OUTCOME = "outcome"
    VERDICT = "verdict"
    LATE = "late"
    RECOMMENDED = "recommended"
    ANSWERED = "answered"
    OVERRIDDEN = "overridden"
    NO_ANSWER = "no_answer"
    FINDING = "finding"
    LATENCY = "latency"
    CHALLENGE = "challenge"


class Mark(NamedTuple):
    """A tuple: tens of thousands are counted for a page, and a tuple is found five times faster."""

    what: What
    of: str = ""
    """Which outcome, verdict, finding ("not_ok/unreadable/lot") or class of latency."""


Counts = Mapping[Mark, int]
"""Packs by mark."""


@dataclass(frozen=True, slots=True)
class Place:
    """Packs that are counted together."""

    quarter: datetime
    """UTC; where the quarter of an hour begins."""
    recipe: str
    lot: str
    """Empty where the order named none."""


def place_of(record: Record) -> Place:
    lot = record.order.lot if record.order else None
    return Place(quarter_of(record.seen_at), record.recipe, lot or "")


def quarter_of(at: datetime) -> datetime:
    begins = at.astimezone(UTC).replace(second=0, microsecond=0)
    return begins - timedelta(minutes=begins.minute % 15)


def marks_of(record: Record) -> list[Mark]:
    """Each at most once."""
    said = record.verdict.verdict
    marks = [
        Mark(What.PACKS),
        Mark(What.OUTCOME, record.outcome.value),
        Mark(What.VERDICT, said.value),
        *(Mark(what) for what, holds in plain_facts(record).items() if holds),
        *findings_of(record),
    ]
    if record.latency_ms is not None and isfinite(record.latency_ms):
        marks.append(Mark(What.LATENCY, str(latency_class(record.latency_ms))))
    return marks


def plain_facts(record: Record) -> dict[What, bool]:
    return {
        What.GOOD: is_good(record),
        What.LATE: record.late,
        What.RECOMMENDED: record.decision.recommended is not None,
        What.ANSWERED: record.answered_by is not None,
        What.OVERRIDDEN: is_overridden(record),
        What.NO_ANSWER: record.no_answer,
    }


def is_good(record: Record) -> bool:
    """It went on, and was not judged faulty unless a person let it pass."""
    let_pass = record.answered_by is not None and record.decision.action is Action.PASS
    judged_faulty = record.verdict.verdict is Verdict.NOT_OK and not let_pass
    return record.outcome is Outcome.PASSED and not judged_faulty


def is_overridden(record: Record) -> bool:
    """A person answered otherwise than was recommended."""
    decision = record.decision
    asked = record.answered_by is not None and decision.recommended is not None
    return asked and decision.action is not decision.recommended


def findings_of(record: Record) -> list[Mark]:
    """Every reason of every check that was not ok; what no check explains is the pack's own."""
    told: dict[tuple[Verdict, str, str], None] = {}
    explained: set[Reason] = set()
    for check in record.verdict.checks:
        explained.update(check.reasons)
        if check.verdict is not Verdict.OK:
            told.update(dict.fromkeys(told_of(check)))
    if record.verdict.verdict is not Verdict.OK:
        said = record.verdict.verdict
        own = [reason for reason in record.verdict.reasons if reason not in explained]
        told.update(dict.fromkeys((said, reason.value, "") for reason in own))
    return [Mark(What.FINDING, "/".join(one)) for one in told]


def told_of(check: CheckResult) -> list[tuple[Verdict, str, str]]:
    """(verdict, reason, check); a check may be unsure for no reason but its score."""
    reasons = [reason.value for reason in check.reasons] or [""]
    return [(check.verdict, reason, check.name) for reason in reasons]


def latency_class(latency_ms: float) -> int:
    """The class whose upper end is `latency_end_ms`."""
    return ceil(CLASSES_A_DECADE * log10(max(latency_ms, SHORTEST_MS)) - 1e-9)


def latency_end_ms(number: int) -> float:
    return float(10 ** (number / CLASSES_A_DECADE))


def added(parts: Iterable[Counts]) -> Counter[Mark]:
    total: Counter[Mark] = Counter()
    for part in parts:
        total.update(part)
    return total
