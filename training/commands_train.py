"""The command `train`: one subcommand for each net.

torch is needed here alone, and only a training install has it.
"""

from pathlib import Path
from typing import Annotated

import typer

from edge_agent.core.errors import InvalidInput
from training.installed import need
from training.telling import tell

train = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


@train.callback()
def training() -> None:
    """Trains the station's models, on this machine."""


@train.command("reader")
def reader_command(
    out: Annotated[Path, typer.Option(help="Folder of the run.", show_default=False)],
    steps: Annotated[int | None, typer.Option(min=1, help="Batches of 64 lines.")] = None,
    minutes: Annotated[float | None, typer.Option(min=0.1, help="Or: how long.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Same seed and steps, same net.")] = 1,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where the run stands.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Trains the line reader on drawn lines and exports it as reader.onnx with reader.json."""
    if (steps is None) == (minutes is None):
        raise InvalidInput("give --steps or --minutes: a run must know where it ends")
    need("torch", "mlflow")
    from training.reader_job import train_and_export
    from training.tracking import MlflowTracking
    from training.train_reader import ReaderRun

    run = ReaderRun(out, seed=seed, steps=steps, minutes=minutes)
    facts = train_and_export(run, resume, MlflowTracking("reader", out))
    tell({"model": str(out / "reader.onnx"), **facts}, as_json, f"{out / 'reader.onnx'}")
