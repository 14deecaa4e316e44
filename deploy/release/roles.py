"""The four roles of a repository of releases, how many keys each has, and how long it holds.

The Update Framework, specification 1.0, section 2.1: root says whose keys count, targets what is
released, snapshot which versions belong together, timestamp that this is the newest state.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    ROOT = "root"
    """Kept offline; needed for new keys only."""
    TARGETS = "targets"
    """Says what is released; wanted from a person."""
    SNAPSHOT = "snapshot"
    TIMESTAMP = "timestamp"
    """Signs every few days; the one key that a server must have at hand."""


@dataclass(frozen=True, slots=True)
class Holding:
    """How a role is held."""

    keys: int
    threshold: int
    """So many of them must sign."""
    lifetime: timedelta
    """Then what it signed counts no more, and it must sign anew."""


HOLDINGS: Final = {
    Role.ROOT: Holding(keys=3, threshold=2, lifetime=timedelta(days=400)),
    Role.TARGETS: Holding(keys=2, threshold=1, lifetime=timedelta(days=180)),
    Role.SNAPSHOT: Holding(keys=1, threshold=1, lifetime=timedelta(days=60)),
    Role.TIMESTAMP: Holding(keys=1, threshold=1, lifetime=timedelta(days=21)),
}
