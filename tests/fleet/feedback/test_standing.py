"""What follows from answers, whatever people say and take back."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from deploy.fleet.feedback.standing import Case, Place, all_words, in_dispute, state_of, told
from deploy.fleet.feedback.values import Answer, CheckWord, Kind, State, WantsTwo
from edge_agent.core.review import Said
from training.data.values import Trust

GOOD, BAD, UNSURE = CheckWord(Said.GOOD), CheckWord(Said.DEFECTIVE), CheckWord(Said.UNSURE)
SMUDGED = CheckWord(Said.DEFECTIVE, "smudged")
CHECKS = ("lot", "expiry")
NOT_OK = Case(WantsTwo.NOT_OK, {"lot": "not_ok", "expiry": "ok"})
PLAIN = Case(None, {"lot": "not_ok", "expiry": "ok"})


def said(by: str, lot: CheckWord, expiry: CheckWord = GOOD) -> Answer:
    return Answer(by, Kind.REVIEW, {"lot": lot, "expiry": expiry})


def decided(by: str, **words: CheckWord) -> Answer:
    return Answer(by, Kind.ADJUDICATION, words)


def test_one_persons_word_is_enough_where_nothing_hangs_on_it() -> None:
    assert state_of(PLAIN, []) is State.WAITING
    assert state_of(PLAIN, [said("anna", BAD)]) is State.DONE


def test_who_cannot_tell_or_finds_an_escape_calls_for_another() -> None:
    assert state_of(PLAIN, [said("anna", UNSURE)]) is State.SECOND
    assert state_of(PLAIN, [said("anna", GOOD, BAD)]) is State.SECOND
    assert state_of(NOT_OK, [said("anna", BAD)]) is State.SECOND


def test_two_who_agree_settle_it_and_their_agreement_is_a_word_of_both() -> None:
    both = [said("anna", SMUDGED), said("ben", SMUDGED)]
    assert state_of(NOT_OK, both) is State.DONE
    assert all_words(both)["lot", "anna & ben", Trust.AGREED] == SMUDGED


def test_another_kind_of_defect_is_a_disagreement_too() -> None:
    both = [said("anna", SMUDGED), said("ben", BAD)]
    assert state_of(NOT_OK, both) is State.ADJUDICATION
    assert in_dispute(both) == ("lot",)
    assert ("expiry", "anna & ben", Trust.AGREED) in all_words(both)
    assert state_of(NOT_OK, [*both, decided("carl", lot=BAD)]) is State.DONE


def test_two_who_both_cannot_tell_are_done_and_have_agreed_on_nothing() -> None:
    both = [said("anna", UNSURE), said("ben", UNSURE)]
    assert state_of(PLAIN, both) is State.DONE
    assert ("lot", "anna & ben", Trust.AGREED) not in all_words(both)


def test_who_takes_his_word_back_takes_the_agreement_back_and_nothing_else() -> None:
    anna, ben = said("anna", BAD), said("ben", BAD)
    gone = {(one.check, one.by): one.word for one in told([anna, ben], [ben])}
    assert gone == {(check, by): None for check in CHECKS for by in ("anna", "anna & ben")}


def test_what_many_leave_out_is_put_aside() -> None:
    assert state_of(Case(None, {}, skips=2), []) is State.WAITING
    assert state_of(Case(None, {}, skips=3), []) is State.ASIDE


words = st.sampled_from((GOOD, BAD, SMUDGED, UNSURE))
reviews = st.lists(st.tuples(words, words), max_size=2)
histories = st.lists(
    st.tuples(reviews, st.booleans()).map(
        lambda drawn: (
            *(said(by, *pair) for by, pair in zip(("anna", "ben"), drawn[0], strict=False)),
            *((decided("carl", lot=GOOD),) if drawn[1] else ()),
        )
    ),
    max_size=8,
)


@given(histories)
def test_the_log_read_from_its_beginning_says_what_stands(
    history: Sequence[tuple[Answer, ...]],
) -> None:
    log: dict[Place, CheckWord] = {}
    before: tuple[Answer, ...] = ()
    for after in history:
        for one in told(before, after):
            place = (one.check, one.by, one.trust)
            if one.word is None:
                del log[place]
            else:
                log[place] = one.word
        assert log == all_words(after)
        before = after


@given(histories)
def test_a_pack_is_settled_once_nothing_is_in_dispute(
    history: Sequence[tuple[Answer, ...]],
) -> None:
    for answers in history:
        is_open = state_of(NOT_OK, answers) is State.ADJUDICATION
        assert is_open == bool(in_dispute(answers))
