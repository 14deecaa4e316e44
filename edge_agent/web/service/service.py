"""What a service inspects by: recipes of one folder, one bundle, and who may ask."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from edge_agent.core.errors import NotFound
from edge_agent.inspection.bundle import BASE_BUNDLE, Bundle, open_bundle
from edge_agent.inspection.products import Product, open_product, refuse_same_names, stamp_of
from edge_agent.inspection.recipe_files import RECIPE_FILE
from edge_agent.web.inspecting.inspection import Inspecting
from edge_agent.web.inspecting.keeper import InspectingProcess
from edge_agent.web.service.tokens import Tokens, read_tokens
from hardware.interfaces import Clock


@dataclass(frozen=True, slots=True)
class Served:
    """Where what is served lies."""

    recipes: Path
    """A recipe's folder, or one with several of them in it."""
    bundle: Path | None = None
    """None: the one that ships."""
    token_file: Path | None = None
    """None: whoever reaches the service may ask."""


@dataclass(frozen=True)
class Service:
    """Recipes and bundle as they were at its start."""

    products: tuple[Product, ...]
    bundle: Bundle
    tokens: Tokens | None
    clock: Clock
    process: InspectingProcess = field(default_factory=InspectingProcess, repr=False)

    @classmethod
    def opened(cls, served: Served, clock: Clock) -> Self:
        """All of it is opened once: NotFound, InvalidInput or SettingsError for what is wrong."""
        return cls(
            products=products_in(served.recipes),
            bundle=open_bundle(served.bundle or BASE_BUNDLE),
            tokens=None if served.token_file is None else read_tokens(served.token_file),
            clock=clock,
        )

    @property
    def inspecting(self) -> Inspecting:
        return Inspecting(
            process=self.process,
            clock=self.clock,
            recipe=lambda wanted: recipe_folder(self.products, wanted),
            bundle=lambda: self.bundle.folder,
        )

    def close(self) -> None:
        self.process.close()


def products_in(folder: Path) -> tuple[Product, ...]:
    """The recipe that lies there, or all of those in folders in it, by folder."""
    files = [folder / RECIPE_FILE] if (folder / RECIPE_FILE).is_file() else None
    found = sorted(folder.glob(f"*/{RECIPE_FILE}")) if files is None else files
    if not found:
        raise NotFound(f"{folder} has no recipe: expected {RECIPE_FILE}, there or a folder deeper")
    products = tuple(open_product(file.parent, stamp_of(file.parent)) for file in found)
    refuse_same_names(products)
    return products


def recipe_folder(products: Sequence[Product], wanted: str) -> Path:
    """By name, or by hash for exactly one state of it. NotFound names those that there are."""
    for product in products:
        if wanted in (product.recipe.name, product.hash):
            return product.folder
    there = ", ".join(product.recipe.name for product in products)
    raise NotFound(f"there is no recipe {wanted!r} here; recipes: {there}")
