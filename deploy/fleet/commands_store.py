"""The commands `fleet ingest` and `fleet retain`: what works on the centre's database."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from deploy.fleet.places import CENTRE_FILE

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
Centre = Annotated[Path, typer.Option(help="Settings of the centre.")]


def tell(line: str) -> None:
    sys.stderr.write(line + "\n")


def ingest(
    centre: Centre = CENTRE_FILE,
    shared: Annotated[
        bool, typer.Option("--shared", help="One of several that share the work (MQTT 5).")
    ] = False,
) -> None:
    """Stores what stations send to the broker, until it is interrupted."""
    from deploy.fleet.ingesting import run_ingestor
    from deploy.fleet.settings import load_centre
    from hardware.clock import RealClock

    run_ingestor(load_centre(centre), RealClock(), tell, shared)
