"""What is said of a picture, by whom and how surely: the words of the label log.

A value is the whole of what one person says of one field of a picture (all marks of it, not one of
many), so that two words are the same or contradict, and nothing is half replaced. Pixels are those
of the picture as it lies in the file, coordinates rounded to hundredths.
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from edge_agent.core.review import Said

SHA256: Final = r"^[0-9a-f]{64}$"
FIRST: Final = "0" * 64
"""What the first event follows."""
Sha256 = Annotated[str, Field(pattern=SHA256)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
MOST_TEXT: Final = 4_000
MOST_MARKS: Final = 5_000
MOST_POINTS: Final = 10_000


class Trust(StrEnum):
    """How much a word weighs, least first."""

    GLANCE = "glance"
    """An operator's look at a suspicious pack, in haste."""
    IMPORTED = "imported"
    """From another tool, which says nothing of how it was labelled."""
    REVIEW = "review"
    """One person who looked with time."""
    AGREED = "agreed"
    """Two who did not know of each other said the same."""
    ADJUDICATED = "adjudicated"
    """A third one decided between two."""


RANKS: Final = {trust: rank for rank, trust in enumerate(Trust)}


class Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class VerdictValue(Words):
    kind: Literal["verdict"] = "verdict"
    verdict: Said
    defect: Name | None = None
    """The kind of defect, where it is one and was told."""


class ClassValue(Words):
    kind: Literal["class"] = "class"
    name: Name


class TextValue(Words):
    """What is printed there, such as a lot or a date."""

    kind: Literal["text"] = "text"
    text: Annotated[str, Field(max_length=MOST_TEXT)]


class Mark(Words):
    """One thing on the picture: a box, or an outline, whose four points may be a quadrilateral."""

    name: Name
    box: tuple[float, float, float, float] | None = None
    """x, y, width, height in px."""
    outline: Annotated[
        tuple[tuple[float, float], ...] | None, Field(min_length=3, max_length=MOST_POINTS)
    ] = None
    """x, y in px, in order."""
    text: Annotated[str | None, Field(max_length=MOST_TEXT)] = None
    attributes: dict[str, str] = {}

    @model_validator(mode="after")
    def has_one_shape(self) -> "Mark":
        if (self.box is None) == (self.outline is None):
            raise ValueError("a mark has a box or an outline, and not both")
        if self.box is not None and not (self.box[2] > 0 and self.box[3] > 0):
            raise ValueError(f"a box has a width and a height, not {self.box[2]} x {self.box[3]}")
        return self


class MarksValue(Words):
    """All marks of one field; none says that nothing is there."""

    kind: Literal["marks"] = "marks"
    marks: Annotated[tuple[Mark, ...], Field(max_length=MOST_MARKS)]


Value = Annotated[VerdictValue | ClassValue | TextValue | MarksValue, Field(discriminator="kind")]


class Origin(Words):
    """Where a picture or a word comes from; what is not known is left out."""

    station: Name | None = None
    """site/line/station."""
    lot: Name | None = None
    day: date | None = None
    boot: int | None = None
    pack_no: int | None = None
    """Counted by its station since its boot."""
    split: Name | None = None
    """The fold or part (train, val, test) that the source had it in."""
    file: str | None = None
    """What was imported, and where in it."""


class EventKind(StrEnum):
    CAME = "came"
    """A picture was taken in; says only where from."""
    LABEL = "label"
    WITHDRAWN = "withdrawn"
    """This person's own words on the field count no more."""


class LabelEvent(Words):
    """One line of the label log."""

    kind: EventKind
    picture: Sha256
    field: Annotated[str, Field(max_length=200)] = ""
    """Of the pack, or the check, that the word is about, such as `class`, `print.lot`."""
    value: Value | None = None
    by: Name
    at: AwareDatetime
    trust: Trust
    origin: Origin = Origin()
    supersedes: tuple[Sha256, ...] = ()
    """Ids of earlier words on the same field, also of others, which no longer count."""
    before: Sha256 = FIRST
    """Id of the line before it."""

    @model_validator(mode="after")
    def is_whole(self) -> "LabelEvent":
        if (self.kind is EventKind.LABEL) != (self.value is not None):
            raise ValueError("a label has a value, and only a label")
        if (self.kind is EventKind.CAME) == bool(self.field):
            raise ValueError("a label, or what withdraws one, is about a field")
        return self

    @property
    def place(self) -> tuple[str, str]:
        return self.picture, self.field


def marks_value(marks: list[Mark]) -> MarksValue:
    """In one order, whatever order a tool wrote them in."""
    return MarksValue(marks=tuple(sorted(marks, key=lambda mark: mark.model_dump_json())))


def rounded(*coordinates_px: float) -> tuple[float, ...]:
    return tuple(round(float(one), 2) for one in coordinates_px)


def class_names(value: Value | None) -> Iterator[str]:
    """Names that belong to the set's vocabulary."""
    if isinstance(value, ClassValue):
        yield value.name
    elif isinstance(value, VerdictValue) and value.defect is not None:
        yield value.defect
    elif isinstance(value, MarksValue):
        yield from (mark.name for mark in value.marks)


def told(value: Value | None) -> str:
    """As a person reads it, short."""
    if value is None:
        return "undecided"
    if isinstance(value, VerdictValue):
        return value.verdict.value + (f" ({value.defect})" if value.defect else "")
    if isinstance(value, ClassValue):
        return value.name
    if isinstance(value, TextValue):
        return value.text
    return f"{len(value.marks)} marks: " + ", ".join(sorted({mark.name for mark in value.marks}))
