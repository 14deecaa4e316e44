"""CVAT for images 1.1: one XML file with boxes, polygons, tags and attributes, in px.

https://docs.cvat.ai/docs/manual/advanced/formats/format-cvat/: a box has its corners and may be
turned, clockwise in degrees about its middle; it then becomes an outline of four points. A tag says
something of the whole picture: its name becomes the class, its attributes texts.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from training.data.errors import ImportRefused
from training.data.imports.coco import OBJECTS, corners
from training.data.imports.folders import CLASS_FIELD
from training.data.imports.found import FoundPicture, FoundWord, as_words, refuse_outside
from training.data.imports.guards import inside
from training.data.imports.turning import turned
from training.data.imports.xml_elements import Element, read_xml
from training.data.values import ClassValue, Mark, Origin, TextValue, marks_value, rounded

VERSION: Final = "1.1"


def read_cvat(file: Path, pictures: Path) -> Iterator[FoundPicture]:
    top = read_xml(file)
    version = next((one.text.strip() for one in top.all("version")), None)
    if top.name != "annotations" or version != VERSION:
        raise ImportRefused(
            file, f"line {top.line}", "is no export of `CVAT for images 1.1`; tracks are not taken"
        )
    if tracks := top.all("track"):
        raise ImportRefused(file, f"line {tracks[0].line}", "is a track; export for images")
    for image in top.all("image"):
        yield cvat_picture(image, file, pictures)


def cvat_picture(image: Element, file: Path, pictures: Path) -> FoundPicture:
    place = f"line {image.line}"
    name = wanted(image, "name", file)
    size_px = (int(number(image, "width", file)), int(number(image, "height", file)))
    marks, words = [], []
    for shape in image.children:
        if shape.name == "tag":
            words += tag_words(shape, file)
            continue
        mark = cvat_mark(shape, file)
        refuse_outside(corners(mark), size_px, file, f"line {shape.line}")
        marks.append(mark)
    if len({word.field for word in words}) < len(words):
        raise ImportRefused(file, place, "has two tags; a picture has one class")
    words.append(FoundWord(OBJECTS, marks_value(marks)))
    origin = Origin(split=image.attributes.get("subset"), file=file.name)
    found = inside(pictures, name, file, place)
    return FoundPicture(found, name, tuple(words), origin, size_px=size_px)


def tag_words(tag: Element, file: Path) -> list[FoundWord]:
    place = f"line {tag.line}"
    said = [
        FoundWord(f"{CLASS_FIELD}.{name}", as_words(TextValue, {"text": text}, file, place))
        for name, text in attributes_of(tag, file).items()
    ]
    name = as_words(ClassValue, {"name": wanted(tag, "label", file)}, file, place)
    return [FoundWord(CLASS_FIELD, name), *said]


def cvat_mark(shape: Element, file: Path) -> Mark:
    place = f"line {shape.line}"
    if shape.name not in SHAPES:
        raise ImportRefused(file, place, f"<{shape.name}> is not taken; use {' or '.join(SHAPES)}")
    mark: dict[str, Any] = {
        "name": wanted(shape, "label", file),
        "attributes": attributes_of(shape, file),
        **SHAPES[shape.name](shape, file),
    }
    taken: Mark = as_words(Mark, mark, file, place)
    return taken


def attributes_of(shape: Element, file: Path) -> dict[str, str]:
    return {wanted(one, "name", file): one.text for one in shape.all("attribute")}


def box_of(shape: Element, file: Path) -> dict[str, Any]:
    left, top, right, bottom = (number(shape, one, file) for one in ("xtl", "ytl", "xbr", "ybr"))
    box = (left, top, right - left, bottom - top)
    angle_deg = number(shape, "rotation", file) if "rotation" in shape.attributes else 0.0
    if not angle_deg:
        return {"box": rounded(*box)}
    return {"outline": turned(box, angle_deg, ((left + right) / 2, (top + bottom) / 2))}


def outline_of(shape: Element, file: Path) -> dict[str, Any]:
    pairs = [pair.split(",") for pair in wanted(shape, "points", file).split(";")]
    place = f"line {shape.line}"
    points = as_words(list[tuple[float, float]], pairs, file, place)
    return {"outline": [rounded(*point) for point in points]}


def wanted(element: Element, name: str, file: Path) -> str:
    if name not in element.attributes:
        raise ImportRefused(file, f"line {element.line}", f"<{element.name}> has no {name}")
    return element.attributes[name]


def number(element: Element, name: str, file: Path) -> float:
    return float(as_words(float, wanted(element, name, file), file, f"line {element.line}"))


SHAPES: Final[dict[str, Callable[[Element, Path], dict[str, Any]]]] = {
    "box": box_of,
    "polygon": outline_of,
}
