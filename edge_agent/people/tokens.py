"""Random tokens, of which only hashes are kept; and the tokens of machines, with scopes and an end.

A token has 256 random bits, so a plain hash is enough, and finding its row by that hash tells a
guesser nothing by its time.
"""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from edge_agent.core.errors import Conflict, InvalidInput, NotFound
from edge_agent.core.roles import Machine, Proof, Scope
from edge_agent.people.database import PeopleFile
from edge_agent.people.errors import SignInRefused
from edge_agent.people.names import new_name
from edge_agent.people.presence import Present

SESSION_PREFIX = "pws_"
MACHINE_PREFIX = "pwm_"
TOKEN_BYTES = 32
LONGEST_LIFE = timedelta(days=366)
REFUSED = "this token is unknown or over; issue a new one"


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """What is known of a token afterwards."""

    name: str
    scopes: frozenset[Scope]
    issued_at: datetime
    until: datetime


class MachineTokens:
    def __init__(self, file: PeopleFile) -> None:
        self._file = file

    def issue(self, name: str, scopes: Collection[Scope], until: datetime, now: datetime) -> str:
        """The token, shown this once. `until` is at most a year away."""
        token = new_token(MACHINE_PREFIX)
        with self._file.changed() as connection:
            self.refuse_unless_new(name, scopes, until, now)
            words = " ".join(sorted(scopes))
            connection.execute(
                "INSERT INTO tokens VALUES (?, ?, ?, ?, ?)",
                (sha256(token), name, words, now.timestamp(), until.timestamp()),
            )
        return token

    def refuse_unless_new(
        self, name: str, scopes: Collection[Scope], until: datetime, now: datetime
    ) -> None:
        """InvalidInput or Conflict where `issue` would refuse."""
        if new_name(name) != name:
            raise InvalidInput(f"{name!r} is no name for a token; write {new_name(name)!r}")
        if not scopes or Scope.CONSOLE in scopes:
            raise InvalidInput("a token needs one scope at least, and the console is none")
        if not now < until <= now + LONGEST_LIFE:
            raise InvalidInput(f"a token ends within {LONGEST_LIFE.days} days from now")
        if self._file.one("SELECT 1 FROM tokens WHERE name = ?", name):
            raise Conflict(f"there is a token {name!r} already; revoke it or name it otherwise")

    def present(self, token: str, now: datetime) -> Present:
        """SignInRefused for a token that is unknown or over."""
        found = self._file.one(
            "SELECT name, scopes, issued_at_s, until_s FROM tokens WHERE token_sha256 = ?",
            sha256(token),
        )
        if found is None or not found[2] <= now.timestamp() < found[3]:
            raise SignInRefused(REFUSED)
        return Present(Machine(found[0], scopes_of(found[1])), Proof.SESSION, now)

    def revoke(self, name: str) -> None:
        with self._file.changed() as connection:
            if not connection.execute("DELETE FROM tokens WHERE name = ?", (name,)).rowcount:
                raise NotFound(f"there is no token {name!r}")

    def issued(self) -> tuple[IssuedToken, ...]:
        query = "SELECT name, scopes, issued_at_s, until_s FROM tokens ORDER BY name"
        return tuple(
            IssuedToken(name, scopes_of(words), as_time(issued_s), as_time(until_s))
            for name, words, issued_s, until_s in self._file.all(query)
        )


def scopes_of(words: str) -> frozenset[Scope]:
    return frozenset(map(Scope, words.split()))


def new_token(prefix: str) -> str:
    """The prefix lets scanners for leaked secrets recognise it."""
    return prefix + secrets.token_urlsafe(TOKEN_BYTES)


def sha256(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def as_time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
