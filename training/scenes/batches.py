"""Drawn scenes as training batches. What a batch holds follows from the seed and its number."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from edge_agent.inspection.finder_maps import RIGHT, finder_input
from simulators.drawing.arrays import Bytes
from training.scenes.drawing import drawn_scene
from training.scenes.marks import Maps

Planes = NDArray[np.float32]
Scene = tuple[Bytes, Planes, Planes]
"""Pixels, maps and what of them counts."""
VIEWS = 2
"""Drawing a scene costs as much as learning from it."""


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    inputs: Planes
    """Scenes x 3 x height x width."""
    maps: Planes
    """Scenes x 6 x height / 4 x width / 4: text, code, barcode, sticker, and the direction's two;
    0 to 1, directions -1 to 1."""
    counted: Planes
    """Scenes x height / 4 x width / 4; 0 where nothing is learnt."""


def batches(seed: int, size: int, first: int) -> Iterator[Batch]:
    """Batches of `size` scenes from number `first` on, without end.

    Every scene is seen VIEWS times: as it is drawn, and in the next batch on its side and in other
    colours.
    """
    cv2.setNumThreads(1)
    group, skipped = divmod(first, VIEWS)
    while True:
        numbers = range(group * size, (group + 1) * size)
        drawn = [learnable(*drawn_scene(seed, number)) for number in numbers]
        seen = (batch_of(drawn), batch_of([seen_again(one, seed) for one in drawn]))
        yield from seen[skipped:]
        group, skipped = group + 1, 0


def learnable(pixels: Bytes, maps: Maps) -> Scene:
    return pixels, stacked(maps), maps.counted.astype(np.float32) / np.float32(255)


def seen_again(scene: Scene, seed: int) -> Scene:
    """On one of its sides, its colours changed about or made their opposites."""
    pixels, maps, counted = scene
    rng = np.random.default_rng((seed, int(pixels[0, 0, 0]), int(pixels[-1, -1, -1])))
    quarters = int(rng.integers(1, 4))
    other = np.rot90(pixels, quarters)[..., rng.permutation(3)]
    if rng.random() < 0.5:
        other = 255 - other
    turned = np.rot90(maps, quarters, axes=(1, 2)).copy()
    turned[RIGHT:] = direction_turned(turned[RIGHT:], quarters)
    return np.ascontiguousarray(other), turned, np.rot90(counted, quarters)


def direction_turned(along: Planes, quarters: int) -> Planes:
    """Parts to the right and down, after quarter turns against the clock."""
    right, down = along
    for _ in range(quarters):
        right, down = down, -right
    return np.stack([right, down])


def batch_of(scenes: list[Scene]) -> Batch:
    return Batch(
        np.concatenate([finder_input(pixels) for pixels, _, _ in scenes]),
        np.stack([maps for _, maps, _ in scenes]),
        np.stack([counted for _, _, counted in scenes]),
    )


def stacked(maps: Maps) -> Planes:
    shares = np.stack([maps.text, maps.code, maps.barcode, maps.sticker]).astype(np.float32) / 255
    return np.concatenate([shares, maps.along])
