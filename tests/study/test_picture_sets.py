"""A folder and its truth file: what it says, and every mistake with its line."""

from datetime import date
from pathlib import Path

import pytest

from edge_agent.core.errors import InvalidInput, NotFound, SettingsError
from edge_agent.core.order import Order
from edge_agent.study.picture_sets import packs_in
from tests.study.sets import HEADER, picture_folder, save, write_truth


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    return picture_folder(tmp_path / "pictures", 4)


def test_every_row_is_a_pack_with_its_truth_and_what_had_to_be_printed(pictures: Path) -> None:
    first, second, *_ = packs_in(pictures, None).packs
    assert (first.name, first.defective, first.borderline) == ("00-good.png", False, True)
    assert (second.defective, second.borderline) == (True, False)
    assert second.order == Order("", "L12341", date(2027, 3, 12), None)


def test_rows_of_the_same_pack_are_pictures_of_it_taken_anew(pictures: Path) -> None:
    rows = ["00-good.png,good,,a", "01-defective.png,defective,,b", "02-good.png,good,,a"]
    write_truth(pictures, rows, "file,truth,borderline,pack")
    first, second = packs_in(pictures, None).packs
    assert [capture[0].file.name for capture in first.captures] == ["00-good.png", "02-good.png"]
    assert (second.name, len(second.captures), second.borderline) == ("b", 1, None)
    assert first.order is None


def test_the_truth_may_stand_in_toml_and_elsewhere(pictures: Path, tmp_path: Path) -> None:
    truth = tmp_path / "truth.toml"
    truth.write_text('[[pictures]]\nfile = "00-good.png"\ntruth = "good"\n', encoding="utf-8")
    assert [pack.name for pack in packs_in(pictures, truth).packs] == ["00-good.png"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("00-good.png,fine,,,,,", "line 3.*'truth'.*'good' or 'defective'"),
        ("00-good.png,good,perhaps,,,,", "line 3.*'borderline'"),
        ("00-good.png,good,,,,tomorrow,", "line 3.*'expiry'"),
        (",good,,,,,", "line 3.*'file' is missing"),
        ("00-good.png,good", "line 3.*cells"),
        ("00-good.png,good,,,,,,,", "line 3.*cells"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_its_line(pictures: Path, row: str, said: str) -> None:
    write_truth(pictures, ["01-defective.png,defective,,,,,", row])
    with pytest.raises(SettingsError, match=said):
        packs_in(pictures, None)


def test_a_column_nobody_knows_is_refused(pictures: Path) -> None:
    write_truth(pictures, ["00-good.png,good,yes"], "file,truth,borderlin")
    with pytest.raises(SettingsError, match="did you mean 'borderline'"):
        packs_in(pictures, None)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["00-good.png,good,,a,,,", "01-defective.png,defective,,a,,,"], "different"),
        (["00-good.png,good,,,,,", "00-good.png,good,,,,,"], "there twice"),
        ([], "names no picture"),
    ],
)
def test_rows_that_contradict_are_refused(pictures: Path, rows: list[str], said: str) -> None:
    write_truth(pictures, rows, HEADER)
    with pytest.raises(InvalidInput, match=said):
        packs_in(pictures, None)


def test_pictures_and_truth_that_are_not_there_are_asked_for(
    pictures: Path, tmp_path: Path
) -> None:
    write_truth(pictures, ["99.png,good,,,,,"])
    with pytest.raises(NotFound, match=r"99\.png is not there"):
        packs_in(pictures, None)
    with pytest.raises(NotFound, match="--truth"):
        packs_in(tmp_path, None)
    with pytest.raises(NotFound, match="expected a CSV or TOML file"):
        packs_in(pictures, tmp_path / "nowhere.csv")


def test_a_picture_is_known_by_its_content(pictures: Path) -> None:
    before = packs_in(pictures, None).packs[0].captures[0][0].sha256
    save(pictures / "00-good.png", 200)
    assert packs_in(pictures, None).packs[0].captures[0][0].sha256 != before
