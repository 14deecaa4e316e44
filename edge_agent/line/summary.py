"""What a run says at its end, from the records it wrote."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from edge_agent.core.ledger import Ledger
from edge_agent.core.nearest_rank import nearest_rank
from edge_agent.core.packs import Record, Verdict
from edge_agent.core.reasons.decision_sentences import decision_sentence
from edge_agent.core.reasons.languages import Language

QUANTILES = {"p50": 0.5, "p99": 0.99, "p999": 0.999, "max": 1.0}
MOST_LISTED = 1_000
"""Packs that are named one by one; all are in the store."""


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts and latencies of some packs, and those that are not plainly ok."""

    verdicts: dict[str, int]
    late: int
    latency_ms: dict[str, float | None]
    not_ok: tuple[Record, ...]
    """The first of the packs that are not ok or unsure."""


def summed_up(records: Iterable[Record]) -> Summary:
    verdicts: Counter[Verdict] = Counter()
    late = 0
    latencies_ms: list[float] = []
    not_ok: list[Record] = []
    for record in records:
        verdict = record.verdict.verdict
        verdicts[verdict] += 1
        late += record.late
        if record.latency_ms is not None:
            latencies_ms.append(record.latency_ms)
        if verdict is not Verdict.OK and len(not_ok) < MOST_LISTED:
            not_ok.append(record)
    counts = {verdict.value: verdicts[verdict] for verdict in Verdict}
    return Summary(counts, late, quantiles(latencies_ms), tuple(not_ok))


def quantiles(values: Sequence[float]) -> dict[str, float | None]:
    """Each is a value that was measured; None where nothing was."""
    ordered = sorted(values)
    return {name: nearest_rank(ordered, share) for name, share in QUANTILES.items()}


def run_document(
    ledger: Ledger,
    summary: Summary,
    refused: Sequence[str],
    lost_cameras: Sequence[str],
    gate_trouble: str | None = None,
    left_on_belt: Sequence[int] = (),
) -> dict[str, Any]:
    return {
        "ledger": asdict(ledger),
        "verdicts": summary.verdicts,
        "late_verdicts": summary.late,
        "latency_ms": {"trigger_to_verdict": summary.latency_ms},
        "not_ok": [told_pack(record) for record in summary.not_ok],
        "refused_pictures": list(refused),
        "lost_cameras": list(lost_cameras),
        "gate_trouble": gate_trouble,
        "left_on_belt": list(left_on_belt),
    }


def told_pack(record: Record) -> dict[str, Any]:
    faults = [check for check in record.verdict.checks if check.verdict is not Verdict.OK]
    return {
        "pack_no": record.pack_no,
        "verdict": record.verdict.verdict.value,
        "reasons": [reason.value for reason in record.verdict.reasons],
        "checks": [
            {"name": check.name, "read": check.read, "expected": check.expected} for check in faults
        ],
        "sentence": decision_sentence(record.decision, record.verdict, Language.EN),
    }
