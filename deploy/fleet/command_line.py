"""What the commands `fleet …` have in common besides what all commands have.

Light: it is loaded with each of them.
"""

import json
import sys
from pathlib import Path
from typing import Annotated, Any, Final

import typer

Centre = Annotated[Path, typer.Option(help="Settings of the centre.")]
Address = Annotated[str, typer.Option(help="Of the centre's API.")]
USUAL_ADDRESS: Final = "http://127.0.0.1:8090"
StationName = Annotated[str, typer.Argument(help="site/line/station.")]
Seed = Annotated[int, typer.Option(min=0, help="Same seed, same packs.")]


def answer_whole(document: dict[str, Any], as_json: bool) -> None:
    """Where people read the same document, only spread out."""
    if as_json:
        sys.stdout.write(json.dumps(document) + "\n")
        return
    from rich import print_json

    print_json(data=document)
