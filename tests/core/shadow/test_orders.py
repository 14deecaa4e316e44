"""Which bundle shall look on, by the turns that a log tells."""

from itertools import permutations

import pytest

from edge_agent.core.shadow.orders import (
    BEGAN,
    ENDED,
    OFFERED,
    ORDERED,
    REFUSED,
    ShadowOrder,
    Turn,
    standing_after,
)

ONE, OTHER = "base-8.0.1.zip", "base-9.0.0.zip"
SHA256 = "3f" * 32


def turns(*told: tuple[str, str]) -> list[Turn]:
    """One after the other."""
    return [
        Turn((1, seq), kind, name, "ana", SHA256 if kind in (OFFERED, BEGAN) else None)
        for seq, (kind, name) in enumerate(told, start=1)
    ]


def test_without_an_order_nothing_looks_on() -> None:
    assert standing_after([]) is None
    assert standing_after(turns((OFFERED, ONE), (BEGAN, ONE))) is None


@pytest.mark.parametrize(
    ("kinds", "standing"),
    [
        ([ORDERED], ShadowOrder(ONE, "ana")),
        ([ORDERED, OFFERED], ShadowOrder(ONE, "ana", SHA256)),
        ([ORDERED, OFFERED, BEGAN], ShadowOrder(ONE, "ana", SHA256, has_begun=True)),
        ([ORDERED, REFUSED], None),
        ([ORDERED, ENDED], None),
        ([ORDERED, OFFERED, BEGAN, ENDED], None),
        ([ORDERED, OFFERED, BEGAN, ENDED, ORDERED], ShadowOrder(ONE, "ana")),
    ],
)
def test_each_turn_leads_to_the_next(kinds: list[str], standing: ShadowOrder | None) -> None:
    assert standing_after(turns(*((kind, ONE) for kind in kinds))) == standing


@pytest.mark.parametrize("kind", [OFFERED, REFUSED, BEGAN, ENDED])
def test_what_is_said_of_another_release_changes_nothing(kind: str) -> None:
    assert standing_after(turns((ORDERED, ONE), (kind, OTHER))) == ShadowOrder(ONE, "ana")


def test_a_newer_order_is_the_end_of_an_older_one() -> None:
    told = turns((ORDERED, ONE), (OFFERED, ONE), (ORDERED, OTHER))
    assert standing_after(told) == ShadowOrder(OTHER, "ana")


def test_the_order_in_which_they_are_read_does_not_matter() -> None:
    told = turns((ORDERED, ONE), (OFFERED, ONE), (BEGAN, ONE))
    assert len({standing_after(one) for one in permutations(told)}) == 1
