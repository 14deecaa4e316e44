"""The tables of a recipe.toml: its keys, what each may be, and how they become a Recipe.

A person edits the file, so a check is one flat table: its limits stand beside its name and region.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, NonNegativeInt, PositiveInt

from edge_agent.core.gs1 import check_digit_ok
from edge_agent.core.packs import Box, CheckKind, Level
from edge_agent.core.recipe import (
    BarcodeLimits,
    Check,
    Limits,
    NoAnswer,
    PrintLimits,
    Recipe,
    StickerLimits,
    SurfaceLimits,
    View,
)
from edge_agent.inspection.code_formats import CodeFormat
from edge_agent.toml_files import StrictModel

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 _.\-]*$", max_length=80)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Places = tuple[NonNegativeInt, NonNegativeInt, PositiveInt, PositiveInt]
"""Left, top, width, height in pixels of the view's first golden picture."""
LIMITS_OF: dict[CheckKind, type[Any]] = {
    CheckKind.STICKER: StickerLimits,
    CheckKind.PRINT: PrintLimits,
    CheckKind.BARCODE: BarcodeLimits,
    CheckKind.SURFACE: SurfaceLimits,
}


def as_gtin(digits: str) -> str:
    if not check_digit_ok(digits):
        raise ValueError("expected a GTIN of 8, 12, 13 or 14 digits with its check digit")
    return digits


class ViewTable(StrictModel):
    name: Name
    golden: Annotated[tuple[Name, ...], Field(min_length=1)]
    pack: Places


class CheckTable(StrictModel):
    """What every kind of check has."""

    name: Name
    view: str
    region: Places
    level: Level = Level.REPORT


class StickerTable(CheckTable):
    kind: Literal["sticker"]
    max_shift_px: Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)] = 12.0
    max_turn_deg: Annotated[float, Field(gt=0, le=180, allow_inf_nan=False)] = 6.0
    min_likeness: Share = 0.6


class PrintTable(CheckTable):
    kind: Literal["print"]
    expect: Annotated[str, Field(min_length=1, max_length=200)]
    date_format: str = "DD.MM.YYYY"
    language: str = "en"
    lot_pattern: str | None = None
    min_confidence: Share = 0.6


class BarcodeTable(CheckTable):
    kind: Literal["barcode"]
    formats: Annotated[tuple[CodeFormat, ...], Field(min_length=1)] = ("EAN13",)
    gtin: Annotated[str, AfterValidator(as_gtin)] | None = None


class SurfaceTable(CheckTable):
    kind: Literal["surface"]
    min_likeness: Share = 0.6


AnyCheckTable = Annotated[
    StickerTable | PrintTable | BarcodeTable | SurfaceTable, Field(discriminator="kind")
]


class RecipeTable(StrictModel):
    name: Name
    no_answer: NoAnswer = NoAnswer.PASS
    max_shelf_life_days: Annotated[int, Field(ge=1, le=36500)] = 3650
    views: Annotated[tuple[ViewTable, ...], Field(min_length=1)]
    checks: Annotated[tuple[AnyCheckTable, ...], Field(min_length=1)]


def as_recipe(table: RecipeTable) -> Recipe:
    views = tuple(View(view.name, view.golden, Box(*view.pack)) for view in table.views)
    return Recipe(
        name=table.name,
        views=views,
        checks=tuple(as_check(check) for check in table.checks),
        no_answer=table.no_answer,
        max_shelf_life_days=table.max_shelf_life_days,
    )


def as_check(table: CheckTable) -> Check:
    values = table.model_dump()
    kind = CheckKind(values.pop("kind"))
    name, view, region, level = (values.pop(key) for key in ("name", "view", "region", "level"))
    limits: Limits = LIMITS_OF[kind](**values)
    return Check(name, kind, view, Box(*region), limits, level)


def as_document(recipe: Recipe) -> dict[str, Any]:
    """The recipe as the tables that tomli_w writes; the way back from `as_recipe`."""
    return {
        "name": recipe.name,
        "no_answer": recipe.no_answer.value,
        "max_shelf_life_days": recipe.max_shelf_life_days,
        "views": [view_document(view) for view in recipe.views],
        "checks": [check_document(check) for check in recipe.checks],
    }


def view_document(view: View) -> dict[str, Any]:
    return {"name": view.name, "golden": list(view.golden), "pack": numbers(view.pack)}


def check_document(check: Check) -> dict[str, Any]:
    limits = {key: plain(value) for key, value in asdict(check.limits).items() if value is not None}
    return {
        "name": check.name,
        "kind": check.kind.value,
        "view": check.view,
        "region": numbers(check.region),
        "level": check.level.value,
        **limits,
    }


def numbers(box: Box) -> list[int]:
    return [box.x, box.y, box.width, box.height]


def plain(value: object) -> object:
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else value
