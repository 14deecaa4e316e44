"""A station restarts and its monitors go on exactly where they were; a broken memory is refused."""

import json
from typing import Any

import numpy as np
import pytest

from edge_agent.core.errors import InvalidInput
from edge_agent.core.monitoring.audit import Audit
from edge_agent.core.monitoring.confidence_sequence import RateSequence
from edge_agent.core.monitoring.cusum import Cusum
from edge_agent.core.monitoring.e_detector import EDetector
from edge_agent.core.monitoring.population_shift import PopulationShift
from edge_agent.core.monitoring.score_drift import ScoreDrift
from edge_agent.core.monitoring.state import from_json, to_json
from edge_agent.core.packs import Action

RANDOM = np.random.default_rng(4)
REFERENCE = RANDOM.random(300)
WRONG = [bool(found) for found in RANDOM.random(500) < 0.03]


def after(monitor: Any, packs: list[bool]) -> Any:
    for wrong in packs:
        monitor = monitor.saw(wrong)
    return monitor


def drift_after(drift: ScoreDrift, scores: Any) -> ScoreDrift:
    for score in scores:
        drift = drift.saw(score, score * 997 % 1)
    return drift


@pytest.mark.parametrize(
    "quiet",
    [EDetector.begin(0.01, 20_000), Cusum(0.01, 0.03, 5.0), RateSequence(0.05)],
)
def test_a_restart_in_mid_stream_changes_nothing(quiet: Any) -> None:
    restored = from_json(type(quiet), to_json(after(quiet, WRONG[:250])))
    assert after(restored, WRONG[250:]) == after(quiet, WRONG)


def test_a_restart_changes_nothing_about_the_scores() -> None:
    scores = RANDOM.random(200)
    drift = ScoreDrift.begin(REFERENCE, 1000)
    restored = from_json(ScoreDrift, to_json(drift_after(drift, scores[:90])))
    assert drift_after(restored, scores[90:]) == drift_after(drift, scores)
    shift = after(PopulationShift.begin(REFERENCE), list(scores))
    assert from_json(PopulationShift, to_json(shift)) == shift


def test_counts_come_back_as_they_were() -> None:
    audit = Audit().decided(Action.PASS, 0.02, True).decided(Action.REJECT, 0.5, False)
    audit = audit.examined(Action.PASS, 0.02, True)
    assert from_json(Audit, to_json(audit)) == audit


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"seen": "many"}, "seen"),
        ({"alarmed": True}, "exactly"),
        ({"bets": [1.0, None]}, "bets"),
    ],
)
def test_a_memory_that_was_edited_is_refused(change: dict[str, Any], reason: str) -> None:
    document = json.loads(to_json(EDetector.begin(0.01, 20_000)))
    with pytest.raises(InvalidInput, match=reason):
        from_json(EDetector, json.dumps(document | change))


def test_a_memory_that_lacks_a_field_is_refused() -> None:
    document = json.loads(to_json(Cusum(0.01, 0.03, 5.0)))
    del document["height"]
    with pytest.raises(InvalidInput, match="exactly"):
        from_json(Cusum, json.dumps(document))


@pytest.mark.parametrize("text", ["", "[1]", "{", '{"delta": NaN, "wrong": 0, "seen": 0}'])
def test_a_text_that_is_no_memory_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        from_json(RateSequence, text)


def test_a_memory_whose_values_cannot_be_is_refused() -> None:
    with pytest.raises(InvalidInput):
        from_json(RateSequence, '{"delta": 2.0, "wrong": 0, "seen": 0}')
