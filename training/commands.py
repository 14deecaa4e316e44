"""The commands `train` and `evaluate`.

torch is needed for `train` alone, and only a training install has it; `evaluate` runs anywhere.
"""

import json
import sys
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import typer

from edge_agent.core.errors import InvalidInput, NotFound

train = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


class Spoilt(StrEnum):
    NOT = "not"
    SMALL = "small"
    FAINT = "faint"
    MOVED = "moved"


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
    if find_spec("torch") is None:
        raise NotFound("torch is not installed here; `make setup EXTRAS=training` installs it")
    from training.reader_job import train_and_export
    from training.train_reader import ReaderRun

    run = ReaderRun(out, seed=seed, steps=steps, minutes=minutes)
    facts = train_and_export(run, resume)
    tell({"model": str(out / "reader.onnx"), **facts}, as_json, f"{out / 'reader.onnx'}")


def evaluate(
    line_set: Annotated[
        Path, typer.Option("--set", help="Folder with labels.csv.", show_default=False)
    ],
    model: Annotated[
        Path | None, typer.Option(help="A trained reader.onnx; else the reader of stations.")
    ] = None,
    spoilt: Annotated[
        Spoilt, typer.Option(help="Makes every cut-out harder: 12 px high, faint, or moved.")
    ] = Spoilt.NOT,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Reads a set of line cut-outs with known texts and says how many are exact."""
    from edge_agent.inspection.own_reader import OwnLineReader
    from edge_agent.inspection.ppocr import PpocrLineReader
    from training.evaluating import evaluate_lines
    from training.line_sets import read_line_set
    from training.spoiling import SPOILERS

    lines = read_line_set(line_set)
    chosen = PpocrLineReader() if model is None else OwnLineReader(model)
    document = evaluate_lines(str(line_set), lines, chosen, SPOILERS[spoilt]).document()
    low, high = document["interval"]
    said = f"{document['exact']} of {document['n']} exact, 95 % {low:.1%} to {high:.1%}"
    tell(document, as_json, said)


def tell(document: dict[str, Any], as_json: bool, said: str) -> None:
    sys.stdout.write((json.dumps(document, ensure_ascii=False) if as_json else said) + "\n")
