"""Labels: the most trusted one counts, and two that contradict are refused."""

import pytest

from edge_agent.core.errors import InvalidInput
from edge_agent.core.labels import Label, LabelSource, sources_of, truths_of


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
