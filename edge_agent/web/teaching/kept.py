"""What the desk's process does with an edited draft: keeps it where it can be a recipe."""

from pathlib import Path
from typing import Any

from edge_agent.core.errors import PackwardenError
from edge_agent.inspection.recipe_files import (
    RECIPE_FILE,
    LoadedRecipe,
    load_recipe,
    recipe_text,
)
from edge_agent.inspection.recipe_tables import RecipeTable, as_recipe
from edge_agent.web.teaching.drafts import RECIPE_FOLDER
from edge_agent.whole_files import write_whole


def kept(draft: str, recipe: dict[str, Any], *, for_use: bool) -> dict[str, Any]:
    """Writes the edited recipe where it can be one; the one before stays where it cannot.

    `for_use`: also opened as the line opens it at its start. Answers its hash.
    """
    folder = Path(draft) / RECIPE_FOLDER
    file = folder / RECIPE_FILE
    before = file.read_bytes()
    write_whole(file, recipe_text(as_recipe(RecipeTable.model_validate(recipe))).encode())
    try:
        loaded = load_recipe(folder)
        if for_use:
            open_for_use(loaded)
    except PackwardenError:
        write_whole(file, before)
        raise
    return {"hash": loaded.hash}


def open_for_use(loaded: LoadedRecipe) -> None:
    """Takes the models into memory, which reading a recipe does not."""
    from edge_agent.inspection.opening import open_inspector

    open_inspector(loaded)
