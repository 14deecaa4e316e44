"""Certificates under a site's key: issuing one, and whether it holds here and now.

The key of the simulated line certifies cameras of the simulated line, and no other key does: what
was earned on drawn pictures is worth nothing on a belt.
"""

import hashlib
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from edge_agent.core.certificate import SIMULATED_CAMERA, Certificate, Use, Valid, Void, VoidBecause
from edge_agent.core.certificate import valid_for as holds_for
from edge_agent.core.packs import Level
from edge_agent.people.documents import DocumentKind
from edge_agent.people.errors import NotGenuine
from edge_agent.people.keys import SigningKey
from edge_agent.people.signing import Sealed, seal
from edge_agent.people.trust import Owner, Revoked, Trust, TrustedKey, UnknownKey
from edge_agent.whole_files import write_whole

CERTIFICATES_FOLDER: Final = "certificates"
"""In a station's data folder; each file is named by the sha256 of its content."""
CERTIFICATE: Final = DocumentKind("packwarden.certificate.1", Certificate)


def issue(certificate: Certificate, site_key: SigningKey) -> bytes:
    """The certificate as the content of its file."""
    return seal(CERTIFICATE.document(certificate), site_key).to_bytes()


def certificate_file(folder: Path, sha256: str) -> Path:
    return folder / CERTIFICATES_FOLDER / f"{sha256}.json"


def keep(content: bytes, folder: Path) -> Path:
    """Writes the certificate whole into the station's data folder."""
    file = certificate_file(folder, hashlib.sha256(content).hexdigest())
    write_whole(file, content)
    return file


def kept(folder: Path) -> dict[str, bytes]:
    """Contents by the names of their files, which are the sha256 that they once had."""
    files = sorted((folder / CERTIFICATES_FOLDER).glob("*.json"))
    return {file.stem: file.read_bytes() for file in files}


def read_certificate(content: bytes) -> Certificate:
    """What it says, whoever signed it; NotGenuine for what is no certificate."""
    return CERTIFICATE.value(Sealed.from_bytes(content).document)


def readable(folder: Path) -> dict[str, Certificate]:
    """What the kept certificates say, by their names, whoever signed them; without damaged ones."""
    found: dict[str, Certificate] = {}
    for name, content in kept(folder).items():
        with suppress(NotGenuine):
            found[name] = read_certificate(content)
    return found


def newest(folder: Path, check: str, level: Level) -> str | None:
    """The kept certificate of the check that allows so much and was issued last, by its name."""
    fitting = {
        one.issued_at: name
        for name, one in readable(folder).items()
        if one.use.check == check and one.use.level.rank >= level.rank
    }
    return fitting[max(fitting)] if fitting else None


def last_issued(folder: Path, names: Collection[str]) -> datetime | None:
    """When the newest of the kept certificates of these names was issued."""
    found = readable(folder)
    return max((found[name].issued_at for name in names if name in found), default=None)


def valid_for(
    content: bytes, use: Use, now: datetime, trust: Trust, revoked: Collection[str] = ()
) -> Valid | Void:
    """Whether the file's content allows this use; `now` in UTC.

    `revoked` has the sha256 of certificates that were taken back.
    """
    try:
        sealed = Sealed.from_bytes(content)
        certificate = CERTIFICATE.value(sealed.document)
        key = trust.check(sealed, Owner.SITE)
    except UnknownKey as error:
        return Void(VoidBecause.UNKNOWN_KEY, str(error))
    except Revoked as error:
        return Void(VoidBecause.KEY_REVOKED, str(error))
    except NotGenuine as error:
        return Void(VoidBecause.EDITED, str(error))
    if sealed.sha256 in revoked:
        return Void(VoidBecause.REVOKED, "it was taken back; pass the gate again")
    return refused_key(key, certificate, use) or holds_for(certificate, use, now)


def refused_key(key: TrustedKey, certificate: Certificate, use: Use) -> Void | None:
    """A genuine signature of a key that has no say here."""
    if key.until is not None and certificate.issued_at > key.until:
        what = f"it was issued at {certificate.issued_at}, after {key.name} retired this key"
        return Void(VoidBecause.UNKNOWN_KEY, what)
    if key.is_demo != (use.camera_profile == SIMULATED_CAMERA):
        what = (
            f"{key.name}'s key certifies no camera {use.camera_profile!r}: the simulated line "
            "certifies itself and nothing else"
        )
        return Void(VoidBecause.DEMO_KEY, what)
    if key.name != certificate.use.site:
        what = f"it is signed by {key.name} for a station of {certificate.use.site}"
        return Void(VoidBecause.UNKNOWN_KEY, what)
    return None
