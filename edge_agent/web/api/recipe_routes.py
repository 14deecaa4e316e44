"""What can be made at this station, and what a right pack of it looks like."""

import pathlib
from typing import Annotated

from fastapi import APIRouter, Header, Path, Query
from pydantic import Field
from starlette.responses import Response

from edge_agent.control.shown import picture_of
from edge_agent.core.autonomy.standing import Standing, level_in_force
from edge_agent.core.changeover import gtins_of
from edge_agent.core.errors import NotFound
from edge_agent.core.packs import CheckKind, Level
from edge_agent.core.policy import lower_of
from edge_agent.core.recipe import PrintLimits
from edge_agent.inspection.products import Product, products_of
from edge_agent.inspection.recipe_tables import RecipeTable, as_recipe
from edge_agent.store.pictures import suffix_of
from edge_agent.toml_files import load_toml
from edge_agent.web.access import AtSite, operation
from edge_agent.web.api.station_routes import RecipeHash, kept_standing
from edge_agent.web.listing import Document, json_answer
from edge_agent.web.picture_answers import FOREVER, MEDIA_TYPES
from edge_agent.web.site import Site
from hardware.pictures import load_picture

router = APIRouter(prefix="/api/v1", tags=["orders"])

View = Annotated[str, Path(max_length=80, examples=["top"])]


class ViewAnswer(Document):
    name: str = Field(examples=["top"])
    golden: str = Field(
        description="Address of the picture of a right pack.",
        examples=["/api/v1/recipes/9f86…/golden/top"],
    )


class PrintAnswer(Document):
    """What must be printed, as the printer writes it."""

    expect: str = Field(examples=["EXP {expiry}"])
    date_format: str = Field(examples=["DD.MM.YYYY"])
    language: str = Field(description="Of the names of months.", examples=["en"])
    lot_pattern: str | None = Field(description="A regular expression of all its lots.")


class CheckAnswer(Document):
    name: str
    kind: CheckKind
    view: str
    asked: Level = Field(description="By the recipe.")
    in_force: Level = Field(description="The least of that, of what was granted, of the ceiling.")
    print: PrintAnswer | None = Field(description="null for a check of another kind.")


class ProductAnswer(Document):
    name: str = Field(examples=["tray"])
    recipe_hash: str
    gtins: list[str] = Field(description="Its own numbers, as far as the recipe names them.")
    level: Level = Field(description="The highest at which any of its checks would work now.")
    views: list[ViewAnswer]
    checks: list[CheckAnswer]
    is_made: bool = Field(description="The line makes it now.")


class ProductsAnswer(Document):
    products: list[ProductAnswer]


@router.get("/recipes", response_model=ProductsAnswer, **operation("listRecipes"))
def list_recipes(site: AtSite) -> Response:
    """What can be made here: the station's own recipe first."""
    kept, ceiling = kept_standing(site), site.settings.station.ceiling
    found = [
        product_answer(
            product,
            Standing(kept.recipes.get(product.recipe.name, {}), kept.suspensions),
            ceiling,
            is_made=is_made(site, product),
        )
        for product in products(site)
    ]
    return json_answer(ProductsAnswer(products=found))


@router.get(
    "/recipes/{recipe_hash}/golden/{view}",
    response_class=Response,
    **{
        **operation("getGoldenPicture", 404),
        "responses": {
            **operation("getGoldenPicture", 404)["responses"],
            200: {"content": {kind: {} for kind in MEDIA_TYPES.values()}},
            304: {"description": "The caller has it already."},
        },
    },
)
def get_golden_picture(
    recipe_hash: RecipeHash,
    view: View,
    site: AtSite,
    longest_side_px: Annotated[
        int | None, Query(ge=16, le=4096, description="As a JPEG that is not bigger than this.")
    ] = None,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """A right pack as its camera sees it; regions of the recipe are places in this picture."""
    headers = {"ETag": f'"{recipe_hash}-{longest_side_px}"', "Cache-Control": FOREVER}
    made = [one.golden(view) for one in products(site) if one.hash == recipe_hash]
    golden = made[0] if made else kept_golden(site, recipe_hash, view)
    if golden is None:
        raise NotFound(f"no recipe {recipe_hash} with a view {view!r} is or was made here")
    if if_none_match == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    if longest_side_px is None:
        encoded = golden.read_bytes()
    else:
        encoded = picture_of(view, load_picture(golden), longest_side_px).jpeg
    return Response(encoded, headers=headers, media_type=MEDIA_TYPES[suffix_of(encoded)])


def kept_golden(site: Site, recipe_hash: str, view: str) -> pathlib.Path | None:
    """Of a recipe that was in force once, as records name it."""
    file = site.recipe_file(recipe_hash)
    if not file.is_file():
        return None
    views = as_recipe(load_toml(file, RecipeTable)).views
    found = [file.parent / one.golden[0] for one in views if one.name == view]
    return found[0] if found else None


def products(site: Site) -> tuple[Product, ...]:
    """As their files say now."""
    station = site.settings.station
    return products_of(station.recipe, station.products)


def is_made(site: Site, product: Product) -> bool:
    state = site.line.state
    return state is not None and state.identity.recipe_hash == product.hash


def product_answer(
    product: Product, standing: Standing, ceiling: Level, is_made: bool
) -> ProductAnswer:
    recipe, address = product.recipe, f"/api/v1/recipes/{product.hash}/golden"
    return ProductAnswer(
        name=recipe.name,
        recipe_hash=product.hash,
        gtins=list(gtins_of(recipe)),
        level=level_in_force(standing, recipe, ceiling),
        views=[
            ViewAnswer(name=view.name, golden=f"{address}/{view.name}") for view in recipe.views
        ],
        checks=[
            CheckAnswer(
                name=check.name,
                kind=check.kind,
                view=check.view,
                asked=check.level,
                in_force=lower_of(check.level, lower_of(standing.level_of(check.name), ceiling)),
                print=print_answer(check.limits) if isinstance(check.limits, PrintLimits) else None,
            )
            for check in recipe.checks
        ],
        is_made=is_made,
    )


def print_answer(limits: PrintLimits) -> PrintAnswer:
    return PrintAnswer(
        expect=limits.expect,
        date_format=limits.date_format,
        language=limits.language,
        lot_pattern=limits.lot_pattern,
    )
