"""What `bench` measures: one 1280 x 960 frame with pack, sticker, two printed lines and an EAN-13.

The tray's bottom view has all of it; its label is checked like a sticker there.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from edge_agent.core.order import Order
from edge_agent.core.recipe import Recipe
from edge_agent.inspection.recipe_files import LoadedRecipe, load_recipe, save_recipe
from hardware.interfaces import Pixels
from hardware.pictures import encode_png
from simulators.bench_frames import VIEW, frame_file, frames_of
from simulators.drawing.draw import draw_pack
from simulators.drawing.packs.tray_bottom import LABEL
from simulators.drawing.placement import Placement
from simulators.drawing.products import PRODUCTS, Product, sticker_check

GOLDEN_SEED = 7
SHIFT_MM = 3.0
TURN_DEG = 2.0
SPEED_MM_PER_S = 480.0


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """A recipe, an order, and good packs of it as they lie on a belt."""

    loaded: LoadedRecipe
    order: Order
    frames: tuple[Pixels, ...]


def one_view_recipe(product: Product) -> Recipe:
    recipe = product.recipe()
    label = replace(sticker_check(product, LABEL), name="label")
    return replace(
        recipe,
        name="bench",
        views=tuple(view for view in recipe.views if view.name == VIEW),
        checks=(label, *recipe.checks_of(VIEW)),
    )


def scene(folder: Path, frames: int, seed: int) -> Scene:
    """Drawn anew from the seed; the recipe goes through a folder, as a station's does."""
    product = PRODUCTS["tray"]
    golden = product.golden(GOLDEN_SEED)
    save_recipe(one_view_recipe(product), {VIEW: golden[VIEW]}, folder)
    random = np.random.default_rng(seed)
    order = replace(product.sample_order(random), recipe="bench")
    for number in range(frames):
        frame = one_frame(product, order, random)
        frame_file(folder, number).write_bytes(encode_png(frame))
    return Scene(load_recipe(folder), order, frames_of(folder))


def one_frame(product: Product, order: Order, random: np.random.Generator) -> Pixels:
    along, across = random.uniform(-SHIFT_MM, SHIFT_MM, 2)
    turn = random.uniform(-TURN_DEG, TURN_DEG)
    placement = Placement(float(along), float(across), float(turn), SPEED_MM_PER_S)
    return draw_pack(product, order, None, random, placement)[VIEW]
