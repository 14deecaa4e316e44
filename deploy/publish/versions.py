"""Semantic versions (semver.org 2.0.0), without pre-releases: what is tried lies in branches."""

import re
from dataclasses import dataclass
from typing import Final

from edge_agent.core.errors import InvalidInput

SHAPE: Final = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
TAG: Final = "v"


@dataclass(frozen=True, slots=True, order=True)
class Version:
    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"

    @property
    def tag(self) -> str:
        return f"{TAG}{self}"


def version_of(text: str) -> Version:
    found = SHAPE.fullmatch(text)
    if found is None:
        raise InvalidInput(f"{text!r} is no version; expected MAJOR.MINOR.PATCH such as 0.2.0")
    return Version(*map(int, found.groups()))


def released(tags: list[str]) -> list[Version]:
    """Of all tags those that are releases, the newest last."""
    named = (tag.removeprefix(TAG) for tag in tags if tag.startswith(TAG))
    return sorted(version_of(name) for name in named if SHAPE.fullmatch(name))
