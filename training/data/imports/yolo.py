"""YOLO: data.yaml with the names and parts, and beside each picture's folder one of text files.

A line is `class x y width height` (the middle and the size, as shares of the picture) or `class x y
x y …` (an outline; four points are a turned box). An empty file says that nothing is there; a
picture without a file was not looked at. https://docs.ultralytics.com/datasets/detect/
"""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, Final

from training.data.errors import ImportRefused
from training.data.imports.coco import OBJECTS
from training.data.imports.found import Foreign, FoundPicture, FoundWord, as_words, refuse_outside
from training.data.imports.guards import (
    inside,
    leads_out,
    pictures_below,
    read_picture,
    read_table,
    refuse_size,
)
from training.data.values import Mark, Origin, marks_value, rounded

PARTS: Final = ("train", "val", "test")
BOX_NUMBERS: Final = 4
MOST_YAML_BYTES: Final = 1 << 20
"""Names of ten thousand classes take a quarter of it, and seconds."""


class YoloFile(Foreign):
    path: str = "."
    train: str | tuple[str, ...] | None = None
    val: str | tuple[str, ...] | None = None
    test: str | tuple[str, ...] | None = None
    names: dict[int, str] | tuple[str, ...]


def read_yolo(file: Path) -> Iterator[FoundPicture]:
    """Every picture of every part; `file` is the data.yaml."""
    content = as_words(YoloFile, read_yaml(file), file, "")
    listed = content.names
    names = listed if isinstance(listed, dict) else dict(enumerate(listed))
    base = folder_inside(file.parent, content.path, file, "path")
    for part in PARTS:
        told = getattr(content, part) or ()
        for name in (told,) if isinstance(told, str) else told:
            folder = folder_inside(base, name, file, part)
            for picture in pictures_below(folder):
                yield yolo_picture(picture, base, part, names)


def read_yaml(file: Path) -> Any:
    """Without aliases, a few of which can ask for any memory, and without types of its own."""
    import yaml

    refuse_size(file, MOST_YAML_BYTES)
    text = read_table(file)
    try:
        for event in yaml.parse(text, yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent):
                raise ImportRefused(file, "", "has aliases (*name); write out what they stand for")
            if getattr(event, "tag", None) is not None:
                raise ImportRefused(file, "", f"has a type of its own ({event.tag}); leave it out")
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date or a number that is none
        raise ImportRefused(file, "", f"is no YAML: {error}") from error
    except RecursionError as error:
        raise ImportRefused(file, "", "is nested too deep") from error


def folder_inside(folder: Path, name: str, file: Path, place: str) -> Path:
    """ImportRefused for one that is absolute, above, a link, or not there."""
    parts = PurePosixPath(name).parts
    if leads_out(name):
        raise ImportRefused(file, place, f"{name!r} leads out of {folder}; write it relative")
    found = folder
    for part in parts:
        found = found / part
        if found.is_symlink():
            raise ImportRefused(file, place, f"{found} is a link; copy what it leads to")
    if not found.is_dir():
        raise ImportRefused(file, place, f"{found} is no folder")
    return found


def yolo_picture(picture: Path, base: Path, part: str, names: dict[int, str]) -> FoundPicture:
    path = picture.relative_to(base)
    table = base / Path(*map(as_labels, path.parts[:-1])) / f"{picture.stem}.txt"
    words: tuple[FoundWord, ...] = ()
    if table.exists():
        below = table.relative_to(base).as_posix()
        lines = read_table(inside(base, below, table, "")).splitlines()
        _, size_px = read_picture(picture)
        marks = [
            yolo_mark(line.split(), names, size_px, table, f"line {number}")
            for number, line in enumerate(lines, start=1)
            if line.strip()
        ]
        words = (FoundWord(OBJECTS, marks_value(marks)),)
    return FoundPicture(picture, path.as_posix(), words, Origin(split=part))


def as_labels(part: str) -> str:
    return "labels" if part == "images" else part


def yolo_mark(
    parts: list[str], names: dict[int, str], size_px: tuple[int, int], file: Path, place: str
) -> Mark:
    number, *numbers = as_words(list[float], parts, file, place)
    if number not in names:
        raise ImportRefused(file, place, f"class {parts[0]} is not among the names of data.yaml")
    name, (width, height) = names[int(number)], size_px
    if len(numbers) == BOX_NUMBERS:
        x, y, wide, high = numbers
        box = rounded((x - wide / 2) * width, (y - high / 2) * height, wide * width, high * height)
        points = [(box[0], box[1]), (box[0] + box[2], box[1] + box[3])]
        shape: dict[str, Any] = {"name": name, "box": box}
    elif len(numbers) > BOX_NUMBERS and len(numbers) % 2 == 0:
        across = rounded(*(one * width for one in numbers[::2]))
        down = rounded(*(one * height for one in numbers[1::2]))
        points = list(zip(across, down, strict=True))
        shape = {"name": name, "outline": points}
    else:
        raise ImportRefused(
            file, place, f"has {len(numbers)} numbers after the class; expected 4 or an outline"
        )
    refuse_outside(points, size_px, file, place)
    mark: Mark = as_words(Mark, shape, file, place)
    return mark
