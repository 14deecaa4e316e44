"""The command `fleet watch`: watches a centre's fleet, or a simulated one with known faults."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from edge_agent.command_line import AsJson, UntilInputEnds, show, tell

Simulate = Annotated[
    bool, typer.Option("--simulate", help="Lines with planted faults, in virtual time.")
]
Lines = Annotated[int, typer.Option(min=1, help="Simulated lines of each fault.")]
Quiet = Annotated[int, typer.Option(min=0, help="Simulated lines without a fault.")]
Packs = Annotated[int, typer.Option(min=1000, help="Packs of each simulated line.")]
Rate = Annotated[float, typer.Option(min=0.1, help="Packs a minute of each.")]
Seed = Annotated[int, typer.Option(min=0, help="Same seed, same figures.")]
CentreFile = Annotated[Path | None, typer.Option(help="centre.toml of the centre to watch.")]


def watch(
    centre: CentreFile = None,
    simulate: Simulate = False,
    lines: Lines = 2,
    quiet: Quiet = 2,
    packs: Packs = 5000,
    rate: Rate = 20.0,
    seed: Seed = 1,
    until_input_ends: UntilInputEnds = False,
    as_json: AsJson = False,
) -> None:
    """Watches the fleet beside `serve`, or shows what the watching finds in simulated lines."""
    if simulate == (centre is not None):
        raise typer.BadParameter("say --centre FILE or --simulate, one of both")
    if centre is not None:
        watch_centre(centre, until_input_ends)
    else:
        show(simulated(lines, quiet, packs, rate, seed), as_json, drawn)


def watch_centre(file: Path, until_input_ends: bool) -> None:
    """Until it is asked to end."""
    from deploy.fleet.database import opened
    from deploy.fleet.ending import until
    from deploy.fleet.settings import load_centre
    from deploy.fleet.watching.serving import watch
    from hardware.clock import RealClock

    clock, url = RealClock(), load_centre(file).centre.database_url
    with (
        until(sys.stdin if until_input_ends else None) as ended,
        opened(url, clock.wall()) as engine,
    ):
        watch(engine, clock, tell, ended)


def simulated(lines: int, quiet: int, packs: int, rate: float, seed: int) -> dict[str, Any]:
    from deploy.fleet.demo.trial import TrialSettings, runs
    from deploy.fleet.demo.trial_figures import document

    settings = TrialSettings(lines, quiet, packs, rate, seed)
    return document(settings, list(runs(settings)))


def drawn(document: dict[str, Any]) -> tuple[Any, ...]:
    from deploy.fleet.demo.trial_table import sentence_of, table_of

    return table_of(document), sentence_of(document)
