"""A small document on the station's disk that names its own hash: a hand that edits it is noticed.

JSON, written whole. What stands in it and whether that makes sense is said by whoever keeps it.
"""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from edge_agent.core.errors import StoreDamaged, StoreFailed
from edge_agent.whole_files import write_whole

FORMAT: Final = 1


class HashedFile:
    """Of one writer."""

    def __init__(self, path: Path, name: str, what: str) -> None:
        """name: under which the document stands in the file. what: for messages, "standing"."""
        self.path, self.name, self.what = path, name, what

    def read(self) -> dict[str, Any] | None:
        """None where none was ever kept; StoreDamaged where the file is not as it was written."""
        try:
            text = self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreDamaged(f"{self.path} cannot be read: {error}") from error
        return self.document_in(text)

    def document_in(self, text: bytes) -> dict[str, Any]:
        try:
            whole = json.loads(text)
            body = whole[self.name]
            is_as_written = whole["format"] == FORMAT and whole["sha256"] == digest(body)
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise self.holds_none(error) from error
        if not isinstance(body, dict):
            raise self.holds_none("it is no object")
        if not is_as_written:
            raise StoreDamaged(f"{self.path} was changed since the station wrote it")
        return body

    def holds_none(self, why: object) -> StoreDamaged:
        """For what is as it was written, and makes no sense to its reader."""
        return StoreDamaged(f"{self.path} holds no {self.what}: {why}")

    def keep(self, body: dict[str, Any], indent: int | None = None) -> None:
        """Durable on return. StoreFailed when the disk did not take it."""
        whole = {"format": FORMAT, self.name: body, "sha256": digest(body)}
        try:
            text = json.dumps(whole, allow_nan=False, indent=indent)
            write_whole(self.path, text.encode() + b"\n")
        except OSError as error:
            raise StoreFailed(f"{self.path}: the {self.what} was not kept: {error}") from error


def digest(body: Any) -> str:
    return sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
