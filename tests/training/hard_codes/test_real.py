"""Real pictures of hard codes are known by their content, wherever they lie."""

from pathlib import Path

import pytest

from training.hard_codes.real import hard_part, is_hard, kinds


def test_pictures_that_are_not_listed_have_no_part(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"no picture of ours")
    assert hard_part([tmp_path / "a.jpg"], set()) == {}


@pytest.mark.pictures
def test_the_listed_pictures_are_counted_by_themselves(picture_data: Path) -> None:
    folders = ("expdate-date-crops", "expdate-products", "prod-date-cn")
    files = [
        file for name in folders for file in sorted((picture_data / name / "images").iterdir())
    ]
    hard = [file for file in files if is_hard(file)]
    assert len(hard) == len(kinds())
    part = hard_part(files, {hard[0].name})["hard_codes"]
    assert (part["n"], part["exact"]) == (len(hard), len(hard) - 1)
