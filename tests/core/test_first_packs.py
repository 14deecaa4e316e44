"""The first packs of an order are over only when enough are right, and nobody is asked any more."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from edge_agent.core.errors import Conflict
from edge_agent.core.first_packs import FirstPacks
from edge_agent.core.packs import Verdict

VERDICTS = some.lists(some.sampled_from(Verdict), max_size=12)
WANTED = some.integers(1, 10)


def verified(wanted: int, verdicts: list[Verdict]) -> FirstPacks:
    packs = FirstPacks(wanted)
    for pack_no, verdict in enumerate(verdicts, start=1):
        packs = packs.judged(pack_no, verdict)
    return packs


@given(WANTED, VERDICTS)
def test_without_a_person_only_packs_that_are_plainly_ok_end_it(
    wanted: int, verdicts: list[Verdict]
) -> None:
    packs = verified(wanted, verdicts)
    first_ones = verdicts[: len(packs.packs)]
    assert packs.right == first_ones.count(Verdict.OK) <= wanted
    assert len(packs.asked) == len(first_ones) - packs.right
    assert packs.is_over == (packs.right == wanted and not packs.asked)


@given(WANTED, VERDICTS, some.data())
def test_it_is_over_exactly_when_enough_are_right_and_all_were_answered_for(
    wanted: int, verdicts: list[Verdict], data: some.DataObject
) -> None:
    packs = verified(wanted, verdicts)
    good = 0
    for pack in data.draw(some.permutations(packs.asked)):
        assert not packs.is_over
        found_good = data.draw(some.booleans())
        good += found_good
        packs = packs.answered(pack.pack_no, found_good, "anna")
    assert packs.asked == ()
    assert packs.right == good + sum(one.verdict is Verdict.OK for one in packs.packs)
    assert packs.is_over == (packs.right >= wanted)


@given(WANTED, VERDICTS)
def test_more_packs_are_taken_until_enough_are_right(wanted: int, verdicts: list[Verdict]) -> None:
    packs = verified(wanted, verdicts)
    assert packs.takes_more == (packs.right < wanted)
    assert len(packs.packs) == len(verdicts) or not packs.takes_more


def test_a_pack_that_was_found_faulty_is_replaced_by_another() -> None:
    packs = verified(2, [Verdict.OK, Verdict.NOT_OK]).answered(2, False, "anna")
    assert not packs.is_over
    assert packs.judged(3, Verdict.OK).is_over


@pytest.mark.parametrize(
    ("pack_no", "why"),
    [(1, "was found ok"), (2, "anna has answered"), (9, "none of the first packs")],
)
def test_nobody_answers_where_nobody_is_asked(pack_no: int, why: str) -> None:
    packs = verified(3, [Verdict.OK, Verdict.UNSURE]).answered(2, True, "anna")
    with pytest.raises(Conflict, match=why):
        packs.answered(pack_no, True, "bob")
