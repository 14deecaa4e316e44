"""Labels: the most trusted one counts, and two that contradict are refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from edge_agent.core.errors import InvalidInput
from edge_agent.core.labels import (
    Label,
    LabelSource,
    Withdrawn,
    in_force,
    sources_of,
    truths_of,
)


def test_of_labels_that_agree_the_most_trusted_is_kept() -> None:
    claim = Label(1, 7, True, LabelSource.CLAIM)
    audit = Label(1, 7, True, LabelSource.AUDIT)
    for order in ([claim, audit], [audit, claim]):
        assert truths_of(order) == {(1, 7): audit}


def test_the_same_number_in_another_boot_is_another_pack() -> None:
    labels = [Label(1, 7, True, LabelSource.AUDIT), Label(2, 7, False, LabelSource.AUDIT)]
    assert len(truths_of(labels)) == 2


def test_labels_that_contradict_are_refused_with_the_pack_and_both_sources() -> None:
    labels = [Label(3, 7, True, LabelSource.CLAIM), Label(3, 7, False, LabelSource.AUDIT)]
    with pytest.raises(InvalidInput, match=r"pack 7 \(boot 3\).*claim says defective, audit says"):
        truths_of(labels)


def test_sources_are_counted_apart() -> None:
    truths = truths_of([Label(1, i, i < 2, LabelSource.AUDIT) for i in range(5)])
    truths |= truths_of([Label(1, 9, True, LabelSource.CLAIM)])
    assert sources_of(truths) == {"audit": 5, "claim": 1}


def said(defective: bool, by: str, pack_no: int = 7) -> Label:
    return Label(1, pack_no, defective, LabelSource.OPERATOR, (), by)


def withdrawn(by: str, pack_no: int = 7) -> Withdrawn:
    return Withdrawn(1, pack_no, LabelSource.OPERATOR, by)


def test_a_persons_later_word_replaces_his_own_and_nobody_elses() -> None:
    words = [said(True, "anna"), said(False, "boris"), said(False, "anna")]
    assert in_force(words) == [said(False, "boris"), said(False, "anna")]
    assert truths_of(in_force(words))[1, 7].defective is False


def test_what_is_taken_back_was_never_said() -> None:
    assert in_force([said(True, "anna"), withdrawn("anna")]) == []
    assert in_force([said(True, "anna"), withdrawn("boris")]) == [said(True, "anna")]
    again: list[Label | Withdrawn] = [said(True, "anna"), withdrawn("anna"), said(False, "anna")]
    assert in_force(again) == [said(False, "anna")]


def test_labels_that_are_no_reviews_all_stand_and_still_contradict() -> None:
    labels = [Label(1, 7, True, LabelSource.AUDIT), Label(1, 7, False, LabelSource.AUDIT)]
    assert in_force(labels) == labels
    with pytest.raises(InvalidInput, match="contradict"):
        truths_of(in_force(labels))


@pytest.mark.parametrize("source", [one for one in LabelSource if one is not LabelSource.OPERATOR])
def test_a_review_yields_to_whoever_knew_better(source: LabelSource) -> None:
    better = Label(1, 7, False, source)
    for words in ([said(True, "anna")], [said(False, "anna")]):
        for order in ([better, *words], [*words, better]):
            assert truths_of(order) == {(1, 7): better}


def test_where_persons_disagree_nothing_is_known() -> None:
    words = [said(True, "anna"), said(False, "boris")]
    words += [said(True, "anna", 8), said(True, "boris", 8)]
    assert truths_of(words) == {(1, 8): said(True, "boris", 8)}


WORDS = some.lists(
    some.builds(said, some.booleans(), some.sampled_from("ab"), some.integers(1, 3))
    | some.builds(withdrawn, some.sampled_from("ab"), some.integers(1, 3))
)


@given(WORDS)
def test_whatever_people_say_and_take_back_never_contradicts_and_only_last_words_count(
    words: list[Label | Withdrawn],
) -> None:
    last = {(word.pack_no, word.by): word for word in words}
    standing = in_force(words)
    assert sorted(standing, key=repr) == sorted(
        (word for word in last.values() if isinstance(word, Label)), key=repr
    )
    for (_, pack_no), label in truths_of(standing).items():
        own = {word.defective for word in standing if word.pack_no == pack_no}
        assert own == {label.defective}
