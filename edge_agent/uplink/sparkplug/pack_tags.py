"""What a control room sees of one pack: live as they end, and as history after an outage.

The time of a value is that of the pack's picture.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from edge_agent.core.packs import Record, Verdict
from edge_agent.core.sparkplug.payloads import DataType, Value
from edge_agent.core.sparkplug.tags import Reading, Readings, Tag, bad

OfPack = tuple[Tag, Callable[[Record], Value]]
STRING: Final = DataType.STRING

PACK: Final[tuple[OfPack, ...]] = (
    (Tag("Last Pack/Number", DataType.INT64), lambda record: record.pack_no),
    (Tag("Last Pack/Verdict", STRING), lambda record: record.verdict.verdict.value),
    (Tag("Last Pack/Reasons", STRING), lambda record: ", ".join(record.verdict.reasons)),
    (Tag("Last Pack/Failed Checks", STRING), lambda record: failed(record)),
    (Tag("Last Pack/Action", STRING), lambda record: record.decision.action.value),
    (Tag("Last Pack/Outcome", STRING), lambda record: record.outcome.value),
    (Tag("Last Pack/Late", DataType.BOOLEAN), lambda record: record.late),
    (Tag("Last Pack/Latency", DataType.DOUBLE, "ms"), lambda record: record.latency_ms),
    (Tag("Last Pack/Lot", STRING), lambda record: lot(record)),
)


def pack_readings(record: Record) -> Readings:
    at_ms = ms_of(record.seen_at)
    return {tag: Reading(value(record), at_ms) for tag, value in PACK}


def no_pack(at_ms: int) -> Readings:
    return dict(bad(tag, at_ms) for tag, _ in PACK)


def lot(record: Record) -> str | None:
    return None if record.order is None else record.order.lot


def failed(record: Record) -> str:
    checks = record.verdict.checks
    return ", ".join(check.name for check in checks if check.verdict is not Verdict.OK)


def ms_of(at: datetime) -> int:
    """UTC, since 1970."""
    return int(at.timestamp() * 1000)
