"""Near duplicates are found, all of them, whatever their number; and what differs stays apart."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.training.data.samples import pixels
from training.data import near_looks
from training.data.checks.facts import facts_of, look_of, small_grey
from training.data.near_looks import near_clusters

LOOKS = st.lists(st.integers(0, 2**64 - 1), max_size=12)
FLIPS = st.lists(st.tuples(st.integers(0, 11), st.sets(st.integers(0, 63), max_size=9)))


def slow_clusters(looks: dict[str, int], bits: int) -> set[frozenset[str]]:
    """Every pair compared, and joined one by one."""
    clusters = [{name} for name in looks]
    for one in looks:
        for other in looks:
            if (looks[one] ^ looks[other]).bit_count() <= bits:
                left = next(cluster for cluster in clusters if one in cluster)
                right = next(cluster for cluster in clusters if other in cluster)
                if left is not right:
                    left |= right
                    clusters.remove(right)
    return {frozenset(cluster) for cluster in clusters}


def as_sets(found: dict[str, str]) -> set[frozenset[str]]:
    return {frozenset(one for one in found if found[one] == first) for first in found.values()}


@pytest.mark.parametrize("most_at_once", [512, 2])
@given(LOOKS, FLIPS, st.integers(0, 7))
@settings(max_examples=60, deadline=None)
def test_the_quick_way_finds_what_the_slow_way_does(
    most_at_once: int, first: list[int], flips: list[tuple[int, set[int]]], bits: int
) -> None:
    values = list(first)
    for at, places in flips:
        if values:
            values.append(values[at % len(values)] ^ sum(1 << place for place in places))
    looks = {f"{number:03}": value for number, value in enumerate(values)}
    before = near_looks.MOST_AT_ONCE
    near_looks.MOST_AT_ONCE = most_at_once  # type: ignore[misc]
    try:
        found = near_clusters(dict(looks), bits)
    finally:
        near_looks.MOST_AT_ONCE = before  # type: ignore[misc]
    assert as_sets(found) == slow_clusters(looks, bits)
    assert all(
        first == min(one for one in found if found[one] == first) for first in found.values()
    )


def test_a_picture_without_a_look_is_alone() -> None:
    assert near_clusters({"a": None, "b": None, "c": 1, "d": 1}) == {
        "a": "a",
        "b": "b",
        "c": "c",
        "d": "c",
    }


def test_ten_thousand_frames_of_one_pack_are_one_cluster() -> None:
    random = np.random.default_rng(3)
    flips = np.left_shift(np.uint64(1), random.integers(0, 64, (10_000, 2)).astype(np.uint64))
    looks = np.uint64(0xA5A5_5A5A_1234_4321) ^ flips[:, 0] ^ flips[:, 1]
    found = near_clusters({f"{number:05}": int(look) for number, look in enumerate(looks)})
    assert set(found.values()) == {"00000"}


def test_a_picture_stored_anew_brighter_or_smaller_looks_alike() -> None:
    import cv2

    for seed in range(20):
        shown = pixels(seed, 120, 160)
        look = look_of(small_grey(shown))
        stored = cv2.imdecode(
            cv2.imencode(".jpg", shown, [cv2.IMWRITE_JPEG_QUALITY, 60])[1], cv2.IMREAD_COLOR
        )
        brighter = cv2.convertScaleAbs(shown, alpha=0.8, beta=20)
        smaller = cv2.resize(shown, (80, 60), interpolation=cv2.INTER_AREA)
        for changed in (stored, brighter, smaller):
            other = look_of(small_grey(np.asarray(changed, np.uint8)))
            assert (look ^ other).bit_count() <= near_looks.NEAR_BITS
        assert (look ^ look_of(small_grey(pixels(seed + 100, 120, 160)))).bit_count() > 7


def test_facts_say_why_a_picture_cannot_be_read() -> None:
    assert "is no picture" in str(facts_of("0" * 64, b"nothing").why_unreadable)
