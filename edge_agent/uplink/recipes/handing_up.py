"""A station's end of a wish: lists a recipe that it has, and gives the pieces that are wanted."""

from collections.abc import Iterator

from edge_agent.core.errors import InvalidInput, PackwardenError
from edge_agent.inspection.products import Product, products_of
from edge_agent.inspection.recipe_files import RECIPE_FILE
from edge_agent.station_tables import StationTable
from edge_agent.uplink.recipes.documents import Handover, PiecesWish, Wish
from edge_agent.uplink.recipes.listing import listed, piece_in


class HandingUp:
    def __init__(self, table: StationTable) -> None:
        self.table = table

    def listed(self, wish: Wish) -> Handover:
        """With files; or with why there are none."""
        try:
            product = self.product(wish.recipe)
            files, recipe_hash, why = listed(files_of(product)), product.hash, ""
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
        yield from piece_in(files_of(self.product(wish.recipe)), wish.asks)

    def product(self, recipe: str) -> Product:
        made = products_of(self.table.recipe, self.table.products)
        found = next((one for one in made if one.recipe.name == recipe), None)
        if found is None:
            names = ", ".join(one.recipe.name for one in made)
            raise InvalidInput(f"there is no recipe {recipe!r} here; there are {names}")
        return found


def files_of(product: Product) -> dict[str, bytes]:
    """What its hash covers."""
    golden = [name for view in product.recipe.views for name in view.golden]
    return {name: (product.folder / name).read_bytes() for name in (RECIPE_FILE, *golden)}
