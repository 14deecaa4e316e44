"""python -m deploy.torture PART: a table for a person, one document with --json."""

import json
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

if TYPE_CHECKING:
    from simulators.torture.figures import Figure


class Part(StrEnum):
    PAGES = "pages"
    MESSAGING = "messaging"


def torture(
    part: Annotated[Part, typer.Argument(help="What is measured.")],
    minutes: Annotated[
        float,
        typer.Option(min=0.1, help="How long a page's memory is watched, or a network is bad."),
    ] = 10,
    out: Annotated[Path | None, typer.Option(help="Also write the figures here, as JSON.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Measures what no test may assert. The machine should do nothing else."""
    from simulators.torture.figures import table_of

    figures = measured(part, minutes, Console(stderr=True).print)
    document = {"part": part.value, "figures": [one.document() for one in figures]}
    if out is not None:
        out.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    if as_json:
        sys.stdout.write(json.dumps(document, indent=2) + "\n")
    else:
        Console().print(table_of(part.value.capitalize(), figures))
    if any(one.is_met is False for one in figures):
        raise typer.Exit(1)


def measured(part: Part, minutes: float, tell: Callable[[str], None]) -> "list[Figure]":
    """Each part loads what it needs."""
    if part is Part.PAGES:
        from simulators.torture import pages

        return pages.tortured(minutes, tell)
    from deploy.torture import messaging

    return messaging.tortured(minutes, tell)


if __name__ == "__main__":
    typer.run(torture)
