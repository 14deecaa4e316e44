"""A belt without an end: laid as it moves, nothing over anything, nothing kept for ever."""

import numpy as np

from simulators.belt_feed import LAID_AHEAD_MM, BeltFeed
from simulators.packs import TruePack
from simulators.plant import Plant
from simulators.settings import PlantSettings

SETTINGS = PlantSettings()
SECOND_NS = 1_000_000_000


def made(index: int, front_mm: float) -> TruePack:
    return TruePack(index, front_mm, SETTINGS.packs.length_mm, None, False, {})


def fed(most: int | None, seconds: int) -> tuple[BeltFeed, Plant]:
    random = np.random.default_rng(1)
    feed = BeltFeed(SETTINGS, random, made, most)
    plant = Plant(SETTINGS, feed.first(), (), random)
    for second in range(seconds):
        plant.advance(second * SECOND_NS)
        plant.events.clear()
        feed.look(plant, second * SECOND_NS)
    return feed, plant


def test_packs_lie_ahead_of_the_eye_in_their_order_and_apart() -> None:
    _, plant = fed(None, 60)
    fronts = [pack.front_mm for pack in plant.packs]
    assert [pack.index for pack in plant.packs] == list(range(len(fronts)))
    assert min(np.diff(fronts)) >= SETTINGS.packs.length_mm
    assert fronts[-1] > plant.belt.moved_mm(59 * SECOND_NS) + LAID_AHEAD_MM - 400


def test_the_line_counts_them_as_it_counts_any() -> None:
    _, plant = fed(None, 60)
    usual = 59 * SETTINGS.belt.packs_per_min / 60
    assert abs(len(plant.seen_by) - usual) < 4  # the gaps are uneven


def test_a_shift_of_so_many_packs_ends() -> None:
    feed, plant = fed(20, 40)
    assert (feed.laid, len(plant.packs), plant.is_busy) == (20, 20, False)


def test_what_has_left_the_belt_long_ago_is_forgotten() -> None:
    _, plant = fed(None, 30)
    seen = len(plant.seen_by)
    plant.forget(10)
    assert len(plant.packs) == len(plant.centres_mm) == 10
    assert 0 < len(plant.seen_by) < seen
    assert {pack.index for pack in plant.seen_by.values()} <= {pack.index for pack in plant.packs}


def test_a_feed_remembers_no_more_than_it_was_told_and_ends_when_it_is_told() -> None:
    random = np.random.default_rng(1)
    feed = BeltFeed(SETTINGS, random, made, None, kept=20)
    plant = Plant(SETTINGS, feed.first(), (), random)
    second, ends_s = 0, 60
    while plant.is_busy:
        plant.advance(second * SECOND_NS)
        plant.events.clear()
        feed.look(plant, second * SECOND_NS)
        assert len(plant.packs) < 40
        second += 1
        if second == ends_s:
            feed.end()
    assert feed.laid > 100
    assert second < 2 * ends_s
