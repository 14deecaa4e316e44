"""What commands have in common: options, and how they speak and answer.

Light: it is loaded with each of them.
"""

import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
Station = Annotated[Path, typer.Option(help="The station's station.toml.")]
Reason = Annotated[str, typer.Option(help="Why; stands in the audit record.")]
UntilInputEnds = Annotated[
    bool, typer.Option("--until-input-ends", help="End when standard input ends.")
]


def tell(line: str) -> None:
    """Progress."""
    sys.stderr.write(line + "\n")


def answer(document: dict[str, Any], as_json: bool, in_words: str) -> None:
    """The result: as one document, or as people read it."""
    sys.stdout.write((json.dumps(document) if as_json else in_words) + "\n")


def show(
    document: dict[str, Any], as_json: bool, drawn: Callable[[dict[str, Any]], Iterable[Any]]
) -> None:
    """The result: as one document, or as what Rich draws of it."""
    if as_json:
        sys.stdout.write(json.dumps(document) + "\n")
        return
    from rich.console import Console

    console = Console()
    for part in drawn(document):
        console.print(part)
