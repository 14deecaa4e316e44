"""Levels fall by themselves, rise by a signed act alone, and never leave a pack unprotected."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from edge_agent.core.autonomy.causes import (
    LOWERINGS,
    SUSPENDING,
    Cause,
    Consequence,
    Lowering,
    lowerings,
)
from edge_agent.core.autonomy.standing import (
    Grant,
    SignedRaise,
    Standing,
    Suspension,
    level_in_force,
)
from edge_agent.core.errors import Conflict, InvalidInput
from edge_agent.core.packs import Box, CheckKind, Level
from edge_agent.core.recipe import Check, Recipe, SurfaceLimits

CHECKS = ("sticker", "lot")
ACTING = Standing(
    {
        "sticker": Grant(Level.ACT_WHEN_SURE, "a" * 64),
        "lot": Grant(Level.ACT_ALWAYS, "b" * 64),
    }
)
causes = some.sampled_from(Cause)
levels = some.sampled_from(Level)


def recipe_at(level: Level) -> Recipe:
    whole = Box(0, 0, 1, 1)
    checks = (
        Check(name, CheckKind.SURFACE, "top", whole, SurfaceLimits(), level) for name in CHECKS
    )
    return Recipe("carton", (), tuple(checks))


def fallen(standing: Standing, cause: Cause) -> Standing:
    return standing.fallen(cause, "seen", LOWERINGS[cause], CHECKS)


@given(cause=causes)
def test_every_cause_takes_the_acting_levels_and_asks_for_a_person(cause: Cause) -> None:
    after = fallen(ACTING, cause)
    assert all(after.level_of(check) is Level.RECOMMEND for check in CHECKS)
    assert after.handover_open
    assert not after.taken_over().handover_open
    assert after.taken_over().level_of("lot") is Level.RECOMMEND


@given(cause=causes)
def test_device_trouble_keeps_the_certificate_and_everything_else_voids_it(cause: Cause) -> None:
    after = fallen(ACTING, cause)
    kept = all(after.grants[check] == ACTING.grants[check] for check in CHECKS)
    voided = all(after.grants[check].certificate_sha256 is None for check in CHECKS)
    assert (kept, voided) == ((True, False) if cause in SUSPENDING else (False, True))


def test_a_cause_of_one_check_leaves_the_others_their_level() -> None:
    cause = Cause.SCORE_DRIFT
    after = ACTING.fallen(cause, "seen", LOWERINGS[cause], ["lot"])
    assert after.level_of("sticker") is Level.ACT_WHEN_SURE
    assert after.level_of("lot") is Level.RECOMMEND
    assert after.handover_open


def test_what_only_reported_needs_nobody_to_take_over() -> None:
    low = Standing({"sticker": Grant(Level.RECOMMEND)})
    assert not fallen(low, Cause.CAMERA_FAULT).handover_open
    assert not fallen(low, Cause.SCORE_DRIFT).handover_open
    assert not low.lowered("sticker", Level.REPORT).handover_open


def test_settings_choose_how_far_a_level_falls_but_never_that_it_acts() -> None:
    table = lowerings({Cause.SCORE_DRIFT: Level.REPORT})
    assert table[Cause.SCORE_DRIFT].to is Level.REPORT
    assert table[Cause.CAMERA_FAULT] == LOWERINGS[Cause.CAMERA_FAULT]
    with pytest.raises(InvalidInput, match="may not act: 'act_when_sure'"):
        lowerings({Cause.SCORE_DRIFT: Level.ACT_WHEN_SURE})


def test_a_suspension_ends_with_health_a_caught_challenge_and_a_person() -> None:
    ill = fallen(ACTING, Cause.CAMERA_FAULT)
    with pytest.raises(Conflict, match="camera_fault goes on; no challenge pack was caught"):
        ill.cleared()
    well = ill.healthy(Cause.CAMERA_FAULT)
    with pytest.raises(Conflict, match="cleared: no challenge pack was caught since"):
        well.cleared()
    assert well.challenged(caught=True).cleared().level_of("lot") is Level.ACT_ALWAYS


def test_a_challenge_pack_counts_only_when_every_trouble_is_over() -> None:
    ill = fallen(fallen(ACTING, Cause.CAMERA_FAULT), Cause.CLOCK_TROUBLE)
    half = ill.healthy(Cause.CAMERA_FAULT).challenged(caught=True)
    assert not half.challenge_caught
    well = half.healthy(Cause.CLOCK_TROUBLE)
    assert not well.challenged(caught=False).challenge_caught
    assert well.challenged(caught=True).challenge_caught


def test_trouble_that_comes_back_needs_a_new_challenge_pack() -> None:
    well = fallen(ACTING, Cause.CAMERA_FAULT).healthy(Cause.CAMERA_FAULT).challenged(caught=True)
    again = fallen(well, Cause.CAMERA_FAULT)
    assert len(again.suspensions) == 1
    assert again.lacking() == (
        "camera_fault goes on",
        "no challenge pack was caught since",
    )


def test_trouble_that_comes_back_keeps_the_lower_level() -> None:
    cause = Cause.CAMERA_FAULT
    low = ACTING.fallen(cause, "seen", Lowering(Consequence.SUSPEND, Level.REPORT), CHECKS)
    assert fallen(low, cause).level_of("lot") is Level.REPORT


def test_nothing_suspended_is_nothing_to_clear() -> None:
    with pytest.raises(Conflict, match="nothing is suspended"):
        ACTING.cleared()


def test_a_level_that_acts_stands_on_a_certificate() -> None:
    with pytest.raises(Conflict, match="act_always needs a certificate"):
        Grant(Level.ACT_ALWAYS)
    assert Standing({}).level_of("unknown") is Level.RECOMMEND


def test_a_signed_act_raises_exactly_what_it_names() -> None:
    low = Standing({})
    act = SignedRaise("lot", Level.RECOMMEND, Level.ACT_WHEN_SURE, "c" * 64, "d" * 64)
    assert low.raised(act).grants == {"lot": Grant(Level.ACT_WHEN_SURE, "c" * 64)}
    with pytest.raises(Conflict, match="from report to act_when_sure; granted is recommend"):
        low.raised(replace(act, level_from=Level.REPORT))
    with pytest.raises(Conflict, match="granted is recommend"):
        low.raised(replace(act, level_to=Level.RECOMMEND))
    with pytest.raises(Conflict, match="needs a certificate"):
        low.raised(replace(act, certificate_sha256=None))


def test_a_suspension_remembers_cause_reason_and_level_and_forgets_the_challenge_pack() -> None:
    ready = fallen(ACTING, Cause.CAMERA_FAULT).healthy(Cause.CAMERA_FAULT).challenged(caught=True)
    after = ready.fallen(
        Cause.CLOCK_TROUBLE, "two clocks differ", LOWERINGS[Cause.CLOCK_TROUBLE], CHECKS
    )
    assert after == Standing(
        ACTING.grants,
        (
            Suspension(Cause.CAMERA_FAULT, "seen", Level.RECOMMEND, is_over=True),
            Suspension(Cause.CLOCK_TROUBLE, "two clocks differ", Level.RECOMMEND),
        ),
        challenge_caught=False,
        handover_open=True,
    )


def test_a_revocation_leaves_a_lower_level_where_it_was() -> None:
    mixed = Standing({"sticker": Grant(Level.REPORT), "lot": Grant(Level.ACT_ALWAYS, "b" * 64)})
    after = fallen(mixed, Cause.SCORE_DRIFT)
    assert after == Standing(
        {"sticker": Grant(Level.REPORT), "lot": Grant(Level.RECOMMEND)}, handover_open=True
    )


def test_one_tap_lowers_one_check_and_keeps_a_certificate_that_still_acts() -> None:
    after = ACTING.lowered("lot", Level.ACT_WHEN_SURE)
    assert after == Standing(
        {"sticker": ACTING.grants["sticker"], "lot": Grant(Level.ACT_WHEN_SURE, "b" * 64)}
    )
    low = ACTING.lowered("lot", Level.REPORT)
    assert low == Standing(
        {"sticker": ACTING.grants["sticker"], "lot": Grant(Level.REPORT)}, handover_open=True
    )
    assert low.lowered("lot", Level.ACT_ALWAYS) == low


def test_taking_over_changes_nothing_else() -> None:
    lost = fallen(ACTING, Cause.CAMERA_FAULT)
    assert lost.taken_over() == replace(lost, handover_open=False)


def test_clearing_leaves_the_grants_and_nothing_of_the_trouble() -> None:
    well = fallen(ACTING, Cause.CAMERA_FAULT).healthy(Cause.CAMERA_FAULT).challenged(caught=True)
    assert well.taken_over().cleared() == ACTING
    assert ACTING.lacking() == ("nothing is suspended",)


def test_a_level_that_acts_already_is_raised_from_there() -> None:
    act = SignedRaise("sticker", Level.ACT_WHEN_SURE, Level.ACT_ALWAYS, "c" * 64, "d" * 64)
    assert ACTING.raised(act).grants == {
        "sticker": Grant(Level.ACT_ALWAYS, "c" * 64),
        "lot": ACTING.grants["lot"],
    }
    with pytest.raises(Conflict) as caught:
        ACTING.raised(replace(act, level_from=Level.RECOMMEND))
    assert str(caught.value) == (
        "sticker: the act raises from recommend to act_always; granted is act_when_sure"
    )
    with pytest.raises(Conflict):
        ACTING.raised(replace(act, level_to=Level.ACT_WHEN_SURE))


def test_a_refusal_says_all_that_is_lacking() -> None:
    ill = fallen(fallen(ACTING, Cause.CAMERA_FAULT), Cause.CLOCK_TROUBLE)
    with pytest.raises(Conflict) as caught:
        ill.cleared()
    assert str(caught.value) == (
        "the suspension cannot be cleared: camera_fault goes on; clock_trouble goes on; "
        "no challenge pack was caught since"
    )


@given(asked=levels, ceiling=levels)
def test_a_check_works_at_the_least_of_recipe_ceiling_and_grant(
    asked: Level, ceiling: Level
) -> None:
    recipe = recipe_at(asked)
    least = min((asked, ceiling, Level.ACT_ALWAYS), key=lambda level: level.rank)
    assert level_in_force(ACTING, recipe, ceiling) is least
    capped = min((least, Level.RECOMMEND), key=lambda level: level.rank)
    assert level_in_force(Standing({}), recipe, ceiling) is capped


class StandingMachine(RuleBasedStateMachine):
    """Anything may happen in any order; levels rise in `raise_` and `clear` alone."""

    def __init__(self) -> None:
        super().__init__()
        self.standing = Standing({})
        self.before = self.standing
        self.may_rise = False

    def step(self, after: Standing, may_rise: bool = False) -> None:
        self.before, self.standing, self.may_rise = self.standing, after, may_rise

    @rule(cause=causes, to=some.sampled_from([Level.REPORT, Level.RECOMMEND]))
    def fall(self, cause: Cause, to: Level) -> None:
        lowering = Lowering(LOWERINGS[cause].consequence, to)
        self.step(self.standing.fallen(cause, "seen", lowering, CHECKS))

    @rule(cause=causes)
    def recover(self, cause: Cause) -> None:
        self.step(self.standing.healthy(cause))

    @rule(caught=some.booleans())
    def challenge(self, caught: bool) -> None:
        self.step(self.standing.challenged(caught))

    @rule(check=some.sampled_from(CHECKS), to=levels)
    def lower(self, check: str, to: Level) -> None:
        self.step(self.standing.lowered(check, to))

    @rule()
    def take_over(self) -> None:
        self.step(self.standing.taken_over())

    @precondition(lambda self: not self.standing.lacking())
    @rule()
    def clear(self) -> None:
        self.step(self.standing.cleared(), may_rise=True)

    @rule(check=some.sampled_from(CHECKS), to=levels)
    def raise_(self, check: str, to: Level) -> None:
        granted = self.standing.grant_of(check).level
        if to.rank > granted.rank:
            act = SignedRaise(check, granted, to, "c" * 64, "d" * 64)
            self.step(self.standing.raised(act), may_rise=True)

    @invariant()
    def nothing_else_raises_a_level(self) -> None:
        for check in CHECKS:
            risen = self.standing.level_of(check).rank > self.before.level_of(check).rank
            assert self.may_rise or not risen

    @invariant()
    def an_acting_level_stands_on_a_certificate_and_no_suspension(self) -> None:
        for check in CHECKS:
            if self.standing.level_of(check).acts:
                assert self.standing.grant_of(check).certificate_sha256 is not None
                assert not self.standing.suspensions

    @invariant()
    def a_lost_acting_level_waits_for_a_person(self) -> None:
        lost = any(
            self.before.level_of(check).acts and not self.standing.level_of(check).acts
            for check in CHECKS
        )
        assert self.standing.handover_open or not lost


TestStandingMachine = StandingMachine.TestCase
