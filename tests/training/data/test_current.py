"""Which label holds: a fold over the log in which no contradiction is lost."""

from itertools import permutations

import pytest

from tests.training.data.samples import BAD, GOOD, UNSURE, named, said
from training.data.current import Standing, conflicts, current_labels
from training.data.label_log import chained
from training.data.values import LabelEvent, Trust

PICTURE = named("a")


def standing(*events: LabelEvent) -> Standing:
    return current_labels(logged for _, logged in chained(events))[PICTURE, "pack"]


def test_a_persons_later_word_replaces_the_own_earlier_one() -> None:
    now = standing(said(PICTURE, GOOD), said(PICTURE, BAD, minute=1))
    assert (now.value, now.by, now.overruled) == (BAD, "anna", ())


def test_two_who_contradict_leave_it_open_and_both_are_shown() -> None:
    now = standing(said(PICTURE, GOOD), said(PICTURE, BAD, "bernd"))
    assert now.is_conflict
    assert [word.event.by for word in now.words] == ["anna", "bernd"]


def test_two_against_one_are_still_a_conflict() -> None:
    assert standing(
        said(PICTURE, GOOD), said(PICTURE, GOOD, "bernd"), said(PICTURE, BAD, "carla")
    ).is_conflict


def test_two_reviewers_who_agree_are_trusted_more() -> None:
    now = standing(said(PICTURE, BAD), said(PICTURE, BAD, "bernd"))
    assert (now.value, now.trust, now.by) == (BAD, Trust.AGREED, "anna, bernd")


def test_one_who_says_it_twice_is_no_second_reviewer() -> None:
    assert standing(said(PICTURE, BAD), said(PICTURE, BAD, minute=1)).trust is Trust.REVIEW


def test_who_adjudicates_decides_and_the_others_stay_visible() -> None:
    now = standing(
        said(PICTURE, GOOD),
        said(PICTURE, BAD, "bernd"),
        said(PICTURE, BAD, "carla", Trust.ADJUDICATED),
    )
    assert (now.value, now.trust) == (BAD, Trust.ADJUDICATED)
    assert [word.event.by for word in now.overruled] == ["anna"]


@pytest.mark.parametrize("order", list(permutations(Trust, 2)))
def test_the_more_trusted_word_holds_whichever_came_first(order: tuple[Trust, Trust]) -> None:
    first, second = order
    now = standing(said(PICTURE, GOOD, "a", first), said(PICTURE, BAD, "b", second))
    ranks = list(Trust)
    assert now.value == (GOOD if ranks.index(first) > ranks.index(second) else BAD)
    assert len(now.overruled) == 1


def test_what_is_superseded_counts_no_more() -> None:
    (_, first), (_, _) = chained([said(PICTURE, GOOD), said(PICTURE, BAD, "bernd")])
    decided = said(PICTURE, BAD, "bernd", supersedes=(first.id,))
    now = standing(said(PICTURE, GOOD), decided)
    assert (now.value, len(now.words)) == (BAD, 1)


def test_a_withdrawal_takes_back_the_own_words_and_nobody_elses() -> None:
    now = standing(said(PICTURE, GOOD), said(PICTURE, BAD, "bernd"), said(PICTURE, None))
    assert (now.value, now.by) == (BAD, "bernd")
    log = [logged for _, logged in chained([said(PICTURE, GOOD), said(PICTURE, None)])]
    assert current_labels(log) == {}


def test_who_is_unsure_contradicts_nobody() -> None:
    assert standing(said(PICTURE, UNSURE), said(PICTURE, BAD, "bernd")).value == BAD
    assert standing(said(PICTURE, UNSURE)).value == UNSURE


def test_conflicts_are_listed() -> None:
    other = named("b")
    log = [
        logged
        for _, logged in chained(
            [said(PICTURE, GOOD), said(PICTURE, BAD, "bernd"), said(other, BAD, "bernd")]
        )
    ]
    assert [one.picture for one in conflicts(current_labels(log))] == [PICTURE]
