"""An altered photograph differs from the real one at its label, and nowhere else."""

import numpy as np
import pytest

from edge_agent.core.packs import Box
from edge_agent.inspection.pose import Pose
from training.altering import ROOM_SHARE, Alteration, altered

LABEL = Box(120, 90, 80, 50)
OTHER = np.full((20, 30, 3), (10, 200, 30), np.uint8)


def photograph() -> np.ndarray:
    rng = np.random.default_rng(2)
    pixels = rng.integers(60, 200, (260, 340, 3), dtype=np.uint8)
    return np.asarray(pixels, np.uint8)


@pytest.mark.parametrize("how", Alteration)
def test_only_the_label_and_its_room_change(how: Alteration) -> None:
    before = photograph()
    after = altered(before, Pose(np.eye(2, 3), 1.0), LABEL, how, OTHER, np.random.default_rng(1))
    room = round(ROOM_SHARE * LABEL.width) + 2
    changed = np.any(before != after, axis=2)
    label = changed[90:140, 120:200]
    assert label.mean() > 0.2
    changed[90 - room : 140 + room, 120 - room : 200 + room] = False
    assert not changed.any()


def test_a_wrong_label_is_the_other_one() -> None:
    after = altered(
        photograph(),
        Pose(np.eye(2, 3), 1.0),
        LABEL,
        Alteration.WRONG,
        OTHER,
        np.random.default_rng(1),
    )
    assert (after[95:135, 125:195] == OTHER[0, 0]).all()


def test_the_label_is_changed_where_the_pack_lies() -> None:
    before = photograph()
    pose = Pose(np.array([[1.0, 0, 60], [0, 1, -30]]), 1.0)
    after = altered(before, pose, LABEL, Alteration.WRONG, OTHER, np.random.default_rng(1))
    assert (after[65:105, 185:255] == OTHER[0, 0]).all()
    assert (after[:40] == before[:40]).all()
