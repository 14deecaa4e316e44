"""One drawn scene, from its seed and number: a picture and the maps a finder shall learn."""

import numpy as np

from simulators.drawing.arrays import Bytes
from training.scenes.backdrops import backdrop
from training.scenes.cameras import photographed
from training.scenes.marks import MapDrawer, Maps
from training.scenes.things import dressed_sheet
from training.scenes.views import any_view, lay_sheet

SCENE_PX = 352
LEAST_SHEET_PX, MOST_SHEET_PX = 200, 540
SECOND_SHARE = 0.35
"""Scenes with another pack behind the first."""

Drawn = tuple[Bytes, Maps]


def drawn_scene(seed: int, number: int) -> Drawn:
    """SCENE_PX square, blue-green-red. The same two numbers always give the same scene."""
    rng = np.random.default_rng((seed, number))
    scene = backdrop(SCENE_PX, SCENE_PX, rng)
    maps = MapDrawer(SCENE_PX)
    for _ in range(2 if rng.random() < SECOND_SHARE else 1):
        width, height = (int(side) for side in rng.integers(LEAST_SHEET_PX, MOST_SHEET_PX, 2))
        sheet = dressed_sheet(width, height, rng)
        lay_sheet(scene, maps, sheet, any_view(sheet, SCENE_PX, rng))
    return photographed(scene, rng), maps.done()
