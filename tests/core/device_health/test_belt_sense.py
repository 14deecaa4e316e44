"""An encoder is believed only as far as a belt could do what it tells."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from edge_agent.core.device_health.belt_sense import FASTEST_MM_PER_S, SANE_MM, BeltSense

PER_MM = 4.0
MS = 1_000_000


def told(*readings: tuple[float, int]) -> BeltSense:
    """Readings in mm and ms."""
    sense = BeltSense(PER_MM)
    for place_mm, at_ms in readings:
        sense.read(round(place_mm * PER_MM), at_ms * MS)
    return sense


@given(some.lists(some.tuples(some.floats(0, FASTEST_MM_PER_S), some.integers(1, 2000))))
def test_whatever_a_belt_can_do_is_believed(moves: list[tuple[float, int]]) -> None:
    """Stops, crawling and any speed up to the fastest."""
    sense, place_mm, now_ms = BeltSense(PER_MM), 0.0, 0
    for speed_mm_per_s, for_ms in moves:
        place_mm, now_ms = place_mm + speed_mm_per_s * for_ms / 1000, now_ms + for_ms
        sense.read(round(place_mm * PER_MM), now_ms * MS)
        assert sense.trouble is None


@pytest.mark.parametrize(
    ("to_mm", "why"),
    [(90.0, "ran back by 10 mm"), (-5000.0, "ran back"), (160.0, "jumped by 60 mm")],
)
def test_no_belt_runs_back_or_jumps(to_mm: float, why: str) -> None:
    assert why in str(told((100.0, 0), (to_mm, 1)).trouble)


def test_a_belt_that_swings_back_a_little_is_believed() -> None:
    assert told((100.0, 0), (96.0, 1)).trouble is None


def test_it_is_believed_again_after_two_metres_without_a_fault() -> None:
    sense = told((100.0, 0), (0.0, 1), (SANE_MM - 1, 2000))
    assert sense.trouble is not None
    sense.read(round((SANE_MM + 1) * PER_MM), 3000 * MS)
    assert sense.trouble is None


def test_the_first_reading_may_be_anything() -> None:
    assert told((1e6, 5)).trouble is None


def test_packs_that_go_by_a_standing_belt_are_trouble() -> None:
    sense = BeltSense(PER_MM)
    for _ in range(2):
        sense.passed("exit", 1000)
    assert sense.trouble is None
    sense.passed("exit", 1000)
    assert "3 packs went by" in str(sense.trouble)


def test_packs_at_different_eyes_or_places_are_none() -> None:
    sense = BeltSense(PER_MM)
    for tick in range(1000, 1010):
        for eye in ("photo-eye", "exit", "reject"):
            sense.passed(eye, tick * 10)
    assert sense.trouble is None
