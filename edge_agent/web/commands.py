"""The commands `web`, which serves a station's pages and API, and `token`, for other programs.

What they need is imported when they are called.
"""

import json
import os
import secrets
import sys
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from edge_agent.command_line import AsJson, Reason, Station, UntilInputEnds, answer
from edge_agent.commands_people import office_of
from edge_agent.core.roles import Scope
from edge_agent.station_places import STATION_FILE, usual_station

USUAL_DAYS = 90
YIELDS = 10
"""Of niceness: whatever many visitors ask for, inspecting goes first."""


def web(
    station: Station = STATION_FILE,
    openapi: Annotated[
        bool, typer.Option("--openapi", help="Print the API's description and end.")
    ] = False,
    until_input_ends: UntilInputEnds = False,
) -> None:
    """Serves the station's pages and its API until it is interrupted."""
    from edge_agent.service_notices import service_notices
    from edge_agent.web.app import operations
    from edge_agent.web.serving import serve_station
    from hardware.clock import RealClock

    if openapi:
        sys.stdout.write(json.dumps(operations().openapi(), indent=1) + "\n")
        return
    os.nice(YIELDS)
    clock = RealClock()
    ends_with = sys.stdin if until_input_ends else None
    serve_station(station, clock, ends_with=ends_with, notices=service_notices(clock))


def token(
    scope: Annotated[list[Scope], typer.Option(help="What it is good for; may be given again.")],
    name: Annotated[
        str | None, typer.Option(help="Name in the audit record; without it a random one.")
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=366, help="How long it holds.")] = USUAL_DAYS,
    station: Annotated[
        Path | None,
        typer.Option(
            help="The station's station.toml.",
            show_default="station.toml here, else the running demonstration's",
        ),
    ] = None,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """Issues a token for another program, shown this once."""
    name = name or f"{scope[0].value}-{secrets.token_hex(3)}"
    with office_of(station or found_station()) as (office, order):
        by = order(reason)
        until = by.now + timedelta(days=days)
        issued = office.issue_token(by, name, scope, until)
    document = {
        "name": name,
        "scopes": sorted(scope),
        "until": until.isoformat(),
        "token": issued,
    }
    answer(document, as_json, issued)


def found_station() -> Path:
    """Says so where it is not the one here, which most stations have."""
    station = usual_station()
    if station != STATION_FILE:
        sys.stderr.write(
            f"uses the demonstration's station, because no {STATION_FILE} is here: {station}\n"
        )
    return station
