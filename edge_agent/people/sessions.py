"""Sessions: who signed in, where, how, and for how long that holds.

A session ends when it is not used, after a shift at the latest, when its owner or somebody else
ends it, and when the clock goes back. A panel's session is short: everybody walks past a panel.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from edge_agent.core.roles import Proof
from edge_agent.people.accounts import Accounts
from edge_agent.people.database import PeopleFile
from edge_agent.people.errors import SignInRefused
from edge_agent.people.presence import Present
from edge_agent.people.tokens import SESSION_PREFIX, as_time, new_token, sha256

LONGEST = timedelta(hours=12)
IDLE = timedelta(minutes=30)
IDLE_AT_PANEL = timedelta(minutes=10)
WRITTEN_EVERY = timedelta(seconds=30)
"""A page asks several times a second; its use is written down now and then."""
CLOCK_SLACK = timedelta(minutes=5)
OLD_TOKEN_SERVES = timedelta(seconds=10)
"""What a page had under way when its session got a new token."""
OVER = "you are not signed in, or no longer; sign in again"


@dataclass(frozen=True, slots=True)
class Session:
    name: str
    station: str | None
    proof: Proof
    proved_at: datetime
    began_at: datetime
    used_at: datetime

    def holds(self, now: datetime) -> bool:
        """False as well when the clock went back: how old the session is, nobody knows then."""
        idle, age = now - self.used_at, now - self.began_at
        longest_idle = IDLE if self.station is None else IDLE_AT_PANEL
        return min(idle, age) >= -CLOCK_SLACK and idle <= longest_idle and age <= LONGEST


class Sessions:
    def __init__(self, file: PeopleFile, accounts: Accounts) -> None:
        self._file = file
        self._accounts = accounts

    def begin(self, name: str, proof: Proof, station: str | None, now: datetime) -> str:
        """The token, which only the person's browser keeps. A panel's session has its station."""
        token = new_token(SESSION_PREFIX)
        now_s = now.timestamp()
        with self._file.changed() as connection:
            too_old_s = now_s - LONGEST.total_seconds()
            connection.execute("DELETE FROM sessions WHERE began_at_s < ?", (too_old_s,))
            connection.execute(
                "INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?)",
                (sha256(token), name, station, proof.value, now_s, now_s, now_s),
            )
        return token

    def present(self, token: str, now: datetime) -> Present:
        """SignInRefused when the session is unknown or over, or its person disabled."""
        session = self._session(token)
        if session is None or not session.holds(now):
            self.end(token)
            raise SignInRefused(OVER)
        person = self._accounts.person(session.name)
        if not person.active:
            raise SignInRefused(OVER)
        if abs(now - session.used_at) >= WRITTEN_EVERY:
            self._use(token, now)
        return Present(person, session.proof, session.proved_at, session.station)

    def holds(self, token: str, now: datetime) -> bool:
        """Whether somebody is still there; to look at that is no use of the session."""
        session = self._session(token)
        if session is None or not session.holds(now):
            return False
        return self._accounts.person(session.name).active

    def renewed(self, token: str, proof: Proof, now: datetime) -> str:
        """The person has given PIN or password once more: the same session under a new token. The
        old one proves no more than before, and is over in a moment."""
        new, now_s = new_token(SESSION_PREFIX), now.timestamp()
        with self._file.changed() as connection:
            connection.execute(
                "INSERT INTO sessions SELECT ?, name, station, ?, ?, began_at_s, used_at_s "
                "FROM sessions WHERE token_sha256 = ?",
                (sha256(new), proof.value, now_s, sha256(token)),
            )
            ends_s = (now + OLD_TOKEN_SERVES - LONGEST).timestamp()
            connection.execute(
                "UPDATE sessions SET began_at_s = min(began_at_s, ?) WHERE token_sha256 = ?",
                (ends_s, sha256(token)),
            )
        return new

    def end(self, token: str) -> None:
        with self._file.changed() as connection:
            connection.execute("DELETE FROM sessions WHERE token_sha256 = ?", (sha256(token),))

    def _session(self, token: str) -> Session | None:
        found = self._file.one(
            "SELECT name, station, proof, proved_at_s, began_at_s, used_at_s "
            "FROM sessions WHERE token_sha256 = ?",
            sha256(token),
        )
        if found is None:
            return None
        name, station, proof, *times_s = found
        return Session(name, station, Proof(proof), *map(as_time, times_s))

    def _use(self, token: str, now: datetime) -> None:
        with self._file.changed() as connection:
            connection.execute(
                "UPDATE sessions SET used_at_s = ? WHERE token_sha256 = ?",
                (now.timestamp(), sha256(token)),
            )
