"""python -m deploy.torture PART: a table for a person, one document with --json."""

import json
import sys
from collections.abc import Callable
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.console import Console

if TYPE_CHECKING:
    from simulators.torture.figures import Figure


class Part(StrEnum):
    PAGES = "pages"
    MESSAGING = "messaging"
    SHADOW = "shadow"
    SECURITY = "security"
    DURABILITY = "durability"
    HOSTILE = "hostile"
    SOAK = "soak"
    LIVENESS = "liveness"


MODULES: Final = {
    Part.PAGES: "simulators.torture.pages",
    Part.MESSAGING: "deploy.torture.messaging",
    Part.SHADOW: "simulators.torture.looking_on",
    Part.SECURITY: "deploy.torture.security",
    Part.DURABILITY: "deploy.torture.durability.at_release",
    Part.HOSTILE: "deploy.torture.hostile.at_release",
    Part.SOAK: "deploy.torture.soak.at_release",
    Part.LIVENESS: "simulators.torture.hanging",
}
"""Each has `tortured(minutes, tell)`."""


def torture(
    part: Annotated[Part, typer.Argument(help="What is measured.")],
    minutes: Annotated[
        float,
        typer.Option(
            min=0.1,
            help="How long a page's memory is watched, a network is bad, a bundle looks on, APIs "
            "are asked, a station soaks, parts hang, or what is repeated for durability.",
        ),
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
    figures: list[Figure] = import_module(MODULES[part]).tortured(minutes, tell)
    return figures


if __name__ == "__main__":
    typer.run(torture)
