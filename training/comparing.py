"""Another reader on the very same cut-outs, beside ours."""

from collections.abc import Sequence
from typing import Any

from edge_agent.inspection.reader import LineReader
from training.evaluating import evaluate_cases
from training.evaluation import Evaluation, latency_document
from training.intervals import wilson_interval
from training.line_sets import LineCase


def beside(
    found: Evaluation, cases: Sequence[LineCase], peer: LineReader, name: str
) -> dict[str, Any]:
    """What the peer reads of the same cases, and how many times as many ours reads."""
    other = evaluate_cases(found.name, cases, peer)
    return {
        "peer": {
            "name": name,
            "exact": other.exact,
            "share": round(other.exact / max(other.cases, 1), 4),
            "interval": list(wilson_interval(other.exact, other.cases)),
            **other.more,
            "latency_ms": latency_document(other.latencies_ms),
            "wrong": [one.row() for one in other.misread],
        },
        "exact_ratio": round(found.exact / other.exact, 3) if other.exact else None,
    }
