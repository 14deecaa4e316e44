"""What whoever holds the server, or some of the keys, may try: each changes a repository.

Modelled on the attacks that The Update Framework names (specification 1.0, section 1.5.2).
"""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, Root, Snapshot, TargetFile, Targets, Timestamp

from deploy.release.keys import KeyFolder, signer_of
from deploy.release.repository import Repository
from deploy.release.roles import Role
from tests.releases.rig import CONTENT, NAME, ReleaseRig
from tests.samples import NOON

Attack = Callable[[ReleaseRig], None]
ENDLESS_BYTES = 8_000_000
OTHER = b"PK another archive" * 300


def stranger(rig: ReleaseRig, role: Role = Role.TARGETS) -> CryptoSigner:
    return KeyFolder(rig.folder / "stolen from nobody").create(role, 1)[0]


def key(rig: ReleaseRig, role: Role, index: int = 0) -> CryptoSigner:
    """A stolen one."""
    return signer_of(rig.keys.files(role)[index])


def file_of(rig: ReleaseRig, role: Role) -> Path:
    """The newest of a role."""
    if role is Role.TIMESTAMP:
        return rig.metadata / "timestamp.json"
    return max(
        rig.metadata.glob(f"*.{role}.json"), key=lambda file: int(file.name.partition(".")[0])
    )


def signed_anew(
    rig: ReleaseRig,
    role: Role,
    change: Callable[[Any], None],
    signers: list[CryptoSigner],
    file: Path | None = None,
) -> Path:
    """With other content, and signatures of these keys alone."""
    found: Metadata[Any] = Metadata.from_bytes(file_of(rig, role).read_bytes())
    change(found.signed)
    found.signatures.clear()
    for signer in signers:
        found.sign(signer, append=True)
    place = file or file_of(rig, role)
    place.write_bytes(found.to_bytes())
    return place


def nothing(_: Any) -> None:
    pass


def root_two(rig: ReleaseRig) -> Path:
    return rig.metadata / "2.root.json"


def next_root(
    rig: ReleaseRig, signers: list[CryptoSigner], change: Callable[[Root], None] = nothing
) -> None:
    def grown(root: Root) -> None:
        root.version += 1
        change(root)

    signed_anew(rig, Role.ROOT, grown, signers, root_two(rig))


def saved(rig: ReleaseRig) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in rig.metadata.iterdir()}


# Rollback


def old_timestamp(rig: ReleaseRig) -> None:
    before = (rig.metadata / "timestamp.json").read_bytes()
    rig.repository().add("newer-1.0.0.zip", CONTENT, {})
    rig.look()
    (rig.metadata / "timestamp.json").write_bytes(before)


def old_repository(rig: ReleaseRig) -> None:
    before = saved(rig)
    rig.repository().add("newer-1.0.0.zip", CONTENT, {})
    rig.look()
    for file in rig.metadata.iterdir():
        file.unlink()
    for file, content in before.items():
        file.write_bytes(content)


def lower_timestamp(rig: ReleaseRig) -> None:
    def lower(timestamp: Timestamp) -> None:
        timestamp.version = 1

    signed_anew(rig, Role.TIMESTAMP, lower, [key(rig, Role.TIMESTAMP)])


def timestamp_names_older_snapshot(rig: ReleaseRig) -> None:
    def older(timestamp: Timestamp) -> None:
        timestamp.version += 1
        content = (rig.metadata / "1.snapshot.json").read_bytes()
        timestamp.snapshot_meta.version = 1
        timestamp.snapshot_meta.length = len(content)
        timestamp.snapshot_meta.hashes = None

    signed_anew(rig, Role.TIMESTAMP, older, [key(rig, Role.TIMESTAMP)])


def snapshot_names_older_targets(rig: ReleaseRig) -> None:
    def older(snapshot: Snapshot) -> None:
        snapshot.version += 1
        snapshot.meta["targets.json"].version = 1
        snapshot.meta["targets.json"].hashes = snapshot.meta["targets.json"].length = None

    hand_in_snapshot(rig, older)


def hand_in_snapshot(rig: ReleaseRig, change: Callable[[Snapshot], None]) -> None:
    """With the keys of snapshot and timestamp."""
    number = int(file_of(rig, Role.SNAPSHOT).name.partition(".")[0]) + 1
    place = rig.metadata / f"{number}.snapshot.json"
    signed_anew(rig, Role.SNAPSHOT, change, [key(rig, Role.SNAPSHOT)], place)

    def newer(timestamp: Timestamp) -> None:
        timestamp.version += 1
        timestamp.snapshot_meta.version = number
        timestamp.snapshot_meta.hashes = timestamp.snapshot_meta.length = None

    signed_anew(rig, Role.TIMESTAMP, newer, [key(rig, Role.TIMESTAMP)])


