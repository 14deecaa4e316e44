"""Drawn lines: the same numbers give the same line, and labels are what the reader can say."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from edge_agent.inspection.line_input import HEIGHT_PX, STRIDE_PX, line_input
from training.lines.batches import SORTED_TOGETHER, Batch, batches
from training.lines.drawing import drawn_line
from training.lines.marks import jet_dots, pin_dots
from training.lines.texts import CHARACTERS, LONGEST, printed_text

STEPS_PER_STRIDE = 2
numbers = some.integers(0, 10**9)


@settings(max_examples=40, deadline=None)
@given(seed=numbers, number=numbers)
def test_the_same_numbers_give_the_same_line(seed: int, number: int) -> None:
    first, text = drawn_line(seed, number)
    second, same = drawn_line(seed, number)
    assert text == same
    np.testing.assert_array_equal(first, second)


@settings(max_examples=100, deadline=None)
@given(seed=numbers)
def test_texts_have_only_characters_of_the_reader(seed: int) -> None:
    text = printed_text(np.random.default_rng(seed))
    assert set(text) <= set(CHARACTERS)
    assert 1 <= len(text) <= LONGEST
    assert text == text.strip()


def steps_needed(text: str) -> int:
    """CTC needs one step for each character, and one between two of the same."""
    return len(text) + sum(one == other for one, other in pairwise(text))


def test_hardly_a_line_is_too_short_to_say_its_text() -> None:
    lines = [drawn_line(2, number) for number in range(400)]
    steps = [line_input(pixels).shape[1] * STEPS_PER_STRIDE // STRIDE_PX for pixels, _ in lines]
    needed = [steps_needed(text) for _, text in lines]
    assert sum(need > have for need, have in zip(needed, steps, strict=True)) <= 2


def test_lines_say_other_things_and_look_otherwise() -> None:
    lines = [drawn_line(1, number) for number in range(60)]
    assert len({text for _, text in lines}) > 50
    brightness = [float(pixels.mean()) for pixels, _ in lines]
    assert np.ptp(brightness) > 100


def test_a_run_that_goes_on_gets_the_batches_it_would_have_got() -> None:
    source = batches(3, 2, 0)
    whole = [next(source) for _ in range(SORTED_TOGETHER + 2)]
    later = next(batches(3, 2, SORTED_TOGETHER + 1))
    np.testing.assert_array_equal(whole[-1].inputs, later.inputs)
    np.testing.assert_array_equal(whole[-1].classes, later.classes)


@pytest.fixture(scope="module")
def batch() -> Batch:
    return next(batches(5, 6, 0))


def test_a_batch_has_one_width_and_every_text_whole(batch: Batch) -> None:
    assert batch.inputs.shape[:3] == (6, 1, HEIGHT_PX)
    assert batch.inputs.shape[3] % STRIDE_PX == 0
    assert batch.lengths.sum() == batch.classes.size
    assert batch.classes.min() >= 1
    assert batch.classes.max() <= len(CHARACTERS)


@pytest.mark.parametrize("text", [".", "-", "/", "I"])
def test_a_code_of_hardly_a_dot_is_drawn_all_the_same(text: str) -> None:
    for seed in range(40):
        rng = np.random.default_rng(seed)
        assert pin_dots(text, 20.0, 0.24, 0.9, rng).max() > 0
        assert jet_dots(text, 20.0, 0.24, 0.9, rng).max() > 0
