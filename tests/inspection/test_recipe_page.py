"""docs/recipe.md describes every key, and its example is a recipe."""

import re
import tomllib
from pathlib import Path

import pytest

from edge_agent.inspection.code_formats import PACK_FORMATS
from edge_agent.inspection.recipe_tables import RecipeTable
from edge_agent.toml_files import known_keys

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "recipe.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("key", sorted(known_keys(RecipeTable) - {"views", "checks"}))
def test_every_key_is_described(key: str) -> None:
    assert re.search(rf"^\| `{key}` \|", PAGE, re.MULTILINE), key


@pytest.mark.parametrize("name", PACK_FORMATS)
def test_every_format_is_named(name: str) -> None:
    assert f'`"{name}"`' in PAGE


def test_the_example_is_a_recipe() -> None:
    example = PAGE.partition("## An example")[2]
    text = "\n".join(line.removeprefix("    ") for line in example.splitlines())
    table = RecipeTable.model_validate(tomllib.loads(text))
    assert [check.kind for check in table.checks] == ["print", "barcode"]
