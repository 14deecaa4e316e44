"""The commands `fleet ingest` and `fleet retain`: what works on the centre's database."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from deploy.fleet.command_line import Centre, answer_whole
from deploy.fleet.places import CENTRE_FILE
from edge_agent.command_line import AsJson, UntilInputEnds, tell


def ingest(
    centre: Centre = CENTRE_FILE,
    shared: Annotated[
        bool, typer.Option("--shared", help="One of several that share the work (MQTT 5).")
    ] = False,
) -> None:
    """Stores what stations send to the broker, until it is interrupted."""
    from deploy.fleet.ingesting import run_ingestor
    from deploy.fleet.settings import load_centre
    from edge_agent.service_notices import service_notices
    from hardware.clock import RealClock

    clock = RealClock()
    run_ingestor(load_centre(centre), clock, tell, shared, service_notices(clock))


def retain(
    centre: Centre = CENTRE_FILE,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only says what would go; nothing is changed.")
    ] = False,
    daily: Annotated[
        bool, typer.Option("--daily", help="Go on, once a day, until it is interrupted.")
    ] = False,
    until_input_ends: UntilInputEnds = False,
    as_json: AsJson = False,
) -> None:
    """Puts old records into the archive and lets old pictures go, as [retention] says."""
    if daily:
        retain_daily(centre, until_input_ends)
        return
    from deploy.fleet.database import opened
    from deploy.fleet.retaining import retain as do_so
    from deploy.fleet.settings import load_centre
    from hardware.clock import RealClock

    settings, now = load_centre(centre), RealClock().wall()
    with opened(settings.centre.database_url, now) as engine:
        document = do_so(engine, settings.centre.places, settings.retention, now, tell, dry_run)
    answer_whole(document, as_json)


def retain_daily(centre: Path, until_input_ends: bool) -> None:
    from deploy.fleet.ending import until
    from deploy.fleet.serving import serve_retaining
    from deploy.fleet.settings import load_centre
    from hardware.clock import RealClock

    with until(sys.stdin if until_input_ends else None) as ended:
        serve_retaining(load_centre(centre), RealClock(), tell, ended)
