"""Whoever holds the server, and some of the keys, cannot make a station take anything else."""

from pathlib import Path
from random import Random

import pytest

from deploy.release.roles import Role
from edge_agent.releases.errors import ReleaseRefused, SourceAway
from edge_agent.releases.unpacking import unpack
from tests.releases import attacks
from tests.releases.attacks import Attack
from tests.releases.rig import CONTENT, LATER, NAME, ReleaseRig

FLIPS, MANY_FLIPS = 600, 10_000
ON_MEMORY: dict[str, Attack] = {
    "an old timestamp": attacks.old_timestamp,
    "the whole old repository": attacks.old_repository,
    "a lower timestamp by its key": attacks.lower_timestamp,
    "an older snapshot by the timestamp key": attacks.timestamp_names_older_snapshot,
    "older targets by two keys": attacks.snapshot_names_older_targets,
}
"""All of it is genuine, or was: only who has seen newer can know."""
ON_METADATA: dict[str, Attack] = {
    "rollback: an old snapshot under the new name": attacks.old_snapshot_as_newest,
    "rollback: old targets under the new name": attacks.old_targets_as_newest,
    "rollback: the first root as the second": attacks.old_root_as_next,
    "rollback: a root that skips a version": attacks.root_that_skips,
    **{f"freeze: {role} has run out": attacks.ran_out(role) for role in Role},
    **{
        f"mix and match: {role} of another repository": attacks.from_elsewhere(role)
        for role in (Role.TARGETS, Role.SNAPSHOT, Role.TIMESTAMP)
    },
    "mix and match: a whole other repository": attacks.all_from_elsewhere,
    "mix and match: a snapshot that names no targets": attacks.snapshot_without_targets,
    **{f"endless data: {role}": attacks.padded(role) for role in Role},
    **{
        f"cut download: {role}": attacks.cut(role)
        for role in (Role.TARGETS, Role.SNAPSHOT, Role.TIMESTAMP)
    },
    **{f"wrong key: {role} by a stranger": attacks.by_a_stranger(role) for role in Role},
    "wrong key: targets by the snapshot key": attacks.targets_by_the_snapshot_key,
    "wrong key: timestamp by the targets key": attacks.timestamp_by_the_targets_key,
    "wrong key: a retired timestamp key": attacks.retired_timestamp_key,
    "below threshold: targets by nobody": attacks.targets_by_nobody,
    "below threshold: a root by one of two": attacks.root_by_one_of_two,
    "below threshold: one signature twice": attacks.root_with_one_signature_twice,
    "below threshold: one signature under two names": (
        attacks.root_with_one_signature_under_two_names
    ),
    "below threshold: a root that lowers it": attacks.root_that_lowers_its_threshold,
    "below threshold: new root keys by themselves": attacks.root_of_new_keys_by_new_keys,
    "below threshold: new root keys that did not sign": attacks.root_by_old_keys_alone,
    "signature: of something else": attacks.signature_of_something_else,
    "form: no JSON": attacks.instead(Role.TIMESTAMP, b"<html>Not found</html>"),
    "form: empty": attacks.instead(Role.TIMESTAMP, b""),
    "form: a list": attacks.instead(Role.SNAPSHOT, b"[]"),
    "form: very deep": attacks.instead(Role.TIMESTAMP, b"[" * 16_000),
    "form: a root that is none": attacks.instead(Role.ROOT, b"{}"),
    "form: another role": attacks.of_another_role,
    "form: another specification": attacks.other_specification,
    "form: a negative version": attacks.negative_version,
    **{
        f"withheld: {role}": attacks.gone(role)
        for role in (Role.TARGETS, Role.SNAPSHOT, Role.TIMESTAMP)
    },
}
ON_ARCHIVES: dict[str, Attack] = {
    "mix and match: the archive of another repository": attacks.archive_from_elsewhere,
    "endless data: the archive": attacks.archive_padded,
    "cut download: the archive": attacks.archive_cut,
    "arbitrary software: an archive of the same size": attacks.archive_of_the_same_size,
    "withheld: the archive": attacks.archive_gone,
}
NAMES = (
    "../evil.zip",
    "/tmp/evil.zip",
    "%2e%2e/evil.zip",
    "..\\evil.zip",
    "a/../../evil.zip",
    "\0",
)


@pytest.fixture
def rig(tmp_path: Path) -> ReleaseRig:
    rig = ReleaseRig(tmp_path).founded()
    rig.repository().add(NAME, CONTENT, {})
    return rig


