"""Live figures of a station on its disk: one file for each recipe, with its last bundles.

A file that is damaged or edited counts as nothing known: then nothing goes back by it.
"""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Self

from edge_agent.core.errors import InvalidInput
from edge_agent.core.monitoring.live_figures import LiveFigures
from edge_agent.core.monitoring.state import document_of, from_json
from edge_agent.store.hashed_file import HashedFile

MOST_BUNDLES: Final = 4


@dataclass(frozen=True, slots=True)
class KeptFigures:
    boot: int = 0
    """Of the event store, in which it was written."""
    records: int = 0
    """Of that boot, which are in it; those after are in the event store."""
    bundles: tuple[tuple[str, LiveFigures], ...] = ()
    """By sha256, the one in use last."""

    def of(self, bundle_sha256: str) -> LiveFigures:
        """Nothing seen where nothing was kept."""
        return dict(self.bundles).get(bundle_sha256, LiveFigures())

    def having(self, bundle_sha256: str, figures: LiveFigures) -> Self:
        others = tuple(one for one in self.bundles if one[0] != bundle_sha256)
        return replace(self, bundles=(*others, (bundle_sha256, figures))[-MOST_BUNDLES:])


class FiguresFile:
    """Of one station while it runs one recipe; written by the line alone."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file = HashedFile(path, "figures", "record of live figures")

    def read(self) -> KeptFigures:
        """Nothing where none was ever kept; StoreDamaged for what was not written so."""
        body = self.file.read()
        if body is None:
            return KeptFigures()
        try:
            return from_json(KeptFigures, json.dumps(body))
        except InvalidInput as error:
            raise self.file.holds_none(error) from error

    def keep(self, remembered: KeptFigures) -> None:
        """Durable on return. StoreFailed when the disk did not take it."""
        self.file.keep(document_of(remembered))
