"""The log of a model's aliases: who changed them, when, why, and how they stand since.

A change is one tag of the registered model, so it is written whole or not at all, and the newest
one says how they stand. MLflow's own aliases are set after it, for programs that know nothing
of this log: they may lag behind a change that was cut off, until the next one.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from training.registry.errors import RegistryDamaged
from training.registry.standing import NONE, Alias, Standing

PREFIX: Final = "packwarden.change."
DIGITS: Final = 6
LONGEST_WORDS: Final = 500
"""Characters of a name or a reason."""


@dataclass(frozen=True, slots=True)
class Change:
    """One act on the aliases of a model."""

    number: int
    at: datetime
    by: str
    why: str
    act: str
    """add, assign, promote or back."""
    version: int
    """Of which version."""
    standing: Standing
    """Since then."""

    @property
    def key(self) -> str:
        return f"{PREFIX}{self.number:0{DIGITS}}"

    def document(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "at": self.at.isoformat(),
            "by": self.by,
            "why": self.why,
            "act": self.act,
            "version": self.version,
            "aliases": {alias.value: one for alias, one in sorted(self.standing.versions.items())},
        }

    def text(self) -> str:
        """As it is kept in a tag."""
        return json.dumps(self.document(), ensure_ascii=False)


def changes_in(tags: Mapping[str, str]) -> tuple[Change, ...]:
    """All of a model, the oldest first. RegistryDamaged for what is none."""
    return tuple(read(key, tags[key]) for key in sorted(tags) if key.startswith(PREFIX))


def standing_since(changes: tuple[Change, ...]) -> Standing:
    return changes[-1].standing if changes else NONE


def read(key: str, text: str) -> Change:
    try:
        told = json.loads(text)
        return Change(
            number=int(told["number"]),
            at=datetime.fromisoformat(told["at"]),
            by=str(told["by"]),
            why=str(told["why"]),
            act=str(told["act"]),
            version=int(told["version"]),
            standing=Standing({Alias(alias): int(one) for alias, one in told["aliases"].items()}),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RegistryDamaged(f"the tag {key} is no change of aliases: {error}") from error
