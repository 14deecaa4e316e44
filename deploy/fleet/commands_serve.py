"""The commands `fleet init`, `prepare`, `serve`, `web`, `letters`, `alerts`: founding, running."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from deploy.fleet.command_line import Centre
from deploy.fleet.places import CENTRE_FILE
from edge_agent.command_line import AsJson, UntilInputEnds, answer, tell

Name = Annotated[str, typer.Option(help="Its name; stations trust its key under it.")]
Account = Annotated[
    str | None,
    typer.Option(help="Makes the first account at once; its password is asked for."),
]
WithoutRecords = Annotated[
    bool, typer.Option("--without-records", help="`fleet ingest --shared` takes them.")
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
    lines = [
        f"Founded {founded.centre}; look through {founded.settings_file}, then start it:",
        f"    packwarden fleet serve --centre {founded.settings_file}",
        "At each station let its records go there, and its words be believed:",
        f"    packwarden people centre-key {founded.public} --centre {founded.centre}",
    ]
    if founded.code is not None:
        lines.append(f"The first account is made with this code, within 72 hours: {founded.code}")
    answer(document, as_json, "\n".join(lines))


def prepare(centre: Centre = CENTRE_FILE, as_json: AsJson = False) -> None:
    """Brings the database to this version's schema, and makes the signing key where there is none.

    Run before the processes of a new version; where nothing lacks, nothing is changed.
    """
    from deploy.fleet.founding import prepared
    from deploy.fleet.settings import load_centre
    from hardware.clock import RealClock

    settings = load_centre(centre)
    key = prepared(settings.centre, RealClock().wall())
    name, public = settings.centre.name, key.public.hex()
    document = {"centre": name, "key_id": key.key_id, "public": public}
    believed_by = f"packwarden people centre-key {public} --centre {name}"
    answer(document, as_json, f"{name} is ready; stations believe it by: {believed_by}")


def serve(centre: Centre = CENTRE_FILE, without_records: WithoutRecords = False) -> None:
    """Runs the whole centre on this computer: pages and API, letters, watching, alerts."""
    from deploy.fleet.serving import serve_all
    from deploy.fleet.settings import load_centre
    from edge_agent.service_notices import service_notices
    from hardware.clock import RealClock

    clock = RealClock()
    notices = service_notices(clock)
    serve_all(centre, load_centre(centre), clock, tell, notices, without_records)


def web(
    centre: Centre = CENTRE_FILE,
    openapi: Annotated[
        bool, typer.Option("--openapi", help="Print the API's description and end.")
    ] = False,
    until_input_ends: UntilInputEnds = False,
) -> None:
    """Serves the centre's pages and its API, and stations that come by HTTPS."""
    from deploy.fleet.settings import load_centre
    from deploy.fleet.web.app import operations
    from deploy.fleet.web.serving import serve_centre
    from hardware.clock import RealClock

    if openapi:
        sys.stdout.write(json.dumps(operations().openapi(), indent=1) + "\n")
        return
    ends_with = sys.stdin if until_input_ends else None
    serve_centre(load_centre(centre), RealClock(), ends_with=ends_with)


def letters(
    centre: Centre = CENTRE_FILE,
    without_records: WithoutRecords = False,
    until_input_ends: UntilInputEnds = False,
) -> None:
    """Hears stations by broker and by folder, and answers them."""
    from deploy.fleet.ending import until
    from deploy.fleet.serving import serve_letters
    from deploy.fleet.settings import load_centre
    from hardware.clock import RealClock

    with until(sys.stdin if until_input_ends else None) as ended:
        serve_letters(load_centre(centre), RealClock(), ended, without_records)


def alerts(centre: Centre = CENTRE_FILE, until_input_ends: UntilInputEnds = False) -> None:
    """Tells people and programs what needs somebody, by mail and webhook."""
    from deploy.fleet.ending import until
    from deploy.fleet.serving import serve_alerts
    from deploy.fleet.settings import load_centre
    from hardware.clock import RealClock

    with until(sys.stdin if until_input_ends else None) as ended:
        serve_alerts(load_centre(centre), RealClock(), ended)
