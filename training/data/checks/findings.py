"""What a check says: how bad it is, one sentence, and the pictures that show it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

FORBIDDEN_EXIT_CODE: Final = 5
MOST_TOLD: Final = 1_000
"""Pictures of one finding in a document; `count` tells how many there are."""


class Level(StrEnum):
    FORBIDS = "forbids"
    """Training on this would teach or judge wrongly."""
    WARNS = "warns"
    NOTES = "notes"


@dataclass(frozen=True, slots=True)
class Finding:
    check: str
    level: Level
    sentence: str
    pictures: tuple[str, ...] = ()
    """By their sha256."""
    more: dict[str, Any] = field(default_factory=dict)
    """Figures behind the sentence."""

    def document(self) -> dict[str, Any]:
        return {
            "check": self.check,
            "level": self.level.value,
            "sentence": self.sentence,
            "count": len(self.pictures),
            "pictures": list(self.pictures[:MOST_TOLD]),
            **self.more,
        }


def exit_code(findings: Iterable[Finding]) -> int:
    return FORBIDDEN_EXIT_CODE if any(one.level is Level.FORBIDS for one in findings) else 0
