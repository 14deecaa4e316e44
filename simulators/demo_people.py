"""Whom a demonstration lets in: one account of every role, with secrets made at this start.

They are shown to whoever opens the sign-in page. At a real station there is nothing of the kind.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from edge_agent.core.roles import Role
from edge_agent.people.accounts import CODE_LETTERS
from edge_agent.people.errors import WeakSecret
from edge_agent.people.office import Office, Order
from edge_agent.people.passwords import SHORTEST_PIN, refuse_weak_pin
from edge_agent.people.presence import console

REASON: Final = "a demonstration starts"
PASSWORD_PARTS, PART = 3, 5


@dataclass(frozen=True, slots=True)
class Secrets:
    """The same for all of them, so that a person can keep them in mind; also for another change."""

    password: str
    pin: str


def fresh_secrets() -> Secrets:
    parts = [letters(PART) for _ in range(PASSWORD_PARTS)]
    return Secrets("-".join(parts), fresh_pin())


def letters(count: int) -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(count))


def fresh_pin() -> str:
    """One that is refused is drawn anew."""
    while True:
        pin = "".join(str(secrets.randbelow(10)) for _ in range(SHORTEST_PIN))
        try:
            refuse_weak_pin(pin)
        except WeakSecret:
            continue
        return pin


def name_of(role: Role) -> str:
    return f"demo-{role.value.replace('_', '-')}"


def let_in(office: Office, given: Secrets, now: datetime) -> None:
    """Everybody has an account and these secrets; whoever had one is given them anew."""
    order = Order(console(now), REASON, now)
    known = {person.name for person in office.accounts.people()}
    for role in Role:
        name = name_of(role)
        code = office.reset(order, name) if name in known else added(office, order, role)
        office.claim(name, code, given.password, now)
        office.accounts.set_pin(name, given.pin, office.station)


def added(office: Office, order: Order, role: Role) -> str:
    shown = f"Demo {role.value.replace('_', ' ')}"
    return office.add(order, name_of(role), shown, role)
