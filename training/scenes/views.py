"""Lays a flat sheet into a scene: turned, in perspective and bent, colours and marks alike."""

from dataclasses import dataclass

import cv2
import numpy as np

from simulators.drawing.arrays import Plane, as_plane
from training.scenes.marks import MapDrawer, Points, kernel_inset, outline
from training.scenes.sheets import Rng, Sheet

STRAIGHT_SHARE = 0.55
QUARTER_SHARE = 0.3
"""Packs held on their side or upside down; the rest lies at any turn."""
PERSPECTIVE = 0.07
"""Of the sheet's sides: how far its corners are off a rectangle, as standard deviation."""
BENT_SHARE = 0.3
LEAST_DEPTH = 1e-3
"""Beyond the horizon of a view nothing is seen."""


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """How a sheet is seen: bent first, then laid into the scene."""

    bend_px: float
    """How far the ends of its middle row are lifted over the middle."""
    width: int
    matrix: np.ndarray[tuple[int, int], np.dtype[np.float64]]
    """3 x 3, bent sheet to scene."""

    def bent_by(self, x: Points) -> Points:
        """Pixels by which the sheet is shifted down there."""
        return np.asarray(self.bend_px * (2 * x / self.width - 1) ** 2)

    def there(self, places: Points) -> Points:
        """Places on the sheet, n x 2, in the scene."""
        bent = places + np.stack([np.zeros(len(places)), self.bent_by(places[:, 0])], axis=1)
        return np.asarray(cv2.perspectiveTransform(bent[None], self.matrix)[0])


def any_view(sheet: Sheet, side_px: int, rng: Rng) -> View:
    width, height = sheet.size
    turn = any_turn(rng)
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], float)
    corners += rng.normal(0, PERSPECTIVE, (4, 2)) * (width, height) * rng.random()
    middle = np.array([width, height]) / 2
    turned = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    target = side_px * (0.5 + rng.normal(0, 0.12, 2))
    there = (corners - middle) @ turned + target
    plain = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    matrix = cv2.getPerspectiveTransform(plain, there.astype(np.float32))
    bend = rng.normal(0, 0.06) * height if rng.random() < BENT_SHARE else 0.0
    return View(float(bend), width, np.asarray(matrix, np.float64))


def any_turn(rng: Rng) -> float:
    """Radians; packs are mostly held upright."""
    kind = rng.random()
    if kind >= STRAIGHT_SHARE + QUARTER_SHARE:
        return rng.uniform(0, 2 * np.pi)
    lean = rng.normal(0, 0.12)
    return lean if kind < STRAIGHT_SHARE else lean + float(rng.choice((1, 1, 2, 3))) * np.pi / 2


def lay_sheet(scene: Plane, maps: MapDrawer, sheet: Sheet, view: View) -> None:
    """Draws the sheet and its marks over the scene."""
    for mark in sheet.marks:
        whole = view.there(outline(mark.corners, 0.0))
        kernel = view.there(outline(mark.corners, kernel_inset(mark)))
        maps.draw(mark.kind, whole, kernel)
    across, down = flat_places(scene.shape[0], view)
    seen = cv2.remap(sheet.colour, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    width, height = sheet.size
    rim = np.minimum(np.minimum(across, width - 1 - across), np.minimum(down, height - 1 - down))
    cover = np.clip(rim + 1, 0, 1)
    scene += (as_plane(seen) - scene) * cv2.merge([cover] * 3)


def flat_places(side_px: int, view: View) -> tuple[Plane, Plane]:
    """For every pixel of the scene, x and y of its place on the sheet."""
    back = np.linalg.inv(view.matrix).astype(np.float32)
    x = np.arange(side_px, dtype=np.float32)[None, :]
    y = np.arange(side_px, dtype=np.float32)[:, None]
    across, down, depth = (row[0] * x + (row[1] * y + row[2]) for row in back)
    depth = np.where(np.abs(depth) > LEAST_DEPTH, depth, np.float32(LEAST_DEPTH))
    across, down = across / depth, down / depth
    if view.bend_px:
        down = down - np.float32(view.bend_px) * (across * np.float32(2 / view.width) - 1) ** 2
    return as_plane(across), as_plane(down)
