"""The memory of a station's monitors on its disk: one file for each recipe, written whole.

It is bound to recipe, bundle and camera: of others it says nothing. The file names the hash of its
own contents, so that a hand that edits it is noticed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from edge_agent.core.autonomy.remembered import Remembered
from edge_agent.core.errors import InvalidInput, StoreDamaged, StoreFailed
from edge_agent.core.monitoring.state import document_of, from_json
from edge_agent.store.standing import digest
from edge_agent.whole_files import write_whole

FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Kept:
    boot: int
    """In which it was written."""
    remembered: Remembered


class RememberedFile:
    """Of one station while it runs one recipe; written by the line alone."""

    def __init__(self, path: Path, bound_to: Mapping[str, str], boot: int) -> None:
        self.path, self.bound_to, self.boot = path, dict(bound_to), boot

    def read(self) -> Kept | None:
        """None where nothing was kept of exactly this; StoreDamaged for what was not written."""
        try:
            text = self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreDamaged(f"{self.path} cannot be read: {error}") from error
        return self.kept_in(text)

    def kept_in(self, text: bytes) -> Kept | None:
        try:
            whole = json.loads(text)
            body = whole["memory"]
            is_as_written = whole["format"] == FORMAT and whole["sha256"] == digest(body)
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise StoreDamaged(f"{self.path} holds no memory of monitors: {error}") from error
        if not is_as_written:
            raise StoreDamaged(f"{self.path} was changed since the station wrote it")
        if body["bound_to"] != self.bound_to:
            return None
        try:
            remembered = from_json(Remembered, json.dumps(body["remembered"]))
        except InvalidInput as error:
            raise StoreDamaged(f"{self.path}: {error}") from error
        return Kept(body["boot"], remembered)

    def keep(self, remembered: Remembered) -> None:
        """Durable on return. StoreFailed when the disk did not take it."""
        body: dict[str, Any] = {
            "bound_to": self.bound_to,
            "boot": self.boot,
            "remembered": document_of(remembered),
        }
        whole = {"format": FORMAT, "memory": body, "sha256": digest(body)}
        try:
            write_whole(self.path, json.dumps(whole, allow_nan=False).encode() + b"\n")
        except OSError as error:
            raise StoreFailed(f"{self.path}: the memory was not kept: {error}") from error
