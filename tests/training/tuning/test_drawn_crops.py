"""Cut-outs: each follows from the seed and its name, is drawn once, and is seen once."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from edge_agent.inspection.bundle import base_bundle
from edge_agent.inspection.head_tables import GOOD
from edge_agent.inspection.region_features import RASTER, pooled
from hardware.interfaces import Pixels
from hardware.pictures import encode_png, load_picture
from simulators.drawing.products import CARTON, PRODUCTS, TRAY
from training.tuning.crop_features import crop_vector
from training.tuning.defect_kinds import kinds_of
from training.tuning.drawn_crops import Crop, crops_version, drawn_crops, wanted_crops
from training.tuning.items import Item
from training.tuning.settings import DrawnSettings

WISH = DrawnSettings(product="carton", check="lot", lots=3)


def test_kinds_are_the_faults_that_look_different() -> None:
    assert list(kinds_of(CARTON, "lot")) == [GOOD, "damaged", "smudged", "cut_off", "missing"]
    assert list(kinds_of(TRAY, "sticker")) == [GOOD, "missing", "shifted", "turned"]
    with pytest.raises(ValueError, match="'sticker' of carton has no fault"):
        kinds_of(CARTON, "sticker")


def test_every_lot_has_every_kind_and_is_a_group_of_its_own(tmp_path: Path) -> None:
    items = [crop.item for crop, _ in wanted_crops(WISH, 1, tmp_path)]
    kinds = list(kinds_of(PRODUCTS["carton"], "lot"))
    assert len({one.id for one in items}) == len(items) == 3 * len(kinds)
    for lot in {one.group for one in items}:
        assert [one.label for one in items if one.group == lot] == kinds


def test_a_picture_follows_from_the_seed_and_shows_its_kind(tmp_path: Path) -> None:
    wanted = {crop.item.id: draw for crop, draw in wanted_crops(WISH, 1, tmp_path)}
    good, again = wanted["lot-000-good-000"](), wanted["lot-000-good-000"]()
    assert np.array_equal(good, again)
    other = next(draw for crop, draw in wanted_crops(WISH, 2, tmp_path))()
    assert not np.array_equal(good, other)
    missing = wanted["lot-000-missing-000"]()
    assert missing.shape == good.shape
    assert missing.std() < good.std() - 5  # no print: less contrast


def test_what_is_drawn_is_not_drawn_again(tmp_path: Path) -> None:
    """A file that is there is taken as it is, whatever it shows."""
    wish = DrawnSettings(product="carton", check="lot", lots=3)
    stand_ins = [crop for crop, _ in wanted_crops(wish, 1, tmp_path)]
    for number, crop in enumerate(stand_ins):
        crop.file.write_bytes(b"%d" % number)
    told: list[tuple[int, int]] = []
    found = drawn_crops(wish, 1, tmp_path, lambda done, of: told.append((done, of)))
    assert found == stand_ins
    assert [one.file.read_bytes() for one in found] == [b"%d" % n for n in range(15)]
    assert told[-1] == (15, 15)


def test_the_version_of_data_changes_with_a_picture_and_with_a_label(tmp_path: Path) -> None:
    crops = [
        Crop(Item(name, "lot", GOOD), tmp_path / f"{name}.png") for name in ("first", "second")
    ]
    for crop in crops:
        crop.file.write_bytes(crop.item.id.encode())
    version = crops_version(crops)
    assert version == crops_version(crops[::-1])
    relabelled = replace(crops[0], item=replace(crops[0].item, label="torn"))
    assert crops_version([relabelled, crops[1]]) != version
    crops[0].file.write_bytes(b"other")
    assert crops_version(crops) != version


def picture(seed: int) -> Pixels:
    return np.random.default_rng(seed).integers(0, 256, (50, 200, 3), np.uint8)


def test_a_picture_is_seen_once_and_another_one_anew(tmp_path: Path) -> None:
    file, cache, bundle = tmp_path / "crop.png", tmp_path / "features", base_bundle()
    file.write_bytes(encode_png(picture(1)))
    first = crop_vector(file, bundle, cache)
    (stored,) = cache.rglob("*.npy")
    assert stored.parent.name == bundle.sha256
    np.save(stored, first + 1)
    assert np.array_equal(crop_vector(file, bundle, cache), first + 1)
    file.write_bytes(encode_png(picture(2)))
    assert not np.array_equal(crop_vector(file, bundle, cache), first + 1)
    assert len(list(cache.rglob("*.npy"))) == 2
    assert load_picture(file).shape == (50, 200, 3)


def test_features_are_means_of_their_cell_of_the_raster() -> None:
    down, across = RASTER
    features = np.zeros((4 * down, 3 * across, 2), np.float32)
    features[:4, 3:6, 1] = 6
    found = pooled(features).reshape(down, across, 2)
    assert found[0, 1, 1] == 6
    assert found.sum() == 6
