"""A station's end of a wish: lists a recipe that it has, and gives the pieces that are wanted."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from edge_agent.core.errors import InvalidInput, PackwardenError
from edge_agent.inspection.products import Product, Stamp, products_of, read_product, stamp_of
from edge_agent.inspection.recipe_files import RECIPE_FILE
from edge_agent.station_tables import StationTable
from edge_agent.uplink.recipes.documents import Handover, PiecesWish, Wish
from edge_agent.uplink.recipes.listing import Listing, listed, wanted_of


class HandingUp:
    def __init__(self, table: StationTable) -> None:
        self.table = table

    def listed(self, wish: Wish) -> Handover:
        """With files; or with why there are none."""
        try:
            product = self.product(wish.recipe)
            files = listing_in(product.folder, stamp_of(product.folder))
            recipe_hash, why = product.hash, ""
        except (PackwardenError, OSError) as error:
            files, recipe_hash, why = (), "", str(error)
        return Handover(
            station=wish.station,
            number=wish.number,
            recipe=wish.recipe,
            recipe_hash=recipe_hash,
            files=files,
            why=why,
        )

    def pieces(self, wish: PiecesWish) -> Iterator[bytes]:
        """InvalidInput where the recipe is not here; pieces that it does not have are left out."""
        folder = self.product(wish.recipe).folder
        for file in listing_in(folder, stamp_of(folder)):
            if places := wanted_of(file, wish.asks):
                content = (folder / file.name).read_bytes()
                yield from (content[place] for place in places)

    def product(self, recipe: str) -> Product:
        made = products_of(self.table.recipe, self.table.products)
        found = next((one for one in made if one.recipe.name == recipe), None)
        if found is None:
            names = ", ".join(one.recipe.name for one in made)
            raise InvalidInput(f"there is no recipe {recipe!r} here; there are {names}")
        return found


@lru_cache(maxsize=8)
def listing_in(folder: Path, stamp: Stamp) -> Listing:
    """Of what the recipe's hash covers; made anew when a file of it is another one."""
    views = read_product(folder, stamp).recipe.views
    names = (RECIPE_FILE, *(name for view in views for name in view.golden))
    return listed({name: (folder / name).read_bytes() for name in names})
