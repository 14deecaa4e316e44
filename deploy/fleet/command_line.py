"""What the commands `fleet …` have in common: options, and how they speak and answer.

Light: it is loaded with each of them.
"""

import json
import sys
from pathlib import Path
from typing import Annotated, Any, Final

import typer

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
Centre = Annotated[Path, typer.Option(help="Settings of the centre.")]
UntilInputEnds = Annotated[
    bool, typer.Option("--until-input-ends", help="End when standard input ends.")
]
Address = Annotated[str, typer.Option(help="Of the centre's API.")]
USUAL_ADDRESS: Final = "http://127.0.0.1:8090"
StationName = Annotated[str, typer.Argument(help="site/line/station.")]
Reason = Annotated[str, typer.Option(help="Why; stands in the audit record.")]
Seed = Annotated[int, typer.Option(min=0, help="Same seed, same packs.")]


def tell(line: str) -> None:
    """Progress."""
    sys.stderr.write(line + "\n")


def answer(document: dict[str, Any], as_json: bool, in_words: str) -> None:
    """The result: as one document, or as people read it."""
    sys.stdout.write((json.dumps(document) if as_json else in_words) + "\n")


def answer_whole(document: dict[str, Any], as_json: bool) -> None:
    """Where people read the same document, only spread out."""
    if as_json:
        sys.stdout.write(json.dumps(document) + "\n")
        return
    from rich import print_json

    print_json(data=document)
