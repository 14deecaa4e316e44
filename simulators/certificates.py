"""Certificates of an authority of our own, right ones and wrong ones, for this computer.

They last for days, their keys are made anew each time, and nobody is asked to believe them beyond a
test or a demonstration.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import Final, Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.x509.oid import NameOID

HOST: Final = "127.0.0.1"
ELSEWHERE: Final = "127.0.0.2"
LIFE: Final = timedelta(days=2)
HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate and its private key, as PEM."""

    certificate: bytes
    key: bytes

    def write(self, folder: Path, name: str) -> None:
        """NAME.pem and NAME.key."""
        (folder / f"{name}.pem").write_bytes(self.certificate)
        (folder / f"{name}.key").write_bytes(self.key)


class Authority:
    """`pem` is what its believers are given."""

    def __init__(self, name: str = "ca") -> None:
        self.name, self._key = name, generate_private_key(SECP256R1())
        begun = datetime.now(UTC) - HOUR
        self.pem = pem_of(self.signed(name, self._key, HOST, begun, is_authority=True))

    @classmethod
    def in_folder(cls, folder: Path) -> Self:
        """One whose ca.pem lies there."""
        authority = cls()
        (folder / "ca.pem").write_bytes(authority.pem)
        return authority

    def issue(self, name: str, host: str = HOST, begun: datetime | None = None) -> Issued:
        """For a server at `host`, or a client; from `begun` on, by default an hour ago."""
        key = generate_private_key(SECP256R1())
        begun = begun or datetime.now(UTC) - HOUR
        return Issued(pem_of(self.signed(name, key, host, begun)), private_pem(key))

    def expired(self, name: str) -> Issued:
        return self.issue(name, begun=datetime.now(UTC) - LIFE - HOUR)

    def signed(
        self,
        name: str,
        key: EllipticCurvePrivateKey,
        host: str,
        begun: datetime,
        is_authority: bool = False,
    ) -> x509.Certificate:
        usage = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address(host))])
        return (
            x509.CertificateBuilder()
            .subject_name(named(name))
            .issuer_name(named(self.name))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begun)
            .not_valid_after(begun + LIFE)
            .add_extension(x509.BasicConstraints(is_authority, None), critical=True)
            .add_extension(usage, critical=False)
            .sign(self._key, hashes.SHA256())
        )


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def pem_of(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def private_pem(key: EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
