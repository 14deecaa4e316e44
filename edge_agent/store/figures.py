"""Live figures of a station on its disk: one file for each recipe, with its last bundles.

The file names the hash of its own contents. One that is damaged or edited counts as nothing known:
then nothing goes back by it.
"""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Self

from edge_agent.core.errors import InvalidInput, StoreDamaged, StoreFailed
from edge_agent.core.monitoring.live_figures import LiveFigures
from edge_agent.core.monitoring.state import document_of, from_json
from edge_agent.store.standing import digest
from edge_agent.whole_files import write_whole

FORMAT: Final = 1
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

    def read(self) -> KeptFigures:
        """Nothing where none was ever kept; StoreDamaged for what was not written so."""
        try:
            whole = json.loads(self.path.read_bytes())
            body = whole["figures"]
            is_as_written = whole["format"] == FORMAT and whole["sha256"] == digest(body)
            kept = from_json(KeptFigures, json.dumps(body))
        except FileNotFoundError:
            return KeptFigures()
        except (OSError, ValueError, KeyError, TypeError, RecursionError, InvalidInput) as error:
            raise StoreDamaged(f"{self.path} holds no live figures: {error}") from error
        if not is_as_written:
            raise StoreDamaged(f"{self.path} was changed since the station wrote it")
        return kept

    def keep(self, remembered: KeptFigures) -> None:
        """Durable on return. StoreFailed when the disk did not take it."""
        body = document_of(remembered)
        whole = {"format": FORMAT, "figures": body, "sha256": digest(body)}
        try:
            write_whole(self.path, json.dumps(whole, allow_nan=False).encode() + b"\n")
        except OSError as error:
            raise StoreFailed(f"{self.path}: live figures were not kept: {error}") from error
