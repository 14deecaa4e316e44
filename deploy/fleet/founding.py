"""A new centre in a folder: its settings, its key, and the way to its first account.

Nothing that is there is overwritten. What a station must be told, so that it believes this centre,
is in `Founded`.
"""

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from deploy.fleet.database import open_database
from deploy.fleet.places import CENTRE_FILE
from deploy.fleet.settings import CentreTable, load_centre
from edge_agent.core.errors import Conflict
from edge_agent.people.keys import SigningKey
from edge_agent.people.office import Office
from edge_agent.people.passwords import Hasher
from edge_agent.whole_files import write_whole

OWNER_ONLY: Final = 0o700
FIRST_SETTINGS: Final = """\
# A centre of a fleet. Every key is explained in docs/centre.md; paths are relative to this file.

[centre]
name = "{name}"
folder = "data"
# database = "postgresql://centre@db.example/packwarden"     # without it: SQLite in the folder
# database_password_file = "database.password"

[broker]                        # where stations send to; take the table out where none is used
host = "127.0.0.1"
port = 1883
# username = "centre"
# password_file = "broker.password"
# ca_file = "broker-ca.pem"     # given: TLS

[web]
host = "127.0.0.1"
port = 8090
# cert_file = "web-cert.pem"    # given: HTTPS
# key_file = "web-key.pem"
# public_address = "https://centre.example"

# [alerts.mail]                 # who is told when something needs somebody
# host = "mail.example"
# username = "centre"
# password_file = "mail.password"
# sender = "centre@plant.example"
# to = ["shift-leads@plant.example"]
"""


@dataclass(frozen=True, slots=True)
class FirstAccount:
    """Of who sets the centre up: an engineer."""

    name: str
    password: str


@dataclass(frozen=True, slots=True)
class Founded:
    settings_file: Path
    centre: str
    key_id: str
    public: str
    """64 hexadecimal digits: the public half, by which stations know this centre."""
    code: str | None
    """Makes the first account, on the centre's first page; None where it is made."""


def found(
    folder: Path,
    name: str,
    now: datetime,
    account: FirstAccount | None = None,
    hasher: Hasher | None = None,
) -> Founded:
    """Conflict where the folder has a centre. WeakSecret where a password would be guessed."""
    file = folder / CENTRE_FILE
    if file.exists():
        raise Conflict(f"{file} is there already; a centre is founded once")
    write_whole(file, FIRST_SETTINGS.format(name=name).encode())
    try:
        centre = load_centre(file).centre
        centre.places.folder.mkdir(OWNER_ONLY, parents=True, exist_ok=True)
        code = first_account(centre.places.people, centre.name, now, account, hasher)
        key = key_in(centre.places.key)
    except BaseException:
        file.unlink()  # so that it can be tried again
        raise
    return Founded(file, centre.name, key.key_id, key.public.hex(), code)


def prepared(centre: CentreTable, now: datetime) -> SigningKey:
    """The schema of this version, and a key. DatabaseAway; SchemaAhead where a newer version wrote
    the database."""
    open_database(centre.database_url, now).dispose()
    return key_in(centre.places.key)


def key_in(file: Path) -> SigningKey:
    return SigningKey.load(file) if file.exists() else SigningKey.create(file)


def first_account(
    people: Path, centre: str, now: datetime, account: FirstAccount | None, hasher: Hasher | None
) -> str | None:
    """The code that makes it, where nobody chose its name and password yet."""
    with closing(Office(people, centre, now, hasher)) as office:
        code = office.accounts.first_code(now)
        if account is None:
            return code
        office.set_up(code, account.name, account.name, account.password, now)
        return None
