"""What `packwarden init` lays out for a simulated station: a drawn product, and packs of it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import numpy as np

from edge_agent.core.order import Order
from edge_agent.inspection.recipe_files import save_recipe
from hardware.pictures import encode_jpeg
from simulators.demo import GOLDEN_SEED
from simulators.draw_ahead import JPEG_QUALITY, lying
from simulators.drawing.defects import defects_of
from simulators.drawing.draw import draw_pack
from simulators.drawing.products import PRODUCTS, Product
from simulators.packs import choose_defects
from simulators.settings import BeltSettings, PackSettings

PACKS: Final = 24
DEFECTS_SHARE: Final = 1 / 6
"""So that a first run of twenty shows some; a real line has fewer."""
SEED: Final = 1


class FirstProducts:
    """A DrawnProducts."""

    @property
    def views(self) -> Mapping[str, tuple[str, ...]]:
        return {name: product.views for name, product in PRODUCTS.items()}

    def lay_out(
        self, product: str, recipe: Path, pictures: Path, tell: Callable[[str], None]
    ) -> Order:
        drawn = PRODUCTS[product]
        random = np.random.default_rng(SEED)
        order = drawn.sample_order(random)
        tell(f"drawing {PACKS} packs of {product}")
        save_recipe(drawn.recipe(), drawn.golden(GOLDEN_SEED), recipe)
        draw_packs(drawn, order, pictures, random)
        return order


def draw_packs(product: Product, order: Order, folder: Path, random: np.random.Generator) -> None:
    """`FOLDER/VIEW/0001.jpg` and so on; cameras of one pack share its number."""
    for view in product.views:
        (folder / view).mkdir(parents=True)
    names = tuple(defect.value for defect in defects_of(product))
    by_name = {defect.value: defect for defect in defects_of(product)}
    speed_mm_per_s = BeltSettings().speed_mm_per_s
    for number, name in enumerate(choose_defects(PACKS, DEFECTS_SHARE, names, random), start=1):
        defect = None if name is None else by_name[name]
        placement = lying(PackSettings(), speed_mm_per_s, random)
        for view, pixels in draw_pack(product, order, defect, random, placement).items():
            file = folder / view / f"{number:04}.jpg"
            file.write_bytes(encode_jpeg(pixels, JPEG_QUALITY))
