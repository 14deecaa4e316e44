"""The command `fleet station-token`, for stations that reach the centre by HTTPS."""

from typing import Annotated

import typer

from deploy.fleet.command_line import Centre, StationName
from deploy.fleet.places import CENTRE_FILE
from edge_agent.command_line import AsJson, answer


def station_token(
    station: StationName,
    take_back: Annotated[
        bool, typer.Option("--take-back", help="It has none from now on.")
    ] = False,
    centre: Centre = CENTRE_FILE,
    as_json: AsJson = False,
) -> None:
    """Issues the token by which a station shows who it is over HTTPS, shown this once."""
    from deploy.fleet.carriers.station_tokens import issue_token, take_back_token
    from deploy.fleet.database import opened
    from deploy.fleet.settings import load_centre
    from hardware.clock import RealClock

    now, token = RealClock().wall(), None
    with opened(load_centre(centre).centre.database_url, now) as engine:
        if take_back:
            take_back_token(engine, station)
        else:
            token = issue_token(engine, station, now)
    document = {"station": station, "token": token}
    answer(document, as_json, token or f"{station} has no token any more")
