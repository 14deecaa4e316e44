"""The standing of a station on its disk: one small file, written whole at every change.

Grants are kept for every recipe that the station has run, for it comes back to them; suspensions
are of the devices and hold for all of them. The file names the hash of its own contents, so that a
hand that edits it is noticed.
"""

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter

from edge_agent.core.autonomy.standing import Grant, Standing, Suspension
from edge_agent.core.errors import Conflict, StoreDamaged, StoreFailed
from edge_agent.whole_files import write_whole

FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class StandingDocument:
    recipes: dict[str, dict[str, Grant]]
    """By recipe and check."""
    suspensions: tuple[Suspension, ...]
    challenge_caught: bool
    handover_open: bool
    is_stopped: bool
    """A person has stopped the belt."""
    safe_mode: str | None = None


DOCUMENT: Final = TypeAdapter(StandingDocument)


class StandingFile:
    """Of one station while it runs one recipe; written by the line alone."""

    def __init__(self, path: Path, recipe: str) -> None:
        self.path, self.recipe = path, recipe
        self.others: dict[str, dict[str, Grant]] = {}
        """Grants of the recipes that are not running."""
        self.is_stopped = False
        """As read: a person had stopped the belt."""

    def read(self) -> Standing | None:
        """None where none was ever kept; StoreDamaged where the file is not as it was written."""
        try:
            text = self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreDamaged(f"{self.path} cannot be read: {error}") from error
        document = document_of(text, self.path)
        self.others, self.is_stopped = {**document.recipes}, document.is_stopped
        return Standing(
            self.others.pop(self.recipe, {}),
            document.suspensions,
            document.challenge_caught,
            document.handover_open,
            document.safe_mode,
        )

    def keep(self, standing: Standing, is_stopped: bool) -> None:
        """Durable on return. StoreFailed when the disk did not take it."""
        document = StandingDocument(
            {**self.others, self.recipe: standing.grants},
            standing.suspensions,
            standing.challenge_caught,
            standing.handover_open,
            is_stopped,
            standing.safe_mode,
        )
        body = DOCUMENT.dump_python(document, mode="json")
        whole = {"format": FORMAT, "standing": body, "sha256": digest(body)}
        try:
            write_whole(self.path, json.dumps(whole, indent=1).encode() + b"\n")
        except OSError as error:
            raise StoreFailed(f"{self.path}: the standing was not kept: {error}") from error


def document_of(text: bytes, path: Path) -> StandingDocument:
    try:
        whole = json.loads(text)
        body = whole["standing"]
        is_as_written = whole["format"] == FORMAT and whole["sha256"] == digest(body)
        document = DOCUMENT.validate_python(body)
    except (ValueError, KeyError, TypeError, RecursionError, Conflict) as error:
        raise StoreDamaged(f"{path} holds no standing: {error}") from error
    if not is_as_written:
        raise StoreDamaged(f"{path} was changed since the station wrote it")
    return document


def digest(body: Any) -> str:
    return sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
