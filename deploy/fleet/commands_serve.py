"""The commands `fleet init`, `serve`, `web`: founding a centre and running it."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
Name = Annotated[str, typer.Option(help="Its name; stations trust its key under it.")]
Account = Annotated[
    str | None,
    typer.Option(help="Makes the first account at once; its password is asked for."),
]


def init(
    folder: Annotated[Path, typer.Argument(help="Where; made if it is not there.")],
    name: Name = "centre",
    account: Account = None,
    as_json: AsJson = False,
) -> None:
    """Founds a centre: settings, signing key, first account."""
    from deploy.fleet.founding import FirstAccount, found
    from edge_agent.commands_people import asked_password
    from hardware.clock import RealClock

    first = None if account is None else FirstAccount(account, asked_password([account, name]))
    founded = found(folder, name, RealClock().wall(), first)
    document = {
        "settings": str(founded.settings_file),
        "centre": founded.centre,
        "key_id": founded.key_id,
        "public": founded.public,
        "code": founded.code,
    }
    if as_json:
        sys.stdout.write(json.dumps(document) + "\n")
        return
    lines = [
        f"Founded {founded.centre}; look through {founded.settings_file}, then start it:",
        f"    packwarden fleet serve --centre {founded.settings_file}",
        "At each station let its records go there, and its words be believed:",
        f"    packwarden people centre-key {founded.public} --centre {founded.centre}",
    ]
    if founded.code is not None:
        lines.append(f"The first account is made with this code, within 72 hours: {founded.code}")
    sys.stdout.write("\n".join(lines) + "\n")
