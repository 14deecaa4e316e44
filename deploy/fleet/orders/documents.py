"""What the API says of orders and commands."""

from datetime import date
from typing import Annotated, Any

from fastapi import Path
from pydantic import AwareDatetime, Field
from sqlalchemy import Row

from deploy.fleet.orders.asked import Begins
from deploy.fleet.orders.commanding import Fate
from deploy.fleet.orders.fates import OrderFate
from edge_agent.core.packs import Level
from edge_agent.web.listing import Document

Name = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$", examples=["line-1"])]
Source = Annotated[str, Path(max_length=200, examples=["erp"])]
OwnNumber = Annotated[str, Path(max_length=100, examples=["4500017"])]
Reason = Annotated[str, Field(max_length=500)]


class StationOrderAnswer(Document):
    """What became of an order at one station; its times are by the station's own clock."""

    station: str
    fate: OrderFate
    why: str = Field(description="Of a refusal, or why it is late.")
    sent_at: AwareDatetime | None = Field(description="By the centre's clock.")
    heard_at: AwareDatetime | None
    announced_at: AwareDatetime | None
    in_force_since: AwareDatetime | None
    over_at: AwareDatetime | None = Field(description="Another order came into force.")


class OrderAnswer(Document):
    source: str = Field(description="The system that handed it in.", examples=["erp"])
    number: str = Field(description="Its own number there.", examples=["4500017"])
    recipe: str
    lot: str | None
    expiry: date | None
    gtin: str | None
    begins: Begins
    planned: AwareDatetime
    not_after: AwareDatetime
    entered_at: AwareDatetime
    entered_by: str
    stations: list[StationOrderAnswer]


class OrdersAnswer(Document):
    orders: list[OrderAnswer] = Field(description="The one that is planned last first.")


class CancelledOrder(Document):
    reason: Reason = ""


class StopBelt(Document):
    reason: Reason = ""


class LowerLevel(Document):
    check: Annotated[str, Field(min_length=1, max_length=80, examples=["expiry"])]
    to: Level
    reason: Reason = ""


class CommandAnswer(Document):
    """Something that the centre told a station."""

    number: int
    station: str
    word: str = Field(examples=["StopBelt"])
    by: str
    at: AwareDatetime
    not_after: AwareDatetime
    fate: Fate
    why: str
    fate_at: AwareDatetime | None = Field(description="By the station's own clock.")


class CommandsAnswer(Document):
    commands: list[CommandAnswer] = Field(description="The newest first.")


def order_document(row: Row[Any], stations: list[Row[Any]]) -> OrderAnswer:
    return OrderAnswer(
        source=row.source,
        number=row.number,
        recipe=row.recipe,
        lot=row.lot,
        expiry=None if row.expiry is None else date.fromisoformat(row.expiry),
        gtin=row.gtin,
        begins=Begins(row.begins),
        planned=row.planned,
        not_after=row.not_after,
        entered_at=row.entered_at,
        entered_by=row.entered_by,
        stations=[station_document(one) for one in stations],
    )


def station_document(row: Row[Any]) -> StationOrderAnswer:
    return StationOrderAnswer(
        station=row.station,
        fate=OrderFate(row.fate),
        why=row.why,
        sent_at=row.sent_at,
        heard_at=row.heard_at,
        announced_at=row.announced_at,
        in_force_since=row.in_force_since,
        over_at=row.over_at,
    )


def command_document(row: Row[Any]) -> CommandAnswer:
    return CommandAnswer(
        number=row.number,
        station=row.station,
        word=row.word,
        by=row.by,
        at=row.at,
        not_after=row.not_after,
        fate=Fate(row.fate),
        why=row.why,
        fate_at=row.fate_at,
    )
