"""Label Studio's JSON export: tasks with annotations by people; what a model predicted is left out.

https://labelstud.io/guide/export: places are percent of the picture; a box may be turned clockwise
about its top left corner. Texts belong to the region of the same id, else to the picture. Each
person's annotation is a word of its own, so that two who disagree stay visible. Cancelled ones are
skipped.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlparse

from pydantic import AwareDatetime

from training.data.errors import ImportRefused
from training.data.imports.coco import OBJECTS, corners
from training.data.imports.found import Foreign, FoundPicture, FoundWord, as_words, refuse_outside
from training.data.imports.guards import inside, read_json
from training.data.imports.turning import turned
from training.data.values import (
    ClassValue,
    Mark,
    Origin,
    TextValue,
    Value,
    marks_value,
    rounded,
)

UPLOADS: Final = "/data/upload/"
LOCAL: Final = "/data/local-files/"
REGIONS: Final = {"rectanglelabels": "rectanglelabels", "polygonlabels": "polygonlabels"}
TAKEN: Final = (*REGIONS, "choices", "textarea")


class Person(Foreign):
    id: int | None = None
    email: str | None = None


class Result(Foreign):
    type: str
    from_name: str
    value: dict[str, Any]
    id: str | None = None
    original_width: int | None = None
    original_height: int | None = None


class Annotation(Foreign):
    completed_by: int | Person | None = None
    result: tuple[Result, ...]
    was_cancelled: bool = False
    updated_at: AwareDatetime | None = None


class Task(Foreign):
    id: int
    data: dict[str, Any]
    annotations: tuple[Annotation, ...]


def read_label_studio(file: Path, pictures: Path) -> Iterator[FoundPicture]:
    tasks = as_words(tuple[Task, ...], read_json(file), file, "")
    for number, task in enumerate(tasks):
        place = f"{number}"
        name = picture_name(task, file, place)
        words = [
            FoundWord(field, value, person_of(one), one.updated_at)
            for at, one in enumerate(task.annotations)
            if not one.was_cancelled
            for field, value in values_of(one, file, f"{place}.annotations.{at}")
        ]
        found = inside(pictures, name, file, place)
        sizes = {size for one in task.annotations for size in map(size_of, one.result) if size}
        if len(sizes) > 1:
            raise ImportRefused(file, place, f"has pictures of several sizes: {sorted(sizes)}")
        size_px = next(iter(sizes), None)
        origin = Origin(file=f"{file.name}#{task.id}")
        yield FoundPicture(found, name, tuple(words), origin, size_px=size_px)


def person_of(one: Annotation) -> str | None:
    person = one.completed_by
    if isinstance(person, Person):
        return person.email or (None if person.id is None else f"annotator-{person.id}")
    return None if person is None else f"annotator-{person}"


def size_of(one: Result) -> tuple[int, int] | None:
    if one.original_width is None or one.original_height is None:
        return None
    return one.original_width, one.original_height


def picture_name(task: Task, file: Path, place: str) -> str:
    """A path below the folder of the pictures, from one of Label Studio's own addresses."""
    addresses = [one for one in task.data.values() if isinstance(one, str)]
    if len(addresses) != 1:
        raise ImportRefused(file, f"{place}.data", "expected one picture in each task")
    address = urlparse(addresses[0])
    if address.scheme or address.netloc:
        raise ImportRefused(
            file, f"{place}.data", f"{addresses[0]!r} lies elsewhere; fetch it and name its path"
        )
    if address.path.startswith(LOCAL):
        return parse_qs(address.query).get("d", [""])[0]
    return unquote(address.path.removeprefix(UPLOADS))


def values_of(one: Annotation, file: Path, place: str) -> Iterator[tuple[str, Value]]:
    """What one person says: every field once."""
    regions: dict[str, list[Result]] = {}
    for number, result in enumerate(one.result):
        if result.type not in TAKEN:
            raise ImportRefused(
                file, f"{place}.result.{number}", f"{result.type!r} is not taken; {TAKEN} are"
            )
        regions.setdefault(result.id or f"result {number}", []).append(result)
    marks, fields = [], {}
    for name, results in regions.items():
        shapes = [result for result in results if result.type in REGIONS]
        if shapes:
            marks.append(region(shapes[0], results, file, f"{place}, region {name}"))
            continue
        for result in results:
            if result.from_name in fields:
                raise ImportRefused(file, place, f"{result.from_name!r} is answered twice")
            fields[result.from_name] = answer(result, file, place)
    yield from fields.items()
    if marks or not fields:
        yield OBJECTS, marks_value(marks)


def answer(result: Result, file: Path, place: str) -> Value:
    """A choice or a text about the whole picture."""
    said = the_one(result, "choices" if result.type == "choices" else "text", file, place)
    is_choice = result.type == "choices"
    kind, content = (ClassValue, {"name": said}) if is_choice else (TextValue, {"text": said})
    value: Value = as_words(kind, content, file, place)
    return value


def region(shape: Result, results: list[Result], file: Path, place: str) -> Mark:
    size_px = size_of(shape)
    if size_px is None:
        raise ImportRefused(file, place, "has no original_width and original_height")
    texts = [the_one(one, "text", file, place) for one in results if one.type == "textarea"]
    name = the_one(shape, REGIONS[shape.type], file, place)
    content = {"name": name, "text": texts[0] if texts else None}
    mark: Mark = as_words(Mark, content | shape_of(shape, size_px, file, place), file, place)
    refuse_outside(corners(mark), size_px, file, place)
    return mark


def shape_of(shape: Result, size_px: tuple[int, int], file: Path, place: str) -> dict[str, Any]:
    width, height = (side / 100 for side in size_px)
    if shape.type == "polygonlabels":
        points = as_words(list[tuple[float, float]], shape.value.get("points"), file, place)
        return {"outline": [rounded(x * width, y * height) for x, y in points]}
    sides = [shape.value.get(name) for name in ("x", "y", "width", "height")]
    x, y, wide, high = as_words(tuple[float, float, float, float], sides, file, place)
    box = (x * width, y * height, wide * width, high * height)
    angle_deg = as_words(float, shape.value.get("rotation", 0), file, place)
    return {"outline": turned(box, angle_deg, box[:2])} if angle_deg else {"box": rounded(*box)}


def the_one(result: Result, key: str, file: Path, place: str) -> str:
    """Of a list with one text in it."""
    found = result.value.get(key)
    if isinstance(found, str):
        return found
    if not isinstance(found, list) or len(found) != 1 or not isinstance(found[0], str):
        raise ImportRefused(file, place, f"expected one of {key}, not {str(found)[:80]}")
    return found[0]
