import numpy as np

from edge_agent.inspection.finder_maps import DOWN, RIGHT, TEXT
from training.scenes.batches import VIEWS, batches, learnable, seen_again
from training.scenes.drawing import SCENE_PX, drawn_scene


def test_the_same_numbers_give_the_same_scene() -> None:
    pixels, maps = drawn_scene(3, 5)
    again, maps_again = drawn_scene(3, 5)
    np.testing.assert_array_equal(pixels, again)
    np.testing.assert_array_equal(maps.text, maps_again.text)
    assert not np.array_equal(pixels, drawn_scene(3, 6)[0])
    assert not np.array_equal(pixels, drawn_scene(4, 5)[0])


def test_scenes_have_codes_words_barcodes_and_stickers() -> None:
    scenes = [drawn_scene(8, number) for number in range(16)]
    assert all(pixels.shape == (SCENE_PX, SCENE_PX, 3) for pixels, _ in scenes)
    seen = {
        "code": sum(bool((maps.code[maps.text > 127] > 127).any()) for _, maps in scenes),
        "words": sum(bool((maps.code[maps.text > 127] < 127).any()) for _, maps in scenes),
        "barcode": sum(bool((maps.barcode > 127).any()) for _, maps in scenes),
        "sticker": sum(bool((maps.sticker > 127).any()) for _, maps in scenes),
    }
    assert min(seen.values()) >= 2, seen
    assert max(seen.values()) <= 15, seen


def test_directions_are_unit_vectors_where_text_is() -> None:
    for number in range(4):
        maps = drawn_scene(2, number)[1]
        lengths = np.linalg.norm(maps.along, axis=0)[maps.text > 127]
        assert np.mean(np.abs(lengths - 1) < 1e-3) > 0.99  # rims of polygons may differ by a pixel


def test_a_scene_seen_again_is_turned_with_its_directions() -> None:
    pixels, maps, counted = learnable(*drawn_scene(11, 0))
    turned_pixels, turned, turned_counted = seen_again((pixels, maps, counted), 11)
    quarters = next(
        turns for turns in range(1, 4) if np.array_equal(np.rot90(maps[TEXT], turns), turned[TEXT])
    )
    np.testing.assert_array_equal(np.rot90(counted, quarters), turned_counted)
    assert turned_pixels.shape == pixels.shape
    there = np.rot90(maps[RIGHT:], quarters, axes=(1, 2))
    before = np.arctan2(there[1], there[0])
    after = np.arctan2(turned[DOWN], turned[RIGHT])
    inside = turned[TEXT] > 0.5
    steps = np.round((before - after)[inside] / (np.pi / 2)) % 4
    assert np.all(steps == quarters)


def test_batches_go_on_where_a_run_stood() -> None:
    source = batches(5, 1, 0)
    first = [next(source) for _ in range(VIEWS + 1)]
    later = batches(5, 1, VIEWS - 1)
    np.testing.assert_array_equal(next(later).inputs, first[VIEWS - 1].inputs)
    np.testing.assert_array_equal(next(later).maps, first[VIEWS].maps)
