"""Looks: near for what looks alike, far for what does not."""

import cv2
import numpy as np

from deploy.fleet.feedback.looks import look_of
from hardware.interfaces import Pixels
from hardware.pictures import decode_picture
from tests.samples import a_picture
from training.data.near_looks import NEAR_BITS


def smooth(seed: int) -> Pixels:
    small = a_picture(seed, 6, 8)
    return np.asarray(cv2.resize(small, (160, 120), interpolation=cv2.INTER_CUBIC), np.uint8)


def far(one: Pixels, other: Pixels) -> int:
    first, second = look_of(one, None), look_of(other, None)
    assert first is not None
    assert second is not None
    return (first ^ second).bit_count()


def test_a_picture_that_was_packed_or_lit_otherwise_looks_alike() -> None:
    for seed in range(20):
        pixels = smooth(seed)
        packed = decode_picture(cv2.imencode(".jpg", pixels, [1, 60])[1].tobytes(), "packed")
        brighter = np.asarray(cv2.convertScaleAbs(pixels, alpha=0.9, beta=12), np.uint8)
        assert far(pixels, packed) <= NEAR_BITS
        assert far(pixels, brighter) <= NEAR_BITS


def test_other_pictures_look_otherwise() -> None:
    pixels = [smooth(seed) for seed in range(20)]
    pairs = [(i, k) for i in range(20) for k in range(i)]
    assert min(far(pixels[i], pixels[k]) for i, k in pairs) > NEAR_BITS


def test_a_place_is_looked_at_by_itself_as_far_as_it_is_in_the_picture() -> None:
    pixels = smooth(1)
    pixels[:40, :40] = smooth(2)[:40, :40]
    assert look_of(pixels, (0, 0, 40, 40)) == look_of(smooth(2), (0, 0, 40, 40))
    assert look_of(pixels, (0, 0, 40, 40)) == look_of(pixels, (-5, -5, 45, 45))
    assert look_of(pixels, (158, 0, 40, 40)) is None
    assert look_of(pixels, (500, 500, 40, 40)) is None
