"""Which ordered bundle is still waited for."""

import pytest

from edge_agent.core.bundle_orders import BundleOrder, Written, still_wanted

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
