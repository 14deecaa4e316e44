"""From the scene to the sensor: light falloff, lens and motion blur, dirt, gain and noise."""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from hardware.interfaces import Pixels
from simulators.drawing.arrays import Plane, as_bytes, as_plane, rounded
from simulators.drawing.layout import FRAME_HEIGHT, FRAME_WIDTH
from simulators.drawing.materials.textures import fractal
from simulators.drawing.placement import PLAIN_EXPOSURE_MS

LENS_BLUR_PX = 0.62
SHOT_NOISE = 0.085
"""Noise of the square root of a grey value; constant for a photon counter (Anscombe 1948)."""
NOISE_MARGIN_PX = 256
KERNEL_STEPS = 8
"""Steps per pixel when a motion kernel is summed up."""


@dataclass(frozen=True, slots=True)
class Camera:
    """What varies from frame to frame."""

    exposure_ms: float
    light: float
    tint: tuple[float, float, float]
    """White balance as a factor of blue, green, red."""


@lru_cache(maxsize=2)
def falloff() -> Pixels:
    """Light on the frame: brightest in the middle, less where lamp and lens lose; 255 = full."""
    x = np.linspace(-1, 1, FRAME_WIDTH, dtype=np.float32)[None, :]
    y = np.linspace(-1, 1, FRAME_HEIGHT, dtype=np.float32)[:, None]
    lens = 1 - 0.13 * (x**2 + y**2 * 0.56)
    lamp = 1 - 0.07 * (x - 0.25) ** 2 - 0.06 * (y + 0.2) ** 2
    dirt = lens_dirt(np.random.default_rng(17))
    light = lens * lamp * dirt * 255
    return as_bytes(cv2.merge([rounded(light)] * 3))


def lens_dirt(rng: np.random.Generator) -> Plane:
    """A few specks on the glass, far out of focus, and an uneven haze."""
    dirt = np.ones((FRAME_HEIGHT, FRAME_WIDTH), np.float32)
    dirt += 0.008 * fractal(FRAME_HEIGHT, FRAME_WIDTH, 500, 2, rng)
    for _ in range(5):
        spot = np.zeros_like(dirt)
        middle = int(rng.uniform(0, FRAME_WIDTH)), int(rng.uniform(0, FRAME_HEIGHT))
        cv2.circle(spot, middle, int(rng.uniform(8, 22)), 1.0, -1)
        dirt -= 0.022 * as_plane(cv2.GaussianBlur(spot, (0, 0), 5))
    return dirt


@lru_cache(maxsize=1)
def noise_plate() -> Plane:
    """Sensor noise larger than a frame; every frame takes another part of it."""
    rng = np.random.default_rng(23)
    shape = (FRAME_HEIGHT + NOISE_MARGIN_PX, FRAME_WIDTH + NOISE_MARGIN_PX, 3)
    return rng.standard_normal(shape, dtype=np.float32)


def along_kernel(blur_px: float) -> Plane:
    """Lens blur and motion along x in one row: a Gaussian drawn out over `blur_px`."""
    reach = int(np.ceil(blur_px / 2 + 3 * LENS_BLUR_PX))
    at = np.arange(-reach, reach + 1, dtype=np.float32)
    steps = max(1, int(np.ceil(blur_px * KERNEL_STEPS)))
    moves = (np.arange(steps) + 0.5) / steps * blur_px - blur_px / 2
    weights = np.exp(-(((at[:, None] - moves[None, :]) / LENS_BLUR_PX) ** 2) / 2).sum(axis=1)
    return as_plane(weights / weights.sum())


def blurred(scene: Pixels, blur_px: float) -> Pixels:
    """What moves: lens and motion blur at once."""
    return as_bytes(cv2.sepFilter2D(scene, -1, along_kernel(blur_px), along_kernel(0.0)))


def exposed(scene: Pixels, camera: Camera, rng: np.random.Generator) -> Pixels:
    """The frame as the sensor gives it."""
    lit = cv2.multiply(scene, falloff(), scale=1 / 255)
    roots = as_plane(cv2.LUT(lit, root_table(camera)))
    x, y = rng.integers(0, NOISE_MARGIN_PX, 2)
    noise = noise_plate()[y : y + FRAME_HEIGHT, x : x + FRAME_WIDTH]
    strength = SHOT_NOISE * np.sqrt(PLAIN_EXPOSURE_MS / camera.exposure_ms)
    roots = as_plane(cv2.scaleAdd(noise, float(strength), roots))
    return as_bytes(cv2.multiply(roots, roots, dtype=cv2.CV_8U))


def root_table(camera: Camera) -> Plane:
    """Square root of gain x grey value for every grey value and channel (1 x 256 x 3).

    The foot keeps noise alive in the blacks, as a sensor's read-out does.
    """
    grey = np.arange(256, dtype=np.float32)[:, None]
    gain = np.array(camera.tint, dtype=np.float32)[None, :] * camera.light
    return as_plane(np.sqrt(grey * gain + 3.0)).reshape(1, 256, 3)
