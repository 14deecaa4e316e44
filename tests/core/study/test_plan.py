"""The plan: every pack once a trial, in an order nobody can guess; sets that show something."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_agent.core.errors import InvalidInput
from edge_agent.core.packs import Verdict
from edge_agent.core.study.plan import Answer, PackSet, balanced, new_plan, open_showings
from edge_agent.core.study.result import Shown
from tests.core.study.packs import a_pack, a_set

FIFTY = a_set(25, 25)


@settings(max_examples=25)
@given(seed=st.integers(0, 10**9), trials=st.integers(2, 4), name=st.text(min_size=1, max_size=9))
def test_every_appraiser_is_shown_every_pack_once_in_each_trial(
    seed: int, trials: int, name: str
) -> None:
    showings = new_plan(a_set(12, 10), trials, seed).showings(name)
    for trial in range(1, trials + 1):
        shown = [one for one in showings if one.trial == trial]
        assert sorted(one.pack.name for one in shown) == sorted(f"p{i}" for i in range(22))
        assert [one.place for one in shown] == list(range(1, 23))


def test_orders_differ_between_trials_appraisers_and_seeds_and_come_again_for_the_same() -> None:
    def order(seed: int, name: str, trial: int) -> list[str]:
        return [pack.name for pack in new_plan(FIFTY, 3, seed).shuffled(name, trial)]

    orders = [order(seed, name, trial) for seed in (1, 2) for name in "ab" for trial in (1, 2, 3)]
    assert len({tuple(one) for one in orders}) == len(orders)
    assert order(1, "a", 1) == orders[0]


def test_the_place_of_a_pack_tells_nothing_of_its_truth() -> None:
    """Over many appraisers a defective pack stands on average in the middle: 24.5 +- 4 errors."""
    plan = new_plan(FIFTY, 2, 7)
    places = [
        one.place - 1
        for number in range(60)
        for one in plan.showings(f"appraiser-{number}")
        if one.pack.defective
    ]
    assert sum(places) / len(places) == pytest.approx(24.5, abs=1.0)


def test_pictures_taken_anew_are_shown_one_in_each_trial() -> None:
    plan = new_plan(a_set(12, 10, captures=3), 3, 1)
    assert plan.shown is Shown.RE_ACQUIRED
    files = {(one.trial, one.capture[0].file.stem) for one in plan.showings("a")}
    assert {(trial, f"4-{trial - 1}") for trial in (1, 2, 3)} < files


def test_with_one_picture_each_the_same_file_is_shown_again() -> None:
    assert new_plan(FIFTY, 3, 1).shown is Shown.SAME_FILE


@pytest.mark.parametrize(
    ("pack_set", "trials", "right"),
    [
        (a_set(9, 9), 3, "at least 20"),
        (a_set(40, 10), 3, "15 defective ones; add 5"),
        (a_set(10, 40), 3, "15 good ones; add 5"),
        (a_set(0, 50), 3, "15 good ones"),
        (PackSet(()), 3, "0 packs with known truth"),
        (FIFTY, 1, "expected 2 to 10"),
        (FIFTY, 11, "expected 2 to 10"),
        (a_set(25, 25, captures=2), 3, "'p0': 2; every pack needs one, or every pack 3"),
        (PackSet((*FIFTY.packs, a_pack(99, True, captures=3))), 3, "'p99': 3"),
        (PackSet((*FIFTY.packs, a_pack(4, True))), 3, "'p4' is there twice"),
    ],
)
def test_a_set_that_can_show_nothing_is_refused_with_what_would_be_right(
    pack_set: PackSet, trials: int, right: str
) -> None:
    with pytest.raises(InvalidInput, match=right):
        new_plan(pack_set, trials, 1)


def test_an_uneven_set_names_a_pack_that_is_odd() -> None:
    mixed = PackSet((*a_set(25, 25, captures=3).packs, a_pack(99, True)))
    with pytest.raises(InvalidInput, match="'p99': 1"):
        new_plan(mixed, 3, 1)


def test_of_many_packs_fifty_are_drawn_half_of_them_defective_and_borderline_ones_among_them() -> (
    None
):
    drawn = balanced(a_set(900, 100), 3)
    assert (len(drawn.packs), drawn.defective, drawn.borderline) == (50, 25, 24)
    assert balanced(a_set(900, 100), 3) == drawn
    assert balanced(a_set(900, 100), 4) != drawn


def test_where_defective_packs_are_short_fewer_good_ones_are_drawn() -> None:
    drawn = balanced(a_set(900, 8), 3)
    assert (drawn.defective, len(drawn.packs)) == (8, 26)
    assert new_plan(drawn, 3, 1).pack_set is drawn
    nearly = balanced(a_set(900, 24), 3)
    assert (nearly.defective, len(nearly.packs)) == (24, 50)


def test_what_was_not_said_of_every_pack_is_not_known() -> None:
    unsaid = replace(FIFTY.packs[0], borderline=None)
    assert PackSet((unsaid, *FIFTY.packs[1:])).borderline is None
    assert FIFTY.borderline == 10


def test_a_session_goes_on_behind_the_last_answer() -> None:
    plan = new_plan(FIFTY, 2, 1)
    showings = plan.showings("anna")
    answers = [Answer(one.trial, one.pack.name, Verdict.OK) for one in showings[:61]]
    assert open_showings(plan, "anna", answers) == showings[61:]


@pytest.mark.parametrize("edit", ["other order", "one too many", "another's"])
def test_answers_that_were_not_asked_for_are_refused(edit: str) -> None:
    plan = new_plan(FIFTY, 2, 1)
    answers = [Answer(one.trial, one.pack.name, Verdict.OK) for one in plan.showings("anna")]
    name = "anna"
    if edit == "other order":
        answers[3:5] = answers[4:2:-1]
    elif edit == "one too many":
        answers.append(answers[-1])
    else:
        name = "ben"
    with pytest.raises(InvalidInput, match="do not belong to this plan"):
        open_showings(plan, name, answers)
