"""A document and its signature: Ed25519 over the document's canonical form (RFC 8785).

The written form is canonical too, and is compared byte by byte: whatever is changed by hand, even
a space, is refused. Every document says its kind, so that one signed for one purpose never
serves another.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from edge_agent.people.errors import NotGenuine
from edge_agent.people.keys import SigningKey, key_id_of

LARGEST_BYTES = 64 * 1024
"""An act or a certificate takes about one thousand bytes."""
LARGEST_EXACT = 2**53
"""Whole numbers below it are exact in JSON."""
EDITED = "is not as it was signed; get it again from where it was issued"

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sealed:
    """A document that somebody signed. Nothing is said yet about whether to believe it."""

    document: Document
    key_id: str
    signature: bytes

    @property
    def kind(self) -> str:
        return str(self.document.get("kind"))

    @property
    def sha256(self) -> str:
        """Names this very document with this very signature."""
        return hashlib.sha256(self.to_bytes()).hexdigest()

    def to_bytes(self) -> bytes:
        return canonical(
            {
                "document": self.document,
                "key_id": self.key_id,
                "signature": self.signature.hex(),
            }
        )

    @classmethod
    def from_bytes(cls, content: bytes) -> Self:
        """NotGenuine for everything that `to_bytes` would not have written."""
        if len(content) > LARGEST_BYTES:
            raise NotGenuine(f"a signed document of {len(content)} bytes is none of ours")
        try:
            parts = json.loads(content, parse_int=whole_number)
            sealed = cls(parts["document"], parts["key_id"], bytes.fromhex(parts["signature"]))
            written = sealed.to_bytes()
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise NotGenuine(f"the document {EDITED}") from error
        if written != content or not isinstance(sealed.document, dict):
            raise NotGenuine(f"the document {EDITED}")
        return sealed

    def check_signature(self, public: bytes) -> None:
        """NotGenuine unless the owner of this public key (32 bytes) signed this document."""
        if key_id_of(public) != self.key_id:
            raise NotGenuine(f"the {self.kind} names another key than the one it is checked with")
        try:
            message = canonical(self.document)
            Ed25519PublicKey.from_public_bytes(public).verify(self.signature, message)
        except InvalidSignature as error:
            raise NotGenuine(f"the {self.kind} {EDITED}") from error


def whole_number(digits: str) -> int | float:
    """RFC 8785 writes large floats without a point; from 2^53 on only a float can be meant."""
    number = int(digits)
    return number if abs(number) < LARGEST_EXACT else float(digits)


def seal(document: Document, key: SigningKey) -> Sealed:
    return Sealed(document, key.key_id, key.sign(canonical(document)))


def canonical(document: Document) -> bytes:
    """RFC 8785; ValueError for what JSON cannot say exactly, NaN and huge integers among it."""
    return rfc8785.dumps(dict(document))
