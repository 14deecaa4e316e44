"""Several views taught at once are one recipe, which loads as it was written."""

from pathlib import Path

from edge_agent.core.packs import CheckKind
from edge_agent.core.recipe import Check, Recipe, SurfaceLimits, View
from edge_agent.inspection.recipe_files import load_recipe, save_recipe
from edge_agent.inspection.teaching import VIEW, Proposal
from edge_agent.web.teaching.taught import together
from tests.line.small_station import PACK, PANEL, box_picture


def proposal(*checks: str) -> Proposal:
    """As the station proposes a single view."""
    found = tuple(Check(name, CheckKind.SURFACE, VIEW, PANEL, SurfaceLimits()) for name in checks)
    recipe = Recipe("box", (View(VIEW, ("front1.png", "front2.png"), PACK),), found)
    return Proposal(recipe, {VIEW: (box_picture(), box_picture())}, ())


def test_checks_of_several_views_bear_the_name_of_theirs(tmp_path: Path) -> None:
    recipe, golden = together("box", {"top": proposal("look"), "left side": proposal("look")})
    save_recipe(recipe, golden, tmp_path / "box")
    loaded = load_recipe(tmp_path / "box").recipe
    assert [(check.name, check.view) for check in loaded.checks] == [
        ("top look", "top"),
        ("left side look", "left side"),
    ]
    assert loaded.views[1] == View("left side", ("left side-1.png", "left side-2.png"), PACK)


def test_checks_of_a_single_view_keep_their_names() -> None:
    recipe, _ = together("box", {"top": proposal("look", "lot")})
    assert [check.name for check in recipe.checks] == ["look", "lot"]
