"""The command `train`: one subcommand for each net.

torch is needed here alone, and only a training install has it.
"""

from pathlib import Path
from typing import Annotated

import typer

from edge_agent.core.errors import InvalidInput
from training.installed import need
from training.telling import AsJson, tell

train = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)

RunFolder = Annotated[Path, typer.Option("--out", help="Folder of the run.", show_default=False)]
Minutes = Annotated[float | None, typer.Option(min=0.1, help="Or: how long.")]
Seed = Annotated[int, typer.Option(min=0, help="Same seed and steps, same net.")]
Resume = Annotated[bool, typer.Option("--resume", help="Go on where the run stands.")]


@train.callback()
def training() -> None:
    """Trains the station's models, on this machine."""


def refuse_endless(steps: int | None, minutes: float | None) -> None:
    if (steps is None) == (minutes is None):
        raise InvalidInput("give --steps or --minutes: a run must know where it ends")


@train.command("reader")
def reader_command(
    out: RunFolder,
    steps: Annotated[int | None, typer.Option(min=1, help="Batches of 64 lines.")] = None,
    minutes: Minutes = None,
    seed: Seed = 1,
    resume: Resume = False,
    calibration_lines: Annotated[
        int, typer.Option(min=10, help="Drawn lines that the limits are fitted to.")
    ] = 3000,
    as_json: AsJson = False,
) -> None:
    """Trains the line reader on drawn lines and exports it as reader.onnx with reader.json."""
    refuse_endless(steps, minutes)
    need("torch", "mlflow")
    from training.reader_job import MODEL, train_and_export
    from training.tracking import MlflowTracking
    from training.train_reader import ReaderRun

    run = ReaderRun(
        out=out, seed=seed, steps=steps, minutes=minutes, calibration_lines=calibration_lines
    )
    facts = train_and_export(run, resume, MlflowTracking("reader", out))
    tell({"model": str(out / MODEL), **facts}, as_json, f"{out / MODEL}")


@train.command("limits")
def limits_command(
    model: Annotated[Path, typer.Argument(help="A reader.onnx with its reader.json.")],
    lines: Annotated[int, typer.Option(min=100, help="Drawn lines to fit to.")] = 3000,
    as_json: AsJson = False,
) -> None:
    """Fits the limits and the confidence of verification to a reader anew, into its reader.json."""
    need("torch")
    from edge_agent.inspection.own_reader import OwnLineReader, facts_of
    from training.calibrating import calibrated
    from training.proven_nets import write_facts

    fitted = calibrated(OwnLineReader(model), lines)
    write_facts(model, facts_of(model) | fitted)
    tell({"model": str(model), **fitted}, as_json, f"{model.with_suffix('.json')}")


@train.command("finder")
def finder_command(
    out: RunFolder,
    steps: Annotated[int | None, typer.Option(min=1, help="Batches of 4 scenes.")] = None,
    minutes: Minutes = None,
    seed: Seed = 1,
    resume: Resume = False,
    as_json: AsJson = False,
) -> None:
    """Trains the finder on drawn scenes and exports it as finder.onnx with finder.json."""
    refuse_endless(steps, minutes)
    need("torch", "mlflow")
    from training.finder_job import MODEL, train_and_export
    from training.tracking import MlflowTracking
    from training.train_finder import FinderRun

    run = FinderRun(out=out, seed=seed, steps=steps, minutes=minutes)
    facts = train_and_export(run, resume, MlflowTracking("finder", out))
    tell({"model": str(out / MODEL), **facts}, as_json, f"{out / MODEL}")


@train.command("backbone")
def backbone_command(
    out: Annotated[Path, typer.Option(help="Folder it is written to.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Cuts the backbone of the appearance checks from published weights: backbone.onnx and .json.

    Nothing is trained: the same weights always give the same file.
    """
    need("torch")
    from training.export_backbone import MODEL, export_backbone

    facts = export_backbone(out)
    tell({"model": str(out / MODEL), **facts}, as_json, f"{out / MODEL}")
