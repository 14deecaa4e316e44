"""Words from the centre's review: who said what when, taken back, anew, and never twice."""

import json
from pathlib import Path
from typing import Any

import pytest

from edge_agent.store.pictures import place_of
from tests.training.data.samples import BAD, GOOD, NOON, add, folder_set, picture, sha256, write
from training.data.data_set import DataSet
from training.data.errors import ImportRefused
from training.data.imports.kinds import found_in
from training.data.imports.taking import ImportOrder, Taken, take
from training.data.values import Trust

CONTENT = picture(1)
SHOWN = sha256(CONTENT)


def word(minute: int = 0, **changes: Any) -> dict[str, Any]:
    origin = {"station": "werk/1/a", "lot": "L1", "day": "2026-06-01", "boot": 3, "pack_no": 17}
    return {
        "picture": SHOWN,
        "field": "print.lot",
        "value": GOOD.model_dump(mode="json"),
        "by": "anna",
        "at": f"2026-06-01T12:{minute:02}:00Z",
        "trust": "review",
        "origin": origin,
        **changes,
    }


BAD_WORD = {"value": BAD.model_dump(mode="json")}


def review(folder: Path, *words: dict[str, Any]) -> Path:
    return write(folder / "review.jsonl", "".join(json.dumps(one) + "\n" for one in words))


def centre(folder: Path) -> Path:
    """A folder of pictures as the centre keeps them."""
    write(place_of(folder, SHOWN, ".png"), CONTENT)
    return folder


def taken(data_set: DataSet, file: Path, pictures: Path | None) -> Taken:
    order = ImportOrder(name="review", by="import", at=NOON)
    return take(data_set, found_in(file, None, pictures), order)


def test_words_come_with_their_pictures_and_all_that_is_known(tmp_path: Path) -> None:
    data_set = folder_set(tmp_path / "set")
    file = review(tmp_path, word(), word(1, by="bernd", **BAD_WORD))
    found = taken(data_set, file, centre(tmp_path / "centre"))
    snapshot = data_set.snapshot()
    assert (found.pictures, found.events) == (1, 3)
    assert snapshot.path_of[SHOWN] == f"review/werk/1/a/2026-06-01/{SHOWN[:16]}.png"
    label = snapshot.labels[SHOWN, "print.lot"]
    assert label.is_conflict
    event = label.words[0].event
    assert (event.by, event.trust, event.origin.lot) == ("anna", Trust.REVIEW, "L1")
    assert taken(data_set, file, tmp_path / "centre").events == 0


def test_who_changes_his_mind_twice_is_believed_the_last_time(tmp_path: Path) -> None:
    data_set = folder_set(tmp_path / "set")
    file = review(tmp_path, word(), word(1, **BAD_WORD), word(2))
    pictures = centre(tmp_path / "centre")
    assert taken(data_set, file, pictures).events == 4
    assert data_set.snapshot().labels[SHOWN, "print.lot"].value == GOOD
    assert taken(data_set, file, pictures).events == 0


def test_a_word_taken_back_counts_no_more(tmp_path: Path) -> None:
    data_set = folder_set(tmp_path / "set")
    taken(data_set, review(tmp_path, word(), word(1, value=None)), centre(tmp_path / "centre"))
    assert data_set.snapshot().labels == {}
    assert len(data_set.snapshot().log) == 3


def test_a_picture_that_the_set_has_needs_no_folder(tmp_path: Path) -> None:
    data_set = folder_set(tmp_path / "set")
    file = review(tmp_path, word())
    with pytest.raises(ImportRefused, match="neither in the set nor in the folder"):
        taken(data_set, file, None)
    add(data_set, {"a/1.png": CONTENT})
    assert taken(data_set, file, None).events == 2
    assert [one.path for one in data_set.snapshot().pictures] == ["a/1.png"]


def test_a_picture_that_is_another_one_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "centre"
    write(place_of(folder, SHOWN, ".png"), picture(2))
    with pytest.raises(ImportRefused, match="is not the picture"):
        taken(folder_set(tmp_path / "set"), review(tmp_path, word()), folder)


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"picture": "abc"}, "line 2.picture"),
        ({"trust": "very"}, "line 2.trust"),
        ({"at": "2026-06-01T12:00:00"}, "line 2.at"),
        ({"value": {"kind": "verdict", "verdict": "fine"}}, "line 2.value.verdict.verdict"),
        ({"colour": "red"}, "line 2.colour"),
        ({"by": ""}, "line 2.by"),
    ],
)
def test_a_line_that_is_none_is_told(tmp_path: Path, change: dict[str, Any], match: str) -> None:
    with pytest.raises(ImportRefused, match=f"review.jsonl, {match}"):
        found_in(review(tmp_path, word(), word(1, **change)), None, None)
