"""What a taught region says of what it is shown, and what it keeps of what it was taught."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from hypothesis.extra.numpy import arrays

from edge_agent.core.errors import InvalidInput
from edge_agent.inspection.appearance import TaughtAppearance, counted_cells, worst_cells
from edge_agent.inspection.appearance_teaching import MOST_LIMIT, copies_of, limit_of, taught
from edge_agent.inspection.backbone import CELL_PX, Backbone, input_sides
from edge_agent.inspection.opening import open_backbone
from hardware.interfaces import Pixels
from tests.inspection.drawn import STICKER, Drawn, draw

SIZE = (128, 96)
ALL = np.ones((SIZE[1] // CELL_PX, SIZE[0] // CELL_PX), np.bool_)
SHARE = 0.2


@pytest.fixture(scope="module")
def backbone() -> Backbone:
    return open_backbone()


def label(noise_seed: int = 0, **pack: object) -> Pixels:
    """The drawn sticker, as a camera sees it again and again."""
    x, y, width, height = STICKER
    whole = draw(Drawn(**pack))[y : y + height, x : x + width]  # type: ignore[arg-type]
    rows = np.linspace(0, height - 1, SIZE[1]).astype(int)
    columns = np.linspace(0, width - 1, SIZE[0]).astype(int)
    noise = np.random.default_rng(noise_seed).normal(0, 3, (SIZE[1], SIZE[0], 3))
    return np.asarray(np.clip(whole[rows][:, columns] + noise, 0, 255), np.uint8)


def learnt(backbone: Backbone, pictures: list[Pixels]) -> TaughtAppearance:
    return taught(backbone, pictures, ALL, SHARE)


def torn(picture: Pixels) -> Pixels:
    bare = label(7, sticker=False)
    left_over = picture.copy()
    left_over[:, : SIZE[0] // 3] = bare[:, : SIZE[0] // 3]
    return left_over


@pytest.mark.parametrize("pictures", [1, 2, 5])
def test_a_good_one_is_like_the_taught_and_a_torn_or_missing_one_is_not(
    backbone: Backbone, pictures: int
) -> None:
    known = learnt(backbone, [label(seed) for seed in range(pictures)])
    good, damaged, missing = (
        known.look(backbone.features(one))
        for one in (label(50), torn(label(51)), label(52, sticker=False))
    )
    assert good.likeness > 0.6 > damaged.likeness
    assert damaged.unlikeness < missing.unlikeness
    assert damaged.is_damaged
    assert missing.is_alien


@pytest.mark.parametrize("odd_ones", [1, 2])
def test_odd_pictures_among_the_good_are_named_and_let_nothing_pass(
    backbone: Backbone, odd_ones: int
) -> None:
    odd = [label(8, sticker=False), label(9, sticker_turn_deg=90)][:odd_ones]
    known = learnt(backbone, [*(label(seed) for seed in range(6)), *odd])
    assert known.odd == tuple(range(6, 6 + odd_ones))
    assert known.look(backbone.features(label(53, sticker=False))).likeness < 0.5
    assert known.look(backbone.features(label(54))).likeness > 0.6


def test_a_variant_that_is_shown_twice_is_believed(backbone: Backbone) -> None:
    other = {"sticker_turn_deg": 180.0}
    variants = [*(label(seed) for seed in range(4)), label(5, **other), label(6, **other)]
    known = learnt(backbone, variants)
    assert known.odd == ()
    assert known.look(backbone.features(label(55, **other))).likeness > 0.6


def test_the_heat_map_is_hot_where_the_damage_is(backbone: Backbone) -> None:
    heat = learnt(backbone, [label()]).look(backbone.features(torn(label(1)))).heat_map(220, 150)
    assert heat.shape == (150, 220)
    assert 0 <= heat.min() <= heat.max() <= 1
    assert heat[:, :60].mean() > 3 * heat[:, 100:].mean()


def test_what_may_change_does_not_count(backbone: Backbone) -> None:
    counted = ALL.copy()
    counted[:, : ALL.shape[1] // 2] = False
    known = taught(backbone, [label()], counted, SHARE)
    look = known.look(backbone.features(torn(label(1))))
    assert look.likeness > 0.6
    assert not look.distances[~counted].any()


@given(arrays(np.float64, some.integers(3, 20), elements=some.floats(0, 2)))
def test_no_pictures_make_a_limit_that_lets_something_unrelated_pass(scores: np.ndarray) -> None:
    assert limit_of(scores) <= MOST_LIMIT


@given(some.lists(some.floats(0.2, 0.4), min_size=5, max_size=18), some.integers(1, 2))
def test_how_odd_one_or_two_pictures_are_does_not_move_the_limit(
    usual: list[float], odd: int
) -> None:
    assert limit_of(np.array(usual + [1.4] * odd)) == limit_of(np.array(usual + [14.0] * odd))


@given(
    arrays(np.float32, some.integers(1, 60), elements=some.floats(0, 2, width=32)),
    some.floats(0.05, 1),
)
def test_the_worst_cells_are_no_better_than_all_of_them(
    distances: np.ndarray, share: float
) -> None:
    assert float(distances.mean()) - 1e-5 <= worst_cells(distances, share)
    assert worst_cells(distances, share) <= float(distances.max()) + 1e-5


def test_a_cell_counts_only_where_nothing_near_it_may_change() -> None:
    pixels = np.ones((64, 64), np.bool_)
    pixels[30, 30] = False
    cells = counted_cells(pixels)
    assert not cells[2:5, 2:5].any()
    assert cells.sum() == 64 - 9


def test_copies_are_the_same_every_time() -> None:
    first, again = copies_of(label()), copies_of(label())
    assert all(np.array_equal(one, other) for one, other in zip(first, again, strict=True))


def test_a_picture_of_other_sides_is_refused(backbone: Backbone) -> None:
    with pytest.raises(InvalidInput, match="multiples of 16"):
        backbone.features(np.zeros((100, 96, 3), np.uint8))


@given(some.floats(1, 4000), some.floats(1, 4000))
def test_inputs_fit_the_backbone(width: float, height: float) -> None:
    across, down = input_sides(width, height, 128)
    assert max(across, down) == 128
    assert min(across, down) >= 16
    assert across % 16 == down % 16 == 0
