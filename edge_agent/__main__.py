"""The command `packwarden`.

Every package names its subcommands under the entry-point group `packwarden.commands`; nothing here
imports them, and one is loaded only when it is named. A command's module therefore keeps its heavy
imports inside the command.

Results go to standard output, progress and errors to standard error; with `--json` standard output
carries exactly one document, also for an error.
"""

import json
import sys
from collections.abc import Callable
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from edge_agent.core.errors import InvalidInput, PackwardenError, Unreachable
from hardware.errors import DeviceError, PictureRefused

COMMAND_GROUP = "packwarden.commands"
USAGE_EXIT_CODE = 2
INTERRUPTED_EXIT_CODE = 130
UsageError: Any = typer.BadParameter.__mro__[1]  # typer's own click is private; its errors are not


def commands() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=COMMAND_GROUP)}


def as_command(name: str, target: Callable[..., Any] | typer.Typer) -> Any:
    """A subcommand from a function, or a group of subcommands from a Typer application."""
    if isinstance(target, typer.Typer):
        return get_command(target)
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    alone.command(name)(target)
    return get_command(alone)


class LazyCommands(TyperGroup):
    """Knows the names of all subcommands and loads one when it is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        return sorted(commands())

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        point = commands().get(cmd_name)
        return None if point is None else as_command(cmd_name, point.load())


app = typer.Typer(
    cls=LazyCommands,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@app.callback()
def packwarden() -> None:
    """Packaging inspection: reports, recommends or rejects, as far as the plant allows."""


def fail(title: str, detail: str, exit_code: int) -> int:
    """Tells an error: one line on standard error, and one JSON document where one was asked for."""
    sys.stderr.write(f"{title}: {detail}\n")
    if "--json" in sys.argv:
        document = {"error": {"title": title, "detail": detail, "exit_code": exit_code}}
        sys.stdout.write(json.dumps(document) + "\n")
    return exit_code


def main() -> None:
    sys.exit(run())


def run() -> int:
    try:
        result = app(standalone_mode=False)
    except PackwardenError as error:
        return fail(error.title, str(error), error.exit_code)
    except PictureRefused as error:
        return fail(InvalidInput.title, str(error), InvalidInput.exit_code)
    except DeviceError as error:
        return fail(Unreachable.title, str(error), Unreachable.exit_code)
    except MemoryError:
        return fail("Out of memory", "this computer, or its limit, gave no more", 1)
    except UsageError as error:
        return fail("Usage", error.format_message(), USAGE_EXIT_CODE)
    if result == INTERRUPTED_EXIT_CODE:
        return fail("Interrupted", "stopped before the end", INTERRUPTED_EXIT_CODE)
    return result if isinstance(result, int) else 0


if __name__ == "__main__":
    main()
