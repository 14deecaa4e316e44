"""The simulated operator leaves to a person at the panel what is said there, and does the rest."""

import pytest

from edge_agent.core.packs import Level
from edge_agent.line.stops import LEVEL_FELL
from simulators.operator import CLEAR, OperatorSettings, is_said
from tests.line.plants import PlantParts, Shift, set_up
from tests.line.troubles import unplug_camera

PATIENT = OperatorSettings(response_s=0.3, leaves_to_panel_s=1000.0)


def answered(shift: Shift) -> int:
    shift.runner.run()
    return sum(kind == "answered" for kind, _ in shift.notes.events)


def shift_of(operator: OperatorSettings) -> Shift:
    plant: PlantParts = {
        "belt": {"packs_per_min": 60.0, "pitch_mm": 240.0},
        "gate": {"at_mm": 2400.0},
    }
    return set_up(30, Level.RECOMMEND, plant, defect_share=0.5, operator=operator)


def test_recommendations_are_left_to_the_person_at_the_panel() -> None:
    assert answered(shift_of(OperatorSettings(response_s=0.3))) > 5
    assert answered(shift_of(PATIENT)) == 0


@pytest.mark.parametrize(("patience_s", "is_taken_over"), [(5.0, True), (None, False)])
def test_he_takes_over_where_nobody_else_has(patience_s: float | None, is_taken_over: bool) -> None:
    """The belt stands until then; for as long as the other person has time, nothing moves."""
    operator = PATIENT.model_copy(update={"leaves_to_panel_s": patience_s or 1e9})
    shift = set_up(60, Level.ACT_ALWAYS, defect_share=0.0, doubt_share=0.0, operator=operator)
    unplug_camera(shift)
    steps = shift.runner.steps()
    for now_ns in steps:
        if now_ns > 60_000_000_000:
            break
    kinds = [kind for kind, _ in shift.notes.events]
    assert "level_fell" in kinds
    assert ("lower_level_accepted" in kinds) == is_taken_over


def test_what_takes_hands_is_his_own() -> None:
    assert all(is_said(task) for task in (7, LEVEL_FELL, CLEAR))
    assert not any(is_said(task) for task in ("bin full", "hold 7", "bring good"))
