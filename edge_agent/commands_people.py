"""The commands `people …`: a station's accounts and keys, from its console.

Whoever has a shell on the station has its files, so nobody is asked to sign in here; every change
is signed into the audit record as the console's. Passwords are asked for, never taken from the
command line, where every process could read them.
"""

import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from edge_agent.command_line import AsJson, Reason, Station, answer
from edge_agent.core.errors import InvalidInput
from edge_agent.core.roles import Person, Role
from edge_agent.station_places import STATION_FILE

if TYPE_CHECKING:
    from edge_agent.people.office import Office, Order

people = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Who may do what at this station."
)

Name = Annotated[str, typer.Argument(help="Name to sign in with.", show_default=False)]
PublicKey = Annotated[str, typer.Argument(help="64 hexadecimal digits, from its trust.toml.")]
AsCode = Annotated[
    bool, typer.Option("--code", help="Give a one-time code instead of asking for a password.")
]


@people.command()
def add(
    name: Name,
    role: Annotated[Role, typer.Option(help="What the person may do.")],
    shown_name: Annotated[
        str | None, typer.Option(help="Name on screens; without it the one to sign in with.")
    ] = None,
    station: Station = STATION_FILE,
    reason: Reason = "",
    as_code: AsCode = False,
    as_json: AsJson = False,
) -> None:
    """Adds a person; the password is asked for."""
    with office_of(station) as (office, order):
        office.accounts.new(name, shown_name or name, role)
        password = None if as_code else asked_password([name, shown_name or name])
        code = office.add(order(reason), name, shown_name or name, role)
        tell_new(office, name, code, password, as_json)


@people.command("list")
def list_people(station: Station = STATION_FILE, as_json: AsJson = False) -> None:
    """Lists everybody who ever had an account."""
    with office_of(station) as (office, _):
        everybody = office.accounts.people()
    if as_json:
        sys.stdout.write(json.dumps({"people": [document_of(each) for each in everybody]}) + "\n")
        return
    for person in everybody:
        state = "" if person.active else "  (disabled)"
        sys.stdout.write(f"{person.role.value:<10}  {person.name}  {person.shown_name}{state}\n")


@people.command()
def disable(
    name: Name, station: Station = STATION_FILE, reason: Reason = "", as_json: AsJson = False
) -> None:
    """Lets a person in no longer, at once. The name stays taken."""
    with office_of(station) as (office, order):
        office.disable(order(reason), name)
        answer(document_of(office.accounts.person(name)), as_json, f"{name} is disabled")


@people.command()
def reset(
    name: Name,
    station: Station = STATION_FILE,
    reason: Reason = "",
    as_code: AsCode = False,
    as_json: AsJson = False,
) -> None:
    """Sets a new password, ends sessions and PIN, and lets a disabled person back in."""
    with office_of(station) as (office, order):
        person = office.accounts.person(name)
        password = None if as_code else asked_password([person.name, person.shown_name])
        code = office.reset(order(reason), name)
        tell_new(office, name, code, password, as_json)


@people.command("site-key")
def site_key(
    file: Annotated[Path, typer.Argument(help="Private key of the site; made if it is not there.")],
    station: Station = STATION_FILE,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """Lets the station trust the key under which the site certifies. Keep the file elsewhere."""
    from edge_agent.people.keys import SigningKey
    from edge_agent.people.trust import Owner, as_trusted

    key = SigningKey.load(file) if file.exists() else SigningKey.create(file)
    with office_of(station) as (office, order):
        site, by = office.station.partition("/")[0], order(reason)
        office.trust_key(by, as_trusted(key, Owner.SITE, site, by.now))
    document = {"file": str(file), "key_id": key.key_id, "site": site}
    answer(document, as_json, f"{office.station} trusts {key.key_id[:16]} for site {site}")


@people.command("centre-key")
def centre_key(
    public: Annotated[str, typer.Argument(help="64 hexadecimal digits; `fleet init` tells them.")],
    centre: Annotated[str, typer.Option(help="Name of the centre.")] = "centre",
    station: Station = STATION_FILE,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """Lets the station believe a centre: its acknowledgements and its commands."""
    from edge_agent.people.trust import Owner, TrustedKey

    with office_of(station) as (office, order):
        by = order(reason)
        key = TrustedKey(public=public_bytes(public), owner=Owner.CENTRE, name=centre, since=by.now)
        office.trust_key(by, key)
    document = {"key_id": key.key_id, "centre": centre}
    answer(document, as_json, f"{office.station} trusts {key.key_id[:16]} for centre {centre}")


@people.command("renew-key")
def renew_key(
    station: Station = STATION_FILE, reason: Reason = "", as_json: AsJson = False
) -> None:
    """Gives the station another key to sign with; what the old one signed stays good."""
    with office_of(station) as (office, order):
        key = office.rotate_key(order(reason))
    document = {"station": office.station, "key_id": key.key_id, "public": key.public.hex()}
    known = f"packwarden fleet station-key {office.station} {key.public.hex()}"
    line = f"{office.station} signs with {key.key_id[:16]}; tell its centre:\n{known}"
    answer(document, as_json, line)


@people.command("distrust-key")
def distrust_key(
    public: PublicKey,
    station: Station = STATION_FILE,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """Nothing that this key of a site or a centre ever signed is believed any more."""
    from edge_agent.people.keys import key_id_of

    key_id = key_id_of(public_bytes(public))
    with office_of(station) as (office, order):
        office.distrust_key(order(reason), key_id)
    document = {"station": office.station, "key_id": key_id}
    answer(document, as_json, f"{office.station} trusts {key_id[:16]} no longer")


def public_bytes(given: str) -> bytes:
    """InvalidInput for what is no public key."""
    if not re.fullmatch(r"[0-9a-f]{64}", given):
        raise InvalidInput(f"{given!r} is no public key; expected 64 hexadecimal digits")
    return bytes.fromhex(given)


@contextmanager
def office_of(station: Path) -> Iterator[tuple["Office", "Callable[[str], Order]"]]:
    """The station's office, and what makes an order of the console's out of a reason."""
    from edge_agent.people.office import Office, Order
    from edge_agent.people.presence import console
    from edge_agent.settings import load_station
    from hardware.clock import RealClock

    settings = load_station(station)
    now = RealClock().wall()

    def order(reason: str) -> Order:
        return Order(console(now), reason, now)

    with closing(Office(settings.data.folder, settings.station.full_name, now)) as office:
        yield office, order


def asked_password(known_words: list[str]) -> str:
    """Typed twice without an echo, or one line from a pipe. WeakSecret if it could be guessed."""
    from edge_agent.people.passwords import refuse_weak_password

    if sys.stdin.isatty():
        password = getpass("Password: ")
        if getpass("Once more: ") != password:
            raise InvalidInput("the two passwords differ; nothing was changed")
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    refuse_weak_password(password, known_words)
    return password


def tell_new(office: "Office", name: str, code: str, password: str | None, as_json: bool) -> None:
    """The code is told only where the person has still to choose a password."""
    from hardware.clock import RealClock

    person = office.accounts.person(name)
    if password is not None:
        office.claim(person.name, code, password, RealClock().wall())
        answer({**document_of(person), "code": None}, as_json, f"{person.name} may sign in")
        return
    line = f"{person.name} chooses a password with this code, once, within 72 hours: {code}"
    answer({**document_of(person), "code": code}, as_json, line)


def document_of(person: Person) -> dict[str, Any]:
    return {
        "name": person.name,
        "shown_name": person.shown_name,
        "role": person.role.value,
        "active": person.active,
    }
