"""COCO's JSON of objects: images, annotations and categories.

https://cocodataset.org/#format-data: boxes are [x, y, width, height] in px, a segmentation a list
of outlines [x, y, x, y, …]. An object in several outlines becomes as many marks, which bear its
number. Run-length masks are refused.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from training.data.errors import ImportRefused
from training.data.imports.found import Foreign, FoundPicture, FoundWord, as_words, refuse_outside
from training.data.imports.guards import inside, read_json
from training.data.values import Mark, Origin, marks_value, rounded

OBJECTS: Final = "objects"
"""The field that marks of detection tools belong to."""


class CocoImage(Foreign):
    id: int
    file_name: str
    width: int
    height: int


class CocoCategory(Foreign):
    id: int
    name: str


class CocoObject(Foreign):
    id: int
    image_id: int
    category_id: int
    bbox: tuple[float, float, float, float] | None = None
    segmentation: Any = None
    iscrowd: int = 0


class CocoFile(Foreign):
    images: tuple[CocoImage, ...]
    annotations: tuple[CocoObject, ...]
    categories: tuple[CocoCategory, ...]


def read_coco(file: Path, pictures: Path) -> Iterator[FoundPicture]:
    """Its pictures with all marks; ImportRefused for what names no picture or category."""
    content = as_words(CocoFile, read_json(file), file, "")
    names = {one.id: one.name for one in content.categories}
    images = {one.id: one for one in content.images}
    marks: dict[int, list[Mark]] = {one.id: [] for one in content.images}
    for number, one in enumerate(content.annotations):
        place = f"annotations.{number}"
        if one.image_id not in images:
            raise ImportRefused(file, place, f"image_id {one.image_id} is not among the images")
        if one.category_id not in names:
            raise ImportRefused(file, place, f"category_id {one.category_id} is no category")
        image = images[one.image_id]
        for mark in coco_marks(one, names[one.category_id], file, place):
            refuse_outside(corners(mark), (image.width, image.height), file, place)
            marks[one.image_id].append(mark)
    for number, image in enumerate(content.images):
        place = f"images.{number}"
        word = FoundWord(OBJECTS, marks_value(marks[image.id]))
        found = inside(pictures, image.file_name, file, place)
        size_px = (image.width, image.height)
        yield FoundPicture(found, image.file_name, (word,), Origin(file=file.name), size_px=size_px)


def coco_marks(one: CocoObject, name: str, file: Path, place: str) -> Iterator[Mark]:
    outlines = one.segmentation or []
    if one.iscrowd or not isinstance(outlines, list):
        raise ImportRefused(file, place, "is a run-length mask; export outlines or boxes")
    if not outlines:
        box = {"name": name, "box": one.bbox and rounded(*one.bbox)}
        yield as_words(Mark, box, file, place)
    parts = {"object": str(one.id)} if len(outlines) > 1 else {}
    for outline in outlines:
        values = as_words(list[float], outline, file, f"{place}.segmentation")
        if len(values) % 2:
            raise ImportRefused(file, f"{place}.segmentation", "has an odd number of coordinates")
        points = list(zip(rounded(*values[::2]), rounded(*values[1::2]), strict=True))
        yield as_words(Mark, {"name": name, "outline": points, "attributes": parts}, file, place)


def corners(mark: Mark) -> tuple[tuple[float, float], ...]:
    """Points that must lie in the picture."""
    if mark.outline is not None:
        return mark.outline
    x, y, width, height = mark.box or (0, 0, 0, 0)
    return (x, y), (x + width, y + height)
