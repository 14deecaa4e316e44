"""A faint stain on a printed line: grease or drink that has dried.

It leaves the line readable, so no check that reads sees it; people call it a defect.
"""

import numpy as np

from edge_agent.core.packs import Box
from hardware.interfaces import Pixels
from simulators.drawing.arrays import Plane, as_plane
from simulators.drawing.materials.textures import grain

TAKES_AWAY = (0.30, 0.22, 0.14)
"""Of blue, green and red light, where the stain is thickest."""
REACHES = (0.6, 0.9)
"""From its middle to its edge, in heights of the line."""
INNER_SHARE = 0.75
"""A dried stain is darkest at its rim."""


def stain(colour: Pixels, line: Box, rng: np.random.Generator) -> None:
    """Darkens the pack's own colours (in place) somewhere on a line."""
    height, width = colour.shape[:2]
    top, left = max(0, line.y - line.height), max(0, line.x - line.height)
    below, right = min(height, line.y + 2 * line.height), min(width, line.x + line.width)
    part = colour[top:below, left:right]
    x = line.x - left + rng.uniform(0.2, 0.8) * line.width
    y = line.y - top + rng.uniform(0.3, 0.7) * line.height
    cover = stain_cover((below - top, right - left), (x, y), line.height, rng)
    light = 1 - cover[..., np.newaxis] * np.array(TAKES_AWAY, np.float32)
    part[:] = np.rint(part * light).astype(np.uint8)


def stain_cover(
    shape: tuple[int, int], middle: tuple[float, float], size_px: float, rng: np.random.Generator
) -> Plane:
    """How thick it is, in [0, 1]; `shape`: height and width."""
    rows = np.arange(shape[0], dtype=np.float32)[:, None]
    columns = np.arange(shape[1], dtype=np.float32)[None, :]
    across, down = (size_px * rng.uniform(*REACHES) for _ in range(2))
    away = np.hypot((columns - middle[0]) / across, (rows - middle[1]) / down)
    away += 0.05 * grain(*shape, size_px / 4, rng)
    inside = np.clip((1 - away) * 8, 0, 1)
    rim = np.exp(-(((away - 0.85) / 0.1) ** 2))
    return as_plane(inside * (INNER_SHARE + (1 - INNER_SHARE) * rim))
