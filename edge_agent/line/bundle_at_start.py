"""The bundle of one start, and whether it has proven itself: only then does it stay for good."""

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Final

from edge_agent.control.line_state import EndedPack
from edge_agent.core.packs import Reason
from edge_agent.releases.slots import Slots

PROOF: Final = 3
"""Packs that were looked at."""
NOT_LOOKED_AT: Final = frozenset((Reason.INSPECTION_FAILED, Reason.NO_PICTURE, Reason.TOO_CLOSE))


class BundleAtStart:
    """Of one station, from its start on."""

    def __init__(self, folder: Path, tell: Callable[[str], None]) -> None:
        self.slots = Slots(folder)
        self.is_proven = False
        before = self.slots.in_use
        self.bundle = self.slots.begin()
        left = self.slots.in_use.left
        if left is not None and left != before.left:
            manifest = self.bundle.manifest
            tell(f"Back to the bundle {manifest.name} {manifest.version}: the one in use {left}")

    def look(self, strip: Collection[EndedPack]) -> None:
        """At the last packs, as long as it is not proven."""
        if self.is_proven or len(strip) < PROOF:
            return
        if sum(pack.reason not in NOT_LOOKED_AT for pack in strip) >= PROOF:
            self.is_proven = True
            self.slots.worked()
