"""What a station kept can only be lost at a start: certificates and signed acts bear it out."""

import pytest

from edge_agent.core.autonomy.causes import LOWERINGS, Cause
from edge_agent.core.autonomy.standing import UNCERTIFIED, Grant, Standing
from edge_agent.core.autonomy.verdict_rules import Thresholds
from edge_agent.core.certificate import Void, VoidBecause
from edge_agent.core.packs import Level
from edge_agent.evidence.setups import setups_of
from edge_agent.line.lapses import UNRAISED, borne_out, lapses, unearned
from edge_agent.line.standing_at_start import Lapse
from edge_agent.people.grants import Earned
from tests.line.small_station import box_recipe

CHECK, OTHER = "top-panel", "side-panel"
SURE, ALWAYS = Level.ACT_WHEN_SURE, Level.ACT_ALWAYS
CERTIFICATE, ANOTHER = "1f" * 32, "2e" * 32
THRESHOLDS = Thresholds(0.2, 0.8)
KEPT = Standing({CHECK: Grant(SURE, CERTIFICATE)})
EARNED = Earned({CHECK: Grant(SURE, CERTIFICATE)}, {CHECK: THRESHOLDS})


def test_what_was_earned_stays_with_its_thresholds() -> None:
    assert list(lapses(KEPT, EARNED)) == []
    granted = borne_out(KEPT, EARNED, LOWERINGS)
    assert granted.standing == KEPT
    assert granted.thresholds == {CHECK: THRESHOLDS}


def test_more_was_earned_than_is_kept() -> None:
    earned = Earned({CHECK: Grant(ALWAYS, CERTIFICATE)}, {CHECK: THRESHOLDS})
    assert borne_out(KEPT, earned, LOWERINGS).standing == KEPT


@pytest.mark.parametrize(
    "earned",
    [
        Earned(),
        Earned({CHECK: Grant()}),
        Earned({CHECK: Grant(SURE, ANOTHER)}, {CHECK: THRESHOLDS}),
    ],
)
def test_what_nobody_raised_on_this_certificate_lapses(earned: Earned) -> None:
    assert list(lapses(KEPT, earned)) == [Lapse(CHECK, Cause.CERTIFICATE_VOID, UNRAISED)]
    granted = borne_out(KEPT, earned, LOWERINGS)
    assert granted.standing.level_of(CHECK) is UNCERTIFIED
    assert granted.standing.handover_open
    assert granted.thresholds == {}


def test_a_file_edited_to_a_higher_level_lapses() -> None:
    kept = Standing({CHECK: Grant(ALWAYS, CERTIFICATE)})
    assert borne_out(kept, EARNED, LOWERINGS).standing.level_of(CHECK) is UNCERTIFIED


def test_what_was_lost_before_does_not_come_back_at_a_start() -> None:
    lost = Standing({CHECK: Grant()})
    granted = borne_out(lost, EARNED, LOWERINGS)
    assert granted.standing == lost
    assert granted.thresholds == {}


VOIDS = [
    (VoidBecause.RECIPE_CHANGED, Cause.RECIPE_CHANGED),
    (VoidBecause.BUNDLE_CHANGED, Cause.BUNDLE_CHANGED),
    (VoidBecause.CAMERA_CHANGED, Cause.CAMERA_CHANGED),
    (VoidBecause.THRESHOLDS_CHANGED, Cause.CALIBRATION_CHANGED),
    (VoidBecause.EXPIRED, Cause.CERTIFICATE_VOID),
    (VoidBecause.EDITED, Cause.CERTIFICATE_VOID),
    (VoidBecause.DEMO_KEY, Cause.CERTIFICATE_VOID),
]


@pytest.mark.parametrize(("because", "cause"), VOIDS)
def test_a_lapse_says_what_is_no_longer_as_certified(because: VoidBecause, cause: Cause) -> None:
    earned = Earned({CHECK: Grant()}, {}, {CHECK: Void(because, "in force is another one")})
    assert list(lapses(KEPT, earned)) == [Lapse(CHECK, cause, "in force is another one")]


def test_only_the_check_that_lapsed_falls() -> None:
    kept = Standing({CHECK: Grant(SURE, CERTIFICATE), OTHER: Grant(SURE, ANOTHER)})
    granted = borne_out(kept, EARNED, LOWERINGS)
    assert granted.standing.level_of(CHECK) is SURE
    assert granted.standing.level_of(OTHER) is UNCERTIFIED


def test_what_needs_no_certificate_never_lapses() -> None:
    kept = Standing({CHECK: Grant(Level.REPORT)})
    assert list(lapses(kept, Earned())) == []


def test_a_check_that_works_lower_than_asked_is_told_with_the_reason() -> None:
    recipe = box_recipe(("top", "side")).at_level(ALWAYS)
    standing = Standing({CHECK: Grant(SURE, CERTIFICATE)})
    void = Void(VoidBecause.EXPIRED, "it ended yesterday; pass the gate again")
    earned = Earned({}, {}, {OTHER: void})
    assert list(unearned(recipe, ALWAYS, standing, earned)) == [
        "top-panel works at act_when_sure, not at act_always: it was never raised so far; "
        "packwarden gate says what is missing",
        "side-panel works at recommend, not at act_always: it ended yesterday; pass the gate "
        "again; packwarden gate says what is missing",
    ]
    assert len(list(unearned(recipe, SURE, standing, earned))) == 1
    assert list(unearned(recipe, Level.RECOMMEND, standing, earned)) == []


def test_every_check_has_its_setup() -> None:
    recipe = box_recipe(("top", "side"))
    setups = setups_of("plant-1/line-1/box", recipe, CERTIFICATE, ANOTHER, "top: files")
    assert [setup.check for setup in setups] == [CHECK, OTHER]
    assert {setup.recipe for setup in setups} == {"box"}
