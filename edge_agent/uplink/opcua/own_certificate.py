"""The server's own certificate: made at its first start, renewed when it is over.

Self-signed, as clients of a plant trust a server by taking its certificate once. In the station's
data folder, beside its other keys.
"""

import socket
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from edge_agent.core.errors import InvalidInput
from edge_agent.people.keys import read_private, write_private
from edge_agent.whole_files import write_whole

KEY_FILE: Final = Path("keys", "opcua.key")
CERTIFICATE_FILE: Final = Path("keys", "opcua.der")
KEY_BITS: Final = 3_072
"""As hard as 128 bits (NIST SP 800-57). Basic256Sha256 takes 2048 to 4096, and so does every
client."""
HOLDS: Final = timedelta(days=3_650)
CLOCK_SLACK: Final = timedelta(days=1)
LONGEST_NAME: Final = 64
"""Of a common name: RFC 5280, appendix A.1."""


def own_certificate(folder: Path, uri: str, now: datetime) -> tuple[Path, Path]:
    """The files of certificate and key, which are there afterwards.

    InvalidInput where the key is no private file of its owner.
    """
    key_file, file = folder / KEY_FILE, folder / CERTIFICATE_FILE
    if not key_file.exists():
        write_private(key_file, fresh_key())
        file.unlink(missing_ok=True)
    if not file.exists() or not is_good(
        x509.load_der_x509_certificate(file.read_bytes()), uri, now
    ):
        write_whole(file, signed(loaded(key_file), uri, now))
    return file, key_file


def fresh_key() -> bytes:
    key = rsa.generate_private_key(public_exponent=65_537, key_size=KEY_BITS)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def loaded(file: Path) -> rsa.RSAPrivateKey:
    key = load_pem_private_key(read_private(file), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise InvalidInput(f"{file} is no RSA key; move it away, and another one is made")
    return key


def is_good(certificate: x509.Certificate, uri: str, now: datetime) -> bool:
    """Of this station, and not over."""
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    holds = certificate.not_valid_before_utc <= now < certificate.not_valid_after_utc
    return holds and names.get_values_for_type(x509.UniformResourceIdentifier) == [uri]


def signed(key: rsa.RSAPrivateKey, uri: str, now: datetime) -> bytes:
    """DER; with what OPC 10000-6, 6.2.2 asks for."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, uri[-LONGEST_NAME:])])
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - CLOCK_SLACK)
        .not_valid_after(now + HOLDS)
        .add_extension(x509.SubjectAlternativeName(alternative_names(uri)), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(key_usage(), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return built.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


def alternative_names(uri: str) -> list[x509.GeneralName]:
    return [
        x509.UniformResourceIdentifier(uri),
        x509.DNSName(socket.gethostname()),
        x509.DNSName("localhost"),
        x509.IPAddress(ip_address("127.0.0.1")),
    ]


def key_usage() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=True,
        data_encipherment=True,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
