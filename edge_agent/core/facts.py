"""What recorded packs tell a what-if: verdicts in time, and how long a person would have had."""

from collections.abc import Iterable, Mapping

from edge_agent.core.pack_columns import PackFact
from edge_agent.core.packs import PackVerdict, Reason, Record
from edge_agent.core.recipe import NoAnswer

WITHOUT_VERDICT = {Reason.TOO_CLOSE, Reason.NO_PICTURE, Reason.INSPECTION_FAILED, Reason.LATE}


def facts_of(
    records: Iterable[Record],
    defective: Mapping[int, bool],
    luck: Mapping[int, float],
    no_answer: NoAnswer,
) -> list[PackFact]:
    """One fact for every record whose truth is known."""
    return [
        fact_of(record, defective[record.pack_no], luck[record.pack_no], no_answer)
        for record in records
        if record.pack_no in defective
    ]


def fact_of(
    record: Record, defective: bool | None, luck: float, no_answer: NoAnswer, later_s: float = 0.0
) -> PackFact:
    """`later_s` is added to its time; by it the boots of a recording follow each other."""
    latency_s = (record.latency_ms or 0.0) / 1000
    time_to_gate_s = (record.time_to_gate_ms or 0.0) / 1000
    return PackFact(
        defective=defective,
        verdict=verdict_in_time(record),
        shown_s=record.seen_ns / 1e9 + later_s + latency_s,
        time_left_s=time_to_gate_s - latency_s,
        luck=luck,
        no_answer=no_answer,
    )


def verdict_in_time(record: Record) -> PackVerdict | None:
    """None where the decision had to do without one."""
    without = record.late or WITHOUT_VERDICT & set(record.verdict.reasons)
    return None if without else record.verdict