def old_snapshot_as_newest(rig: ReleaseRig) -> None:
    file_of(rig, Role.SNAPSHOT).write_bytes((rig.metadata / "1.snapshot.json").read_bytes())


def old_targets_as_newest(rig: ReleaseRig) -> None:
    file_of(rig, Role.TARGETS).write_bytes((rig.metadata / "1.targets.json").read_bytes())


def old_root_as_next(rig: ReleaseRig) -> None:
    root_two(rig).write_bytes((rig.metadata / "1.root.json").read_bytes())


def root_that_skips(rig: ReleaseRig) -> None:
    def skips(root: Root) -> None:
        root.version += 1

    next_root(rig, [key(rig, Role.ROOT, one) for one in range(3)], skips)


# Freeze


def ran_out(role: Role) -> Attack:
    """All that is offered has run out, by the keys' own word."""

    def attack(rig: ReleaseRig) -> None:
        past = Repository(rig.folder / "repository", rig.keys, NOON - timedelta(days=500))
        if role is Role.TARGETS:
            past.sign_newest(past.state().root, {}, past.state())
            return

        def late(signed: Any) -> None:
            signed.version += 1
            signed.expires = NOON - timedelta(days=1)

        if role is Role.SNAPSHOT:
            hand_in_snapshot(rig, late)
        elif role is Role.ROOT:
            signers = [key(rig, Role.ROOT, one) for one in range(3)]
            signed_anew(rig, Role.ROOT, late, signers, root_two(rig))
        else:
            signed_anew(rig, Role.TIMESTAMP, late, [key(rig, Role.TIMESTAMP)])

    return attack


# Mix and match


def other_repository(rig: ReleaseRig) -> ReleaseRig:
    there = ReleaseRig(rig.folder / "elsewhere")
    there.folder.mkdir()
    there.founded().repository().add(NAME, OTHER, {})
    return there


def from_elsewhere(role: Role) -> Attack:
    def attack(rig: ReleaseRig) -> None:
        file_of(rig, role).write_bytes(file_of(other_repository(rig), role).read_bytes())

    return attack


def all_from_elsewhere(rig: ReleaseRig) -> None:
    there = other_repository(rig)
    for file in there.metadata.iterdir():
        (rig.metadata / file.name).write_bytes(file.read_bytes())


def archive_of(rig: ReleaseRig) -> Path:
    return next((rig.folder / "repository" / "targets").glob(f"*.{NAME}"))


def archive_from_elsewhere(rig: ReleaseRig) -> None:
    archive_of(rig).write_bytes(archive_of(other_repository(rig)).read_bytes())


def snapshot_without_targets(rig: ReleaseRig) -> None:
    def without(snapshot: Snapshot) -> None:
        snapshot.version += 1
        del snapshot.meta["targets.json"]

    hand_in_snapshot(rig, without)


# Endless and cut


def padded(role: Role) -> Attack:
    def attack(rig: ReleaseRig) -> None:
        file = root_two(rig) if role is Role.ROOT else file_of(rig, role)
        content = file_of(rig, role).read_bytes()
        file.write_bytes(content + b" " * ENDLESS_BYTES)

    return attack


def cut(role: Role) -> Attack:
    def attack(rig: ReleaseRig) -> None:
        file = file_of(rig, role)
        file.write_bytes(file.read_bytes()[:-10])

    return attack


def archive_padded(rig: ReleaseRig) -> None:
    archive_of(rig).write_bytes(CONTENT + b"\0" * ENDLESS_BYTES)


def archive_cut(rig: ReleaseRig) -> None:
    archive_of(rig).write_bytes(CONTENT[:-1])


def archive_of_the_same_size(rig: ReleaseRig) -> None:
    archive_of(rig).write_bytes(CONTENT[::-1])


# Keys


def by_a_stranger(role: Role) -> Attack:
    def attack(rig: ReleaseRig) -> None:
        if role is Role.ROOT:
            next_root(rig, [stranger(rig)])
            return
        signed_anew(rig, role, nothing, [stranger(rig)])

    return attack


def targets_by_the_snapshot_key(rig: ReleaseRig) -> None:
    sign_targets(rig, [key(rig, Role.SNAPSHOT)])


def sign_targets(rig: ReleaseRig, signers: list[CryptoSigner]) -> None:
    """Another list of releases; snapshot and timestamp are in the attacker's hand."""
    number = int(file_of(rig, Role.TARGETS).name.partition(".")[0]) + 1

    def other(targets: Targets) -> None:
        targets.version = number
        targets.targets = {"evil-9.9.9.zip": TargetFile.from_data("evil-9.9.9.zip", OTHER)}

    place = rig.metadata / f"{number}.targets.json"
    signed_anew(rig, Role.TARGETS, other, signers, place)

    def names_it(snapshot: Snapshot) -> None:
        snapshot.version += 1
        meta = snapshot.meta["targets.json"]
        meta.version, meta.hashes, meta.length = number, None, None

    hand_in_snapshot(rig, names_it)


