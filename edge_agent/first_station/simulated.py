"""Drawn products for a first station, from whoever is registered for them.

The product does not know who that is; where nobody is, none are offered.
"""

from collections.abc import Callable, Mapping
from importlib.metadata import entry_points
from pathlib import Path
from typing import Final, Protocol

from edge_agent.core.order import Order

GROUP: Final = "packwarden.simulated"
NAME: Final = "init"


class DrawnProducts(Protocol):
    @property
    def views(self) -> Mapping[str, tuple[str, ...]]:
        """Of every product that ships."""
        ...

    def lay_out(
        self, product: str, recipe: Path, pictures: Path, tell: Callable[[str], None]
    ) -> Order:
        """Writes the recipe, and pictures of packs into PICTURES/VIEW; what is being made."""
        ...


def drawn_products() -> DrawnProducts | None:
    for point in entry_points(group=GROUP, name=NAME):
        made: DrawnProducts = point.load()()
        return made
    return None
