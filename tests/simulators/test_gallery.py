"""docs/gallery.md shows what the station's inspector says of these packs today."""

import re
import tomllib
from pathlib import Path

import pytest

from edge_agent.inspection.recipe_tables import RecipeTable
from simulators.drawing.products import PRODUCTS
from simulators.gallery import FOLDER, SHOWN, seen_packs

PROJECT = Path(__file__).parents[2]
PAGE = (PROJECT / "docs" / "gallery.md").read_text(encoding="utf-8")
MOST_BYTES = 150_000
LIGHTEST = "carton"
"""Of the others it is asked before a release."""


def section(name: str) -> str:
    return PAGE.split(f"\n## {name}\n", 1)[1].split("\n## ", 1)[0]


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [name if name == LIGHTEST else pytest.param(name, marks=pytest.mark.release) for name in SHOWN],
)
def test_the_table_is_what_the_inspector_says(name: str) -> None:
    rows = "\n".join(seen.row() for seen in seen_packs(PRODUCTS[name]))
    assert rows in section(name)


def test_every_product_has_its_small_sheet_and_its_section() -> None:
    assert SHOWN.keys() == PRODUCTS.keys()
    for name in SHOWN:
        assert f"pictures/gallery/{name}.jpg" in section(name)
        assert (PROJECT / FOLDER / f"{name}.jpg").stat().st_size <= MOST_BYTES


@pytest.mark.parametrize("toml", re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL))
def test_a_recipe_on_the_page_is_valid(toml: str) -> None:
    RecipeTable.model_validate(tomllib.loads(toml))
