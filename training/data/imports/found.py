"""What a source holds, whatever its format: pictures with what is said of them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from training.data.errors import ImportRefused
from training.data.values import (
    ClassValue,
    MarksValue,
    Origin,
    Trust,
    Value,
    VerdictValue,
    class_names,
)


@dataclass(frozen=True, slots=True)
class FoundWord:
    """What somebody says of a field; None: the source does not say, and the import does."""

    field: str
    value: Value | None
    """None takes back what this person said of the field."""
    by: str | None = None
    at: datetime | None = None
    trust: Trust | None = None


@dataclass(frozen=True, slots=True)
class FoundPicture:
    file: Path | None
    """None: it lies in the data set already, under `sha256`."""
    path: str
    """Inside the source, with "/"."""
    words: tuple[FoundWord, ...]
    origin: Origin
    sha256: str | None = None
    """As the source says it."""
    size_px: tuple[int, int] | None = None
    """Width and height as the source says them."""


class Foreign(BaseModel):
    """A table of another tool's file: what we need of it is checked, the rest is theirs."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


def as_words(kind: Any, content: object, file: Path, place: str) -> Any:
    """`content` as the model or type `kind`; ImportRefused names file and place."""
    try:
        return TypeAdapter(kind).validate_python(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join((place, *map(str, first["loc"]))).strip(".")
        raise ImportRefused(
            file, where, f"{first['msg']}, not {str(first['input'])[:80]!r}"
        ) from error


def refuse_outside(
    points: Iterable[tuple[float, float]], size_px: tuple[int, int], file: Path, place: str
) -> None:
    """A mark may stick out by a pixel, as rounding makes it."""
    width, height = size_px
    for x, y in points:
        if not (-1 <= x <= width + 1 and -1 <= y <= height + 1):
            raise ImportRefused(
                file, place, f"({x:g}, {y:g}) lies outside of the picture ({width} x {height} px)"
            )


def renamed(value: Value, names: Mapping[str, str]) -> Value:
    """With the set's own class names."""
    if isinstance(value, ClassValue):
        return ClassValue(name=names.get(value.name, value.name))
    if isinstance(value, VerdictValue) and value.defect is not None:
        return value.model_copy(update={"defect": names.get(value.defect, value.defect)})
    if isinstance(value, MarksValue):
        marks = (
            mark.model_copy(update={"name": names.get(mark.name, mark.name)})
            for mark in value.marks
        )
        return MarksValue(marks=tuple(marks))
    return value


def classes_found(found: list[FoundPicture]) -> Iterator[str]:
    for picture in found:
        for word in picture.words:
            yield from class_names(word.value)
