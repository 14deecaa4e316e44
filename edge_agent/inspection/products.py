"""What a station can make: the recipe that its settings name, and those of its products' folder.

A recipe is told apart by its name. A folder that is no recipe, or two that have one name, are
refused with the file, the line and what would be right.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from edge_agent.core.errors import NotFound, SettingsError
from edge_agent.core.recipe import Recipe
from edge_agent.inspection.recipe_files import RECIPE_FILE, RecipeReader, load_recipe
from edge_agent.toml_files import line_of


@dataclass(frozen=True, slots=True)
class Product:
    """A recipe that can be made, and where it lies."""

    folder: Path
    recipe: Recipe
    hash: str

    def golden(self, view: str) -> Path | None:
        """The picture that its regions are places in; None where it has no such view."""
        for one in self.recipe.views:
            if one.name == view:
                return self.folder / one.golden[0]
        return None


def recipe_folders(recipe: Path, products: Path | None) -> tuple[Path, ...]:
    """The station's own first, the others by name."""
    if products is None:
        return (recipe,)
    others = sorted(file.parent for file in products.glob(f"*/{RECIPE_FILE}"))
    return (recipe, *(one for one in others if one.resolve() != recipe.resolve()))


def products_of(recipe: Path, products: Path | None) -> tuple[Product, ...]:
    """As their files say; golden pictures are not opened. NotFound, SettingsError as a recipe."""
    found = tuple(
        read_product(folder, stamp_of(folder)) for folder in recipe_folders(recipe, products)
    )
    refuse_same_names(found)
    return found


Stamp = tuple[tuple[str, int, int], ...]
"""Files of a folder, when they were written last, and their sizes."""


def stamp_of(folder: Path) -> Stamp:
    if not (folder / RECIPE_FILE).is_file():
        raise NotFound(f"{folder} is not there; expected a recipe folder with {RECIPE_FILE}")
    stats = sorted((file.name, file.stat()) for file in folder.iterdir())
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats)


@lru_cache(maxsize=256)
def read_product(folder: Path, _: Stamp) -> Product:
    """Read anew when a file of the folder is another one than before."""
    reader = RecipeReader(folder)
    return Product(folder, reader.recipe, reader.hash())


def loadable_products(recipe: Path, products: Path | None) -> tuple[Product, ...]:
    """As `products_of`, each one opened whole once: none may be found broken at a changeover."""
    found = tuple(
        open_product(folder, stamp_of(folder)) for folder in recipe_folders(recipe, products)
    )
    refuse_same_names(found)
    return found


@lru_cache(maxsize=256)
def open_product(folder: Path, _: Stamp) -> Product:
    """As `read_product`, once its pictures were opened."""
    loaded = load_recipe(folder)
    return Product(folder, loaded.recipe, loaded.hash)


def refuse_same_names(products: Sequence[Product]) -> None:
    for product, before in same_names(products):
        file = product.folder / RECIPE_FILE
        line = line_of(file.read_text(encoding="utf-8"), ("name",))
        what = f"the recipe in {before.folder} is called {product.recipe.name!r} as well"
        raise SettingsError(file, line, f"{what}; give it a name of its own")


def same_names(products: Sequence[Product]) -> Iterator[tuple[Product, Product]]:
    for i, product in enumerate(products):
        for before in products[:i]:
            if before.recipe.name == product.recipe.name:
                yield product, before
