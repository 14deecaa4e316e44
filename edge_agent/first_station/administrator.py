"""The first person of a station: an engineer, with a password that is asked for or drawn.

One that is drawn is shown once and kept nowhere but as its hash.
"""

import secrets
from contextlib import closing
from pathlib import Path
from typing import Final

from edge_agent.core.roles import Role
from edge_agent.people.accounts import CODE_LETTERS
from edge_agent.people.office import Office, Order
from edge_agent.people.presence import console
from hardware.interfaces import Clock

PARTS: Final = 4
LETTERS: Final = 5
"""Together 97 random bits; read from a screen and typed once."""
REASON: Final = "the station was set up"


def drawn_password() -> str:
    parts = ("".join(secrets.choice(CODE_LETTERS) for _ in range(LETTERS)) for _ in range(PARTS))
    return "-".join(parts)


def let_in(data: Path, station: str, name: str, password: str, clock: Clock) -> None:
    """Makes people, audit record and keys of a new station. WeakSecret, InvalidInput."""
    now = clock.wall()
    with closing(Office(data, station, now)) as office:
        code = office.add(Order(console(now), REASON, now), name, name, Role.ENGINEER)
        office.claim(name, code, password, now)
