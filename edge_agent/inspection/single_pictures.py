"""Inspects pictures one by one, without a line: which view it is, its checks, and their verdict."""

from dataclasses import replace
from pathlib import Path

from edge_agent.core.dates import iso_date
from edge_agent.core.errors import InvalidInput
from edge_agent.core.gs1 import check_digit_ok
from edge_agent.core.judge import judge
from edge_agent.core.lot_patterns import lot_matches
from edge_agent.core.order import Order
from edge_agent.core.packs import PackVerdict
from edge_agent.core.recipe import PrintLimits, Recipe
from edge_agent.inspection.bundle import Bundle, base_bundle
from edge_agent.inspection.opening import open_inspector
from edge_agent.inspection.recipe_files import load_recipe
from hardware.interfaces import Pixels


class SinglePictureInspector:
    """A recipe and the Inspector for it, from the recipe's folder."""

    def __init__(self, folder: Path, bundle: Bundle | None = None) -> None:
        """With the nets of a bundle; None: of the one that ships."""
        loaded = load_recipe(folder)
        self.recipe, self.bundle = loaded.recipe, bundle or base_bundle()
        self.inspector = open_inspector(loaded, self.bundle)

    def inspect(self, pixels: Pixels, order: Order | None) -> PackVerdict:
        """The verdict of the view that the picture shows; other views do not count."""
        view = self.inspector.view_of(pixels)
        checks = self.inspector.inspect(view, pixels, order)
        return judge(replace(self.recipe, checks=self.recipe.checks_of(view)), checks)


def order_of(recipe: Recipe, lot: str | None, expiry: str | None, gtin: str | None) -> Order | None:
    """The order that was stated, None where nothing was. InvalidInput when it cannot be right."""
    if lot is None and expiry is None and gtin is None:
        return None
    if gtin is not None and not check_digit_ok(gtin):
        raise InvalidInput(f"gtin {gtin!r}: expected 8, 12, 13 or 14 digits, the last one right")
    if lot is not None:
        refuse_other_lots(recipe, lot)
    return Order(recipe.name, lot, None if expiry is None else iso_date(expiry), gtin)


def refuse_other_lots(recipe: Recipe, lot: str) -> None:
    patterns = {
        check.name: check.limits.lot_pattern
        for check in recipe.checks
        if isinstance(check.limits, PrintLimits)
    }
    for name, pattern in patterns.items():
        if pattern is not None and not lot_matches(pattern, lot):
            told = f"its lot_pattern {pattern!r} does not match {lot!r}"
            raise InvalidInput(f"check {name!r}: {told}")
