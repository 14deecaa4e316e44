"""Signing in with a password, or with a PIN at a panel, and proving oneself once more.

Nobody learns which names exist: a name without account is counted, waits and is hashed like any
other, and is refused with the same words.
"""

from collections.abc import Callable
from datetime import datetime

from edge_agent.core.roles import Proof
from edge_agent.people.database import PeopleFile
from edge_agent.people.errors import SignInRefused
from edge_agent.people.names import LONGEST, normalised
from edge_agent.people.passwords import Hasher
from edge_agent.people.sessions import Sessions
from edge_agent.people.tries import FORGOTTEN_AFTER, Tries

MOST_WRONG_PINS = 20
"""In a row, over any time. Then the PIN sleeps until its owner signs in with the password."""
NOBODY = "?"
"""Stands for every name that no account can have."""
REFUSED = {
    Proof.PASSWORD: "name or password is wrong",
    Proof.PIN: "name or PIN is wrong, or the PIN sleeps; the password wakes it",
}


class Door:
    """Where people come in. Each try is counted before it is looked at."""

    def __init__(self, file: PeopleFile, hasher: Hasher, sessions: Sessions) -> None:
        self._file = file
        self._hasher = hasher
        self._sessions = sessions
        self._tries = Tries(file)

    def with_password(
        self, name: str, password: str, source: str, now: datetime, station: str | None = None
    ) -> str:
        """A session's token. SignInRefused or TooSoon otherwise.

        `source` is the address or panel that the try came from; `station` is where the session may
        act, for a panel's.
        """
        name = self._checked(name, password, Proof.PASSWORD, source, self._password_hash, now)
        return self._sessions.begin(name, Proof.PASSWORD, station, now)

    def with_pin(self, name: str, pin: str, station: str, now: datetime) -> str:
        """A session's token for this station, whose panel the PIN was typed at."""
        name = self._checked(name, pin, Proof.PIN, station, self._pin_hash(station, now), now)
        return self._sessions.begin(name, Proof.PIN, station, now)

    def prove_again(self, token: str, proof: Proof, secret: str, source: str, now: datetime) -> str:
        """For an act that asks for it. The session's own person, nobody else; its new token."""
        present = self._sessions.present(token, now)
        station = present.station or source
        find = self._pin_hash(station, now) if proof is Proof.PIN else self._password_hash
        self._checked(present.actor.name, secret, proof, source, find, now)
        return self._sessions.renewed(token, proof, now)

    def _checked(
        self,
        name: str,
        secret: str,
        proof: Proof,
        source: str,
        find: Callable[[str], str | None],
        now: datetime,
    ) -> str:
        """The account's name, when the secret is right."""
        name = normalised(name)
        if not name or len(name) > LONGEST:
            name = NOBODY
        self._tries.take(name, source, now)
        stored = find(name)
        if not self._hasher.matches(stored, secret) or stored is None:
            raise SignInRefused(REFUSED[proof])
        self._tries.forgive(name, source, now)
        with self._file.changed() as connection:
            connection.execute("DELETE FROM wrong_pins WHERE name = ?", (name,))
            if proof is Proof.PASSWORD and self._hasher.is_outdated(stored):
                rehash = "UPDATE people SET password_hash = ? WHERE name = ?"
                connection.execute(rehash, (self._hasher.hashed(secret), name))
        return name

    def _password_hash(self, name: str) -> str | None:
        found = self._file.one(
            "SELECT password_hash FROM people WHERE name = ? AND active = 1", name
        )
        return None if found is None else found[0]

    def _pin_hash(self, station: str, now: datetime) -> Callable[[str], str | None]:
        def find(name: str) -> str | None:
            """None as well where too many wrong ones came before this one."""
            wrong = self._count_pin(name, station, now)
            found = self._file.one(
                "SELECT pin_hash FROM people WHERE name = ? AND active = 1 AND pin_station = ?",
                name,
                station,
            )
            return None if found is None or wrong > MOST_WRONG_PINS else found[0]

        return find

    def _count_pin(self, name: str, station: str, now: datetime) -> int:
        """Counts it as wrong beforehand, also for a name without account: both cost the same."""
        forgotten_s = (now - FORGOTTEN_AFTER).timestamp()
        with self._file.changed() as connection:
            connection.execute(
                "DELETE FROM wrong_pins WHERE last_at_s < ? "
                "AND name NOT IN (SELECT name FROM people)",
                (forgotten_s,),
            )
            (wrong,) = connection.execute(
                "INSERT INTO wrong_pins VALUES (?, ?, 1, ?) ON CONFLICT (name, station) "
                "DO UPDATE SET wrong = wrong + 1, last_at_s = excluded.last_at_s RETURNING wrong",
                (name, station, now.timestamp()),
            ).fetchone()
        return int(wrong)
