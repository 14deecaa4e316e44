"""What is drawn: the same for the same seed, good where it is good, faulty only where it should."""

from datetime import date

import cv2
import numpy as np
import pytest

from edge_agent.core.order import Order
from edge_agent.core.packs import Box
from hardware.interfaces import Pixels
from simulators.drawing.defects import Defect, defects_of
from simulators.drawing.draw import draw_pack
from simulators.drawing.placement import Placement
from simulators.drawing.products import PRODUCTS, Product, region

EXPIRY = date(2027, 3, 12)
DEFECTS = [(name, one) for name, product in PRODUCTS.items() for one in defects_of(product)]


def drawn(
    product: Product,
    defect: Defect | None = None,
    seed: int = 5,
    placement: Placement | None = None,
) -> dict[str, Pixels]:
    order = Order(product.name, "L40718", EXPIRY, product.gtin)
    rng = np.random.default_rng(seed)
    return draw_pack(product, order, defect, rng, placement or Placement())


def place_of(product: Product, target: str) -> tuple[str, Box]:
    """View and region of a target."""
    check = next(one for one in product.recipe().checks if one.name == target)
    return check.view, check.region


def changed(one: Pixels, other: Pixels) -> Pixels:
    """255 where two pictures differ by more than rounding."""
    difference = cv2.absdiff(one, other).max(axis=2)
    return np.where(difference > 12, 255, 0).astype(np.uint8)


@pytest.mark.parametrize("name", PRODUCTS)
def test_one_picture_per_view_of_the_size_of_a_frame(name: str) -> None:
    pictures = drawn(PRODUCTS[name])
    assert tuple(pictures) == PRODUCTS[name].views
    assert all(one.shape == (960, 1280, 3) and one.dtype == np.uint8 for one in pictures.values())


@pytest.mark.parametrize("name", PRODUCTS)
def test_the_same_seed_draws_the_same_pictures_and_another_seed_others(name: str) -> None:
    first, again, other = (drawn(PRODUCTS[name], seed=seed) for seed in (3, 3, 4))
    for view in first:
        assert np.array_equal(first[view], again[view])
        assert not np.array_equal(first[view], other[view])


@pytest.mark.parametrize(("name", "defect"), DEFECTS, ids=lambda value: str(value))
def test_a_defect_changes_its_own_place_and_nothing_else(name: str, defect: Defect) -> None:
    product = PRODUCTS[name]
    good, bad = drawn(product), drawn(product, defect)
    view, box = place_of(product, defect.target)
    differs = {one: changed(good[one], bad[one]) for one in product.views}
    inside = differs[view][box.y : box.y + box.height, box.x : box.x + box.width]
    assert np.count_nonzero(inside) > 60
    reach = round(20 * product.px_per_mm) if defect.target == "sticker" else 60
    near = np.zeros((960, 1280), np.uint8)
    cv2.rectangle(
        near,
        (box.x - reach, box.y - reach),
        (box.x + box.width + reach, box.y + box.height + reach),
        255,
        -1,
    )
    differs[view][near > 0] = 0
    assert not any(one.any() for one in differs.values())


@pytest.mark.parametrize("name", PRODUCTS)
def test_regions_lie_inside_the_pack_and_the_pack_inside_the_frame(name: str) -> None:
    recipe = PRODUCTS[name].recipe()
    packs = {view.name: view.pack for view in recipe.views}
    for pack in packs.values():
        assert pack.x > 0
        assert pack.y > 0
        assert pack.x + pack.width < 1280
        assert pack.y + pack.height < 960
    for check in recipe.checks:
        pack, box = packs[check.view], check.region
        assert pack.x <= box.x
        assert pack.y <= box.y
        assert box.x + box.width <= pack.x + pack.width
        assert box.y + box.height <= pack.y + pack.height


@pytest.mark.parametrize("name", PRODUCTS)
def test_print_stays_inside_its_region(name: str) -> None:
    """With a missing line as the other picture, all of the line's ink is in its region."""
    product = PRODUCTS[name]
    for line in product.lines:
        good, bare = drawn(product), drawn(product, Defect(f"{line.name}_missing"))
        ink = changed(good[line.place.view], bare[line.place.view])
        box = region(product, line.place)
        inside = np.count_nonzero(ink[box.y : box.y + box.height, box.x : box.x + box.width])
        assert inside == np.count_nonzero(ink) > 200


def test_a_pack_lies_where_its_placement_says() -> None:
    product = PRODUCTS["blister"]
    pictures = [
        drawn(product, placement=Placement(shift_along_mm=shift))["top"] for shift in (0.0, 5.0)
    ]
    columns = [np.flatnonzero(one[480].mean(axis=1) > 100) for one in pictures]
    moved = np.median(columns[1]) - np.median(columns[0])
    assert moved == pytest.approx(5.0 * product.px_per_mm, abs=3)


def test_a_faster_belt_and_a_longer_exposure_blur_along_the_belt_only() -> None:
    product = PRODUCTS["tray"]
    _, box = place_of(product, "barcode")

    def sharpness(placement: Placement) -> tuple[float, float]:
        picture = drawn(product, placement=placement)["bottom"]
        cut = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)[box.y : box.y + box.height, box.x :]
        cut = cut[:, : box.width].astype(np.float32)
        return float(np.diff(cut, axis=1).std()), float(np.diff(cut, axis=0).std())

    still_x, still_y = sharpness(Placement())
    moving_x, moving_y = sharpness(Placement(speed_mm_per_s=1000, exposure_ms=1.0))
    assert moving_x < 0.6 * still_x
    assert moving_y > 0.6 * still_y


def test_less_light_makes_a_darker_frame() -> None:
    bright, dark = (
        drawn(PRODUCTS["carton"], placement=Placement(light=light))["front"].mean()
        for light in (1.0, 0.6)
    )
    assert dark == pytest.approx(0.6 * bright, rel=0.1)


@pytest.mark.parametrize("name", PRODUCTS)
def test_golden_pictures_vary_in_what_is_printed(name: str) -> None:
    product = PRODUCTS[name]
    golden = product.golden(1)
    names = {view.name: len(view.golden) for view in product.recipe().views}
    assert {view: len(pictures) for view, pictures in golden.items()} == names
    view, box = place_of(product, "lot")
    first, second = (
        one[box.y : box.y + box.height, box.x : box.x + box.width] for one in golden[view][:2]
    )
    assert np.count_nonzero(changed(first, second)) > 100
