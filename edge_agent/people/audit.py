"""The audit record: every signed act of one station, appended durably, in one chain.

Any process of the station may append: the write lock makes them take turns. A tool at hand can
change the file but not the chain: `verify_chain` names the first row that is not as it was written.
Rows cut off at the end leave a shorter chain that is whole, so the head is told elsewhere (to the
centre, on a printed report) and given back to `verify_chain`.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final

from edge_agent.core.errors import Conflict, InvalidInput, NotFound
from edge_agent.core.roles import Act
from edge_agent.people.acts import (
    BEGINNING,
    Done,
    SignedAct,
    Subject,
    read_act,
    refuse_other_subject,
    refuse_to_confirm,
    role_of,
    sign,
    verify,
)
from edge_agent.people.errors import AuditBroken, NotGenuine
from edge_agent.people.keys import SigningKey
from edge_agent.people.presence import Present, refuse_unless_allowed
from edge_agent.people.trust import Trust
from edge_agent.sqlite_files import SqliteKind, open_private, open_to_read, told, transaction

AUDIT: Final = SqliteKind(
    what="audit record of a station",
    application_id=0x5057_4155,  # "PWAU"
    schema_version=1,
    package="edge_agent.people",
    schema_file="audit.sql",
)
ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Head:
    """The last act of a record: as long as this is known, none before it can be lost unseen."""

    seq: int
    sha256: str


NOTHING_YET = Head(0, BEGINNING)


class AuditReader:
    """Reads a record that other processes may be adding to."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection = open_to_read(path, AUDIT)

    def acts(self, after: int = 0) -> Iterator[SignedAct]:
        """In the order they were done. NotGenuine at the first that cannot be read."""
        for row in rows(self._connection, self.path, after):
            yield read_act(row.content)

    def verify_chain(self, trust: Trust, station: str, known: Head = NOTHING_YET) -> Head:
        """Every act was signed by the trusted key of its station, and none is missing.

        AuditBroken names the first row that is wrong. `known` is a head told earlier.
        """
        walk = Walk(trust, station)
        for row in rows(self._connection, self.path):
            walk.follow(row)
            if walk.head.seq == known.seq and walk.head != known:
                raise AuditBroken(known.seq, "is another one than was told before")
        if walk.head.seq < known.seq:
            raise AuditBroken(walk.head.seq + 1, f"is gone; there were {known.seq} rows")
        return walk.head

    def export(self, out: BinaryIO) -> int:
        """One signed act a line, exactly as it was signed. The number of acts."""
        count = 0
        for row in rows(self._connection, self.path):
            out.write(row.content + b"\n")
            count += 1
        return count

    def close(self) -> None:
        self._connection.close()


class AuditLog:
    """Appends. One thread at a time uses it; each process has its own."""

    def __init__(self, path: Path, station: str, key_file: Path) -> None:
        """The key is read for each act: another process may have renewed it."""
        self.path = path
        self.station = station
        self.key_file = key_file
        self._connection = open_private(path, AUDIT)

    def append(
        self,
        present: Present,
        what: Act,
        subject: Subject,
        reason: str,
        now: datetime,
        confirms: str | None = None,
    ) -> SignedAct:
        """Durable on return. NotPermitted for who may not, and for an act named falsely.

        An act that takes two persons is a proposal until another one confirms it; `confirms` is
        the proposal's sha256. Conflict where somebody has confirmed it already.
        """
        refuse_unless_allowed(present, what, self.station, now)
        refuse_other_subject(what, subject)
        if confirms is not None:
            refuse_to_confirm(self.act(confirms), present.actor, what, subject, now)
        with self.turn():
            act = self._signed(present, what, subject, reason, now, confirms)
            self._insert(act)
        return act

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Nobody else appends meanwhile, and no key changes."""
        with transaction(self._connection, self.path):
            yield

    def act(self, sha256: str) -> SignedAct:
        with told(self.path):
            found = self._connection.execute(
                "SELECT content FROM acts WHERE sha256 = ?", (sha256,)
            ).fetchone()
        if found is None:
            raise NotFound(f"act {sha256[:16]} is not in the audit record of {self.station}")
        return read_act(found[0])

    def head(self) -> Head:
        with told(self.path):
            found = self._connection.execute(
                "SELECT seq, sha256 FROM acts ORDER BY seq DESC LIMIT 1"
            ).fetchone()
        return NOTHING_YET if found is None else Head(*found)

    def close(self) -> None:
        with told(self.path):
            self._connection.close()

    def _signed(
        self,
        present: Present,
        what: Act,
        subject: Subject,
        reason: str,
        now: datetime,
        confirms: str | None,
    ) -> SignedAct:
        head = self.head()
        try:
            done = Done(
                station=self.station,
                seq=head.seq + 1,
                previous=head.sha256,
                at=now.astimezone(UTC),
                who=present.actor.name,
                role=role_of(present.actor),
                proof=present.proof,
                what=what,
                subject=subject,
                reason=reason,
                confirms=confirms,
            )
            return sign(done, SigningKey.load(self.key_file))
        except ValueError as error:
            raise InvalidInput(f"this cannot stand in the audit record: {error}") from error

    def _insert(self, act: SignedAct) -> None:
        row = (act.done.seq, act.sha256, act.done.confirms, act.sealed.to_bytes())
        try:
            self._connection.execute("INSERT INTO acts VALUES (?, ?, ?, ?)", row)
        except sqlite3.IntegrityError as error:
            raise Conflict("somebody has confirmed this proposal already") from error


@dataclass(frozen=True, slots=True)
class Row:
    seq: int
    sha256: str
    confirms: str | None
    content: bytes


def rows(connection: sqlite3.Connection, path: Path, after: int = 0) -> Iterator[Row]:
    """Page by page: no read transaction stays open while the caller works on a row."""
    query = "SELECT seq, sha256, confirms, content FROM acts WHERE seq > ? ORDER BY seq LIMIT ?"
    while True:
        with told(path):
            page = [Row(*found) for found in connection.execute(query, (after, ROWS_AT_ONCE))]
        yield from page
        if len(page) < ROWS_AT_ONCE:
            return
        after = page[-1].seq


@dataclass(slots=True)
class Walk:
    """Along the chain from its beginning. Keys take turns: one that was left never comes back.

    Dates decide nothing here, since a station's clock may have jumped.
    """

    trust: Trust
    station: str
    head: Head = NOTHING_YET
    key_id: str | None = None
    left_keys: set[str] = field(default_factory=set)

    def follow(self, row: Row) -> None:
        """AuditBroken where the row does not follow the one before."""
        seq = self.head.seq + 1
        if row.seq != seq:
            raise AuditBroken(seq, f"is gone; the next is {row.seq}")
        try:
            act = read_act(row.content)
            verify(act, self.trust)
        except NotGenuine as error:
            raise AuditBroken(seq, str(error)) from error
        done = act.done
        if (done.seq, done.previous, done.station) != (seq, self.head.sha256, self.station):
            raise AuditBroken(seq, "does not follow the one before it")
        if (row.sha256, row.confirms) != (act.sha256, done.confirms):
            raise AuditBroken(seq, "has columns that differ from what was signed")
        self._take_key(seq, act.sealed.key_id)
        self.head = Head(seq, act.sha256)

    def _take_key(self, seq: int, key_id: str) -> None:
        if key_id == self.key_id:
            return
        if key_id in self.left_keys:
            raise AuditBroken(seq, "is signed by a key that was renewed before")
        if self.key_id is not None:
            self.left_keys.add(self.key_id)
        self.key_id = key_id
