"""An entry of a station's log as the centre's row: what is searched for, and the whole beside it.

Only what the columns repeat is looked at. A newer station may write more into a record; that is
kept, and read by whoever knows it.
"""

from datetime import datetime
from typing import Annotated, Any, Final

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from deploy.fleet.errors import EntryRefused
from edge_agent.core.telemetry.streams import Stream
from edge_agent.core.telemetry.stretches import Position

NO_NUMBERS: Final = frozenset({"NaN", "Infinity", "-Infinity"})
Word = Annotated[str, Field(max_length=200)]


def number_or_none(given: object) -> object:
    """A score that is no number is written as a word."""
    return None if isinstance(given, str) and given in NO_NUMBERS else given


Finite = Annotated[float, Field(allow_inf_nan=False)]
Number = Annotated[Finite | None, BeforeValidator(number_or_none)]


class Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class VerdictPart(Part):
    verdict: Word
    score: Number


class DecisionPart(Part):
    action: Word
    level: Word


class OrderPart(Part):
    lot: Word | None


class RecordPart(Part):
    pack_no: Annotated[int, Field(ge=0, lt=2**63)]
    seen_at: AwareDatetime
    recipe: Word
    recipe_hash: Word
    order: OrderPart | None
    verdict: VerdictPart
    decision: DecisionPart
    outcome: Word
    late: bool
    bundle_sha256: Word = ""
    latency_ms: Number = None


class EventPart(Part):
    at: AwareDatetime
    kind: Word
    body: dict[str, Any]


def row_of(stream: Stream, place: Position, body: bytes) -> dict[str, Any]:
    """The columns that an entry itself gives. EntryRefused where it is none of this stream."""
    try:
        columns = record_columns(body) if stream is Stream.RECORDS else event_columns(body)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the entry"
        raise EntryRefused(f"{stream.value} {place}: {where}: {first['msg']}") from error
    return {"boot": place.boot, "seq": place.seq, **columns}


def record_columns(body: bytes) -> dict[str, Any]:
    record = RecordPart.model_validate_json(body)
    return {
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
        "bundle_sha256": record.bundle_sha256,
        "latency_ms": record.latency_ms,
        "body": body.decode(),
    }


def event_columns(body: bytes) -> dict[str, Any]:
    event = EventPart.model_validate_json(body)
    return {"at": event.at, "kind": event.kind, "body": body.decode()}


def kept_by(row: dict[str, Any], log_id: int, station_id: int, now: datetime) -> dict[str, Any]:
    return {**row, "log_id": log_id, "station_id": station_id, "stored_at": now}
