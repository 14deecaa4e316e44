"""What another version changes, in the words of recipe.toml."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as some

from edge_agent.core.packs import Box, CheckKind, Level
from edge_agent.core.recipe import (
    BarcodeLimits,
    Check,
    NoAnswer,
    PrintLimits,
    Recipe,
    SurfaceLimits,
    View,
)
from edge_agent.core.recipe_difference import (
    BoxChange,
    Change,
    KeyChange,
    PictureState,
    Version,
    difference,
)

PACK, PLACE = Box(0, 0, 100, 80), Box(10, 10, 30, 20)
TOP = View("top", ("top-1.png",), PACK)
EXPIRY = Check("expiry", CheckKind.PRINT, "top", PLACE, PrintLimits("EXP {expiry}"))
SEAL = Check("seal", CheckKind.SURFACE, "top", PLACE, SurfaceLimits())
BOX = Recipe("box", (TOP,), (EXPIRY, SEAL))
PICTURES = {"top-1.png": "aa"}


def version(recipe: Recipe, pictures: dict[str, str] = PICTURES, text: str = "a\n") -> Version:
    return Version(recipe, text, pictures)


def with_checks(*checks: Check) -> Version:
    return version(replace(BOX, checks=checks))


def test_the_same_is_no_difference() -> None:
    found = difference(version(BOX), version(BOX))
    assert found.is_none
    assert not found.keys
    assert not found.parts


def test_keys_are_told_by_their_name_with_both_values() -> None:
    stricter = replace(SEAL, limits=SurfaceLimits(0.8), level=Level.RECOMMEND)
    (part,) = difference(version(BOX), with_checks(EXPIRY, stricter)).parts
    assert (part.table, part.name, part.change) == ("checks", "seal", Change.CHANGED)
    assert set(part.keys) == {
        KeyChange("level", "report", "recommend"),
        KeyChange("min_likeness", 0.6, 0.8),
    }


def test_keys_of_the_recipe_itself() -> None:
    newer = replace(BOX, no_answer=NoAnswer.STOP, max_shelf_life_days=90)
    found = difference(version(BOX), version(newer))
    assert found.keys == (
        KeyChange("no_answer", "pass", "stop"),
        KeyChange("max_shelf_life_days", 3650, 90),
    )


def test_a_place_that_moved_is_told_as_two_boxes() -> None:
    moved = replace(SEAL, region=Box(12, 10, 30, 20))
    (part,) = difference(version(BOX), with_checks(EXPIRY, moved)).parts
    assert part.boxes == (BoxChange("region", PLACE, Box(12, 10, 30, 20)),)
    assert not part.keys


def test_checks_that_come_and_go_have_all_of_their_keys() -> None:
    code = Check("code", CheckKind.BARCODE, "top", PLACE, BarcodeLimits(gtin="4006381333931"))
    added, removed = difference(version(BOX), with_checks(EXPIRY, code)).parts
    assert (added.name, added.change) == ("code", Change.ADDED)
    assert KeyChange("gtin", None, "4006381333931") in added.keys
    assert added.boxes == (BoxChange("region", None, PLACE),)
    assert (removed.name, removed.change) == ("seal", Change.REMOVED)
    assert KeyChange("kind", "surface", None) in removed.keys


def test_pictures_are_same_changed_new_or_gone_and_a_new_name_alone_is_none_of_that() -> None:
    old = version(BOX, {"a.png": "1", "b.png": "2", "c.png": "3", "d.png": "4"})
    new = version(BOX, {"a.png": "1", "b.png": "5", "e.png": "3", "f.png": "6"})
    found = {(one.old_name, one.new_name): one.state for one in difference(old, new).pictures}
    assert found == {
        ("a.png", "a.png"): PictureState.SAME,
        ("b.png", "b.png"): PictureState.CHANGED,
        ("c.png", "e.png"): PictureState.SAME,
        (None, "f.png"): PictureState.NEW,
        ("d.png", None): PictureState.GONE,
    }


def test_lines_are_told_as_a_person_edited_them() -> None:
    found = difference(version(BOX, text="a\nb\nc\n"), version(BOX, text="a\nB\nc\n"))
    assert found.lines[-4:] == (" a", "-b", "+B", " c")
    assert not found.is_none


LIMITS = some.one_of(
    some.builds(SurfaceLimits, some.sampled_from([0.5, 0.6])),
    some.builds(PrintLimits, some.sampled_from(["EXP {expiry}", "L {lot}"])),
)
BOXES = some.builds(Box, *[some.integers(1, 3)] * 4)
CHECKS = some.builds(
    *(Check, some.sampled_from("abc"), some.sampled_from(CheckKind), some.just("top")),
    *(BOXES, LIMITS),
)
RECIPES = some.lists(CHECKS, max_size=3, unique_by=lambda check: check.name).map(
    lambda checks: replace(BOX, checks=tuple(checks))
)


@given(RECIPES, RECIPES)
def test_no_change_of_a_check_goes_untold_and_back_is_the_same_turned_round(
    old: Recipe, new: Recipe
) -> None:
    there, back = difference(version(old), version(new)), difference(version(new), version(old))
    before = {check.name: check for check in old.checks}
    after = {check.name: check for check in new.checks}
    changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    assert {part.name for part in there.parts} == changed
    turned = {(part.name, key.key, key.new, key.old) for part in back.parts for key in part.keys}
    assert {
        (part.name, key.key, key.old, key.new) for part in there.parts for key in part.keys
    } == turned
