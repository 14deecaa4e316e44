"""A repository of releases in a folder: signed metadata, and one file for every released bundle.

    metadata/1.root.json …  timestamp.json  7.snapshot.json  5.targets.json
    targets/<sha256>.reader-1.4.0.zip

Any static file server, a network share or a USB stick carries it; nothing in it need be trusted
but the keys that signed (The Update Framework, specification 1.0, with consistent snapshots).

What timestamp.json names is in force. It is written last and whole: a release that was cut off at
any step before has not happened, and the next one writes over its remains.
"""

import hashlib
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeVar

from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import (
    Metadata,
    MetaFile,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)
from tuf.api.serialization import DeserializationError
from tuf.api.serialization.json import JSONSerializer

from deploy.release.errors import ReleaseExists, RepositoryBroken
from deploy.release.keys import KeyFolder
from deploy.release.roles import HOLDINGS, Role
from edge_agent.whole_files import write_whole

METADATA: Final = "metadata"
TARGETS: Final = "targets"
TIMESTAMP_FILE: Final = "timestamp.json"

S = TypeVar("S", Root, Timestamp, Snapshot, Targets)


@dataclass(frozen=True, slots=True)
class State:
    """What is in force."""

    root: Metadata[Root]
    timestamp: Metadata[Timestamp]
    snapshot: Metadata[Snapshot]
    targets: Metadata[Targets]


