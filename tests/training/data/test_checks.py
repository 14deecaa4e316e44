"""Every check finds what was planted for it, names the pictures, and is silent otherwise."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from hardware.pictures import encode_jpeg, encode_png
from tests.training.data.samples import (
    BAD,
    GOOD,
    add,
    came,
    class_of,
    folder_set,
    picture,
    pixels,
    said,
    sha256,
)
from training.data.checks.checking import Checked, check
from training.data.checks.facts import measured
from training.data.checks.findings import Finding, Level
from training.data.data_set import DataSet
from training.data.groups import USUAL_KEYS, GroupKey
from training.data.values import LabelEvent, Mark, Origin, marks_value
from training.excluded import excluded_pictures


def checked(data_set: DataSet, **more: object) -> Checked:
    snapshot = data_set.snapshot()
    facts = measured(snapshot.hashes, data_set.picture, lambda _: None)
    return check(snapshot, facts, **more)  # type: ignore[arg-type]


def finding(found: Checked, name: str) -> Finding:
    (one,) = [one for one in found.findings if one.check == name]
    return one


def names(found: Checked) -> set[str]:
    return {one.check for one in found.findings if one.level is not Level.NOTES}


def healthy(folder: Path, more: dict[str, bytes], events: list[LabelEvent]) -> DataSet:
    """Twelve good and twelve bent ones that nothing is wrong with, and what a test plants."""
    data_set = folder_set(folder)
    clean = {f"clean/{number}.png": picture(number) for number in range(24)}
    words = [
        said(sha256(content), class_of("good" if number % 2 else "bent"), field="class")
        for number, content in enumerate(clean.values())
    ]
    told = {event.picture for event in events}
    labels = [
        said(sha256(content), class_of("good"), field="class")
        for content in more.values()
        if sha256(content) not in told
    ]
    add(data_set, clean | more, [*words, *labels, *events])
    return data_set


def test_a_healthy_set_may_train(tmp_path: Path) -> None:
    found = checked(healthy(tmp_path, {}, []))
    assert (names(found), found.exit_code) == (set(), 0)
    assert found.document()["may_train"] is True
    assert found.document()["classes"] == {"class": {"bent": 12, "good": 12}}


@pytest.mark.parametrize(
    ("one", "other", "leak"),
    [
        (Origin(lot="L1", split="train"), Origin(lot="L1", split="val"), "leak_lot"),
        (
            Origin(station="a", day="2026-06-01", split="train"),  # type: ignore[arg-type]
            Origin(station="a", day="2026-06-01", split="val"),  # type: ignore[arg-type]
            "leak_day",
        ),
        (
            Origin(station="a", boot=1, pack_no=4, split="train"),
            Origin(station="a", boot=1, pack_no=4, split="val"),
            "leak_pack",
        ),
        (Origin(lot="L1", split="train"), Origin(lot="L2", split="val"), None),
        (Origin(lot="L1", split="train"), Origin(lot="L1"), None),
        (Origin(station="a", split="train"), Origin(station="a", split="val"), None),
    ],
)
def test_what_belongs_together_may_not_be_divided(
    tmp_path: Path, one: Origin, other: Origin, leak: str | None
) -> None:
    hashes = [sha256(picture(number)) for number in (0, 1)]
    found = checked(healthy(tmp_path, {}, [came(hashes[0], one), came(hashes[1], other)]))
    assert names(found) == ({leak} if leak else set())
    if leak:
        assert set(finding(found, leak).pictures) == set(hashes)
        assert found.exit_code == 5


def test_stations_may_not_be_divided_where_that_is_asked(tmp_path: Path) -> None:
    events = [
        came(sha256(picture(number)), Origin(station="a", split=split))
        for number, split in enumerate(("train", "val"))
    ]
    found = checked(healthy(tmp_path, {}, events), by=(*USUAL_KEYS, GroupKey.STATION))
    assert names(found) == {"leak_station"}


def test_near_duplicates_on_both_sides_are_a_leak(tmp_path: Path) -> None:
    again = encode_jpeg(pixels(0), 70)
    hashes = [sha256(picture(0)), sha256(again)]
    events = [
        came(shown, Origin(split=split)) for shown, split in zip(hashes, ("a", "b"), strict=True)
    ]
    found = checked(healthy(tmp_path, {"copy.jpg": again}, events))
    assert set(finding(found, "leak_near").pictures) == set(hashes)


def test_given_folds_are_judged_instead_of_the_told_parts(tmp_path: Path) -> None:
    hashes = [sha256(picture(number)) for number in (0, 1)]
    data_set = healthy(tmp_path, {}, [came(one, Origin(lot="L1")) for one in hashes])
    assert names(checked(data_set)) == set()
    folds = {hashes[0]: "0", hashes[1]: "1"}
    assert names(checked(data_set, fold_of=folds)) == {"leak_lot"}


def test_a_picture_in_two_parts_is_a_leak(tmp_path: Path) -> None:
    shown = sha256(picture(0))
    events = [came(shown, Origin(split="train")), came(shown, Origin(split="val"))]
    found = checked(healthy(tmp_path, {}, events))
    assert finding(found, "leak_same_picture").pictures == (shown,)


def test_labels_that_contradict_forbid_training(tmp_path: Path) -> None:
    shown = sha256(picture(0))
    found = checked(healthy(tmp_path, {}, [said(shown, GOOD), said(shown, BAD, "bernd")]))
    conflict = finding(found, "conflicts")
    assert (conflict.level, conflict.pictures) == (Level.FORBIDS, (shown,))
    words = conflict.more["conflicts"][0]["words"]
    assert [(word["by"], word["said"]) for word in words] == [
        ("anna", "good"),
        ("bernd", "defective (smeared)"),
    ]


def test_a_set_without_labels_trains_nothing(tmp_path: Path) -> None:
    data_set = folder_set(tmp_path)
    add(data_set, {"a.png": picture(1)})
    assert finding(checked(data_set), "coverage").level is Level.FORBIDS


def test_pictures_without_a_label_are_named(tmp_path: Path) -> None:
    data_set = healthy(tmp_path, {}, [])
    add(data_set, {"new.png": picture(50)})
    assert finding(checked(data_set), "coverage").pictures == (sha256(picture(50)),)


def test_rare_classes_and_a_lopsided_set_are_told(tmp_path: Path) -> None:
    data_set = folder_set(tmp_path)
    shown = {f"{number}.png": picture(number) for number in range(26)}
    words = [
        said(sha256(content), class_of("torn" if number == 0 else "good"), field="class")
        for number, content in enumerate(shown.values())
    ]
    add(data_set, shown, words)
    found = checked(data_set)
    assert names(found) == {"rare_classes", "balance"}
    assert finding(found, "rare_classes").more["counts"] == {"torn": 1}


def test_broken_and_tiny_pictures_are_named(tmp_path: Path) -> None:
    broken = picture(60)[:60] + b"\x00" * 40
    tiny = encode_png(np.zeros((6, 40, 3), np.uint8))
    found = checked(healthy(tmp_path, {"broken.png": broken, "tiny.png": tiny}, []))
    assert finding(found, "unreadable").pictures == (sha256(broken),)
    assert finding(found, "unreadable").level is Level.FORBIDS
    assert finding(found, "tiny").pictures == (sha256(tiny),)


def test_a_turned_picture_with_marks_is_told(tmp_path: Path) -> None:
    stored = BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(pixels(70)).save(stored, "JPEG", exif=exif)
    turned = stored.getvalue()
    found = checked(healthy(tmp_path / "plain", {"t.jpg": turned}, []))
    assert finding(found, "orientation").level is Level.NOTES
    box = said(sha256(turned), marks_value([Mark(name="good", box=(1, 1, 5, 5))]), field="class")
    found = checked(healthy(tmp_path / "marked", {"t.jpg": turned}, [box]))
    assert finding(found, "orientation").level is Level.WARNS


def test_near_duplicates_with_different_classes_are_told(tmp_path: Path) -> None:
    again = encode_jpeg(pixels(0), 70)
    found = checked(healthy(tmp_path, {"copy.jpg": again}, []))
    apart = finding(found, "alike_but_labelled_apart")
    assert set(apart.pictures) == {sha256(picture(0)), sha256(again)}


def test_a_set_of_one_look_is_told(tmp_path: Path) -> None:
    alike = {f"{number}.jpg": encode_jpeg(pixels(1), 50 + number) for number in range(12)}
    assert len(finding(checked(healthy(tmp_path, alike, [])), "one_look").pictures) == 13


@pytest.mark.pictures
def test_a_picture_that_judges_may_not_teach_nor_what_looks_like_it(
    tmp_path: Path, picture_data: Path
) -> None:
    place, shown = next(iter(excluded_pictures().items()))
    content = (picture_data / place).read_bytes()
    from hardware.pictures import decode_picture

    again = encode_png(decode_picture(content, "judge"))
    found = checked(healthy(tmp_path, {"judge.jpg": content, "again.png": again}, []))
    assert finding(found, "excluded").pictures == (shown,)
    assert finding(found, "excluded_look_alikes").pictures == (sha256(again),)
    assert found.exit_code == 5
