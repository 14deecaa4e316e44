"""What became of the centre's commands, on its way into the station's log.

The line alone writes the log, so notes wait in uplink.db until it has heard them. Whoever floods a
station with forged commands fills neither: beyond some, refused ones are only counted, and told
together.
"""

import json
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from edge_agent.control.allowance import Allowance
from edge_agent.control.words import word_document, word_of
from edge_agent.core.errors import PackwardenError
from edge_agent.core.told import CommandResult, NoteCommand
from edge_agent.sqlite_files import told, transaction
from edge_agent.uplink.centre_words import Claims, Heard

UPLINK: Final = "uplink"
"""Who answers for a note where no person is known."""
REFUSED_PER_S: Final = 1 / 60
REFUSED_AT_ONCE: Final = 20
LONGEST_WHY: Final = 300
MOST_WAITING: Final = 200
"""Notes while there is no line; then the oldest go."""
TOO_MANY: Final = "too many were refused to tell each"
ADD: Final = "INSERT INTO notes (word) VALUES (?)"
CUT: Final = "DELETE FROM notes WHERE id <= (SELECT max(id) FROM notes) - ?"


@dataclass(slots=True)
class Uncounted:
    """Refused ones that have no note of their own yet, by what was wrong."""

    by_title: dict[str, int] = field(default_factory=dict)

    def add(self, title: str) -> None:
        self.by_title[title] = self.by_title.get(title, 0) + 1


class CommandNotes:
    """Of one outbox; durable on return."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.connection, self.path = connection, path
        self.allowance = Allowance(REFUSED_PER_S, REFUSED_AT_ONCE)
        self.uncounted = Uncounted()

    def refused(self, claims: Claims, error: PackwardenError, now_ns: int) -> None:
        """Before anybody acted on it."""
        if not self.allowance.takes(now_ns):
            self.uncounted.add(error.title)
            return
        self.add(refused_note(error.title, str(error)[:LONGEST_WHY], claims))

    def look(self, now_ns: int) -> None:
        """Tells together what had no note of its own, once that is allowed again."""
        if not self.uncounted.by_title or not self.allowance.takes(now_ns):
            return
        for title, count in self.uncounted.by_title.items():
            self.add(refused_note(title, TOO_MANY, Claims(), count))
        self.uncounted = Uncounted()

    def ended(self, heard: Heard, error: PackwardenError | None) -> None:
        """What the line said to it; None: it was followed."""
        result = CommandResult.DONE if error is None else CommandResult.REFUSED
        self.add(note_of(heard, result, error))

    def add(self, note: NoteCommand) -> None:
        with transaction(self.connection, self.path):
            self.connection.execute(ADD, (written(note),))
            self.connection.execute(CUT, (MOST_WAITING,))

    def first(self) -> tuple[int, NoteCommand] | None:
        """The one that waits longest, and its number."""
        query = "SELECT id, word FROM notes ORDER BY id LIMIT 1"
        with told(self.path):
            row = self.connection.execute(query).fetchone()
        if row is None:
            return None
        word = word_of(json.loads(row[1]))
        assert isinstance(word, NoteCommand)
        return int(row[0]), word

    def said(self, number: int) -> None:
        with transaction(self.connection, self.path):
            self.connection.execute("DELETE FROM notes WHERE id = ?", (number,))


def refused_note(title: str, why: str, claims: Claims, count: int = 1) -> NoteCommand:
    return NoteCommand(
        result=CommandResult.REFUSED,
        title=title,
        why=why,
        key_id=claims.key_id,
        number=claims.number,
        word=claims.word,
        count=count,
        person=UPLINK,
    )


def note_of(heard: Heard, result: CommandResult, error: PackwardenError | None) -> NoteCommand:
    """Of a genuine one; error: why the line did not follow it."""
    return NoteCommand(
        result=result,
        title="" if error is None else error.title,
        why="" if error is None else str(error)[:LONGEST_WHY],
        key_id=heard.key_id,
        number=heard.number,
        word=type(heard.word).__name__,
        count=1,
        person=heard.word.person,
    )


def written(note: NoteCommand) -> str:
    return json.dumps(word_document(note))
