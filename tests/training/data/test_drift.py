"""What is new and other is told; what is new and the same is not."""

from pathlib import Path

import numpy as np
import pytest

from hardware.pictures import encode_png
from tests.training.data.samples import add, class_of, folder_set, pixels, said, sha256
from training.data.checks.checking import check
from training.data.checks.drift import holm
from training.data.checks.facts import measured
from training.data.data_set import DataSet


def frames(first: int, light: int = 0) -> dict[str, bytes]:
    return {
        f"{number}.png": encode_png(
            np.asarray(np.clip(pixels(number).astype(int) + light, 0, 255), np.uint8)
        )
        for number in range(first, first + 60)
    }


def grow(data_set: DataSet, shown: dict[str, bytes], bent_every: int) -> None:
    words = [
        said(sha256(content), class_of("bent" if at % bent_every == 0 else "good"), field="class")
        for at, content in enumerate(shown.values())
    ]
    add(data_set, shown, words)


def drifts(data_set: DataSet) -> set[str]:
    new, old = data_set.snapshot(), data_set.snapshot("1")
    facts = measured(new.hashes, data_set.picture, lambda _: None)
    found = check(new, facts, earlier=old).findings
    return {one.more["what"] for one in found if one.check == "drift" and one.more}


@pytest.mark.parametrize(
    ("light", "bent_every", "told"),
    [
        (0, 4, set()),
        (60, 4, {"brightness"}),
        (0, 1, {"classes in class"}),
    ],
)
def test_new_light_and_new_classes_are_told(
    tmp_path: Path, light: int, bent_every: int, told: set[str]
) -> None:
    data_set = folder_set(tmp_path)
    grow(data_set, frames(0), 4)
    grow(data_set, frames(100, light), bent_every)
    found = drifts(data_set)
    assert (found >= told) if told else found == set()


def test_too_little_that_is_new_tells_nothing(tmp_path: Path) -> None:
    data_set = folder_set(tmp_path)
    grow(data_set, frames(0), 4)
    grow(data_set, dict(list(frames(100, 90).items())[:10]), 1)
    assert drifts(data_set) == set()


def test_holms_correction() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.5, 0.9]) == [1.0, 1.0]
    assert holm([]) == []
