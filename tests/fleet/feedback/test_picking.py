"""Which packs are picked: whatever there is to pick from."""

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.fleet.feedback.picking import (
    MOST_OF_A_LOOK,
    ORDER,
    Candidate,
    Pick,
    draw,
    picked,
    quotas,
)
from deploy.fleet.feedback.values import Why
from deploy.fleet.searching import EntryKey
from training.data.near_looks import NEAR_BITS

SHARES = {
    Why.UNSURE: 0.3,
    Why.DISAGREEING: 0.2,
    Why.OVERRIDDEN: 0.15,
    Why.DRIFTED: 0.15,
    Why.RANDOM: 0.2,
}
LOOKS = (0, 0b11, (1 << 40) - 1, 0xFFFF_0000_FFFF_0000)
"""The first two look alike."""

weights = st.floats(0, 1)
whys = st.dictionaries(st.sampled_from(list(SHARES)), weights, min_size=1)
candidates = st.lists(
    st.tuples(whys, st.sampled_from("ab"), st.sampled_from("LMN"), st.sampled_from((1, 2))),
    max_size=60,
)


def made(drawn: list[tuple[dict[Why, float], str, str, int]]) -> list[Candidate]:
    return [
        Candidate(EntryKey(1, 1, seq), station, lot, "tray/lot", found, cost)
        for seq, (found, station, lot, cost) in enumerate(drawn)
    ]


def looked(one: Candidate) -> int | None:
    return LOOKS[one.key.seq % len(LOOKS)]


def never(one: Candidate) -> None:
    return None


def all_picked(
    found: list[Candidate], budget: int, look_of: Callable[[Candidate], int | None] = never
) -> tuple[Pick, ...]:
    return picked(found, budget, quotas(budget, SHARES), look_of, {})


def cost(picks: tuple[Pick, ...]) -> int:
    return sum(one.candidate.cost for one in picks)


@given(candidates, st.integers(0, 80))
def test_the_budget_holds_and_a_pack_is_picked_once_for_a_reason_it_has(
    drawn: list[tuple[dict[Why, float], str, str, int]], budget: int
) -> None:
    picks = all_picked(made(drawn), budget, looked)
    assert cost(picks) <= budget
    assert max(Counter(one.candidate.key for one in picks).values(), default=1) == 1
    assert all(one.why in one.candidate.whys for one in picks)


@given(candidates, st.integers(0, 80))
def test_of_one_look_few_are_picked_but_for_the_draw(
    drawn: list[tuple[dict[Why, float], str, str, int]], budget: int
) -> None:
    seen: list[int] = []
    for one in all_picked(made(drawn), budget, looked):
        if one.why is not Why.RANDOM:
            assert one.look is not None
            seen.append(one.look)
    for look in seen:
        assert sum((look ^ other).bit_count() <= NEAR_BITS for other in seen) <= MOST_OF_A_LOOK


@given(candidates, st.integers(0, 80))
def test_the_order_in_which_packs_are_found_does_not_matter(
    drawn: list[tuple[dict[Why, float], str, str, int]], budget: int
) -> None:
    found = made(drawn)
    assert all_picked(found, budget, looked) == all_picked(found[::-1], budget, looked)


@given(candidates, st.integers(0, 80))
def test_the_draw_does_not_depend_on_what_else_speaks_for_a_pack(
    drawn: list[tuple[dict[Why, float], str, str, int]], budget: int
) -> None:
    found = made(drawn)
    alone = [
        Candidate(
            *(one.key, one.station, one.lot, one.of),
            {why: by for why, by in one.whys.items() if why is Why.RANDOM},
            one.cost,
        )
        for one in found
    ]

    def by_lot(some: list[Candidate]) -> set[EntryKey]:
        picks = all_picked(some, budget, looked)
        return {one.candidate.key for one in picks if one.why is Why.RANDOM}

    assert by_lot(found) == by_lot(alone)


@given(candidates, st.integers(0, 80))
def test_no_label_is_left_unspent_while_a_pack_of_any_reason_but_the_draw_waits(
    drawn: list[tuple[dict[Why, float], str, str, int]], budget: int
) -> None:
    found = made(drawn)
    picks = all_picked(found, budget)
    taken = {one.candidate.key for one in picks}
    waiting = [one for one in found if one.key not in taken and set(one.whys) & set(ORDER)]
    assert all(one.cost > budget - cost(picks) for one in waiting)


@given(st.integers(0, 1_000))
def test_the_shares_of_a_budget_are_the_budget(budget: int) -> None:
    parts = quotas(budget, SHARES)
    assert sum(parts.values()) == budget
    assert all(abs(parts[why] - budget * share) < 1 for why, share in SHARES.items())


def many(why: Why, begin: int, weight: float = 1.0) -> list[Candidate]:
    return [
        Candidate(EntryKey(1, 1, begin + i), "a", "L", "tray/lot", {why: weight}, 1)
        for i in range(100)
    ]


def test_where_there_is_plenty_of_each_every_reason_has_its_share() -> None:
    found = [one for place, why in enumerate(SHARES) for one in many(why, 1000 * place)]
    counts = Counter(one.why for one in all_picked(found, 40))
    assert counts == {
        Why.UNSURE: 12,
        Why.DISAGREEING: 8,
        Why.OVERRIDDEN: 6,
        Why.DRIFTED: 6,
        Why.RANDOM: 8,
    }


def test_no_station_and_no_lot_fills_the_queue() -> None:
    busy = many(Why.UNSURE, 0)
    quiet = [
        Candidate(EntryKey(2, 1, i), "b", lot, "tray/lot", {Why.UNSURE: 0.1}, 1)
        for i, lot in enumerate("LMLM")
    ]
    chosen = [one.candidate for one in all_picked(busy + quiet, 12)]
    assert sum(one.station == "b" for one in chosen) == 4


def test_the_strongest_of_a_lot_come_first_and_reasons_take_turns() -> None:
    found = [
        Candidate(EntryKey(1, 1, i), "a", "L", "tray/lot", {Why.UNSURE: i / 10}, 1)
        for i in range(10)
    ] + [Candidate(EntryKey(1, 2, 1), "a", "L", "tray/lot", {Why.OVERRIDDEN: 1}, 1)]
    order = [(one.why, one.candidate.key.seq) for one in all_picked(found, 4)]
    assert order == [(Why.OVERRIDDEN, 1), (Why.UNSURE, 9), (Why.UNSURE, 8), (Why.UNSURE, 7)]


def test_looks_of_the_last_days_count() -> None:
    found = many(Why.UNSURE, 0)
    before = {"tray/lot": [0, 1, 3]}
    assert picked(found, 10, quotas(10, SHARES), lambda one: 0, before) == ()
    of_another = picked(found, 10, quotas(10, SHARES), lambda one: 0, {"tray/expiry": [0, 1, 3]})
    assert len(of_another) == MOST_OF_A_LOOK


@pytest.mark.parametrize("share", [0.01, 0.02])
def test_the_draw_takes_its_share_whatever_the_key_and_other_packs_by_another_key(
    share: float,
) -> None:
    names = [f"milan/line-1/top 3 {number}" for number in range(20_000)]
    drawn = {name for name in names if draw(b"one", name) < share}
    others = {name for name in names if draw(b"two", name) < share}
    spread = 5 * (20_000 * share) ** 0.5
    assert abs(len(drawn) - 20_000 * share) < spread
    assert len(drawn & others) < 0.1 * len(drawn)
    assert all(0 <= draw(b"one", name) < 1 for name in names[:100])
