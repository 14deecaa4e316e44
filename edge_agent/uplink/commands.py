"""The command `uplink`, which sends a station's log to its centre until it is interrupted."""

import os
import sys
from contextlib import suppress
from typing import Final

from edge_agent.command_line import Station, UntilInputEnds, tell
from edge_agent.station_places import STATION_FILE

YIELDS: Final = 19
"""Of niceness: on a busy computer inspecting goes first."""


def uplink(
    station: Station = STATION_FILE,
    until_input_ends: UntilInputEnds = False,
) -> None:
    """Sends records and events to the centre, and hears what it acknowledges and asks for."""
    from edge_agent.service_notices import service_notices
    from edge_agent.uplink.serving import serve_uplink
    from hardware.clock import RealClock

    os.nice(YIELDS)
    clock = RealClock()
    notices, ends_with = service_notices(clock), sys.stdin if until_input_ends else None
    with suppress(KeyboardInterrupt):
        serve_uplink(station, clock, tell, ends_with, notices)
