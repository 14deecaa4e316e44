"""The command `fleet station-token`, for stations that reach the centre by HTTPS."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from deploy.fleet.places import CENTRE_FILE

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
Centre = Annotated[Path, typer.Option(help="Settings of the centre.")]


def station_token(
    station: Annotated[str, typer.Argument(help="site/line/station.")],
    take_back: Annotated[
        bool, typer.Option("--take-back", help="It has none from now on.")
    ] = False,
    centre: Centre = CENTRE_FILE,
    as_json: AsJson = False,
) -> None:
    """Issues the token by which a station shows who it is over HTTPS, shown this once."""
    from deploy.fleet.carriers.station_tokens import issue_token, take_back_token
    from deploy.fleet.database import open_database
    from deploy.fleet.settings import load_centre
    from hardware.clock import RealClock

    now = RealClock().wall()
    engine = open_database(load_centre(centre).centre.database_url, now)
    try:
        if take_back:
            take_back_token(engine, station)
            token = None
        else:
            token = issue_token(engine, station, now)
    finally:
        engine.dispose()
    if as_json:
        sys.stdout.write(json.dumps({"station": station, "token": token}) + "\n")
    elif token is not None:
        sys.stdout.write(token + "\n")
