"""Whether the server can serve, what works at the station, and its figures for Prometheus."""

from enum import StrEnum
from importlib.metadata import version
from typing import Any, Literal

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import PlainTextResponse, Response

from edge_agent.core.alarms.table import ALARMS, AlarmName
from edge_agent.core.errors import PackwardenError
from edge_agent.store.pages import RecordFilter
from edge_agent.web.access import AtSite, operation
from edge_agent.web.alarms.watching import disk_share_of, store_trouble_of
from edge_agent.web.errors import NotReady
from edge_agent.web.listing import Document, json_answer
from edge_agent.web.site import Site

router = APIRouter(tags=["health"])


class Part(StrEnum):
    LINE = "line"
    """The process that owns cameras and gate."""
    STORE = "store"
    PEOPLE = "people"
    ALARMS = "alarms"
    DISK = "disk"
    CENTRE = "centre"
    """Only where the station sends to one."""


TEXT_FORMAT = "text/plain; version=0.0.4"
"""Prometheus' exposition format."""


class Ready(Document):
    status: Literal["ready"] = "ready"
    is_set_up: bool = Field(description="False until the first account was made.")
    has_packs: bool = Field(description="False until the line has recorded a pack.")


class PartAnswer(Document):
    """One part of the station, as this server sees it."""

    name: Part
    works: bool
    detail: str = Field(description="Why it does not; empty where it does.")


class HealthAnswer(Document):
    """What works and what does not."""

    status: Literal["works", "impaired"] = Field(description="impaired: some part does not work.")
    parts: list[PartAnswer]
    disk_used_share: float | None = Field(
        description="Of the disk that the station's data is on; null where it cannot be told.",
        examples=[0.41],
    )
    alarms: int = Field(description="On the list now.")
    software: str = Field(description="Of this server.", examples=["packwarden 0.1.0"])


@router.get("/readyz", response_model=Ready, **operation("ready", 503))
def ready(site: AtSite) -> Response:
    """The server can read what it serves."""
    try:
        answer = Ready(
            is_set_up=bool(site.office.accounts.people()),
            has_packs=bool(site.store.records(RecordFilter(), 1)),
        )
    except PackwardenError as error:  # anybody may ask, so no path is told
        raise NotReady(f"{error.title}: the station's files cannot be read") from error
    return json_answer(answer)


@router.get("/api/v1/health", response_model=HealthAnswer, **operation("getHealth"))
def get_health(site: AtSite) -> Response:
    """What works and what does not, for people and for a supervisor that wants to know more."""
    parts = [
        PartAnswer(name=name, works=trouble is None, detail=trouble or "")
        for name, trouble in troubles(site).items()
    ]
    works = all(part.works for part in parts)
    answer = HealthAnswer(
        status="works" if works else "impaired",
        parts=parts,
        disk_used_share=disk_share_of(site.folder),
        alarms=len(site.alarms.listed()),
        software=f"packwarden {version('packwarden')}",
    )
    return json_answer(answer)


@router.get(
    "/metrics",
    response_class=PlainTextResponse,
    **operation("getMetrics"),
)
def get_metrics(site: AtSite) -> Response:
    """Figures in Prometheus' text format."""
    return Response("".join(map(metric, figures(site))), media_type=TEXT_FORMAT)


def troubles(site: Site) -> dict[Part, str | None]:
    """Why a part does not work; None where it does."""
    share, limit = disk_share_of(site.folder), ALARMS[AlarmName.DISK_FILLING].measured
    is_full = share is not None and limit is not None and share >= limit.limit
    found = {
        Part.LINE: site.line.why_none if site.line.state is None else None,
        Part.STORE: store_trouble_of(site.store),
        Part.PEOPLE: people_trouble(site),
        Part.ALARMS: site.alarms.trouble,
        Part.DISK: "nearly full" if is_full else None,
    }
    return found if site.settings.uplink is None else {**found, Part.CENTRE: centre_trouble(site)}


def centre_trouble(site: Site) -> str | None:
    limit = ALARMS[AlarmName.CENTRE_BEHIND].measured
    try:
        waits_s = site.centre_waits_s()
    except PackwardenError as error:
        return str(error)
    is_late = waits_s is not None and limit is not None and limit.is_beyond(waits_s, False)
    return f"a record has waited for {waits_s:.0f} s" if is_late else None


def people_trouble(site: Site) -> str | None:
    try:
        site.office.accounts.people()
    except PackwardenError as error:
        return str(error)
    return None


def figures(site: Site) -> list[tuple[str, str, str, float]]:
    """Name, kind, meaning, value. A start of the line begins a counter anew."""
    found = site.store.records(RecordFilter(), 1)
    seen: list[tuple[str, str, str, float]] = []
    if found:
        last = found[0]
        at = last.record.seen_at.timestamp()
        seen = [
            ("packs_total", "counter", "Packs recorded since the line's start.", last.seq),
            ("boot", "gauge", "Number of the line's start.", last.boot),
            ("last_pack_seen_seconds", "gauge", "When the last pack was seen (Unix time).", at),
        ]
    people = sum(person.active for person in site.office.accounts.people())
    return [*seen, ("people", "gauge", "Accounts that may sign in.", people)]


def metric(figure: tuple[str, str, str, Any]) -> str:
    name, kind, meaning, value = figure
    whole = f"packwarden_{name}"
    return f"# HELP {whole} {meaning}\n# TYPE {whole} {kind}\n{whole} {value}\n"
