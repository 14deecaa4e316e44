"""Which packs a person should look at, and in which order."""

from hypothesis import given
from hypothesis import strategies as some

from edge_agent.core.packs import Action, Outcome, Reason, Verdict
from edge_agent.core.review import FARTHEST, GOOD_EVERY, Look, Why, look_at
from tests.core.statistics.records import (
    a_bad_pack,
    a_pack,
    an_asked_pack,
    an_unsure_pack,
    check,
)


def whys(look: Look | None) -> tuple[Why, ...]:
    return () if look is None else look.whys


def test_a_plain_pack_teaches_nothing() -> None:
    assert look_at(a_pack(1)) is None
    assert look_at(a_bad_pack(1)) is None


def test_every_reason_for_a_look_is_told() -> None:
    near = a_pack(1, check("lot", Verdict.OK, 0.4))
    sample = a_pack(GOOD_EVERY, pictures={"top": "ab"})
    assert whys(look_at(an_asked_pack(1, None))) == (Why.NO_ANSWER,)
    assert whys(look_at(an_asked_pack(1, Action.PASS))) == (Why.OVERRIDE,)
    assert whys(look_at(an_asked_pack(1, Action.REJECT))) == ()
    assert whys(look_at(an_unsure_pack(1))) == (Why.UNSURE,)
    assert whys(look_at(near)) == (Why.NEAR_THRESHOLD,)
    assert whys(look_at(a_pack(1, outcome=Outcome.MISSED))) == (Why.MISSED,)
    assert whys(look_at(sample)) == (Why.GOOD_SAMPLE,)
    assert look_at(a_pack(GOOD_EVERY)) is None, "of which no picture was kept"


def test_a_score_that_is_no_number_is_as_far_as_can_be() -> None:
    look = look_at(a_pack(1, check("lot", Verdict.UNSURE, float("nan"), Reason.NO_PICTURE)))
    assert look is not None
    assert look.closeness == FARTHEST


@given(some.floats(0, 1), some.floats(0, 1))
def test_the_closer_to_the_middle_the_sooner(score: float, other: float) -> None:
    one, two = look_at(an_unsure_pack(1, score)), look_at(an_unsure_pack(2, other))
    assert one is not None
    assert two is not None
    assert one.rank == two.rank
    if abs(score - 0.5) < abs(other - 0.5):
        assert one.closeness <= two.closeness


def test_what_a_person_was_asked_comes_before_what_only_lay_close() -> None:
    ordered = [
        look_at(a_pack(1, outcome=Outcome.MISSED)),
        look_at(an_asked_pack(2, None)),
        look_at(an_unsure_pack(3)),
        look_at(a_pack(GOOD_EVERY, pictures={"top": "ab"})),
    ]
    assert [look.rank for look in ordered if look] == [1, 2, 3, 4]
