"""A comparison names every picture and label that changed, and by whom."""

from pathlib import Path

from tests.training.data.samples import add, class_of, folder_set, picture, said, sha256
from training.data.comparing import difference
from training.data.manifest import Picture
from training.data.report.page import write_difference_page

KEPT, GONE, NEW = picture(1), picture(2), picture(3)


def test_pictures_labels_and_classes_that_changed(tmp_path: Path) -> None:
    data_set = folder_set(tmp_path / "set")
    first = [said(sha256(one), class_of("good"), field="class") for one in (KEPT, GONE)]
    add(data_set, {"kept.png": KEPT, "gone.png": GONE}, first)
    words = [
        said(sha256(NEW), class_of("good"), field="class"),
        said(sha256(KEPT), class_of("<bent>"), "bernd", field="class", supersedes=()),
    ]
    gone = frozenset({Picture(sha256(GONE), len(GONE), "gone.png")})
    add(data_set, {"new.png": NEW}, words, gone)
    found = difference(data_set.snapshot("1"), data_set.snapshot("2"))
    document = found.document()
    assert [one["path"] for one in document["added"]] == ["new.png"]
    assert [one["path"] for one in document["removed"]] == ["gone.png"]
    (changed,) = document["changed"]
    assert (changed["old"], changed["new"], changed["by"]) == ("good", "undecided", "bernd")
    assert document["classes"] == {"class": {"good": (2, 1)}}
    page = write_difference_page(found, data_set.picture, tmp_path / "report").read_text()
    assert page.count('src="data:image/jpeg;base64,') == 3
    assert "good → undecided, by bernd" in page


def test_nothing_differs_from_itself(tmp_path: Path) -> None:
    data_set = folder_set(tmp_path)
    add(data_set, {"kept.png": KEPT}, [said(sha256(KEPT), class_of("good"), field="class")])
    found = difference(data_set.snapshot("1"), data_set.snapshot("1"))
    assert (found.added, found.removed, found.changed, found.classes) == ((), (), (), {})
