"""Ed25519 signing keys of a station and of a site, and the private files that they live in.

A private key is made exclusively, readable by its owner alone, and never shown, logged or sent. A
key is named by the hash of its public half.
"""

import hashlib
import os
import stat
from pathlib import Path
from typing import Self

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from edge_agent.core.errors import Conflict, InvalidInput, NotFound
from edge_agent.whole_files import sync_folder

OWNER_ONLY = 0o600
OTHERS = 0o077
LARGEST_BYTES = 4_096


class SigningKey:
    """Signs. Its representation shows the name of the key and nothing else."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.public: bytes = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.key_id = key_id_of(self.public)

    def __repr__(self) -> str:
        return f"SigningKey({self.key_id})"

    def __reduce__(self) -> str:
        raise TypeError("a private key stays in its process")

    def sign(self, message: bytes) -> bytes:
        """64 bytes; the same message always gives the same signature."""
        return self._private.sign(message)

    @classmethod
    def fresh(cls) -> Self:
        """A key that lives in memory only."""
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def create(cls, file: Path) -> Self:
        """A new key in a new private file. Conflict where a file is there already."""
        key = cls.fresh()
        pem = key._private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        write_private(file, pem)
        return key

    @classmethod
    def load(cls, file: Path) -> Self:
        """NotFound, or InvalidInput for a file that others can read or that is no such key."""
        return cls(private_key_of(read_private(file), file))


def key_id_of(public: bytes) -> str:
    return hashlib.sha256(public).hexdigest()


def private_key_of(pem: bytes, file: Path) -> Ed25519PrivateKey:
    try:
        private = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise InvalidInput(f"{file} is no private key; restore it or rotate the key") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise InvalidInput(f"{file} is no Ed25519 key; restore it or rotate the key")
    return private


def read_private(file: Path) -> bytes:
    """The whole of a file that nobody but its owner can read."""
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError as error:
        raise NotFound(f"{file} is not there; expected a private key") from error
    except OSError as error:
        raise InvalidInput(f"{file}: {error.strerror}; expected a private key") from error
    try:
        refuse_if_shared(file, os.fstat(descriptor))
        return os.read(descriptor, LARGEST_BYTES)
    finally:
        os.close(descriptor)


def refuse_if_shared(file: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise InvalidInput(f"{file} is no plain file; expected a private key")
    if status.st_mode & OTHERS:
        raise InvalidInput(
            f"{file} can be read by others, who may have copied it; rotate the key, "
            "and keep its file at mode 600"
        )


def write_private(file: Path, content: bytes) -> None:
    """Whole and exclusively: the file is there with all of it, or it was there before."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f".{file.name}.{os.getpid()}.new")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    try:
        with os.fdopen(os.open(unfinished, flags, OWNER_ONLY), "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        os.link(unfinished, file)
    except FileExistsError as error:
        raise Conflict(f"{file} is there already; a key is never overwritten") from error
    finally:
        unfinished.unlink(missing_ok=True)
    sync_folder(file.parent)
