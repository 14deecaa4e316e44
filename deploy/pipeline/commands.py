"""The commands `pipeline …`. What they need is imported when they are called."""

import os
from pathlib import Path
from typing import Annotated

import typer

from edge_agent.command_line import AsJson
from training.telling import tell

pipeline = typer.Typer(
    no_args_is_help=True, add_completion=False, help="From data to a signed release."
)

Config = Annotated[
    Path, typer.Option(help="What is learned, and where it goes.", show_default=False)
]
Out = Annotated[
    Path | None,
    typer.Option(help="Folder of the run; else out/pipeline/NAME.", show_default=False),
]


@pipeline.callback()
def needed() -> None:
    """What only a training install has."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # read when torch is imported
    from training.installed import need

    need("torch", "optuna", "mlflow", "dagster")


@pipeline.command()
def run(config: Config, out: Out = None, as_json: AsJson = False) -> None:
    """Does what is not done: data, checks, tuning, training, export, judging, release.

    Start it anew after a cut: what is done is kept.
    """
    from deploy.pipeline.opening import opened
    from deploy.pipeline.running import run_pipeline

    document = run_pipeline(opened(config, out))
    release = document["release"]
    tell(document, as_json, f"{release['name']} is released in {release['repository']}")


@pipeline.command()
def show(config: Config, out: Out = None, as_json: AsJson = False) -> None:
    """What of it is done, was cut off, was stopped, or waits."""
    from deploy.pipeline.opening import opened
    from deploy.pipeline.showing import in_words, shown

    document = shown(opened(config, out))
    tell(document, as_json, in_words(document))


@pipeline.command()
def watch(
    config: Config,
    out: Out = None,
    once: Annotated[
        bool, typer.Option("--once", help="Looks once, for timers; else until Ctrl-C.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Runs it when there is an occasion: new labels, a drift, the calendar, or a cut."""
    from deploy.pipeline.opening import opened
    from deploy.pipeline.watching import Watch

    watched = Watch(opened(config, out))
    if not once:
        watched.go_on()
    document = watched.look()
    tell({"run": document}, as_json, "there was no occasion" if document is None else "done")
