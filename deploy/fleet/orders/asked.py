"""An order as somebody hands it in: over REST, MQTT or from a file.

Strict: what it does not know it refuses with its place, so that a key that was spelt wrong is never
taken for one that was left out.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    field_validator,
    model_validator,
)

from edge_agent.core.errors import InvalidInput
from edge_agent.core.expected_print import check_gtin
from edge_agent.core.order import Order

SCHEMA: Final = 1
LONGEST_BYTES: Final = 64 * 1024
USUAL_LIFE: Final = timedelta(hours=24)
STATION: Final = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}(/[A-Za-z0-9][A-Za-z0-9_-]{0,39}){2}$"
Station = Annotated[str, Field(pattern=STATION, examples=["plant-1/line-1/box"])]


class Begins(StrEnum):
    BY_PERSON = "by_person"
    """It is announced at the station; a person begins exactly that."""
    AT_ONCE = "at_once"
    """The line begins it when it hears it."""


class AskedOrder(BaseModel):
    """What shall be made where, and by when."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_version: Literal[1] = Field(default=1, alias="schema")
    number: Annotated[str, Field(min_length=1, max_length=100, examples=["4500017"])] = Field(
        description="Of the order in the system that hands it in; handed in again it is the same."
    )
    recipe: Annotated[str, Field(min_length=1, max_length=80, examples=["tray"])]
    lot: Annotated[str, Field(min_length=1, max_length=60, examples=["L2611-204"])] | None = None
    expiry: date | None = Field(default=None, examples=["2026-12-24"])
    gtin: str | None = Field(default=None, max_length=14, examples=["4006381333931"])
    stations: Annotated[tuple[Station, ...], Field(min_length=1, max_length=200)]
    planned: AwareDatetime | None = Field(default=None, description="null: as soon as may be.")
    not_after: AwareDatetime | None = Field(
        default=None, description="Not begun by then it is late; null: a day after it is planned."
    )
    begins: Begins = Begins.BY_PERSON

    @field_validator("gtin")
    @classmethod
    def has_its_check_digit(cls, gtin: str | None) -> str | None:
        if gtin is not None:
            try:
                check_gtin(gtin)
            except InvalidInput as error:
                raise ValueError(str(error)) from error
        return gtin

    @model_validator(mode="after")
    def ends_after_it_begins(self) -> Self:
        if self.planned and self.not_after and self.not_after <= self.planned:
            raise ValueError("not_after must lie after planned")
        return self

    @property
    def order(self) -> Order:
        return Order(self.recipe, self.lot, self.expiry, self.gtin)

    def planned_at(self, now: datetime) -> datetime:
        return self.planned or now

    def ends_at(self, now: datetime) -> datetime:
        return self.not_after or self.planned_at(now) + USUAL_LIFE


ASKED: Final = TypeAdapter(AskedOrder)


class OrderRefused(InvalidInput):
    """A document that is no order; names the place, and what would be right."""

    title = "Order refused"

    def __init__(self, told: str, parts: tuple[tuple[str, str], ...] = ()) -> None:
        self.parts = parts
        """(JSON pointer, what is wrong there)."""
        super().__init__(told)


def read_order(payload: bytes) -> AskedOrder:
    if len(payload) > LONGEST_BYTES:
        raise OrderRefused(f"an order has at most {LONGEST_BYTES} bytes, not {len(payload)}")
    try:
        return ASKED.validate_json(payload)
    except ValidationError as error:
        raise refused(error) from error


def order_of(values: dict[str, Any]) -> AskedOrder:
    try:
        return ASKED.validate_python(values)
    except ValidationError as error:
        raise refused(error) from error


def refused(error: ValidationError) -> OrderRefused:
    """All that is wrong, the first in the sentence; what was given is not repeated."""
    found = error.errors(include_input=False, include_url=False)
    parts = tuple((pointer(one["loc"]), told(one["type"], one["msg"])) for one in found)
    return OrderRefused("; ".join(f"{place}: {what}" for place, what in parts[:3]), parts)


def told(kind: str, message: str) -> str:
    if kind == "extra_forbidden":
        known = ", ".join(field.alias or name for name, field in AskedOrder.model_fields.items())
        return f"no such key; there are {known}"
    return message.removeprefix("Value error, ")


def pointer(place: tuple[int | str, ...]) -> str:
    """RFC 6901; "/" for the document itself."""
    return "/" + "/".join(str(part).replace("~", "~0").replace("/", "~1") for part in place)
