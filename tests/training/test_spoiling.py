"""Spoilt lines: what each spoiler takes away, the same for every reader."""

import numpy as np
import pytest

from training.commands_evaluate import Spoilt
from training.spoiling import SPOILERS


def stripes() -> np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]:
    """Upright stripes, 48 px high."""
    row = np.where(np.arange(240) // 6 % 2, 220, 30).astype(np.uint8)
    return np.repeat(np.tile(row, (48, 1))[:, :, np.newaxis], 3, axis=2)


def test_every_name_of_the_command_has_its_spoiler() -> None:
    assert set(SPOILERS) == {kind.value for kind in Spoilt}


@pytest.mark.parametrize("kind", list(Spoilt))
def test_a_number_always_spoils_in_the_same_way(kind: Spoilt) -> None:
    once, again = (SPOILERS[kind](stripes(), 3) for _ in range(2))
    np.testing.assert_array_equal(once, again)


def test_small_lines_are_12_px_high_and_keep_their_proportions() -> None:
    assert SPOILERS["small"](stripes(), 0).shape == (12, 60, 3)


@pytest.mark.parametrize(("kind", "least", "most"), [("faint", 0.12, 0.2), ("moved", 0.0, 0.35)])
def test_faint_and_moved_lines_lose_contrast(kind: str, least: float, most: float) -> None:
    spoilt = SPOILERS[kind](stripes(), 0)
    assert spoilt.shape == stripes().shape
    assert least <= spoilt.std() / stripes().std() <= most
