"""The standing of a station on its disk: one small file, written whole at every change.

Grants are kept for every recipe that the station has run, for it comes back to them; suspensions
are of the devices and hold for all of them.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter

from edge_agent.core.autonomy.standing import Grant, Standing, Suspension
from edge_agent.core.errors import Conflict
from edge_agent.store.hashed_file import HashedFile


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
        self.file = standing_file(path)
        self.others: dict[str, dict[str, Grant]] = {}
        """Grants of the recipes that are not running."""
        self.is_stopped = False
        """As read: a person had stopped the belt."""

    def read(self) -> Standing | None:
        """None where none was ever kept; StoreDamaged where the file is not as it was written."""
        document = document_in(self.file)
        if document is None:
            return None
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
        self.file.keep(DOCUMENT.dump_python(document, mode="json"), indent=1)


def standing_file(path: Path) -> HashedFile:
    return HashedFile(path, "standing", "standing")


def document_in(file: HashedFile) -> StandingDocument | None:
    """None where none was ever kept; StoreDamaged where the file is not as it was written."""
    body = file.read()
    if body is None:
        return None
    try:
        return DOCUMENT.validate_python(body)
    except (ValueError, RecursionError, Conflict) as error:
        raise file.holds_none(error) from error
