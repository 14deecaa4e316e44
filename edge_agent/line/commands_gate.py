"""The command `gate` and what follows from a passed one: `gate certify`, `gate raise`.

What they need is imported when they are called.
"""

import sys
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from edge_agent.command_line import AsJson, Reason, Station, show, tell
from edge_agent.core.errors import GateNotPassed, InvalidInput
from edge_agent.core.packs import Level

if TYPE_CHECKING:
    from edge_agent.line.gate_acts import Entry

STATION_FILE = Path("station.toml")
SHOW = "show"


class GateCommands(TyperGroup):
    """Without a subcommand it shows the gate: `packwarden gate FOLDER`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        named = bool(args) and (args[0] in self.commands or args[0] == "--help")
        return super().parse_args(ctx, args if named else [SHOW, *args])


gate = typer.Typer(
    cls=GateCommands,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="What a level needs and what is there of it; certificates, and raising a level.",
)

Check = Annotated[str, typer.Option(help="Check of the recipe.")]
By = Annotated[str, typer.Option(help="Who does it; the password is asked for.")]
With = Annotated[str | None, typer.Option("--with", help="The second person, for act_always.")]


@gate.command(SHOW)
def show_gate(
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
    from edge_agent.evidence.gate_report import gate_from_nothing, gate_recorded
    from edge_agent.line.gate_tables import gate_tables

    if data is None:
        document = gate_from_nothing(level, recipe, check)
    else:
        document = gate_recorded(data, level, recipe, check)
    show(document, as_json, gate_tables)
    if document["passed"]:
        return 0
    tell(f"{GateNotPassed.title}: {level.value} is not earned; the sentences say what is missing")
    return GateNotPassed.exit_code


@gate.command("certify")
def certify_check(
    check: Check,
    by: By,
    site_key: Annotated[Path, typer.Option(help="The site's private key.")],
    level: Annotated[Level, typer.Option(help="Up to which level.")] = Level.ACT_WHEN_SURE,
    second: With = None,
    station: Station = STATION_FILE,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """Issues a certificate on a passed gate, under the site's key. It raises nothing by itself."""
    from edge_agent.line.gate_acts import Console, Wanted
    from edge_agent.people.certificates import read_certificate
    from hardware.clock import RealClock

    with Console.opened(station, RealClock().wall()) as console:
        wanted = Wanted(check, level, reason)
        issued = console.certified(wanted, *entries(by, second), site_key)
    until = read_certificate(issued.content).until
    document = {
        "check": check,
        "level": level.value,
        "certificate": issued.sha256,
        "file": str(issued.file),
        "until": until.isoformat(),
    }
    line = f"{check} may be raised to {level.value} until {until:%Y-%m-%d}: {issued.sha256}"
    show(document, as_json, lambda _: [line])


@gate.command("raise")
def raise_check(
    check: Check,
    to: Annotated[Level, typer.Option(help="The level.")],
    by: By,
    second: With = None,
    certificate: Annotated[
        str | None, typer.Option(help="Its sha256; without it the newest of the check.")
    ] = None,
    station: Station = STATION_FILE,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """Raises a level by a signed act while the line does not run; its next start carries it out."""
    from edge_agent.line.gate_acts import Console, Wanted
    from hardware.clock import RealClock

    with Console.opened(station, RealClock().wall()) as console:
        wanted = Wanted(check, to, reason)
        act = console.raised(wanted, *entries(by, second), certificate)
    document = {
        "check": check,
        "from": act.level_from.value,
        "to": act.level_to.value,
        "certificate": act.certificate_sha256,
        "act": act.act_sha256,
    }
    line = f"{check}: {act.level_from.value} -> {act.level_to.value} from the next start on"
    show(document, as_json, lambda _: [line])


def entries(by: str, second: str | None) -> tuple["Entry", "Entry | None"]:
    """Both passwords are asked for; nobody answers for a colleague."""
    from edge_agent.line.gate_acts import Entry

    if by == second:
        raise InvalidInput(f"{by} cannot be the second person as well")
    first = Entry(by, password_of(by))
    return first, None if second is None else Entry(second, password_of(second))


def password_of(name: str) -> str:
    """Typed without an echo, or a line from a pipe; never taken from the command line."""
    if sys.stdin.isatty():
        return getpass(f"Password of {name}: ")
    return sys.stdin.readline().rstrip("\r\n")