def targets_by_nobody(rig: ReleaseRig) -> None:
    sign_targets(rig, [])


def timestamp_by_the_targets_key(rig: ReleaseRig) -> None:
    signed_anew(rig, Role.TIMESTAMP, nothing, [key(rig, Role.TARGETS)])


def root_by_one_of_two(rig: ReleaseRig) -> None:
    next_root(rig, [key(rig, Role.ROOT)])


def root_with_one_signature_twice(rig: ReleaseRig) -> None:
    next_root(rig, [key(rig, Role.ROOT)])
    document = json.loads(root_two(rig).read_bytes())
    document["signatures"] *= 2
    root_two(rig).write_bytes(json.dumps(document).encode())


def root_with_one_signature_under_two_names(rig: ReleaseRig) -> None:
    next_root(rig, [key(rig, Role.ROOT)])
    document = json.loads(root_two(rig).read_bytes())
    other = key(rig, Role.ROOT, 1).public_key.keyid
    document["signatures"].append({**document["signatures"][0], "keyid": other})
    root_two(rig).write_bytes(json.dumps(document).encode())


def root_that_lowers_its_threshold(rig: ReleaseRig) -> None:
    def lower(root: Root) -> None:
        root.roles[Role.ROOT].threshold = 1

    next_root(rig, [key(rig, Role.ROOT)], lower)


def root_of_new_keys_by_new_keys(rig: ReleaseRig) -> None:
    """All three, but none of those before."""
    thieves = KeyFolder(rig.folder / "thieves").create(Role.ROOT, 3)

    def theirs(root: Root) -> None:
        for key_id in list(root.roles[Role.ROOT].keyids):
            root.revoke_key(key_id, Role.ROOT)
        for one in thieves:
            root.add_key(one.public_key, Role.ROOT)

    next_root(rig, thieves, theirs)


def root_by_old_keys_alone(rig: ReleaseRig) -> None:
    """The keys that it names have not signed it."""
    thieves = KeyFolder(rig.folder / "thieves").create(Role.ROOT, 3)

    def theirs(root: Root) -> None:
        for key_id in list(root.roles[Role.ROOT].keyids):
            root.revoke_key(key_id, Role.ROOT)
        for one in thieves:
            root.add_key(one.public_key, Role.ROOT)

    next_root(rig, [key(rig, Role.ROOT, one) for one in range(3)], theirs)


def signature_of_something_else(rig: ReleaseRig) -> None:
    document = json.loads((rig.metadata / "timestamp.json").read_bytes())
    document["signed"]["version"] += 1
    (rig.metadata / "timestamp.json").write_bytes(json.dumps(document).encode())


def retired_timestamp_key(rig: ReleaseRig) -> None:
    old = key(rig, Role.TIMESTAMP)
    rig.repository().rotate(Role.TIMESTAMP)

    def newer(timestamp: Timestamp) -> None:
        timestamp.version += 1

    signed_anew(rig, Role.TIMESTAMP, newer, [old])


# Forms


def instead(role: Role, content: bytes) -> Attack:
    def attack(rig: ReleaseRig) -> None:
        file = root_two(rig) if role is Role.ROOT else file_of(rig, role)
        file.write_bytes(content)

    return attack


def of_another_role(rig: ReleaseRig) -> None:
    (rig.metadata / "timestamp.json").write_bytes(file_of(rig, Role.SNAPSHOT).read_bytes())


def other_specification(rig: ReleaseRig) -> None:
    document = json.loads((rig.metadata / "timestamp.json").read_bytes())
    document["signed"]["spec_version"] = "2.0.0"
    (rig.metadata / "timestamp.json").write_bytes(json.dumps(document).encode())


def negative_version(rig: ReleaseRig) -> None:
    document = json.loads((rig.metadata / "timestamp.json").read_bytes())
    document["signed"]["version"] = -1
    (rig.metadata / "timestamp.json").write_bytes(json.dumps(document).encode())


def gone(role: Role) -> Attack:
    def attack(rig: ReleaseRig) -> None:
        file_of(rig, role).unlink()

    return attack


def archive_gone(rig: ReleaseRig) -> None:
    archive_of(rig).unlink()


def named(name: str) -> Attack:
    """Released by all keys under a name that leads elsewhere; fetched by that name."""

    def attack(rig: ReleaseRig) -> None:
        repository = rig.repository()
        state = repository.state()
        target = TargetFile.from_data(name, OTHER, ["sha256"])
        repository.sign_newest(state.root, {name: target}, state)

    return attack
