"""What recorded packs tell a what-if: verdicts in time, and how long a person would have had."""

from collections.abc import Iterable, Mapping

from edge_agent.core.money import PackFact
from edge_agent.core.packs import PackVerdict, Reason, Record

WITHOUT_VERDICT = {Reason.TOO_CLOSE, Reason.NO_PICTURE, Reason.INSPECTION_FAILED, Reason.LATE}


def facts_of(
    records: Iterable[Record], defective: Mapping[int, bool], luck: Mapping[int, float]
) -> list[PackFact]:
    """One fact for every record whose truth is known, in the order of the photo-eye."""
    known = sorted(
        (record for record in records if record.pack_no in defective),
        key=lambda record: record.seen_ns,
    )
    return [fact_of(record, defective[record.pack_no], luck[record.pack_no]) for record in known]


def fact_of(record: Record, defective: bool, luck: float) -> PackFact:
    latency_s = (record.latency_ms or 0.0) / 1000
    time_to_gate_s = (record.time_to_gate_ms or 0.0) / 1000
    return PackFact(
        defective=defective,
        verdict=verdict_in_time(record),
        shown_s=record.seen_ns / 1e9 + latency_s,
        time_left_s=time_to_gate_s - latency_s,
        luck=luck,
    )


def verdict_in_time(record: Record) -> PackVerdict | None:
    """None where the decision had to do without one."""
    without = record.late or WITHOUT_VERDICT & set(record.verdict.reasons)
    return None if without else record.verdict