def test_at_least_forty_are_tried() -> None:
    assert len(ON_MEMORY) + len(ON_METADATA) + len(ON_ARCHIVES) + len(NAMES) >= 40


@pytest.mark.parametrize("name", ON_MEMORY)
def test_who_has_seen_newer_is_not_led_back(rig: ReleaseRig, name: str) -> None:
    had = rig.fetch()
    ON_MEMORY[name](rig)
    with pytest.raises(ReleaseRefused):
        rig.look()
    assert had.read_bytes() == CONTENT


@pytest.mark.parametrize("name", ON_METADATA)
def test_nobody_believes_it_and_the_old_bundle_stays(rig: ReleaseRig, name: str) -> None:
    had = rig.fetch()
    ON_METADATA[name](rig)
    assert seen_by(rig, "a new station") is None
    assert seen_by(rig, "station") in (None, [NAME])
    assert had.read_bytes() == CONTENT


def seen_by(rig: ReleaseRig, station: str) -> list[str] | None:
    """None where it refuses; one that knows the newest state already may stay with that."""
    try:
        return sorted(one.name for one in rig.look(name=station))
    except (ReleaseRefused, SourceAway):
        return None


@pytest.mark.parametrize("name", ON_ARCHIVES)
def test_an_archive_that_is_not_the_signed_one_is_refused(rig: ReleaseRig, name: str) -> None:
    ON_ARCHIVES[name](rig)
    with pytest.raises((ReleaseRefused, SourceAway)):
        rig.fetch()
    assert not list((rig.folder / "station" / "targets").iterdir())


@pytest.mark.parametrize("name", NAMES)
def test_a_name_leads_nowhere_else(rig: ReleaseRig, name: str) -> None:
    """Even where all keys have signed it."""
    attacks.named(name)(rig)
    before = set(rig.folder.parent.rglob("evil*"))
    with pytest.raises((ReleaseRefused, SourceAway)):
        rig.fetch(name)
    assert set(rig.folder.parent.rglob("evil*")) == before


def test_a_clock_set_back_does_not_revive_what_ran_out(rig: ReleaseRig) -> None:
    rig.look()
    for days in (30, 5):
        with pytest.raises(ReleaseRefused, match="Expired"):
            rig.look(days=days)


def test_a_fast_forward_is_over_with_new_keys(rig: ReleaseRig) -> None:
    """A thief of the timestamp key signs the highest version there is; then it is rotated."""

    def far_ahead(timestamp: object) -> None:
        timestamp.version = 2**31  # type: ignore[attr-defined]

    honest = attacks.saved(rig)
    attacks.signed_anew(rig, Role.TIMESTAMP, far_ahead, [attacks.key(rig, Role.TIMESTAMP)])
    rig.look()
    for file, content in honest.items():
        file.write_bytes(content)
    with pytest.raises(ReleaseRefused, match="BadVersionNumber"):
        rig.look()
    rig.repository().rotate(Role.TIMESTAMP)
    assert [one.name for one in rig.look()] == [NAME]


def test_a_flipped_bit_changes_nothing_or_is_refused(rig: ReleaseRig) -> None:
    flip_bits(rig, FLIPS)


@pytest.mark.release
@pytest.mark.timeout(900)
def test_ten_thousand_flipped_bits_change_nothing_or_are_refused(rig: ReleaseRig) -> None:
    flip_bits(rig, MANY_FLIPS)


def flip_bits(rig: ReleaseRig, count: int) -> None:
    """Each seen by a station of its own; what it takes then is what was signed."""
    rig.repository().rotate(Role.ROOT)
    files = [*(attacks.file_of(rig, role) for role in Role), attacks.archive_of(rig)]
    random, refused = Random(11), 0
    for number in range(count):
        file = random.choice(files)
        whole = file.read_bytes()
        place = random.randrange(len(whole) * 8)
        file.write_bytes(flipped(whole, place))
        station = rig.station(f"station-{number}")
        try:
            assert station.fetch(NAME, LATER).read_bytes() == CONTENT
        except (ReleaseRefused, SourceAway):
            refused += 1
        file.write_bytes(whole)
    assert refused > count / 2


def flipped(content: bytes, place: int) -> bytes:
    changed = bytearray(content)
    changed[place // 8] ^= 1 << place % 8
    return bytes(changed)


def test_only_a_whole_bundle_comes_out_of_an_archive(rig: ReleaseRig, tmp_path: Path) -> None:
    with pytest.raises(ReleaseRefused, match="expected an archive"):
        unpack(rig.fetch(), tmp_path / "slot")
    assert not (tmp_path / "slot").exists()
