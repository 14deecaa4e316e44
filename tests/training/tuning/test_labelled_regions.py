"""Regions of labelled packs: seen as at the station, grouped by origin; the rest is counted."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from edge_agent.core.errors import InvalidInput, NotFound
from edge_agent.core.review import Said
from edge_agent.inspection.bundle import base_bundle
from edge_agent.inspection.inspector import pose_finder_of
from edge_agent.inspection.opening import open_backbone
from edge_agent.inspection.recipe_files import LoadedRecipe
from edge_agent.inspection.region_features import cut_vector, region_vector
from edge_agent.inspection.seen_frame import SeenFrame
from edge_agent.inspection.seen_pack import SeenPack
from hardware.pictures import encode_png, load_picture
from tests.training.data.samples import NOON, add, class_of, folder_set, said, sha256
from tests.training.tuning.labelled_packs import (
    CHECK,
    GOOD,
    SPOILT,
    STAINED,
    Pack,
    carton_recipe,
    drawn,
    labelled_set,
    packs,
)
from training.data.data_set import Change, DataSet
from training.data.groups import GroupKey
from training.data.values import Origin, Trust, VerdictValue
from training.excluded import excluded_pictures
from training.tuning.labelled_regions import UNNAMED, LabelledRegions, labelled_regions
from training.tuning.region_seeing import LeftOut
from training.tuning.settings import NEWEST

SHOWN = packs(range(3))


@pytest.fixture(scope="module")
def recipe(tmp_path_factory: pytest.TempPathFactory) -> LoadedRecipe:
    return carton_recipe(tmp_path_factory.mktemp("carton"))


def regions(
    data_set: DataSet, recipe: LoadedRecipe, cache: Path, version: int = NEWEST, check: str = CHECK
) -> LabelledRegions:
    return labelled_regions(data_set, version, recipe, check, base_bundle(), cache)


def test_every_pack_is_an_item_of_its_kind_and_of_its_lots_group(
    tmp_path: Path, recipe: LoadedRecipe
) -> None:
    data_set = labelled_set(tmp_path / "set", SHOWN)
    found = regions(data_set, recipe, tmp_path / "cache")
    by_name = {sha256(encode_png(drawn(pack))): pack for pack in SHOWN}
    assert {one.id for one in found.items} == set(by_name)
    for one in found.items:
        assert one.label == (STAINED if by_name[one.id].stained else "good")
    groups = {(by_name[one.id].lot, one.group) for one in found.items}
    assert len(groups) == len({group for _, group in groups}) == 3
    newest = data_set.newest()
    assert newest is not None
    assert (found.kinds, found.left_out, found.version) == (("good", STAINED), {}, newest.version)


def test_a_vector_is_what_a_station_sees_of_the_pack(tmp_path: Path, recipe: LoadedRecipe) -> None:
    found = regions(labelled_set(tmp_path / "set", SHOWN), recipe, tmp_path / "cache")
    check = next(one for one in recipe.recipe.checks if one.name == CHECK)
    pixels = drawn(SHOWN[1])
    frame = SeenFrame(pixels)
    pose = pose_finder_of(recipe, recipe.recipe.views[0]).find_in(frame)
    assert pose is not None
    name, backbone = sha256(encode_png(pixels)), open_backbone()
    seen = region_vector(SeenPack(frame, pose), check.region, backbone)
    assert np.array_equal(found.vectors[name], seen)
    cut = cut_vector(load_picture(found.cuts[name]), backbone)
    assert np.abs(cut - seen).mean() < 0.1 * np.abs(seen).mean()  # shrunk in two steps


def test_a_picture_is_looked_at_once_for_each_recipe(tmp_path: Path, recipe: LoadedRecipe) -> None:
    data_set, cache = labelled_set(tmp_path / "set", SHOWN), tmp_path / "cache"
    before = regions(data_set, recipe, cache)
    stored = {file: file.stat().st_mtime_ns for file in cache.rglob("*.npy")}
    again = regions(data_set, recipe, cache)
    assert {file: file.stat().st_mtime_ns for file in cache.rglob("*.npy")} == stored
    assert all(np.array_equal(again.vectors[name], one) for name, one in before.vectors.items())
    regions(data_set, replace(recipe, hash="0" * 64), cache)
    assert len(list(cache.rglob("*.npy"))) == 2 * len(stored)


def test_what_cannot_teach_is_left_out_and_counted(tmp_path: Path, recipe: LoadedRecipe) -> None:
    data_set = labelled_set(tmp_path / "set", SHOWN)
    belt = np.full((960, 1280, 3), 70, np.uint8)
    cut = drawn(Pack(7, 0, False))[:, :760]
    odd = {
        "belt": encode_png(belt),
        "cut": encode_png(np.ascontiguousarray(cut)),
        **{name: encode_png(drawn(Pack(8, i, False))) for i, name in enumerate("abc")},
        "unnamed": encode_png(drawn(Pack(9, 0, True))),
    }
    names = {name: sha256(content) for name, content in odd.items()}
    unnamed = VerdictValue(verdict=Said.DEFECTIVE)
    add(
        data_set,
        {f"odd/{name}.png": content for name, content in odd.items()},
        [
            said(names["belt"], GOOD, field=CHECK),
            said(names["cut"], GOOD, field=CHECK),
            said(names["a"], VerdictValue(verdict=Said.UNSURE), field=CHECK),
            said(names["b"], GOOD, field=CHECK),
            said(names["b"], SPOILT, by="bert", field=CHECK),
            said(names["c"], class_of("nice"), field=CHECK),
            said(names["unnamed"], unnamed, field=CHECK),
            said(names["unnamed"], GOOD, field="expiry"),
        ],
    )
    found = regions(data_set, recipe, tmp_path / "cache")
    assert found.left_out == {
        names["belt"]: LeftOut.PACK_NOT_FOUND,
        names["cut"]: LeftOut.OUT_OF_PICTURE,
        names["a"]: LeftOut.UNSURE,
        names["b"]: LeftOut.UNDECIDED,
        names["c"]: LeftOut.NO_VERDICT,
    }
    assert sum(found.left_out_counts.values()) == 5
    assert found.kinds == ("good", UNNAMED, STAINED)
    first = regions(data_set, recipe, tmp_path / "cache", version=1)
    assert (len(first.items), first.left_out) == (len(SHOWN), {})


def test_groups_follow_from_what_may_not_be_torn_apart(
    tmp_path: Path, recipe: LoadedRecipe
) -> None:
    data_set = labelled_set(tmp_path / "set", SHOWN)
    found = labelled_regions(
        data_set, NEWEST, recipe, CHECK, base_bundle(), tmp_path / "cache", [GroupKey.STATION]
    )
    assert len({one.group for one in found.items}) == 1


def test_a_check_nobody_has_and_labels_nobody_gave_are_refused(
    tmp_path: Path, recipe: LoadedRecipe
) -> None:
    data_set, cache = labelled_set(tmp_path / "set", SHOWN), tmp_path / "cache"
    with pytest.raises(InvalidInput, match="has no check 'seal'; it has lot, expiry, barcode"):
        regions(data_set, recipe, cache, check="seal")
    with pytest.raises(InvalidInput, match="has no label whose field is 'expiry'"):
        regions(data_set, recipe, cache, check="expiry")
    with pytest.raises(NotFound, match="names no version"):
        regions(data_set, recipe, cache, version=9)


def test_good_ones_alone_teach_nothing(tmp_path: Path, recipe: LoadedRecipe) -> None:
    data_set = labelled_set(tmp_path / "set", [one for one in SHOWN if not one.stained])
    with pytest.raises(InvalidInput, match=r"of 3 labelled regions .* 3 are good"):
        regions(data_set, recipe, tmp_path / "cache")


def test_a_picture_that_judges_never_teaches(tmp_path: Path, recipe: LoadedRecipe) -> None:
    """Its hash alone names it: it is refused before it is looked at."""
    place, judge = next(iter(excluded_pictures().items()))
    data_set = folder_set(tmp_path / "set")
    content = encode_png(drawn(SHOWN[0]))
    add(data_set, {"one.png": content})
    word = said(sha256(content), GOOD, field=CHECK, trust=Trust.REVIEW, origin=Origin())
    listed = data_set.snapshot().pictures[0]._replace(sha256=judge, path="judge.png")
    about_judge = word.model_copy(update={"picture": judge})
    data_set.add(Change(frozenset([listed]), frozenset(), [word, about_judge]), NOON, "a", "b")
    with pytest.raises(InvalidInput, match=f"picture {judge} is {place}"):
        regions(data_set, recipe, tmp_path / "cache")
