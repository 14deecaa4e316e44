"""Makes the secrets of compose.yaml anew: passwords, the broker's users and its certificate.

    python -m deploy.images.fresh_secrets FOLDER [--host NAME …] [--station SITE/LINE/STATION …]

Rules
- A folder that is there already is left alone: secrets are made once, and never overwritten.
- The folder is its owner's alone; the files in it can be read by the containers' users, who are
  given each file by itself.
- Every station gets a password of its own; the first one's is that of the station in compose.yaml.
- The key of the authority is kept nowhere: who wants other certificates makes another authority.
"""

import hashlib
import secrets
import sys
from argparse import ArgumentParser
from base64 import b64encode
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.x509.oid import NameOID

from edge_agent.core.errors import Conflict
from hardware.clock import RealClock

STATION: Final = "plant-1/line-1/tray"
"""Of compose/station/station.toml."""
BROKER: Final = "broker"
"""Its name among the containers."""
LIFE: Final = timedelta(days=825)
"""The longest that common TLS clients believe a server's certificate of a private authority."""
SKEW: Final = timedelta(hours=1)
"""A computer whose clock is a little behind believes it, too."""
OWNER_ONLY: Final = 0o700
PASSWORD_BYTES: Final = 24
SALT_BYTES: Final = 12
HASH_ROUNDS: Final = 101
"""mosquitto_passwd(1) takes as many by itself; our passwords are drawn, and cannot be guessed."""


def make_secrets(
    folder: Path, hosts: Sequence[str], stations: Sequence[str], now: datetime
) -> None:
    """Conflict where the folder is there already."""
    try:
        folder.mkdir(OWNER_ONLY, parents=True)
    except FileExistsError as error:
        raise Conflict(f"{folder} is there already; secrets are made once") from error
    for name, content in secrets_of([BROKER, *hosts], stations, now):
        (folder / name).write_bytes(content)


def secrets_of(
    hosts: Sequence[str], stations: Sequence[str], now: datetime
) -> Iterator[tuple[str, bytes]]:
    """Each by the name of its file."""
    for name in ("database", "grafana"):
        yield f"{name}.password", line(drawn())
    centre, passwords = drawn(), {station: drawn() for station in stations}
    yield "centre-broker.password", line(centre)
    yield "station-broker.password", line(passwords[stations[0]])
    for station, password in list(passwords.items())[1:]:
        yield f"station-{station.replace('/', '_')}.password", line(password)
    yield "centre.users", line(user("centre", centre))
    yield "stations.users", b"".join(line(user(*pair)) for pair in passwords.items())
    yield "prometheus.token", b""
    authority, key = signed_authority(now)
    yield "broker-ca.pem", authority.public_bytes(serialization.Encoding.PEM)
    certificate, broker_key = certificate_for(hosts, authority, key, now)
    yield "broker.pem", certificate.public_bytes(serialization.Encoding.PEM)
    yield "broker.key", private_pem(broker_key)


def drawn() -> str:
    return secrets.token_urlsafe(PASSWORD_BYTES)


def line(text: str) -> bytes:
    return f"{text}\n".encode()


def user(name: str, password: str) -> str:
    """A line of the broker's password file, of its type 7: PBKDF2 with SHA-512."""
    salt = secrets.token_bytes(SALT_BYTES)
    hashed = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, HASH_ROUNDS)
    return f"{name}:$7${HASH_ROUNDS}${b64encode(salt).decode()}${b64encode(hashed).decode()}"


def signed_authority(now: datetime) -> tuple[x509.Certificate, EllipticCurvePrivateKey]:
    key = generate_private_key(SECP256R1())
    name = named("Packwarden broker authority")
    begins = begun(name, name, key, now)
    builder = begins.add_extension(x509.BasicConstraints(True, 0), critical=True)
    return builder.sign(key, hashes.SHA256()), key


def certificate_for(
    hosts: Sequence[str], authority: x509.Certificate, signs: EllipticCurvePrivateKey, now: datetime
) -> tuple[x509.Certificate, EllipticCurvePrivateKey]:
    key = generate_private_key(SECP256R1())
    names = x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts])
    builder = (
        begun(named(hosts[0]), authority.subject, key, now)
        .add_extension(x509.BasicConstraints(False, None), critical=True)
        .add_extension(names, critical=False)
    )
    return builder.sign(signs, hashes.SHA256()), key


def begun(
    subject: x509.Name, issuer: x509.Name, key: EllipticCurvePrivateKey, now: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SKEW)
        .not_valid_after(now + LIFE)
    )


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def private_pem(key: EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def main() -> int:
    parser = ArgumentParser(
        prog="python -m deploy.images.fresh_secrets", description="Makes secrets."
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--host", action="append", default=["localhost"], help="of the broker")
    parser.add_argument("--station", action="append", default=[], help="its whole name")
    asked = parser.parse_args()
    try:
        make_secrets(asked.folder, asked.host, asked.station or [STATION], RealClock().wall())
    except Conflict as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
