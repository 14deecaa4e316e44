"""How a command of training speaks: progress by line, and at its end one document or one line."""

import json
import sys
from typing import Annotated, Any

import typer

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document.")]


def say(line: str) -> None:
    """Progress."""
    sys.stderr.write(line + "\n")


def tell(document: dict[str, Any], as_json: bool, said: str) -> None:
    """The result."""
    sys.stdout.write((json.dumps(document, ensure_ascii=False) if as_json else said) + "\n")
