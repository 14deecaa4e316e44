"""A station over folders of small pictures, quick to make and to inspect."""

from pathlib import Path

import numpy as np

from edge_agent.core.packs import Box, CheckKind
from edge_agent.core.recipe import Check, Recipe, SurfaceLimits, View
from edge_agent.inspection.recipe_files import save_recipe
from hardware.interfaces import Pixels
from hardware.pictures import encode_png

HEIGHT_PX, WIDTH_PX = 240, 320
PACK = Box(40, 30, 240, 180)
PANEL = Box(100, 80, 100, 60)
STATION = """\
[station]
site = "plant-1"
line = "line-1"
name = "box"
recipe = "recipe"

{cameras}
[data]
keep = "all"
format = "png"
"""
CAMERA = '[[cameras]]\nview = "{view}"\ntype = "files"\npath = "{view}"\n'


def box_picture(panel_is_blank: bool = False) -> Pixels:
    """A printed box on a dark belt; the blank one lacks its panel."""
    rng = np.random.default_rng(3)
    blocks = rng.integers(60, 250, (PACK.height // 10, PACK.width // 10, 3), dtype=np.uint8)
    picture = np.full((HEIGHT_PX, WIDTH_PX, 3), 25, np.uint8)
    across = slice(PACK.x, PACK.x + PACK.width)
    picture[PACK.y : PACK.y + PACK.height, across] = blocks.repeat(10, 0).repeat(10, 1)
    if panel_is_blank:
        picture[PANEL.y : PANEL.y + PANEL.height, PANEL.x : PANEL.x + PANEL.width] = 128
    return picture


def box_recipe(views: tuple[str, ...], min_likeness: float = 0.6) -> Recipe:
    return Recipe(
        name="box",
        views=tuple(View(view, (f"{view}-1.png",), PACK) for view in views),
        checks=tuple(
            Check(f"{view}-panel", CheckKind.SURFACE, view, PANEL, SurfaceLimits(min_likeness))
            for view in views
        ),
    )


def save_box_recipe(folder: Path, views: tuple[str, ...], min_likeness: float = 0.6) -> Path:
    golden = {view: [box_picture()] for view in views}
    save_recipe(box_recipe(views, min_likeness), golden, folder)
    return folder


def box_station(folder: Path, packs: str, views: tuple[str, ...] = ("top",)) -> Path:
    """`packs` has a letter for each: g good, b blank panel, x a picture that is cut off."""
    save_box_recipe(folder / "recipe", views)
    for view in views:
        (folder / view).mkdir()
        for number, kind in enumerate(packs, start=1):
            encoded = encode_png(box_picture(panel_is_blank=kind == "b"))
            whole = encoded[:200] if kind == "x" else encoded
            (folder / view / f"{number:03}.png").write_bytes(whole)
    cameras = "\n".join(CAMERA.format(view=view) for view in views)
    file = folder / "station.toml"
    file.write_text(STATION.format(cameras=cameras))
    return file
