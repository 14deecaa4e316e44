"""A camera that fogs, goes out of focus or loses light is seen in any picture of the same view."""

import cv2
import numpy as np
import pytest

from edge_agent.core.packs import CameraLook
from edge_agent.inspection.camera_look import camera_look
from hardware.interfaces import Pixels
from simulators.drift_faults import fogged


@pytest.fixture(scope="module")
def frame() -> Pixels:
    """Print on a label, with the noise of a sensor."""
    seen = np.full((480, 640, 3), 200, np.uint8)
    for line in range(40, 460, 30):
        cv2.putText(seen, "LOT 4711 EXP 24.12.2027", (20, line), 0, 0.9, (30, 30, 30), 2)
    noise = np.random.default_rng(1).normal(0, 2, seen.shape)
    return np.clip(seen + noise, 0, 255).astype(np.uint8)


def test_fog_blunts_a_picture_a_little_more_at_every_stage(frame: Pixels) -> None:
    sharp = [camera_look(fogged(frame, stage / 10)).sharpness for stage in range(11)]
    assert sharp == sorted(sharp, reverse=True)
    assert sharp[2] < 0.8 * sharp[0]


def test_half_the_light_is_half_as_bright_and_half_as_steep(frame: Pixels) -> None:
    whole, half = camera_look(frame), camera_look((frame // 2).astype(np.uint8))
    assert half.brightness == pytest.approx(whole.brightness / 2, rel=0.02)
    assert half.sharpness == pytest.approx(whole.sharpness / 2, rel=0.02)


def test_a_bare_wall_has_no_edges() -> None:
    assert camera_look(np.full((40, 60, 3), 77, np.uint8)) == CameraLook(0.0, 77.0)


def test_a_step_is_counted_as_high_as_it_is() -> None:
    """Two of 98 places see it: root of 100 x 100 x 2 / 98."""
    seen = np.zeros((16, 100, 3), np.uint8)
    seen[:, 50:] = 100
    assert camera_look(seen).sharpness == pytest.approx(100 * np.sqrt(2 / 98))
