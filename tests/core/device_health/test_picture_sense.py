"""A picture that cannot be believed is told for what it is; a usual one never is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.core.device_health.picture_sense import LEAST_KNOWN, PictureSense
from edge_agent.core.packs import CameraLook, Reason

TAUGHT = CameraLook(sharpness=12.0, brightness=110.0)


@pytest.mark.parametrize(
    ("sharpness", "brightness", "fault"),
    [
        (12.0, 110.0, None),
        (7.0, 115.0, None),
        (12.0, 50.0, Reason.BADLY_LIT),
        (12.0, 200.0, Reason.BADLY_LIT),
        (0.0, 2.0, Reason.BADLY_LIT),
        (5.9, 110.0, Reason.BLURRED),
    ],
)
def test_light_and_sharpness_are_compared_with_what_was_taught(
    sharpness: float, brightness: float, fault: Reason | None
) -> None:
    assert PictureSense(TAUGHT).fault(CameraLook(sharpness, brightness), 1) is fault


def test_nothing_but_white_is_badly_lit_though_a_bright_pack_was_taught() -> None:
    sense = PictureSense(CameraLook(12.0, 200.0))
    assert sense.fault(CameraLook(12.0, 246.0), 1) is Reason.BADLY_LIT


def test_the_same_picture_again_is_frozen_until_another_comes() -> None:
    sense = PictureSense(TAUGHT)
    told = [sense.fault(TAUGHT, one) for one in (7, 7, 7, 8, 7)]
    assert told == [None, Reason.FROZEN_PICTURE, Reason.FROZEN_PICTURE, None, None]


def test_a_knocked_camera_is_noticed_at_the_first_pack_and_stays_so() -> None:
    sense = PictureSense(TAUGHT)
    usual = [(0.001 * (i % 5), -0.001 * (i % 3)) for i in range(LEAST_KNOWN)]
    assert not any(map(sense.is_moved, usual))
    assert all(sense.is_moved((0.05, 0.0)) for _ in range(50))
    assert not sense.is_moved((0.002, 0.001))


def test_a_place_is_usual_where_packs_always_lie_however_far_from_the_taught_one() -> None:
    sense = PictureSense(TAUGHT)
    assert not any(sense.is_moved((0.08, -0.06)) for _ in range(50))
    assert sense.is_moved((0.0, 0.0))


@given(st.lists(st.tuples(*[st.floats(-0.012, 0.012)] * 2), max_size=300))
def test_packs_between_their_guides_are_never_moved(places: list[tuple[float, float]]) -> None:
    sense = PictureSense(TAUGHT)
    assert not any(map(sense.is_moved, places))
