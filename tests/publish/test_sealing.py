"""Whoever gets a release can tell whether it is what was made, also without our software."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from deploy.publish.errors import NotAsReleased
from deploy.publish.sealing import MANIFEST, PUBLIC, SIGNATURE, SUMS, sealed, verified
from edge_agent.people.keys import SigningKey

KEY = SigningKey.fresh()


@pytest.fixture
def release(tmp_path: Path) -> Path:
    (tmp_path / "packwarden-0.2.0.whl").write_bytes(b"a wheel")
    (tmp_path / "station.cdx.json").write_text("{}")
    sealed(tmp_path, {"version": "0.2.0"}, KEY)
    return tmp_path


def test_what_was_made_is_verified_with_its_files(release: Path) -> None:
    document = verified(release, KEY.public)
    paths = [one["path"] for one in document["files"]]
    assert paths == ["packwarden-0.2.0.whl", "station.cdx.json"]
    assert document["version"] == "0.2.0"


def change(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b" ")


def replace_sums(file: Path) -> None:
    """By somebody who signs with a key of his own."""
    (file.parent / SIGNATURE).write_bytes(
        SigningKey.fresh().sign((file.parent / SUMS).read_bytes())
    )


@pytest.mark.parametrize(
    ("name", "spoil", "says"),
    [
        ("packwarden-0.2.0.whl", change, "was changed"),
        ("packwarden-0.2.0.whl", Path.unlink, "is missing"),
        ("more.whl", Path.touch, "no part of this release"),
        (MANIFEST, change, "get it again"),
        (MANIFEST, Path.unlink, "is not there"),
        (SUMS, change, "get the release"),
        (SIGNATURE, replace_sums, "another key"),
    ],
)
def test_whatever_was_done_to_it_is_noticed(
    release: Path, name: str, spoil: object, says: str
) -> None:
    assert callable(spoil)
    spoil(release / name)
    with pytest.raises(NotAsReleased, match=says):
        verified(release, KEY.public)


def test_a_release_of_another_key_is_none(release: Path) -> None:
    with pytest.raises(NotAsReleased, match="another key"):
        verified(release, SigningKey.fresh().public)


def test_nothing_is_signed_that_is_no_release(tmp_path: Path) -> None:
    other = sealed(tmp_path, {"kind": "level"}, KEY)
    assert other.kind != "level", "the kind of a release cannot be given"


def test_others_tools_verify_it_too(release: Path) -> None:
    sums = subprocess.run(["sha256sum", "-c", SUMS], cwd=release, capture_output=True, check=False)
    assert sums.returncode == 0
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed: apt-get install openssl")
    words = ["-verify", "-pubin", "-inkey", PUBLIC, "-rawin", "-in", SUMS, "-sigfile", SIGNATURE]
    done = subprocess.run(["openssl", "pkeyutl", *words], cwd=release, capture_output=True)
    assert done.returncode == 0, done.stderr
    assert json.loads((release / MANIFEST).read_bytes())["key_id"] == KEY.key_id
