"""What a challenge pack proved: who, when, which pack, expected and found. Frozen, for audits."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from edge_agent.core.autonomy.alarms import Alarm
from edge_agent.core.autonomy.causes import Cause
from edge_agent.core.autonomy.challenge_plan import Challenge, Occasion
from edge_agent.core.packs import Level, Outcome, Record, Verdict

PROOF_EVENT = "challenge"
"""Kind of the event by which a station's log keeps a proof."""


class Result(StrEnum):
    CAUGHT = "caught"
    """Known bad: noticed by each of its checks, and kept from leaving where the station acts.
    Known good: ok, and passed."""
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Proof:
    challenge: Challenge
    occasion: Occasion
    asked_at: datetime | None
    """None where nobody had asked."""
    by: str
    """Who declared the pack, or "marker"."""
    told_at: datetime
    """When it was declared or recognised."""
    ended_at: datetime
    pack_no: int
    level: Level
    """At which the station worked on it."""
    said: dict[str, Verdict]
    """By check."""
    verdict: Verdict
    outcome: Outcome
    pictures: dict[str, str]
    """View to sha256."""
    result: Result

    @property
    def alarm(self) -> Alarm | None:
        """What lowers levels where it was missed."""
        if self.result is Result.CAUGHT:
            return None
        checks = self.challenge.checks or tuple(self.said)
        why = (
            f"challenge pack {self.challenge.name!r} (pack {self.pack_no}) was not recognised: "
            f"{self.verdict.value}, {self.outcome.value}"
        )
        return Alarm(Cause.CHALLENGE_MISSED, checks, why)


def result_of(challenge: Challenge, record: Record) -> Result:
    """A reject that had to do without a verdict is no proof that the defect was seen."""
    said = said_of(record)
    if challenge.defective:
        noticed = all(said.get(check, Verdict.OK) is not Verdict.OK for check in challenge.checks)
        is_right = noticed and (record.outcome in KEPT or not record.decision.level.acts)
    else:
        is_right = record.verdict.verdict is Verdict.OK and record.outcome is Outcome.PASSED
    return Result.CAUGHT if is_right else Result.MISSED


KEPT = frozenset({Outcome.REJECTED, Outcome.HELD})


def said_of(record: Record) -> dict[str, Verdict]:
    return {check.name: check.verdict for check in record.verdict.checks}
