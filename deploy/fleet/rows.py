"""An entry of a station's log as the centre's row: what is searched for, and the whole beside it.

Only what the columns repeat is looked at. A newer station may write more into a record; that is
kept, and read by whoever knows it.
"""

from datetime import UTC, datetime
from typing import Annotated, Any, Final, NamedTuple

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
)

from deploy.fleet.errors import EntryRefused
from edge_agent.core.packs import Action, Outcome, Verdict
from edge_agent.core.telemetry.streams import Stream
from edge_agent.core.telemetry.stretches import Position

NO_NUMBERS: Final = frozenset({"NaN", "Infinity", "-Infinity"})
Word = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
"""PostgreSQL keeps no NUL in a text."""
EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
MOST_REASONS: Final = 50
MOST_CHECKS: Final = 200


def number_or_none(given: object) -> object:
    """A score that is no number is written as a word."""
    return None if isinstance(given, str) and given in NO_NUMBERS else given


def within_reason(at: datetime) -> datetime:
    """Near the ends of the calendar, a change of the time zone leads out of it."""
    if not EARLIEST <= at <= LATEST:
        raise ValueError(f"expected a time from {EARLIEST.year} to {LATEST.year}")
    return at


Moment = Annotated[AwareDatetime, AfterValidator(within_reason)]
Finite = Annotated[float, Field(allow_inf_nan=False)]
Number = Annotated[Finite | None, BeforeValidator(number_or_none)]
Reasons = Annotated[list[Word], Field(max_length=MOST_REASONS)]


class Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class CheckPart(Part):
    name: Word
    verdict: Word
    reasons: Reasons = []


class VerdictPart(Part):
    verdict: Word
    score: Number
    reasons: Reasons = []
    checks: Annotated[list[CheckPart], Field(max_length=MOST_CHECKS)] = []


class DecisionPart(Part):
    action: Word
    level: Word


class OrderPart(Part):
    lot: Word | None


class RecordPart(Part):
    pack_no: Annotated[int, Field(ge=0, lt=2**63)]
    seen_at: Moment
    recipe: Word
    recipe_hash: Word
    order: OrderPart | None
    verdict: VerdictPart
    decision: DecisionPart
    outcome: Word
    late: bool
    software: Word = ""
    bundle_sha256: Word = ""
    settings_hash: Word = ""
    latency_ms: Number = None


class EventPart(Part):
    at: Moment
    kind: Word
    body: dict[str, Any]


class Defect(NamedTuple):
    """What one check said against a pack."""

    check_name: str
    """Empty for what no check of the pack explains."""
    reason: str
    """Empty where the check's score alone decided."""
    verdict: str


class Entry(NamedTuple):
    """What a line of a batch gives to the tables."""

    row: dict[str, Any]
    defects: tuple[Defect, ...] = ()


def entry_of(stream: Stream, place: Position, body: bytes) -> Entry:
    """EntryRefused where it is none of this stream."""
    try:
        return record_entry(place, body) if stream is Stream.RECORDS else event_entry(place, body)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the entry"
        raise EntryRefused(f"{stream.value} {place}: {where}: {first['msg']}") from error


def record_entry(place: Position, body: bytes) -> Entry:
    record = RecordPart.model_validate_json(body)
    row = {
        "boot": place.boot,
        "seq": place.seq,
        "pack_no": record.pack_no,
        "seen_at": record.seen_at,
        "recipe": record.recipe,
        "recipe_hash": record.recipe_hash,
        "lot": None if record.order is None else record.order.lot,
        "verdict": record.verdict.verdict,
        "score": record.verdict.score,
        "decision": record.decision.action,
        "level": record.decision.level,
        "outcome": record.outcome,
        "late": record.late,
        "plain": is_plain(record),
        "software": record.software,
        "bundle_sha256": record.bundle_sha256,
        "settings_hash": record.settings_hash,
        "latency_ms": record.latency_ms,
        "body": body.decode(),
    }
    return Entry(row, defects_of(record.verdict))


def is_plain(record: RecordPart) -> bool:
    """Nothing to look at: ok, let pass, passed and in time."""
    said = (record.verdict.verdict, record.decision.action, record.outcome)
    return said == (Verdict.OK, Action.PASS, Outcome.PASSED) and not record.late


def defects_of(verdict: VerdictPart) -> tuple[Defect, ...]:
    """Every reason of every check that was not ok; what no check explains is the pack's own."""
    if verdict.verdict == Verdict.OK and all(one.verdict == Verdict.OK for one in verdict.checks):
        return ()
    told = [
        Defect(check.name, reason, check.verdict)
        for check in verdict.checks
        if check.verdict != Verdict.OK
        for reason in check.reasons or [""]
    ]
    if verdict.verdict != Verdict.OK:
        explained = {reason for check in verdict.checks for reason in check.reasons}
        own = [reason for reason in verdict.reasons if reason not in explained]
        told += [Defect("", reason, verdict.verdict) for reason in own]
    return tuple(dict.fromkeys(told))


def event_entry(place: Position, body: bytes) -> Entry:
    event = EventPart.model_validate_json(body)
    row = {
        "boot": place.boot,
        "seq": place.seq,
        "at": event.at,
        "kind": event.kind,
        "body": body.decode(),
    }
    return Entry(row)
