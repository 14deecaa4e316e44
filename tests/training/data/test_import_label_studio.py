"""What Label Studio's export means, in pixels, and how it is refused where it means nothing."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.training.data.formats import HEIGHT, WIDTH, marks, values
from tests.training.data.samples import picture, write
from training.data.errors import ImportRefused
from training.data.imports.kinds import ImportKind, found_in, kind_at
from training.data.values import ClassValue, Mark, TextValue


def region(kind: str, **value: Any) -> dict[str, Any]:
    return {
        "id": "r1",
        "type": kind,
        "from_name": "label",
        "to_name": "image",
        "original_width": WIDTH,
        "original_height": HEIGHT,
        "value": value,
    }


def label_studio(folder: Path, *annotations: dict[str, Any], image: str = "") -> Path:
    write(folder / "1" / "a.png", picture(1))
    task = {
        "id": 12,
        "data": {"image": image or "/data/upload/1/a.png"},
        "annotations": list(annotations),
        "predictions": [{"result": [{"type": "anything"}]}],
    }
    return write(folder / "export.json", json.dumps([task]))


def test_label_studio_regions_texts_and_choices(tmp_path: Path) -> None:
    box = region("rectanglelabels", x=25, y=50, width=50, height=25, rectanglelabels=["lot"])
    read = region("textarea", text=["L 12"])
    choice = {"type": "choices", "from_name": "state", "value": {"choices": ["bent"]}}
    note = {"type": "textarea", "from_name": "note", "value": {"text": ["scratched"]}}
    one = {
        "completed_by": {"id": 3, "email": "anna@plant"},
        "result": [box, read, choice, note],
        "updated_at": "2026-06-01T12:00:00Z",
    }
    cancelled = {"completed_by": 4, "result": [], "was_cancelled": True}
    file = label_studio(tmp_path, one, cancelled)
    assert kind_at(file) is ImportKind.LABEL_STUDIO
    found = found_in(file, None, None)
    assert values(found)["1/a.png"] == {
        "state": ClassValue(name="bent"),
        "note": TextValue(text="scratched"),
        "objects": marks(Mark(name="lot", box=(12, 20, 24, 10), text="L 12")),
    }
    assert {(word.by, str(word.at)) for word in found[0].words} == {
        ("anna@plant", "2026-06-01 12:00:00+00:00")
    }


def test_two_annotators_say_two_words(tmp_path: Path) -> None:
    shapes = [
        region("polygonlabels", points=[[0, 0], [50, 0], [50, 50]], polygonlabels=["lot"]),
        region(
            "rectanglelabels", x=50, y=0, width=50, height=10, rotation=90, rectanglelabels=["lot"]
        ),
    ]
    file = label_studio(
        tmp_path, *({"completed_by": at, "result": [one]} for at, one in enumerate(shapes))
    )
    words = found_in(file, None, None)[0].words
    assert [(word.by, word.value) for word in words] == [
        ("annotator-0", marks(Mark(name="lot", outline=((0, 0), (24, 0), (24, 20))))),
        ("annotator-1", marks(Mark(name="lot", outline=((24, 0), (24, 24), (20, 24), (20, 0))))),
    ]


@pytest.mark.parametrize(
    ("result", "match"),
    [
        (region("brushlabels", rle=[1]), "0.annotations.0.result.0: 'brushlabels' is not taken"),
        (region("rectanglelabels", x=1, y=1, width=2), "region r1"),
        (
            region("rectanglelabels", x=1, y=1, width=2, height=2, rectanglelabels=["a", "b"]),
            "expected one of rectanglelabels",
        ),
        (
            region("rectanglelabels", x=99, y=1, width=9, height=2, rectanglelabels=["a"]),
            "lies outside",
        ),
        ({"type": "choices", "value": {}}, "0.annotations.0.result.0.from_name"),
    ],
)
def test_label_studio_is_refused_with_the_place(
    tmp_path: Path, result: dict[str, Any], match: str
) -> None:
    file = label_studio(tmp_path, {"completed_by": 1, "result": [result]})
    with pytest.raises(ImportRefused, match=f"export.json, .*{match}"):
        found_in(file, None, None)


@pytest.mark.parametrize(
    ("image", "match"),
    [
        ("https://elsewhere/a.png", "lies elsewhere"),
        ("s3://bucket/a.png", "lies elsewhere"),
        ("/data/local-files/?d=../../a.png", "leads out"),
        ("/data/upload/..%2f..%2fa.png", "leads out"),
    ],
)
def test_pictures_elsewhere_are_not_fetched(tmp_path: Path, image: str, match: str) -> None:
    with pytest.raises(ImportRefused, match=match):
        found_in(label_studio(tmp_path, image=image), None, None)
