"""The commands `fleet …`: the centre. What they need is imported when they are called."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from deploy.fleet import (
    commands_bench,
    commands_carriers,
    commands_labels,
    commands_learning,
    commands_orders,
    commands_rollout,
    commands_serve,
    commands_store,
    commands_watch,
)
from deploy.fleet.command_line import Seed, answer_whole
from edge_agent.command_line import AsJson, tell

fleet = typer.Typer(no_args_is_help=True, add_completion=False, help="The centre of a fleet.")


@fleet.callback()
def centre() -> None:
    """Keeps a group of commands also while there is one."""


for command in (
    commands_serve.init,
    commands_serve.prepare,
    commands_serve.serve,
    commands_serve.web,
    commands_serve.letters,
    commands_serve.alerts,
):
    fleet.command()(command)
fleet.command()(commands_store.ingest)
fleet.command()(commands_store.retain)
fleet.command()(commands_bench.bench)
fleet.command()(commands_orders.order)
fleet.command()(commands_orders.recipe)
fleet.command("station-token")(commands_carriers.station_token)
fleet.command("station-key")(commands_orders.station_key)
fleet.command("distrust-key")(commands_orders.distrust_key)
fleet.command()(commands_watch.watch)
fleet.command()(commands_learning.learning)
fleet.add_typer(commands_rollout.rollout, name="rollout")
fleet.add_typer(commands_labels.labels, name="labels")


@fleet.command()
def demo(
    stations: Annotated[int, typer.Option(min=1, max=500, help="How many stations send.")] = 20,
    seconds: Annotated[float, typer.Option(min=1, help="For how long.")] = 30,
    rate: Annotated[float, typer.Option(min=0.1, help="Packs per second of each.")] = 5,
    seed: Seed = 1,
    packs_before: Annotated[
        int, typer.Option(min=0, help="Packs of each as a past; 0: nothing is watched.")
    ] = 700,
    as_json: AsJson = False,
) -> None:
    """Starts a centre, a broker and simulated stations, and says what became of every record."""
    from deploy.fleet.demo.show import FleetShow
    from hardware.clock import RealClock

    show = FleetShow(stations, seconds, rate, seed, packs_before)
    with TemporaryDirectory(prefix="packwarden-fleet-") as folder:
        document = show.run(Path(folder), RealClock(), tell)
    answer_whole(document, as_json)
