"""The memory of a station's monitors on its disk: one file for each recipe.

It is bound to recipe, bundle and camera: of others it says nothing.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from edge_agent.core.autonomy.remembered import Remembered
from edge_agent.core.errors import InvalidInput
from edge_agent.core.monitoring.state import document_of, from_json
from edge_agent.store.hashed_file import HashedFile


@dataclass(frozen=True, slots=True)
class Kept:
    boot: int
    """In which it was written."""
    remembered: Remembered


class RememberedFile:
    """Of one station while it runs one recipe; written by the line alone."""

    def __init__(self, path: Path, bound_to: Mapping[str, str], boot: int) -> None:
        self.path, self.bound_to, self.boot = path, dict(bound_to), boot
        self.file = HashedFile(path, "memory", "memory of monitors")

    def read(self) -> Kept | None:
        """None where nothing was kept of exactly this; StoreDamaged for what was not written."""
        body = self.file.read()
        if body is None or body.get("bound_to") != self.bound_to:
            return None
        try:
            return Kept(body["boot"], from_json(Remembered, json.dumps(body["remembered"])))
        except (InvalidInput, KeyError) as error:
            raise self.file.holds_none(error) from error

    def keep(self, remembered: Remembered) -> None:
        """Durable on return. StoreFailed when the disk did not take it."""
        self.file.keep(
            {
                "bound_to": self.bound_to,
                "boot": self.boot,
                "remembered": document_of(remembered),
            }
        )
