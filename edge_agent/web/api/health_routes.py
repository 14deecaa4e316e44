"""Whether the server lives and can serve, its figures for Prometheus, and what a problem means."""

from typing import Any, Literal

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import JSONResponse, PlainTextResponse, Response

from edge_agent.core.errors import PackwardenError
from edge_agent.store.pages import RecordFilter
from edge_agent.web.access import AtSite, operation
from edge_agent.web.errors import NotReady
from edge_agent.web.listing import Document, json_answer
from edge_agent.web.problems import explanation
from edge_agent.web.site import Site

router = APIRouter(tags=["health"])

TEXT_FORMAT = "text/plain; version=0.0.4"
"""Prometheus' exposition format."""


class Live(Document):
    status: Literal["live"] = "live"


class Ready(Document):
    status: Literal["ready"] = "ready"
    is_set_up: bool = Field(description="False until the first account was made.")
    has_packs: bool = Field(description="False until the line has recorded a pack.")


class Explanation(Document):
    type: str = Field(examples=["/problems/not-found"])
    title: str = Field(examples=["Not found"])
    status: int = Field(examples=[404])
    means: str


@router.get("/livez", response_model=Live, **operation("live"))
def live() -> Response:
    """The server answers."""
    return json_answer(Live())


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


@router.get(
    "/metrics",
    response_class=PlainTextResponse,
    **operation("getMetrics"),
)
def get_metrics(site: AtSite) -> Response:
    """Figures in Prometheus' text format."""
    return Response("".join(map(metric, figures(site))), media_type=TEXT_FORMAT)


@router.get("/problems/{name}", response_model=Explanation, **operation("explainProblem", 404))
def explain_problem(name: str) -> Response:
    """What a problem means; every refusal's type is such an address."""
    return JSONResponse(explanation(name))


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
