"""Accounts: who there is, in which role, and with which secret.

There is no account and no password to begin with. A one-time code, shown where only somebody at the
station sees it, makes the first account, an engineer's; every later person gets a code of his own
and chooses a password that nobody else knows. An account is disabled, never deleted: its name
stands in the audit record.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any

from edge_agent.core.errors import Conflict, NotFound
from edge_agent.core.roles import Person, Role
from edge_agent.people.database import PeopleFile
from edge_agent.people.errors import SignInRefused
from edge_agent.people.names import new_name, normalised, whole
from edge_agent.people.passwords import Hasher, refuse_weak_password, refuse_weak_pin
from edge_agent.people.tokens import sha256

CODE_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""None that is taken for another on a printed slip."""
CODE_LENGTH = 16
"""78 random bits."""
CODE_HOLDS = timedelta(hours=72)
CODE_REFUSED = "name or code is wrong, or the code is over; ask for a new one"
PERSON = "SELECT name, shown_name, role, active FROM people"
LONGEST_SHOWN_NAME = 80


class Accounts:
    def __init__(self, file: PeopleFile, hasher: Hasher) -> None:
        self._file = file
        self._hasher = hasher

    def people(self) -> tuple[Person, ...]:
        """Everybody, by name."""
        return tuple(map(as_person, self._file.all(f"{PERSON} ORDER BY name")))

    def person(self, name: str) -> Person:
        found = self._file.one(f"{PERSON} WHERE name = ?", normalised(name))
        if found is None:
            raise NotFound(f"there is no account {name!r}")
        return as_person(found)

    def first_code(self, now: datetime) -> str:
        """Makes the first account; Conflict once there is one. A new code voids the one before."""
        if self.people():
            raise Conflict("there are accounts already; an engineer or the console adds people")
        return self._new_code(None, now)

    def claim_first(
        self, code: str, name: str, shown_name: str, password: str, now: datetime
    ) -> Person:
        """The first account, an engineer's."""
        person = self.first(code, name, shown_name, password, now)
        self._use_up(None, code)
        self.add(name, shown_name, Role.ENGINEER)
        self.set_password(person.name, password)
        return person

    def first(self, code: str, name: str, shown_name: str, password: str, now: datetime) -> Person:
        """Whom `claim_first` would make; refused as there."""
        self.refuse_unless_code(None, code, now)
        person = self.new(name, shown_name, Role.ENGINEER)
        refuse_weak_password(password, [person.name, person.shown_name])
        return person

    def new(self, name: str, shown_name: str, role: Role) -> Person:
        """A person whose account may be added; InvalidInput or Conflict otherwise."""
        person = Person(
            new_name(name), " ".join(whole(shown_name).split())[:LONGEST_SHOWN_NAME], role
        )
        if self._file.one("SELECT 1 FROM people WHERE name = ?", person.name):
            raise Conflict(f"there is an account {person.name!r} already; choose another name")
        return person

    def add(self, name: str, shown_name: str, role: Role) -> Person:
        """An account that nobody can use until a password is chosen for it."""
        with self._file.changed() as connection:
            person = self.new(name, shown_name, role)
            connection.execute(
                "INSERT INTO people (name, shown_name, role) VALUES (?, ?, ?)",
                (person.name, person.shown_name, role.value),
            )
        return person

    def reset(self, name: str, now: datetime) -> str:
        """Takes password and PIN away, makes the account active, and gives a one-time code."""
        person = self.person(name)
        self._change(person.name, "password_hash = NULL, pin_hash = NULL, active = 1")
        self._end_sessions(person.name)
        return self._new_code(person.name, now)

    def claim(self, name: str, code: str, password: str, now: datetime) -> None:
        """The person chooses a password with the code; SignInRefused without it."""
        name = normalised(name)
        self.refuse_unless_code(name, code, now)
        self.refuse_weak_password(name, password)
        self._use_up(name, code)
        self.set_password(name, password)

    def set_password(self, name: str, password: str) -> None:
        """WeakSecret where it would be guessed. Ends the person's sessions."""
        person = self.person(name)
        self.refuse_weak_password(name, password)
        hashed = self._hasher.hashed(password)
        self._change(person.name, "password_hash = ?", hashed)
        self._end_sessions(person.name)

    def refuse_weak_password(self, name: str, password: str) -> None:
        person = self.person(name)
        refuse_weak_password(password, [person.name, person.shown_name])

    def set_pin(self, name: str, pin: str, station: str) -> None:
        """For the panel of this one station."""
        refuse_weak_pin(pin)
        hashed = self._hasher.hashed(pin)
        self._change(self.person(name).name, "pin_hash = ?, pin_station = ?", hashed, station)

    def assign(self, name: str, role: Role) -> None:
        """Another role. Ends the person's sessions."""
        person = self.person(name)
        self._change(person.name, "role = ?", role.value)
        self._end_sessions(person.name)

    def disable(self, name: str) -> None:
        """At once, sessions too."""
        person = self.person(name)
        self._change(person.name, "active = 0")
        self._end_sessions(person.name)

    def refuse_if_last_engineer(self, person: Person) -> None:
        """Conflict: without an engineer nobody can raise a level or mend the station."""
        engineers = [each for each in self.people() if each.active and each.role is Role.ENGINEER]
        if engineers == [person]:
            raise Conflict(f"{person.name!r} is the last engineer; add another one first")

    def _new_code(self, name: str | None, now: datetime) -> str:
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
        with self._file.changed() as connection:
            connection.execute("DELETE FROM codes WHERE name IS ?", (name,))
            connection.execute(
                "INSERT INTO codes VALUES (?, ?, ?)",
                (code_sha256(code), name, (now + CODE_HOLDS).timestamp()),
            )
        return "-".join(code[i : i + 4] for i in range(0, CODE_LENGTH, 4))

    def refuse_unless_code(self, name: str | None, code: str, now: datetime) -> None:
        """SignInRefused unless this is the code of this name, or the first one (None)."""
        found = self._file.one(
            "SELECT 1 FROM codes WHERE code_sha256 = ? AND name IS ? AND until_s > ?",
            code_sha256(code),
            name,
            now.timestamp(),
        )
        if found is None:
            raise SignInRefused(CODE_REFUSED)

    def _use_up(self, name: str | None, code: str) -> None:
        """SignInRefused for all but the first of those who use it at the same time."""
        given = (code_sha256(code), name)
        with self._file.changed() as connection:
            delete = "DELETE FROM codes WHERE code_sha256 = ? AND name IS ?"
            if not connection.execute(delete, given).rowcount:
                raise SignInRefused(CODE_REFUSED)

    def _end_sessions(self, name: str) -> None:
        """And voids a code that he had not used."""
        with self._file.changed() as connection:
            connection.execute("DELETE FROM sessions WHERE name = ?", (name,))
            connection.execute("DELETE FROM codes WHERE name = ?", (name,))

    def _change(self, name: str, changes: str, *values: Any) -> None:
        with self._file.changed() as connection:
            connection.execute(
                f"UPDATE people SET {changes} WHERE name = ?",  # noqa: S608 - ours
                (*values, name),
            )


def as_person(row: tuple[Any, ...]) -> Person:
    name, shown_name, role, active = row
    return Person(name, shown_name, Role(role), bool(active))


def code_sha256(code: str) -> str:
    """Typed in capitals or not, with or without the dashes."""
    return sha256("".join(filter(str.isalnum, code.upper())))
