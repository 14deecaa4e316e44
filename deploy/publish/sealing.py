"""Checksums, manifest and signatures of a release, and whether what somebody got is what was made.

SHA256SUMS        for `sha256sum -c`
SHA256SUMS.sig    its Ed25519 signature, 64 bytes, for `openssl pkeyutl -verify -rawin`
release.pub       the public key, as PEM; whoever verifies must have got it another way
manifest.json     all of that as one signed document
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from deploy.publish.errors import NotAsReleased
from edge_agent.people.errors import NotGenuine
from edge_agent.people.keys import SigningKey
from edge_agent.people.signing import Sealed, seal
from edge_agent.whole_files import write_whole

KIND: Final = "packwarden release 1"
SUMS, SIGNATURE = "SHA256SUMS", "SHA256SUMS.sig"
PUBLIC, MANIFEST = "release.pub", "manifest.json"
OURS: Final = frozenset({SUMS, SIGNATURE, PUBLIC, MANIFEST})


def sealed(folder: Path, facts: Mapping[str, Any], key: SigningKey) -> Sealed:
    """Writes the four files beside all others."""
    files = [described(file, folder) for file in files_in(folder)]
    sums = "".join(f"{one['sha256']}  {one['path']}\n" for one in files).encode()
    document = seal({**facts, "kind": KIND, "files": files}, key)
    write_whole(folder / SUMS, sums)
    write_whole(folder / SIGNATURE, key.sign(sums))
    write_whole(folder / PUBLIC, pem_of(key.public))
    write_whole(folder / MANIFEST, document.to_bytes())
    return document


def verified(folder: Path, public: bytes) -> Mapping[str, Any]:
    """The manifest. NotAsReleased where anything is not as this key signed it."""
    try:
        manifest = Sealed.from_bytes((folder / MANIFEST).read_bytes())
        manifest.check_signature(public)
        refuse_other_sums(folder, public)
    except FileNotFoundError as error:
        raise NotAsReleased(f"{error.filename} is not there") from error
    except (NotGenuine, InvalidSignature) as error:
        why = str(error) or "the checksums were signed by another key"
        raise NotAsReleased(f"{folder}: {why}; get the release and the public key again") from error
    if manifest.kind != KIND:
        raise NotAsReleased(f"{folder / MANIFEST} is a {manifest.kind}, no release")
    there = [described(file, folder) for file in files_in(folder)]
    refuse_others(list(manifest.document["files"]), there)
    return manifest.document


def refuse_other_sums(folder: Path, public: bytes) -> None:
    signature = (folder / SIGNATURE).read_bytes()
    Ed25519PublicKey.from_public_bytes(public).verify(signature, (folder / SUMS).read_bytes())


def refuse_others(signed: list[Any], there: list[dict[str, Any]]) -> None:
    wanted = {one["path"]: one for one in signed}
    found = {one["path"]: one for one in there}
    for path in sorted(wanted.keys() | found.keys()):
        if path not in found:
            raise NotAsReleased(f"{path} is missing")
        if path not in wanted:
            raise NotAsReleased(f"{path} is no part of this release")
        if wanted[path] != found[path]:
            raise NotAsReleased(f"{path} was changed; get it again")


def files_in(folder: Path) -> list[Path]:
    """In the order of their paths, without what seals them."""
    return [file for file in sorted(folder.rglob("*")) if file.is_file() and file.name not in OURS]


def described(file: Path, folder: Path) -> dict[str, Any]:
    path = file.relative_to(folder).as_posix()
    return {"path": path, "bytes": file.stat().st_size, "sha256": sha256_of(file)}


def sha256_of(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def pem_of(public: bytes) -> bytes:
    key = Ed25519PublicKey.from_public_bytes(public)
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
