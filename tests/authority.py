"""A certificate authority of our own, and certificates that it has signed, for this computer."""

from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "127.0.0.1"
AUTHORITY = "ca"
SIGNED = ("s", "c")
"""A server's and a client's."""


def own_authority(folder: Path) -> None:
    """ca.pem; s.pem and s.key of a server at 127.0.0.1; c.pem and c.key of a client."""
    keys = {name: ec.generate_private_key(ec.SECP256R1()) for name in (AUTHORITY, *SIGNED)}
    for name, key in keys.items():
        certificate = certificate_of(name, key, keys[AUTHORITY])
        pem = certificate.public_bytes(serialization.Encoding.PEM)
        (folder / f"{name}.pem").write_bytes(pem)
    for name in SIGNED:
        secret = keys[name].private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        (folder / f"{name}.key").write_bytes(secret)


def certificate_of(
    name: str, key: ec.EllipticCurvePrivateKey, authority: ec.EllipticCurvePrivateKey
) -> x509.Certificate:
    begin = datetime.now(UTC) - timedelta(hours=1)
    usage = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address(HOST))])
    return (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(named(AUTHORITY))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=2))
        .add_extension(x509.BasicConstraints(name == AUTHORITY, None), critical=True)
        .add_extension(usage, critical=False)
        .sign(authority, hashes.SHA256())
    )


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
