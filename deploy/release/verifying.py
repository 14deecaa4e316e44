"""What a station that sees a repository for the first time would believe of it."""

from pathlib import Path
from typing import Any

from tuf.ngclient.fetcher import FetcherInterface

from edge_agent.releases.client import Releases, root_in
from edge_agent.releases.sources import FolderSource, WebSource
from edge_agent.releases.trying import try_bundle
from edge_agent.releases.unpacking import unpack
from hardware.interfaces import Clock


def verified(
    source: str, root: Path, name: str | None, folder: Path, clock: Clock
) -> dict[str, Any]:
    """The releases, and of the named one what its trial said. Raises what a station would."""
    releases = Releases(folder, root_in(root), source_of(source, clock))
    document: dict[str, Any] = {
        "released": [
            {"name": one.name, "bytes": one.bytes, "sha256": one.sha256, **one.custom}
            for one in releases.look(clock.wall())
        ]
    }
    if name is not None:
        unpack(releases.fetch(name, clock.wall()), folder / "bundle")
        tried = try_bundle(folder / "bundle")
        document["tried"] = {"name": name, "bundle_sha256": tried.sha256, "passed": True}
    return document


def source_of(source: str, clock: Clock) -> FetcherInterface:
    if source.startswith(("http://", "https://")):
        return WebSource(source, True, clock)
    return FolderSource(Path(source))
