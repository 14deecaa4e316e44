from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.core.errors import InvalidInput, NotFound, SettingsError
from edge_agent.core.packs import Box
from edge_agent.core.recipe import PrintLimits, Recipe, StickerLimits
from edge_agent.inspection.recipe_files import load_recipe, recipe_text, save_recipe
from hardware.interfaces import Pixels
from tests.inspection.drawn import a_recipe

GOLDEN: dict[str, list[Pixels]] = {"top": [np.full((960, 1280, 3), 90, np.uint8)]}


def saved(folder: Path, recipe: Recipe | None = None) -> Path:
    save_recipe(recipe or a_recipe(), GOLDEN, folder)
    return folder / "recipe.toml"


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    saved(tmp_path)
    loaded = load_recipe(tmp_path)
    assert loaded.recipe == a_recipe()
    assert np.array_equal(loaded.golden["top"][0], GOLDEN["top"][0])


@given(
    shift=st.floats(0.5, 900),
    likeness=st.floats(0, 1),
    expect=st.sampled_from(["{lot}", "EXP {expiry}", 'a "quoted" \\ {lot}']),
    pattern=st.none() | st.sampled_from([r"[A-Z]\d+", "L.*"]),
)
def test_every_recipe_is_loaded_as_it_was_saved(
    tmp_path_factory: pytest.TempPathFactory,
    shift: float,
    likeness: float,
    expect: str,
    pattern: str | None,
) -> None:
    recipe = a_recipe()
    sticker = replace(recipe.checks[1], limits=StickerLimits(shift, 5.0, likeness))
    line = replace(recipe.checks[2], limits=PrintLimits(expect, "DD MMM YY", "de", pattern))
    recipe = replace(recipe, checks=(sticker, line))
    folder = tmp_path_factory.mktemp("recipe")
    saved(folder, recipe)
    assert load_recipe(folder).recipe == recipe


def test_the_hash_tells_other_pictures_and_other_limits_apart(tmp_path: Path) -> None:
    file = saved(tmp_path)
    first = load_recipe(tmp_path).hash
    assert load_recipe(tmp_path).hash == first
    file.write_text(file.read_text().replace("min_likeness = 0.6", "min_likeness = 0.7"))
    second = load_recipe(tmp_path).hash
    save_recipe(a_recipe(), {"top": [GOLDEN["top"][0] + 1]}, tmp_path)
    assert len({first, second, load_recipe(tmp_path).hash}) == 3


def test_places_stand_on_one_line(tmp_path: Path) -> None:
    assert "\nregion = [295, 585, 290, 45]\n" in saved(tmp_path).read_text()
    assert "\n    " not in recipe_text(a_recipe())


Change = Callable[[str], str]


def swap(old: str, new: str) -> Change:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


REFUSED: dict[str, tuple[Change, str, str]] = {
    "unknown key": (swap("max_shift_px", "max_shfit_px"), "max_shfit_px", "max_shift_px"),
    "unknown kind": (swap('kind = "sticker"', 'kind = "stiker"'), "[[checks]]", "sticker"),
    "missing picture": (swap('"top.png"', '"gone.png"'), "golden", "gone.png"),
    "pack leaves the picture": (swap("[240, 200, 800, 560]", "[600, 200, 800, 560]"), "pack", "x"),
    "region leaves the picture": (swap("[260, 215,", "[900, 215,"), "region", "1280 x 960"),
    "unknown view": (swap('view = "top"', 'view = "side"'), "view", "views: top"),
    "impossible likeness": (swap("min_likeness = 0.6", "min_likeness = 6"), "min_likeness", "1"),
    "bad date format": (swap("DD.MM.YYYY", "DD.MM"), "date_format", "year"),
    "other placeholder": (swap("LOT {lot}", "LOT {los}"), "expect", "{lot}"),
    "unknown language": (swap('language = "en"', 'language = "xx"'), "language", "en"),
    "unknown level": (swap('level = "report"', 'level = "always"'), "level", "report"),
    "wrong GTIN": (swap('formats = ["EAN13"]', 'gtin = "4006381333930"'), "gtin", "check digit"),
    "unknown format": (swap('["EAN13"]', '["EAN31"]'), "formats", "EAN13"),
    "impossible shelf life": (swap("= 3650", "= 0"), "max_shelf_life_days", "1"),
}


@pytest.mark.parametrize("mistake", REFUSED)
def test_a_mistake_is_told_with_its_line_and_what_would_be_right(
    mistake: str, tmp_path: Path
) -> None:
    change, key, right = REFUSED[mistake]
    file = saved(tmp_path)
    file.write_text(change(file.read_text()))
    with pytest.raises(SettingsError) as refused:
        load_recipe(tmp_path)
    assert refused.value.line is not None
    assert key in file.read_text().splitlines()[refused.value.line - 1]
    assert right in str(refused.value)
    assert str(file) in str(refused.value)


def test_two_checks_of_one_name_are_refused(tmp_path: Path) -> None:
    recipe = a_recipe()
    saved(tmp_path, replace(recipe, checks=(recipe.checks[0], recipe.checks[0])))
    with pytest.raises(SettingsError, match="twice"):
        load_recipe(tmp_path)


def test_a_folder_without_a_recipe_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        load_recipe(tmp_path / "nowhere")
    with pytest.raises(NotFound):
        load_recipe(tmp_path)


def test_too_few_golden_pictures_are_not_saved(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="golden"):
        save_recipe(a_recipe(), {"top": []}, tmp_path)
    assert not (tmp_path / "recipe.toml").exists()


def test_a_place_outside_its_picture_is_never_in_force(tmp_path: Path) -> None:
    recipe = a_recipe()
    outside = replace(recipe.checks[0], region=Box(0, 900, 10, 61))
    saved(tmp_path, replace(recipe, checks=(outside,)))
    with pytest.raises(SettingsError, match="leaves"):
        load_recipe(tmp_path)
