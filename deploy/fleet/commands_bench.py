"""The command `fleet bench`: what a centre takes on this computer."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from deploy.fleet.command_line import answer_whole
from edge_agent.command_line import AsJson, tell

Url = Annotated[
    str | None,
    typer.Option(help="sqlite:///… or postgresql://…, of a database that is there for this."),
]
Seconds = Annotated[float, typer.Option(min=2, max=600, help="Of each measurement.")]
Stations = Annotated[int, typer.Option(min=1, max=1000, help="How many stations send.")]
Records = Annotated[
    int, typer.Option(min=0, help="Make so many, and measure the search among them instead.")
]


def bench(
    url: Url = None,
    seconds: Seconds = 10,
    stations: Stations = 200,
    records: Records = 0,
    as_json: AsJson = False,
) -> None:
    """Measures records per second, times to the commit, scaling, and what a death costs."""
    from deploy.fleet.bench.measuring import Bench
    from hardware.clock import RealClock

    with TemporaryDirectory(prefix="packwarden-bench-") as folder:
        document = Bench(url, seconds, stations, records).run(Path(folder), RealClock(), tell)
    answer_whole(document, as_json)
