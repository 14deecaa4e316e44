"""The command `gate`. What it needs is imported when it is called."""

from pathlib import Path
from typing import Annotated

import typer

from edge_agent.core.errors import GateNotPassed
from edge_agent.core.packs import Level
from edge_agent.line.commands import AsJson, show, tell


def gate(
    data: Annotated[
        Path | None,
        typer.Argument(help="A station's data folder, or its events.db; without it from nothing."),
    ] = None,
    level: Annotated[
        Level, typer.Option(help="The level that is asked for.")
    ] = Level.ACT_WHEN_SURE,
    check: Annotated[
        str | None, typer.Option(help="One check of the recipe; without it all of them.")
    ] = None,
    recipe: Annotated[
        Path | None, typer.Option(help="A recipe's folder; without it the recorded recipe.")
    ] = None,
    as_json: AsJson = False,
) -> int:
    """What a level needs, what is there of it, and how many packs are missing."""
    from edge_agent.line.gate_report import gate_from_nothing, gate_recorded, gate_tables

    if data is None:
        document = gate_from_nothing(level, recipe, check)
    else:
        document = gate_recorded(data, level, recipe, check)
    show(document, as_json, gate_tables)
    if document["passed"]:
        return 0
    tell(f"{GateNotPassed.title}: {level.value} is not earned; the sentences say what is missing")
    return GateNotPassed.exit_code
