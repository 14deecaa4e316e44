"""The command `init`: a few questions, and a station that works.

Questions are asked on a terminal; with `--yes` options and defaults answer them. The password of
the first person is never an option, where every process could read it: it is typed, or drawn and
shown once.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from edge_agent.command_line import AsJson, show, tell
from edge_agent.core.errors import InvalidInput

if TYPE_CHECKING:
    from edge_agent.first_station.answers import Answers
    from edge_agent.first_station.choices import Choices
    from edge_agent.first_station.simulated import DrawnProducts

MOST_TAUGHT: Final = 5
"""Good pictures a recipe begins with; more of the same teach little."""
NOBODY: Final = (
    "init asks questions and nobody is at a terminal here; add --yes for the defaults, and options "
    "such as --product, --camera and --gate for what you want otherwise (packwarden init --help)"
)


def init(
    folder: Annotated[Path, typer.Argument(help="Where the station is written.")] = Path(),
    product: Annotated[
        str | None, typer.Option(help="One that ships, or your own product's name.")
    ] = None,
    good: Annotated[
        str | None, typer.Option(help="Pictures of good packs, to teach your own product from.")
    ] = None,
    camera: Annotated[
        str | None,
        typer.Option(help="simulated, folder:PATH, v4l2:0, gige:ADDRESS, usb3:NAME or rtsp://…"),
    ] = None,
    gate: Annotated[
        str | None,
        typer.Option(
            help="none, simulated, serial:PORT, modbus-tcp:HOST[:PORT], modbus-rtu:PORT, "
            "mqtt:HOST[:PORT] or gpio:COIL,EYE[,REJECT-EYE]"
        ),
    ] = None,
    level: Annotated[str | None, typer.Option(help="How far it may go; default: report.")] = None,
    centre: Annotated[
        str | None, typer.Option(help="none, mqtt:HOST[:PORT], folder:PATH or https://HOST")
    ] = None,
    site: Annotated[str | None, typer.Option(help="Name of the plant.")] = None,
    line: Annotated[str | None, typer.Option(help="Name of the line.")] = None,
    station: Annotated[str | None, typer.Option(help="Name of the station.")] = None,
    administrator: Annotated[
        str | None, typer.Option(help="Name of the first person, an engineer.")
    ] = None,
    language: Annotated[
        str | None, typer.Option(help="Of the questions and comments: en or de.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Asks nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Asks a few questions and writes a station that works; never over one that is there."""
    from edge_agent.first_station.laying_out import lay_out, refuse_to_overwrite
    from edge_agent.first_station.simulated import drawn_products
    from hardware.clock import RealClock

    given = {"product": product, "good": good, "camera": camera, "gate": gate, "level": level,
             "centre": centre, "site": site, "line": line, "station": station,
             "administrator": administrator, "language": language}  # fmt: skip
    is_asked = not yes and not as_json
    if is_asked and not sys.stdin.isatty():
        raise InvalidInput(NOBODY)
    refuse_to_overwrite(folder)
    drawn = drawn_products()
    clock = RealClock()
    answers, choices = answered(given, drawn, clock, is_asked)
    password, was_drawn = chosen_password(answers, is_asked)
    file = lay_out(folder, first_station(answers, password, choices, drawn), clock, tell)
    document = result(file, answers, password if was_drawn else None, clock)
    show(document, as_json, lambda told: tables(file, told))


def answered(
    given: dict[str, str | None], drawn: "DrawnProducts | None", clock: Any, is_asked: bool
) -> "tuple[Answers, Choices]":
    """Devices are only looked for where somebody chooses among them."""
    from edge_agent.first_station.asking import ConsoleTerminal
    from edge_agent.first_station.choices import Choices, found_here
    from edge_agent.first_station.questions import Conversation

    views = {} if drawn is None else drawn.views
    if not is_asked:
        choices = Choices(views)
        return Conversation(given, None, choices).held(), choices
    tell("looking for cameras and serial ports")
    choices = Choices(views, *found_here(clock))
    return Conversation(given, ConsoleTerminal(), choices).held(), choices


def chosen_password(answers: "Answers", is_asked: bool) -> tuple[str, bool]:
    """And whether it was drawn, so that it must be shown."""
    from edge_agent.first_station.administrator import drawn_password
    from edge_agent.first_station.asking import typed_password

    typed = typed_password(answers.administrator, answers.language) if is_asked else None
    return (drawn_password(), True) if typed is None else (typed, False)


def first_station(
    answers: "Answers", password: str, choices: "Choices", drawn: "DrawnProducts | None"
) -> Any:
    from edge_agent.first_station.laying_out import FirstStation

    ships = answers.product in choices.products
    return FirstStation(
        answers=answers,
        password=password,
        views=choices.views_of(answers.product),
        drawn=drawn if ships else None,
        teach=None if ships else teaching(answers),
    )


def teaching(answers: "Answers") -> Callable[[Path], None] | None:
    """A recipe is called as the folder that it is taught into."""
    from edge_agent.inspection.picture_files import picture_files
    from edge_agent.inspection.teaching_files import taught

    if answers.good is None:
        return None
    pictures = picture_files([answers.good])[:MOST_TAUGHT]

    def teach(out: Path) -> None:
        named = out.with_name("taught") / answers.product
        proposal, _ = taught(pictures, None, named)
        for warning in proposal.warnings:
            tell(warning)
        named.rename(out)

    return teach


def result(file: Path, answers: "Answers", drawn: str | None, clock: Any) -> dict[str, Any]:
    from edge_agent.first_station.next_steps import next_steps
    from edge_agent.line.checking.findings import check_document
    from edge_agent.line.checking.whole_station import station_findings

    tell("checking it")
    findings = station_findings(file, clock, drives=False, tell=tell)
    return {
        "station": str(file),
        "administrator": {"name": answers.administrator, "password": drawn},
        "check": check_document(str(file), findings),
        "next": next_steps(file, answers),
    }


def tables(file: Path, document: dict[str, Any]) -> list[Any]:
    from rich.text import Text

    from edge_agent.line.checking.table import document_table

    name, password = document["administrator"].values()
    shown: list[Any] = [document_table(document["check"])]
    if password is not None:
        shown.append(Text(f"{name} signs in with {password}\nIt is shown this once.", "bold"))
    shown.append(Text(f"\nWritten: {file}\nNext:", "green"))
    return [*shown, *(Text(f"    {step}") for step in document["next"])]
