"""What the desk's process does for teaching: proposes a recipe from the pictures of a draft.

A draft has a folder: `given.json` names the pictures in `given/`, and `recipe/` is from then on a
recipe that loads.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from edge_agent.core.errors import InvalidInput
from edge_agent.core.recipe import Recipe, View
from edge_agent.inspection.picture_files import open_picture
from edge_agent.inspection.recipe_files import save_recipe
from edge_agent.inspection.teaching import VIEW, GoodPicture, Proposal, propose
from edge_agent.web.teaching.drafts import GIVEN_FILE, RECIPE_FOLDER
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
