"""The command `evaluate`; it runs anywhere, without torch."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from training.telling import tell


class Spoilt(StrEnum):
    NOT = "not"
    SMALL = "small"
    FAINT = "faint"
    MOVED = "moved"


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
