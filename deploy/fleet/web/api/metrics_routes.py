"""The centre's figures for Prometheus."""

from ipaddress import ip_address
from typing import Final

from fastapi import APIRouter, Depends, Request
from prometheus_client import generate_latest
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, Response

from deploy.fleet.metrics.metrics_settings import Reader
from deploy.fleet.web.access import ACTS, centre_of, operation
from edge_agent.core.roles import RULES, may
from edge_agent.people.errors import NotPermitted
from edge_agent.people.presence import described
from edge_agent.web.access import source_of, visit

router = APIRouter(tags=["health"])

NAME: Final = "getMetrics"
TEXT_FORMAT: Final = "text/plain; version=0.0.4; charset=utf-8"
"""Prometheus' exposition format."""


def refuse_strangers(request: HTTPConnection) -> None:
    """Who asks from this very computer needs no token, where the settings say so."""
    table = centre_of(request).settings.metrics
    if table.open_to is Reader.THIS_COMPUTER and is_this_computer(source_of(request)):
        return
    actor, act = visit(request).present.actor, ACTS[NAME]
    assert act is not None
    if not may(actor, act):
        raise NotPermitted(f"{described(actor)} may not {RULES[act].does}")


def is_this_computer(source: str) -> bool:
    try:
        return ip_address(source).is_loopback
    except ValueError:
        return False


DECLARED: Final = {**operation(NAME), "dependencies": [Depends(refuse_strangers)]}


@router.get("/metrics", response_class=PlainTextResponse, **DECLARED)
def get_metrics(request: Request) -> Response:
    """Figures in Prometheus' text format: the centre's own, and some of every station."""
    return Response(generate_latest(request.app.state.registry), media_type=TEXT_FORMAT)
