"""From a drawn scene to the picture of it: light, mirrored light, blur, noise, compression."""

import cv2
import numpy as np

from simulators.drawing.arrays import Bytes, Plane, as_plane
from training.lines.cameras import log_uniform
from training.scenes.sheets import Rng

SHINE_SHARE = 0.35
BLUR_SHARE = 0.6
MOTION_SHARE = 0.1
JPEG_SHARE = 0.5
GREY_SHARE = 0.15
"""Line cameras see no colours."""
COARSE = 4
"""Scene pixels for one of the mirrored light."""
NOISE_PX = 900
NOISE = np.random.default_rng(59).standard_normal((NOISE_PX, NOISE_PX, 3), dtype=np.float32)


def photographed(scene: Plane, rng: Rng) -> Bytes:
    """Height x width x 3, blue-green-red; `scene` is spoilt."""
    height, width = scene.shape[:2]
    if rng.random() < SHINE_SHARE:
        shine(scene, rng)
    scene *= as_plane(rng.uniform(0.55, 1.15) * (1 + rng.normal(0, 0.05, 3)))
    if rng.random() < BLUR_SHARE:
        scene = as_plane(cv2.GaussianBlur(scene, (0, 0), max(0.35, rng.uniform(0, 1.2) ** 2)))
    if rng.random() < MOTION_SHARE:
        reach = int(rng.integers(2, 6))
        scene = as_plane(cv2.blur(scene, (reach, 1) if rng.random() < 0.5 else (1, reach)))
    x, y = rng.integers(0, NOISE_PX - np.array([width, height]) + 1)
    scene += NOISE[y : y + height, x : x + width] * np.float32(log_uniform(0.3, 10, rng))
    seen = np.asarray(cv2.convertScaleAbs(np.maximum(scene, 0)), np.uint8)
    if rng.random() < GREY_SHARE:
        seen = np.repeat(cv2.cvtColor(seen, cv2.COLOR_BGR2GRAY)[..., None], 3, axis=2)
    return compressed(seen, rng) if rng.random() < JPEG_SHARE else seen


def shine(scene: Plane, rng: Rng) -> None:
    """One to three soft spots or streaks of mirrored light, computed coarsely."""
    side = scene.shape[0] // COARSE
    x = np.arange(side, dtype=np.float32)[None, :]
    y = np.arange(side, dtype=np.float32)[:, None]
    for _ in range(int(rng.integers(1, 4))):
        turn, reach = rng.uniform(0, np.pi), log_uniform(4, 90, rng) / COARSE
        right, down = np.float32(np.cos(turn)), np.float32(np.sin(turn))
        left, top = (np.float32(one) for one in rng.uniform(0, side, 2))
        across = ((x - left) * right + (y - top) * down) / np.float32(reach)
        length = side * (0.5 if rng.random() < 0.5 else 4)
        along = ((y - top) * right - (x - left) * down) / np.float32(length)
        light = np.exp(-(across**2) - along**2) * np.float32(rng.uniform(20, 160))
        scene += cv2.merge([cv2.resize(light, scene.shape[:2])] * 3)


def compressed(seen: Bytes, rng: Rng) -> Bytes:
    _, data = cv2.imencode(".jpg", seen, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(30, 95))])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)