class Repository:
    """Of one folder. `now` is UTC: when what is signed by it is signed."""

    def __init__(self, folder: Path, keys: KeyFolder, now: datetime) -> None:
        self.folder, self.keys, self.now = folder, keys, now.replace(microsecond=0)

    def found(self) -> None:
        """An empty repository with fresh keys. ReleaseExists where one is there."""
        if self.newest_root() is not None:
            raise ReleaseExists(f"{self.folder} is a repository already; release into it")
        root = Root(version=1, expires=self.expires(Role.ROOT), consistent_snapshot=True)
        for role, holding in HOLDINGS.items():
            for signer in self.keys.create(role, holding.keys):
                root.add_key(signer.public_key, role)
            root.roles[role].threshold = holding.threshold
        signed = Metadata(root)
        self.write(signed, root, Role.ROOT)
        self.sign_newest(signed, {})

    def state(self) -> State:
        """RepositoryBroken where something lacks or is not signed as it must be."""
        root = self.newest_root()
        if root is None:
            raise RepositoryBroken(f"{self.folder} has no {METADATA}/1.root.json; found it first")
        timestamp = self.read(TIMESTAMP_FILE, Timestamp)
        snapshot = self.read(f"{timestamp.signed.snapshot_meta.version}.snapshot.json", Snapshot)
        targets = self.read(f"{snapshot.signed.meta['targets.json'].version}.targets.json", Targets)
        return State(root, timestamp, snapshot, targets)

    def released(self) -> Mapping[str, TargetFile]:
        return self.state().targets.signed.targets

    def add(self, name: str, content: bytes, custom: Mapping[str, Any]) -> TargetFile:
        """Signs it as released. ReleaseExists for a name that is there, whatever its content."""
        state = self.state()
        if name in state.targets.signed.targets:
            raise ReleaseExists(f"{name} was released before; give the bundle another version")
        target = TargetFile.from_data(name, content, ["sha256"])
        target.unrecognized_fields["custom"] = dict(custom)
        write_whole(self.folder / TARGETS / f"{target.hashes['sha256']}.{name}", content)
        self.sign_newest(state.root, {**state.targets.signed.targets, name: target}, state)
        return target

    def withdraw(self, name: str) -> None:
        """No station takes it any more; those that run it go on until something follows."""
        state = self.state()
        left = {one: target for one, target in state.targets.signed.targets.items() if one != name}
        if len(left) == len(state.targets.signed.targets):
            raise RepositoryBroken(f"{name} is not released; released are {', '.join(left) or '-'}")
        self.sign_newest(state.root, left, state)

    def refresh(self) -> None:
        """The same releases for another while; only the keys of snapshot and timestamp sign."""
        state = self.state()
        self.sign_snapshot(state.root, state.targets.signed.version, state)

    def rotate(self, role: Role) -> None:
        """Fresh keys for one role, the old ones count no more; signed by old and new root keys."""
        state = self.state()
        before, root = state.root.signed, deepcopy(state.root)
        for key_id in list(before.roles[role].keyids):
            root.signed.revoke_key(key_id, role)
        for signer in self.keys.create(role, HOLDINGS[role].keys):
            root.signed.add_key(signer.public_key, role)
        root.signed.version += 1
        root.signed.expires = self.expires(Role.ROOT)
        self.write(root, root.signed, Role.ROOT, before)
        self.sign_newest(root, dict(state.targets.signed.targets), state)

    def sign_newest(
        self, root: Metadata[Root], targets: dict[str, TargetFile], before: State | None = None
    ) -> None:
        version = 1 if before is None else before.targets.signed.version + 1
        signed = Metadata(Targets(version, expires=self.expires(Role.TARGETS), targets=targets))
        self.write(signed, root.signed, Role.TARGETS)
        self.sign_snapshot(root, version, before)

    def sign_snapshot(
        self, root: Metadata[Root], targets_version: int, before: State | None
    ) -> None:
        version = 1 if before is None else before.snapshot.signed.version + 1
        meta = {"targets.json": self.meta_of(f"{targets_version}.targets.json", targets_version)}
        snapshot = Metadata(Snapshot(version, expires=self.expires(Role.SNAPSHOT), meta=meta))
        self.write(snapshot, root.signed, Role.SNAPSHOT)
        self.sign_timestamp(root, version, before)

    def sign_timestamp(
        self, root: Metadata[Root], snapshot_version: int, before: State | None
    ) -> None:
        version = 1 if before is None else before.timestamp.signed.version + 1
        meta = self.meta_of(f"{snapshot_version}.snapshot.json", snapshot_version)
        timestamp = Timestamp(version, expires=self.expires(Role.TIMESTAMP), snapshot_meta=meta)
        self.write(Metadata(timestamp), root.signed, Role.TIMESTAMP)

    def write(self, signed: Metadata[S], root: Root, role: Role, also: Root | None = None) -> None:
        """Signed by every key at hand that counts, of `also` too: the root before this one."""
        signed.signatures.clear()
        for counting in filter(None, (root, also)):
            for signer in self.keys.signers(counting, role):
                signed.sign(signer, append=True)
        version = "" if role is Role.TIMESTAMP else f"{signed.signed.version}."
        file = self.folder / METADATA / f"{version}{role}.json"
        write_whole(file, signed.to_bytes(JSONSerializer(compact=False, validate=True)))

    def newest_root(self) -> Metadata[Root] | None:
        numbers = [
            int(number)
            for file in (self.folder / METADATA).glob("*.root.json")
            if (number := file.name.partition(".")[0]).isdecimal()
        ]
        return self.read(f"{max(numbers)}.root.json", Root) if numbers else None

    def read(self, name: str, kind: type[S]) -> Metadata[S]:
        file = self.folder / METADATA / name
        try:
            found: Metadata[S] = Metadata.from_bytes(file.read_bytes())
        except (OSError, DeserializationError, RepositoryError) as error:
            raise RepositoryBroken(f"{file}: {error}; expected signed metadata") from error
        if not isinstance(found.signed, kind):
            raise RepositoryBroken(f"{file}: is {found.signed.type}, expected {kind.type}")
        return found

    def meta_of(self, name: str, version: int) -> MetaFile:
        """With size and hash: of a version there is only one."""
        content = (self.folder / METADATA / name).read_bytes()
        return MetaFile(version, len(content), {"sha256": hashlib.sha256(content).hexdigest()})

    def expires(self, role: Role) -> datetime:
        return self.now + HOLDINGS[role].lifetime
