"""What the desk's process does for teaching: proposes a recipe, and keeps an edited one.

A draft has a folder: `given.json` names the pictures in `given/`, and `recipe/` is at any time a
recipe that loads.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from edge_agent.core.errors import InvalidInput, PackwardenError
from edge_agent.core.recipe import Recipe, View
from edge_agent.inspection.opening import open_inspector
from edge_agent.inspection.picture_files import open_picture
from edge_agent.inspection.recipe_files import RECIPE_FILE, load_recipe, recipe_text, save_recipe
from edge_agent.inspection.recipe_tables import RecipeTable, as_recipe
from edge_agent.inspection.teaching import VIEW, GoodPicture, Proposal, propose
from edge_agent.web.teaching.drafts import GIVEN_FILE, RECIPE_FOLDER
from edge_agent.whole_files import write_whole
from hardware.clock import RealClock
from hardware.interfaces import Pixels


@dataclass(frozen=True, slots=True)
class Given:
    """A picture as it came."""

    view: str
    file: str
    name: str
    """As warnings call it."""


def given_in(draft: Path) -> list[Given]:
    return [Given(**one) for one in json.loads((draft / GIVEN_FILE).read_bytes())]


def proposed(draft: str, name: str) -> dict[str, Any]:
    """Writes the recipe that the given pictures propose, and tells what is odd with them."""
    folder, warnings = Path(draft), list[str]()
    given = given_in(folder)
    views = list(dict.fromkeys(one.view for one in given))
    proposals: dict[str, Proposal] = {}
    today = RealClock().wall().date()
    for view in views:
        good = list(opened(folder, [one for one in given if one.view == view], warnings))
        if not good:
            raise InvalidInput(f"view {view!r}: none of its pictures can be used; {warnings[-1]}")
        proposals[view] = propose(name, good, None, today)
        warnings += proposals[view].warnings
    recipe, golden = together(name, proposals)
    save_recipe(recipe, golden, folder / RECIPE_FOLDER)
    return {"warnings": [one.replace("; see --pack", "") for one in warnings]}


def opened(folder: Path, given: list[Given], warnings: list[str]) -> Iterator[GoodPicture]:
    for one in given:
        picture = open_picture(folder / one.file)
        if picture.pixels is not None:
            yield GoodPicture(one.name, picture.pixels)
        else:
            told = str(picture.error).replace(str(folder / one.file), one.name)
            warnings.append(told)


def together(
    name: str, proposals: dict[str, Proposal]
) -> tuple[Recipe, dict[str, tuple[Pixels, ...]]]:
    """One recipe of all views; its checks bear the view's name where there are several."""
    views, checks = [], []
    for view, proposal in proposals.items():
        count = len(proposal.golden[VIEW])
        files = tuple(f"{view}-{number}.png" for number in range(1, count + 1))
        views.append(View(view, files, proposal.recipe.views[0].pack))
        for check in proposal.recipe.checks:
            called = check.name if len(proposals) == 1 else f"{view} {check.name}"
            checks.append(replace(check, view=view, name=called))
    golden = {view: proposal.golden[VIEW] for view, proposal in proposals.items()}
    return Recipe(name, tuple(views), tuple(checks)), golden


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
            open_inspector(loaded)
    except PackwardenError:
        write_whole(file, before)
        raise
    return {"hash": loaded.hash}
