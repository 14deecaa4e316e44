"""Certified thresholds decide on the line, and hard rules come before them."""

import pytest

from edge_agent.core.autonomy.verdict_rules import Thresholds
from edge_agent.core.packs import Level, Outcome, Verdict, VerdictRule
from edge_agent.line.parts import Granted
from simulators.scripted import FAULTY, FINE, marked_picture
from simulators.shift import as_asked
from tests.line.plants import Shift, one_check_recipe, set_up
from tests.line.troubles import unplug_camera

CHECK = "check view 0"


def shift_with(thresholds: Thresholds, mark: int, packs: int = 20) -> Shift:
    granted = as_asked(one_check_recipe(Level.ACT_ALWAYS), Level.ACT_ALWAYS)
    shift = set_up(packs, Level.ACT_ALWAYS, granted=Granted(granted.standing, {CHECK: thresholds}))
    for pack in shift.runner.plant.packs:
        pack.pictures = {view: marked_picture(mark) for view in pack.pictures}
    return shift


@pytest.mark.parametrize(
    ("thresholds", "mark", "rule", "outcome"),
    [
        (Thresholds(0.2, 0.8), FINE, VerdictRule.SCORE_LOW, Outcome.PASSED),
        (Thresholds(0.2, 0.8), FAULTY, VerdictRule.SCORE_HIGH, Outcome.REJECTED),
        (Thresholds(0.0, 0.0), FINE, VerdictRule.SCORE_HIGH, Outcome.REJECTED),
        (Thresholds(1.0, 1.0), FAULTY, VerdictRule.SCORE_HIGH, Outcome.REJECTED),
    ],
)
def test_thresholds_of_the_certificate_decide_and_the_record_names_the_rule(
    thresholds: Thresholds, mark: int, rule: VerdictRule, outcome: Outcome
) -> None:
    shift = shift_with(thresholds, mark)
    shift.runner.run()
    assert {record.outcome for record in shift.records} == {outcome}
    assert {check.rule for record in shift.records for check in record.verdict.checks} == {rule}


def test_without_thresholds_the_limits_of_the_recipe_decide() -> None:
    shift = set_up(20, Level.ACT_ALWAYS, doubt_share=0.0)
    shift.runner.run()
    rules = {check.rule for record in shift.records for check in record.verdict.checks}
    assert rules == {VerdictRule.LIMITS}


def test_what_a_camera_saw_before_it_was_lost_is_never_sure() -> None:
    shift = set_up(120, Level.RECOMMEND, doubt_share=0.0, delay_ms=(150, 200))
    unplug_camera(shift)
    shift.runner.run()
    checks = [check for record in shift.records for check in record.verdict.checks]
    doubted = [check for check in checks if check.rule is VerdictRule.CAMERA_UNHEALTHY]
    assert doubted
    assert {check.verdict for check in doubted} == {Verdict.UNSURE}
