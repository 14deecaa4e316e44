"""What was answered to a change that a program asked for, so that asking twice changes once.

The caller names each change by a key of its own (`Idempotency-Key`). An answer may hold a one-time
code or a token, so it is kept encrypted under that very key, of which only a hash is kept: the file
alone tells nobody anything. Answers are forgotten after 24 hours.
"""

import hashlib
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from typing import Final

from cryptography.fernet import Fernet

from edge_agent.people.database import PeopleFile
from edge_agent.people.errors import KeyTaken

KEPT_FOR: Final = timedelta(hours=24)
TABLE = """
    CREATE TABLE IF NOT EXISTS answers (
        key_sha256 TEXT PRIMARY KEY,
        asked_sha256 TEXT NOT NULL,     -- what was asked for under this key
        answer BLOB NOT NULL,           -- encrypted under the key
        at_s REAL NOT NULL
    ) STRICT
"""
"""Made where it lacks: people.db of earlier versions gets it too."""


class Answers:
    def __init__(self, file: PeopleFile) -> None:
        self._file = file
        with file.changed() as connection:
            connection.execute(TABLE)

    def given(self, who: str, key: str, asked: bytes, now: datetime) -> bytes | None:
        """The answer, or None where nothing was asked under this key in the last 24 hours.

        KeyTaken where the same key was given to something else.
        """
        found = self._file.one(
            "SELECT asked_sha256, answer FROM answers WHERE key_sha256 = ? AND at_s > ?",
            named(who, key),
            (now - KEPT_FOR).timestamp(),
        )
        if found is None:
            return None
        if found[0] != hashlib.sha256(asked).hexdigest():
            raise KeyTaken("this Idempotency-Key was given to another request; take a new one")
        return cipher(who, key).decrypt(found[1])

    def keep(self, who: str, key: str, asked: bytes, answer: bytes, now: datetime) -> None:
        with self._file.changed() as connection:
            old_s = (now - KEPT_FOR).timestamp()
            connection.execute("DELETE FROM answers WHERE at_s <= ?", (old_s,))
            connection.execute(
                "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)",
                (
                    named(who, key),
                    hashlib.sha256(asked).hexdigest(),
                    cipher(who, key).encrypt(answer),
                    now.timestamp(),
                ),
            )


def named(who: str, key: str) -> str:
    """Each caller has keys of his own."""
    return hashlib.sha256(f"name\n{who}\n{key}".encode()).hexdigest()


def cipher(who: str, key: str) -> Fernet:
    secret = hashlib.sha256(f"cipher\n{who}\n{key}".encode()).digest()
    return Fernet(urlsafe_b64encode(secret))
