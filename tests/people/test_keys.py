import copy
import hashlib
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from edge_agent.core.errors import Conflict, InvalidInput, NotFound
from edge_agent.people.keys import SigningKey, key_id_of


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "station.key"


def test_a_key_comes_back_from_its_file_and_signs_the_same(file: Path) -> None:
    made, loaded = SigningKey.create(file), SigningKey.load(file)
    assert made.key_id == loaded.key_id == hashlib.sha256(made.public).hexdigest()
    assert made.sign(b"pack") == loaded.sign(b"pack")


def test_nobody_but_its_owner_can_read_it(file: Path) -> None:
    SigningKey.create(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file], "nothing half is left beside it"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_key_that_others_could_read_is_refused(file: Path, mode: int) -> None:
    SigningKey.create(file)
    file.chmod(mode)
    with pytest.raises(InvalidInput, match="read by others"):
        SigningKey.load(file)


def test_a_key_is_never_overwritten(file: Path) -> None:
    key = SigningKey.create(file)
    with pytest.raises(Conflict, match="never overwritten"):
        SigningKey.create(file)
    assert SigningKey.load(file).key_id == key.key_id
    assert list(file.parent.iterdir()) == [file]


def test_a_key_behind_a_link_or_in_a_folder_is_refused(file: Path) -> None:
    SigningKey.create(file)
    link = file.with_name("link.key")
    link.symlink_to(file)
    for place in (link, file.parent):
        with pytest.raises(InvalidInput):
            SigningKey.load(place)


def test_a_key_that_is_not_there_is_not_found(file: Path) -> None:
    with pytest.raises(NotFound):
        SigningKey.load(file)


def test_what_is_no_ed25519_key_is_refused(file: Path) -> None:
    SigningKey.create(file)
    other = generate_private_key(SECP256R1())
    pem = other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for content in (b"", b"-----BEGIN PRIVATE KEY-----\nxxxx\n-----END PRIVATE KEY-----\n", pem):
        file.write_bytes(content)
        with pytest.raises(InvalidInput, match="rotate the key"):
            SigningKey.load(file)


def test_a_key_never_shows_or_copies_its_private_half(file: Path) -> None:
    key = SigningKey.create(file)
    body = "".join(file.read_text().splitlines()[1:-1])
    assert repr(key) == f"SigningKey({key.key_id})"
    assert body not in repr(vars(key))
    with pytest.raises(TypeError, match="stays in its process"):
        copy.deepcopy(key)


def test_a_signature_is_that_of_the_standard() -> None:
    """The test key 1 of RFC 8032, section 7.1."""
    public = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    secret = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    key = SigningKey(Ed25519PrivateKey.from_private_bytes(secret))
    assert key.public == public
    assert key.key_id == key_id_of(public)
    assert key.sign(b"").hex() == (
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        "d25bf5f0595bbe24655141438e7a100b"
    )
