"""What the monitors are told of one pack: its scores, how well it was seen, what a person said.

Only answers to a plain not_ok are labels of the machine's errors. Where a check was unsure it has
asked, and whoever answers overrides nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import blake2b
from math import isfinite

from edge_agent.core.packs import Action, CheckResult, Reason, Record, Verdict


class Measure(StrEnum):
    """What needs no label and falls before verdicts are wrong."""

    LEGIBILITY = "legibility"
    """Grade of a check's print or barcode, 0 to 4."""
    SHARPNESS = "sharpness"
    """Of a view's picture: how steep its edges are, in any unit that never changes."""
    BRIGHTNESS = "brightness"
    """Of a view's picture, in any unit that never changes."""


ILLEGIBLE = frozenset({Reason.UNREADABLE, Reason.MISSING})
"""A print or code that cannot be graded for these has the lowest grade."""


@dataclass(frozen=True, slots=True)
class PackFacts:
    luck: float
    """In [0, 1), independent of all else: orders equal scores."""
    scores: Mapping[str, float] = field(default_factory=dict)
    """Defect score by check."""
    overridden: Mapping[str, bool] = field(default_factory=dict)
    """By check that had recommended to reject: whether the answer was to let the pack pass."""
    measured: Mapping[Measure, Mapping[str, float]] = field(default_factory=dict)
    """By check (legibility) or by view (sharpness, brightness)."""


def facts_of(record: Record) -> PackFacts:
    checks = record.verdict.checks
    return PackFacts(
        luck=luck_of(record),
        scores={check.name: check.score for check in checks if isfinite(check.score)},
        overridden=overridden(record),
        measured={
            Measure.LEGIBILITY: {
                check.name: grade for check in checks if (grade := grade_of(check)) is not None
            },
            Measure.SHARPNESS: {view: look.sharpness for view, look in record.looks.items()},
            Measure.BRIGHTNESS: {view: look.brightness for view, look in record.looks.items()},
        },
    )


def luck_of(record: Record) -> float:
    """The same for ever, and nothing that a score could depend on."""
    digest = blake2b(f"{record.seen_at}/{record.pack_no}".encode(), digest_size=6).digest()
    return int.from_bytes(digest, "big") / 2**48


def overridden(record: Record) -> dict[str, bool]:
    decision = record.decision
    is_answer = record.answered_by is not None and decision.action is not Action.HOLD
    if not is_answer or decision.recommended is None:
        return {}
    is_override = decision.action is not decision.recommended
    sure = (check for check in record.verdict.checks if check.verdict is Verdict.NOT_OK)
    return {check.name: is_override for check in sure}


def grade_of(check: CheckResult) -> float | None:
    """None where nothing was to be graded."""
    if check.quality is not None:
        return check.quality.grade
    return 0.0 if ILLEGIBLE & set(check.reasons) else None
