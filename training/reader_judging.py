"""How well a bundle's reader does: on drawn lines that no run may learn from, and on real ones.

Drawn lines are worse than packs: a third of them is hardly legible. They fit nothing here, so what
passes wrongly among them bounds how often that happens on such lines.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from edge_agent.core.expected_print import normalised
from edge_agent.inspection.bundle_manifest import ModelEvidence
from edge_agent.inspection.own_reader import OwnLineReader
from training.evaluating import evaluate_cases, evaluate_lines
from training.intervals import SURE, upper_bound
from training.line_sets import LineCase, read_line_set
from training.lines.drawing import drawn_line

DRAWN_JUDGING_SEED = 7_000_008
OF_THIS_MACHINE = frozenset({"latency_ms"})
"""Says nothing about a bundle."""

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Judged:
    """Documents of evaluations, and the evidence for the calibration."""

    documents: list[Document] = field(default_factory=list)
    evidence: dict[str, ModelEvidence] = field(default_factory=dict)


def judged_reader(reader: OwnLineReader, lines: int, real_sets: Sequence[Path]) -> Judged:
    """On `lines` drawn lines and on each real set: read, and verified with 20 changed texts."""
    name = f"drawn lines of the seed {DRAWN_JUDGING_SEED}"
    drawn = evaluate_cases(name, drawn_cases(lines), reader).document()
    real = (evaluate_lines(one.name, read_line_set(one), reader).document() for one in real_sets)
    documents = [without(drawn, {"wrong"}), *(without(one) for one in real)]
    return Judged(documents, {"reader": evidence_of(drawn)})


def drawn_cases(lines: int) -> Iterator[LineCase]:
    """Drawn lines that have a letter or a digit."""
    for number in range(lines):
        pixels, text = drawn_line(DRAWN_JUDGING_SEED, number)
        if normalised(text):
            yield LineCase(str(number), text, pixels)


def evidence_of(drawn: Document) -> ModelEvidence:
    """Escapes are lines on which a wrong text was accepted."""
    escapes = drawn["escapes"]
    alpha = upper_bound(escapes, drawn["n"])
    return ModelEvidence(n=drawn["n"], escapes=escapes, alpha=alpha, delta=round(1 - SURE, 6))


def without(document: Document, keys: set[str] | frozenset[str] = frozenset()) -> Document:
    return {key: value for key, value in document.items() if key not in keys | OF_THIS_MACHINE}
