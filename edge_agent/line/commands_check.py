"""The command `check`: what is wrong with a station, and how to mend it."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from edge_agent.core.errors import InvalidInput
from edge_agent.line.commands import AsJson, show, tell

QUESTION = (
    "The gate will move, the next pack will be rejected, and the belt will stop and run again.\n"
    "Is nobody in reach of gate and belt?"
)


def check(
    station: Annotated[Path, typer.Argument(help="The station's station.toml.")],
    drive: Annotated[
        bool, typer.Option("--drive", help="Also rejects one pack and stops the belt.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Does not ask whether somebody is in reach.")
    ] = False,
    as_json: AsJson = False,
) -> int:
    """Tries every device of a station, and says what is wrong and how to mend it."""
    from edge_agent.line.checking.findings import check_document, exit_code
    from edge_agent.line.checking.table import findings_table
    from edge_agent.line.checking.whole_station import station_findings
    from hardware.clock import RealClock

    if drive and not yes:
        agreed()
    findings = station_findings(station, RealClock(), drive, tell)
    document = check_document(str(station), findings)
    show(document, as_json, lambda _: [findings_table(str(station), findings)])
    return exit_code(findings)


def agreed() -> None:
    """Returns when a person has said yes; InvalidInput otherwise."""
    if not sys.stdin.isatty():
        raise InvalidInput("--drive moves the gate; add --yes where nobody can be asked")
    if not typer.confirm(QUESTION, err=True):
        raise InvalidInput("--drive was not agreed to; nothing was moved")
