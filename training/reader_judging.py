"""How well a bundle's reader does: on drawn lines that no run may learn from, and on real ones.

Drawn lines are worse than packs: a third of them is hardly legible. They fit nothing here, so what
passes wrongly among them bounds how often that happens on such lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from edge_agent.core.expected_print import normalised
from edge_agent.inspection.bundle_manifest import ModelEvidence
from edge_agent.inspection.own_reader import OwnLineReader
from training.evaluating import Verified, evaluate_lines, tried_texts
from training.intervals import SURE, upper_bound, wilson_interval
from training.line_sets import read_line_set
from training.lines.drawing import drawn_line

DRAWN_JUDGING_SEED = 7_000_008


@dataclass(frozen=True, slots=True)
class Judged:
    """Documents of evaluations, and the evidence for the calibration."""

    documents: list[dict[str, Any]] = field(default_factory=list)
    evidence: dict[str, ModelEvidence] = field(default_factory=dict)


def judged_reader(reader: OwnLineReader, lines: int, real_sets: Sequence[Path]) -> Judged:
    """On `lines` drawn lines, and on each real set: read, and verified with 20 changed texts."""
    document, counts = judged_on_drawn(reader, lines)
    alpha = upper_bound(counts.lines_changed_ok, counts.lines)
    evidence = ModelEvidence(
        n=counts.lines, escapes=counts.lines_changed_ok, alpha=alpha, delta=round(1 - SURE, 6)
    )
    return Judged([document, *(judged_on(one, reader) for one in real_sets)], {"reader": evidence})


def judged_on(folder: Path, reader: OwnLineReader) -> dict[str, Any]:
    """The document of an evaluation; how long it took here says nothing about the bundle."""
    document = evaluate_lines(folder.name, read_line_set(folder), reader).document()
    return {key: value for key, value in document.items() if key != "latency_ms"}


def judged_on_drawn(reader: OwnLineReader, lines: int) -> tuple[dict[str, Any], Verified]:
    """The document of an evaluation, and the counts of verification."""
    counts, exact = Verified(), 0
    rng = np.random.default_rng(DRAWN_JUDGING_SEED)
    for number in range(lines):
        pixels, text = drawn_line(DRAWN_JUDGING_SEED, number)
        if not normalised(text):
            continue
        log_shares = reader.posteriors(pixels)
        exact += normalised(reader.decoded(log_shares).text) == normalised(text)
        counts.add(tried_texts(reader.verifier, log_shares, text, rng))
    document = {
        "set": f"drawn lines of the seed {DRAWN_JUDGING_SEED}",
        "n": counts.lines,
        "exact": exact,
        "share": round(exact / counts.lines, 4),
        "interval": list(wilson_interval(exact, counts.lines)),
        **counts.document(),
    }
    return document, counts
