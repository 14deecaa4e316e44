"""The command `evaluate`; it runs anywhere, without torch.

Heavy imports stay inside, so that `packwarden --help` answers at once.
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from edge_agent.core.errors import InvalidInput
from training.telling import AsJson, tell


class Spoilt(StrEnum):
    NOT = "not"
    SMALL = "small"
    FAINT = "faint"
    MOVED = "moved"


class ReaderPeer(StrEnum):
    """What a reader of lines can be judged beside."""

    PPOCR = "ppocr"


def evaluate(
    named_set: Annotated[
        str,
        typer.Option(
            "--set",
            help="A folder with a set, or drawn:hard-codes, or drawn:production.",
            show_default=False,
        ),
    ],
    model: Annotated[
        Path | None, typer.Option(help="A trained reader.onnx; else that of the base bundle.")
    ] = None,
    vs: Annotated[
        ReaderPeer | None, typer.Option(help="Reads the same lines with PP-OCRv6 small too.")
    ] = None,
    spoilt: Annotated[
        Spoilt, typer.Option(help="Makes every cut-out harder: 12 px high, faint, or moved.")
    ] = Spoilt.NOT,
    packs: Annotated[
        int | None, typer.Option(min=1, help="Of drawn:production: how many packs.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Of drawn:production: where its parts are kept.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Of drawn:production: go on where it stands.")
    ] = False,
    report: Annotated[
        Path | None, typer.Option(help="Folder for a page with a picture of every error.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Judges the models on a named set, with the station's own code."""
    from training.evaluate_job import Wish, evaluate_set
    from training.production import Production

    if (packs is None) is not (out is None) or (resume and out is None):
        raise InvalidInput("a production needs --packs and --out; --resume goes on with one")
    production = Production(packs, out, resume) if packs is not None and out is not None else None
    found = evaluate_set(Wish(named_set, model, spoilt.value, vs is not None, production))
    if report is not None:
        from training.report.page import write_report

        write_report(found, report)
    tell(found.document, as_json, found.said)
