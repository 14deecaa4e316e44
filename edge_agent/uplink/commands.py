"""The command `uplink`, which sends a station's log to its centre until it is interrupted."""

import os
import sys
from contextlib import suppress
from typing import Annotated, Final

import typer

from edge_agent.commands_people import Station
from edge_agent.station_places import STATION_FILE

YIELDS: Final = 19
"""Of niceness: on a busy computer inspecting goes first."""


def uplink(
    station: Station = STATION_FILE,
    until_input_ends: Annotated[
        bool, typer.Option("--until-input-ends", help="End when standard input ends.")
    ] = False,
) -> None:
    """Sends records and events to the centre, and hears what it acknowledges and asks for."""
    from edge_agent.service_notices import service_notices
    from edge_agent.uplink.serving import serve_uplink
    from hardware.clock import RealClock

    def tell(line: str) -> None:
        sys.stderr.write(line + "\n")

    os.nice(YIELDS)
    clock = RealClock()
    notices, ends_with = service_notices(clock), sys.stdin if until_input_ends else None
    with suppress(KeyboardInterrupt):
        serve_uplink(station, clock, tell, ends_with, notices)
