"""What is known of one check's defect scores: how good and defective packs spread over them, and
how many errors each threshold would have made on packs of known truth. Pure.

The bounds hold for a threshold that was named before one looked at these packs. Those that a level
may act by are chosen as `edge_agent/core/guarantees` chooses them, and stand under `levels`.
"""

from dataclasses import asdict
from typing import Any, Final

import numpy as np

from edge_agent.core.autonomy.evidence import Evidence
from edge_agent.core.guarantees.bounds import Floats, intervals
from edge_agent.core.guarantees.learn_then_test import CANDIDATES
from edge_agent.core.packs import Level
from edge_agent.evidence.gate_evidence import Gathered
from edge_agent.evidence.gate_report import in_force, named, report_of

BINS: Final = 50
EDGES: Final = np.arange(BINS + 1) / BINS
DIGITS: Final = 6


def thresholds_of(found: Gathered, check: str) -> dict[str, Any]:
    """NotFound where the recipe has no such check."""
    (evidence,) = named(found.evidence, check)
    calibration, scores = evidence.calibration, found.scores[check]
    return {
        **in_force(found),
        "check": check,
        "simulated": calibration.simulated,
        "packs": len(scores),
        "good": len(calibration.goods),
        "defective": len(calibration.defects),
        "histogram": {
            "edges": EDGES.round(DIGITS).tolist(),
            "packs": spread(scores),
            "good": spread(calibration.goods),
            "defective": spread(calibration.defects),
        },
        "thresholds": rows(calibration.goods, calibration.defects, scores),
        "levels": {level.value: earned(found, evidence, level) for level in Level if level.acts},
    }


def spread(scores: Floats) -> list[int]:
    counts, _ = np.histogram(scores, EDGES)
    return [int(count) for count in counts]


def rows(goods: Floats, defects: Floats, scores: Floats) -> list[dict[str, Any]]:
    """For each threshold what it does as `not_ok_from` to good packs, and as `ok_up_to` to
    defective ones; all scores ascend."""
    rejected = (len(goods) - np.searchsorted(goods, CANDIDATES, side="left")).tolist()
    passed = np.searchsorted(defects, CANDIDATES, side="right").tolist()
    wrong_rejects = intervals(rejected, [len(goods)] * len(CANDIDATES))
    misses = intervals(passed, [len(defects)] * len(CANDIDATES))
    not_ok = (len(scores) - np.searchsorted(scores, CANDIDATES, side="left")).tolist()
    ok = np.searchsorted(scores, CANDIDATES, side="right").tolist()
    return [
        {
            "threshold": round(threshold, DIGITS),
            "false_rejects": rejected[place],
            "false_reject_interval": ends(wrong_rejects[place].low, wrong_rejects[place].high),
            "misses": passed[place],
            "miss_interval": ends(misses[place].low, misses[place].high),
            "packs_not_ok": not_ok[place],
            "packs_ok": ok[place],
        }
        for place, threshold in enumerate(CANDIDATES.tolist())
    ]


def ends(low: float, high: float) -> list[float]:
    return [round(low, DIGITS), round(high, DIGITS)]


def earned(found: Gathered, evidence: Evidence, level: Level) -> dict[str, float] | None:
    """The thresholds that keep the level's promise on these packs; None where none do yet."""
    thresholds = report_of(found, evidence, level).thresholds
    return None if thresholds is None else asdict(thresholds)
