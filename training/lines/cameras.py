"""From the printed surface to the cut-out: light, ink or relief, blur, noise, compression."""

import cv2
import numpy as np
from numpy.typing import NDArray

from simulators.drawing.arrays import Plane, as_plane
from simulators.drawing.materials.textures import slopes
from training.lines.grounds import crossing, ground

RELIEF_SHARE = 0.13
DARK_ON_LIGHT_SHARE = 0.76
SHINE_SHARE = 0.04
BLUR_SHARE = 0.55
MOTION_SHARE = 0.1
JPEG_SHARE = 0.4
NOISE_PX = 256
MOST_NOISE = 0.12
"""Standard deviation as a share of the contrast; beyond it the smallest letters drown."""
LEAST_CONTRAST = 12.0
USUAL_CONTRAST = 30.0
MOST_CONTRAST = 215.0
FAINT_SHARE = 0.06

Bytes = NDArray[np.uint8]
Rng = np.random.Generator
NOISE = np.random.default_rng(43).standard_normal((NOISE_PX, 1400), dtype=np.float32)


def log_uniform(least: float, most: float, rng: Rng) -> float:
    return float(np.exp(rng.uniform(np.log(least), np.log(most))))


def contrast_of(rng: Rng) -> float:
    """Grey levels between ink and ground."""
    if rng.random() < FAINT_SHARE:
        return log_uniform(LEAST_CONTRAST, USUAL_CONTRAST, rng)
    return log_uniform(USUAL_CONTRAST, MOST_CONTRAST, rng)


def surface(ink: Plane, contrast: float, rng: Rng) -> Plane:
    """Grey values of a ground with ink on it that differs by `contrast`, or pressed into it."""
    height, width = ink.shape
    unrest = contrast * log_uniform(0.01, 0.22, rng)
    bare = as_plane(ground(height, width, rng) * np.float32(unrest))
    if rng.random() < 0.5:
        bare += np.float32(contrast * rng.uniform(0, 0.35)) * crossing(height, width, rng)
    if rng.random() < RELIEF_SHARE:
        return as_plane(rng.uniform(60, 200) + bare + relief(ink, contrast, rng))
    sign = -1.0 if rng.random() < DARK_ON_LIGHT_SHARE else 1.0
    middle = rng.uniform(contrast / 2, 255 - contrast / 2)
    show_through = np.float32(1 - rng.uniform(0.4, 1.0))
    flat = ink * np.float32(sign * contrast) + bare * (1 - ink * (1 - show_through))
    return as_plane(flat + np.float32(middle - sign * contrast / 2))


def relief(ink: Plane, contrast: float, rng: Rng) -> Plane:
    """Embossed letters: bright flanks towards the light, dark ones away from it."""
    round_off = max(0.5, 0.03 * ink.shape[0])
    along_x, along_y = slopes(as_plane(cv2.GaussianBlur(ink, (0, 0), round_off)))
    towards = rng.uniform(0, 2 * np.pi)
    shade = along_x * np.float32(np.cos(towards)) + along_y * np.float32(np.sin(towards))
    return as_plane(shade * np.float32(2.2 * contrast) + ink * np.float32(rng.normal(0, 12)))


def shine(grey: Plane, rng: Rng) -> Plane:
    """A band of mirrored light across the line."""
    height, width = grey.shape
    x = np.arange(width, dtype=np.float32)[None, :]
    y = np.arange(height, dtype=np.float32)[:, None]
    away = (x + rng.uniform(-2, 2) * y - rng.uniform(0, width)) / np.float32(
        log_uniform(0.1, 1.0, rng) * height
    )
    return as_plane(grey + np.float32(rng.uniform(30, 110)) * np.exp(-(away**2)))


def photographed(grey: Plane, height_px: float, contrast: float, rng: Rng) -> Bytes:
    """What the camera makes of it; blur goes with the digits' height, noise is never all."""
    if rng.random() < SHINE_SHARE:
        grey = shine(grey, rng)
    if rng.random() < BLUR_SHARE:
        softness = max(0.35, rng.uniform(0, 0.26) ** 2 * height_px)
        grey = as_plane(cv2.GaussianBlur(grey, (0, 0), softness))
    if rng.random() < MOTION_SHARE:
        reach = max(2, round(rng.uniform(0.05, 0.22) * height_px))
        grey = as_plane(cv2.blur(grey, (reach, 1)))
    noise = min(log_uniform(0.4, 16, rng), MOST_NOISE * contrast)
    x = int(rng.integers(NOISE.shape[1] - grey.shape[1] + 1))
    y = int(rng.integers(NOISE.shape[0] - grey.shape[0] + 1))
    grain = NOISE[y : y + grey.shape[0], x : x + grey.shape[1]]
    seen = np.clip(grey + grain * np.float32(noise) + 0.5, 0, 255).astype(np.uint8)
    return compressed(seen, rng) if rng.random() < JPEG_SHARE else seen


def compressed(seen: Bytes, rng: Rng) -> Bytes:
    quality = int(rng.integers(15, 95))
    _, data = cv2.imencode(".jpg", seen, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8)
