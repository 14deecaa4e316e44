"""Recipe and order: whether they can be read, and fit each other and the cameras."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from edge_agent.core.errors import NotFound, PackwardenError
from edge_agent.core.order import Order
from edge_agent.core.packs import CheckKind
from edge_agent.inspection.products import loadable_products
from edge_agent.inspection.recipe_files import LoadedRecipe, load_recipe
from edge_agent.line.checking.findings import Finding, doubtful, fine, refused, wrong
from edge_agent.station_fitting import (
    order_for,
    refuse_other_checks,
    refuse_other_views,
    refuse_stop_that_cannot_be,
    refuse_unfit,
)
from edge_agent.station_tables import StationSettings
from hardware.interfaces import Clock

RECIPE, ORDER = "recipe", "order"


@dataclass(frozen=True, slots=True)
class RecipeSeen:
    findings: tuple[Finding, ...]
    loaded: LoadedRecipe | None
    """None where it cannot be read; then cameras are not compared with it."""
    order: Order | None = None


def look_at_recipe(settings: StationSettings, clock: Clock) -> RecipeSeen:
    folder = settings.station.recipe
    try:
        loaded = load_recipe(folder)
    except NotFound:
        mend = f"teach one from good pictures: packwarden teach PICTURES --out {folder}"
        return RecipeSeen((wrong(RECIPE, f"{folder} has no recipe", mend),), None)
    except PackwardenError as error:
        return RecipeSeen((refused(RECIPE, error),), None)
    recipe = loaded.recipe
    views = ", ".join(view.name for view in recipe.views)
    whole = fine(RECIPE, f"{recipe.name}: {len(recipe.checks)} checks on {views}")
    findings = (whole, *fit_findings(settings, loaded))
    try:
        order = order_for(settings, loaded, clock)
    except PackwardenError as error:
        return RecipeSeen((*findings, refused(ORDER, error)), loaded)
    return RecipeSeen((*findings, *order_findings(loaded, order)), loaded, order)


def fit_findings(settings: StationSettings, loaded: LoadedRecipe) -> Iterator[Finding]:
    questions: tuple[Callable[[], None], ...] = (
        lambda: refuse_other_views(settings, loaded.recipe),
        lambda: refuse_stop_that_cannot_be(settings, loaded.recipe),
        lambda: refuse_other_checks(settings.challenges.plan(), loaded.recipe),
    )
    for ask in questions:
        try:
            ask()
        except PackwardenError as error:
            yield refused(RECIPE, error)
    yield from product_findings(settings)


def product_findings(settings: StationSettings) -> Iterator[Finding]:
    """Of the recipes that may be changed to while the station runs."""
    if settings.station.products is None:
        return
    try:
        _, *others = loadable_products(settings.station.recipe, settings.station.products)
        for product in others:
            refuse_unfit(settings, product.recipe)
    except PackwardenError as error:
        yield refused(RECIPE, error)
        return
    names = ", ".join(product.recipe.name for product in others) or "no other"
    yield fine(RECIPE, f"may be changed to while it runs: {names}")


def order_findings(loaded: LoadedRecipe, order: Order | None) -> Iterator[Finding]:
    asks = [check.name for check in loaded.recipe.checks if check.kind is CheckKind.PRINT]
    if order is not None:
        named = {"lot": order.lot, "expiry": order.expiry, "GTIN": order.gtin}
        told = ", ".join(f"{key} {value}" for key, value in named.items() if value is not None)
        yield fine(ORDER, told or "names nothing")
    elif asks:
        what = f"there is none, and {', '.join(asks)} cannot be judged without"
        yield doubtful(ORDER, what, "name lot and expiry in [order], or in an order_file")
    else:
        yield fine(ORDER, "there is none, and no check needs one")
