"""The command `check`: what is wrong with a station, and how to mend it."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from edge_agent.command_line import AsJson, show, tell
from edge_agent.core.errors import InvalidInput

if TYPE_CHECKING:
    from edge_agent.line.checking.findings import Finding
    from edge_agent.line.checking.mending import Mended

QUESTION = (
    "The gate will move, the next pack will be rejected, and the belt will stop and run again.\n"
    "Is nobody in reach of gate and belt?"
)


def check(
    station: Annotated[Path, typer.Argument(help="The station's station.toml.")],
    drive: Annotated[
        bool, typer.Option("--drive", help="Also rejects one pack and stops the belt.")
    ] = False,
    mend: Annotated[
        bool, typer.Option("--mend", help="Mends what it can by itself, asking before each.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Answers yes to what --drive and --mend ask.")
    ] = False,
    as_json: AsJson = False,
) -> int:
    """Tries every part of a station, and says what is wrong, why it matters, how to mend it."""
    from edge_agent.line.checking.findings import check_document, exit_code
    from edge_agent.line.checking.table import document_table
    from edge_agent.line.checking.whole_station import station_findings
    from hardware.clock import RealClock

    if mend and drive:
        raise typer.BadParameter("--mend and --drive go one after the other; mend first")
    allows = allowed(mend, yes)
    if drive and not yes:
        agreed()
    findings = station_findings(station, RealClock(), drive, tell)
    done = mended_of(findings, allows) if mend else []
    if any(one.is_done for one in done):
        findings = station_findings(station, RealClock(), drives=False, tell=tell)
    document = check_document(str(station), findings)
    document["mended"] = [one.document() for one in done]
    show(document, as_json, lambda told: [document_table(told)])
    return exit_code(findings)


def mended_of(findings: "list[Finding]", allows: Callable[[str], bool]) -> "list[Mended]":
    """Told as it is done; the findings after it are looked for anew."""
    from edge_agent.line.checking.mending import mended

    done = []
    for one in mended([each.mending for each in findings if each.mending], allows):
        tell(f"{'mended' if one.is_done else 'not mended'}: {one.said}")
        done.append(one)
    if not done:
        tell("nothing here can be mended by itself")
    return done


def allowed(mend: bool, yes: bool) -> Callable[[str], bool]:
    """InvalidInput where a person would have to be asked and none is there."""
    if yes:
        return lambda _: True
    if mend and not sys.stdin.isatty():
        raise InvalidInput("--mend asks before it changes anything; add --yes where nobody can be")
    return lambda would: typer.confirm(f"Shall I {would}?", err=True)


def agreed() -> None:
    """Returns when a person has said yes; InvalidInput otherwise."""
    if not sys.stdin.isatty():
        raise InvalidInput("--drive moves the gate; add --yes where nobody can be asked")
    if not typer.confirm(QUESTION, err=True):
        raise InvalidInput("--drive was not agreed to; nothing was moved")
