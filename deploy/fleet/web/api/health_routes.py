"""Whether the server can serve, and what of the centre works."""

from collections.abc import Callable
from enum import StrEnum
from importlib.metadata import version
from typing import Literal

from fastapi import APIRouter
from pydantic import Field
from sqlalchemy import select
from starlette.responses import Response

from deploy.fleet.alerts.concerns import FULL_FROM
from deploy.fleet.tables import stations
from deploy.fleet.web.access import AtCentre, operation
from deploy.fleet.web.centre_site import CentreSite
from edge_agent.core.errors import PackwardenError
from edge_agent.web.alarms.watching import disk_share_of
from edge_agent.web.errors import NotReady
from edge_agent.web.listing import Document, json_answer

router = APIRouter(tags=["health"])


class Part(StrEnum):
    DATABASE = "database"
    PEOPLE = "people"
    DISK = "disk"


class Ready(Document):
    status: Literal["ready"] = "ready"
    is_set_up: bool = Field(description="False until the first account was made.")


class PartAnswer(Document):
    """One part of the centre, as this server sees it."""

    name: Part
    works: bool
    detail: str = Field(description="Why it does not; empty where it does.")


class HealthAnswer(Document):
    """What works and what does not."""

    status: Literal["works", "impaired"] = Field(description="impaired: some part does not work.")
    parts: list[PartAnswer]
    disk_used_share: float | None = Field(
        description="Of the disk that the centre's folder is on; null where it cannot be told.",
        examples=[0.41],
    )
    software: str = Field(description="Of this server.", examples=["packwarden 0.1.0"])


@router.get("/readyz", response_model=Ready, **operation("ready"))
def ready(site: AtCentre) -> Response:
    """The server can read what it serves."""
    try:
        is_set_up = bool(site.office.accounts.people())
        ask_database(site)
    except PackwardenError as error:  # anybody may ask, so no path is told
        raise NotReady(f"{error.title}: the centre's database or files cannot be read") from error
    return json_answer(Ready(is_set_up=is_set_up))


@router.get("/api/v1/health", response_model=HealthAnswer, **operation("getHealth"))
def get_health(site: AtCentre) -> Response:
    """What works and what does not, for people and for a supervisor that wants to know more."""
    parts = [
        PartAnswer(name=name, works=trouble is None, detail=trouble or "")
        for name, trouble in troubles(site).items()
    ]
    answer = HealthAnswer(
        status="works" if all(part.works for part in parts) else "impaired",
        parts=parts,
        disk_used_share=disk_share_of(site.folder),
        software=f"packwarden {version('packwarden')}",
    )
    return json_answer(answer)


def ask_database(site: CentreSite) -> None:
    with site.reading() as connection:
        connection.execute(select(stations.c.id).limit(1)).all()


def troubles(site: CentreSite) -> dict[Part, str | None]:
    """Why a part does not work; None where it does."""
    share = disk_share_of(site.folder)
    return {
        Part.DATABASE: trouble_of(lambda: ask_database(site)),
        Part.PEOPLE: trouble_of(site.office.accounts.people),
        Part.DISK: "nearly full" if share is not None and share >= FULL_FROM else None,
    }


def trouble_of(asks: Callable[[], object]) -> str | None:
    try:
        asks()
    except PackwardenError as error:
        return str(error)
    return None
