"""Which ordered bundle is still waited for, and whether the one before is wanted back."""

from dataclasses import replace

import pytest

from edge_agent.core.bundle_orders import (
    STATION,
    BundleOrder,
    ReturnOrder,
    ReturnWritten,
    Written,
    still_returning,
    still_wanted,
)

ORDERED = Written((2, 5), "base-2.0.0.zip", "eva")


def written(seq: int, name: str = ORDERED.name) -> Written:
    return Written((2, seq), name, "eva")


def test_nothing_ordered_is_nothing_wanted() -> None:
    assert still_wanted(None, written(1)) is None


def test_an_order_is_wanted_until_it_is_answered() -> None:
    assert still_wanted(ORDERED, None, None) == BundleOrder("base-2.0.0.zip", "eva")
    assert still_wanted(ORDERED, written(6), None) is None
    assert still_wanted(ORDERED, None, written(6)) is None


@pytest.mark.parametrize("earlier", [written(4), written(6, "base-1.0.0.zip")])
def test_an_answer_of_before_or_to_another_order_is_none(earlier: Written) -> None:
    assert still_wanted(ORDERED, earlier, None) is not None


RETURN = ReturnWritten((3, 10), "ab" * 32, "worse", "eva")


def test_an_order_to_go_back_stands_until_a_bundle_was_begun_or_returned_to() -> None:
    assert still_returning(None, None) is None
    wanted = ReturnOrder("ab" * 32, "worse", "eva", withdraws_ready=True)
    assert still_returning(RETURN, None) == wanted
    assert still_returning(RETURN, None, (2, 99), (3, 9)) == wanted
    assert still_returning(RETURN, None, (3, 11)) is None
    assert still_returning(RETURN, None, (4, 1)) is None


@pytest.mark.parametrize(
    ("offered", "by", "withdraws"),
    [((3, 9), "eva", True), ((3, 11), "eva", False), ((3, 9), STATION, False)],
)
def test_only_a_person_withdraws_what_lay_ready_before(
    offered: tuple[int, int], by: str, withdraws: bool
) -> None:
    ordered = replace(RETURN, by=by)
    wanted = still_returning(ordered, Written(offered, "base-7.0.1.zip", "tom"))
    assert wanted is not None
    assert wanted.withdraws_ready is withdraws
