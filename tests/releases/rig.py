"""A repository of releases with its keys, and a station that looks into it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from deploy.release.archive import archive_name, release_bundle
from deploy.release.keys import KeyFolder
from deploy.release.repository import METADATA, Repository
from edge_agent.inspection.bundle import base_bundle
from edge_agent.releases.client import Released, Releases
from edge_agent.releases.sources import FolderSource
from tests.samples import NOON

CONTENT = b"PK a bundle's archive, which nobody opens here" * 40
NAME = "small-1.0.0.zip"
LATER = NOON + timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ReleaseRig:
    folder: Path

    @property
    def keys(self) -> KeyFolder:
        return KeyFolder(self.folder / "keys")

    @property
    def metadata(self) -> Path:
        return self.folder / "repository" / METADATA

    @property
    def root(self) -> Path:
        """What a person gives to every station."""
        return self.folder / "root.json"

    def repository(self, days: float = 0) -> Repository:
        return Repository(self.folder / "repository", self.keys, NOON + timedelta(days=days))

    def founded(self) -> "ReleaseRig":
        self.repository().found()
        self.root.write_bytes((self.metadata / "1.root.json").read_bytes())
        return self

    def station(self, name: str = "station") -> Releases:
        """Each knows what it has seen before."""
        source = FolderSource(self.folder / "repository")
        return Releases(self.folder / name, self.root.read_bytes(), source)

    def look(self, days: float = 0, name: str = "station") -> list[Released]:
        return self.station(name).look(LATER + timedelta(days=days))

    def fetch(self, target: str = NAME, days: float = 0, name: str = "station") -> Path:
        return self.station(name).fetch(target, LATER + timedelta(days=days))

    def change(self, name: str, change: Callable[[bytes], bytes]) -> None:
        file = self.metadata / name
        file.write_bytes(change(file.read_bytes()))


def released_base(rig: ReleaseRig) -> str:
    """The bundle that ships, as a release; its name."""
    bundle = base_bundle()
    release_bundle(rig.repository(), bundle)
    return archive_name(bundle)
