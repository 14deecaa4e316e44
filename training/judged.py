"""What every evaluation ends with, ready to be printed and shown: figures, and what went wrong."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from training.evaluation import Evaluation, Mistake


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    document: dict[str, Any]
    said: str
    """The same in one line."""
    mistakes: Sequence[Mistake] = ()
    latencies_ms: Sequence[float] = ()
    sureness: Sequence[tuple[float, bool]] = field(default=())


def judged(found: Evaluation) -> Judged:
    document = found.document()
    low, high = document["interval"]
    said = f"{document['exact']} of {document['n']} exact, 95 % {low:.1%} to {high:.1%}"
    return Judged(document, said, found.mistakes, found.latencies_ms, found.sureness)
