"""What a connection shows of itself and whom it believes, from files that settings name."""

import ssl
from pathlib import Path

from hardware.errors import DeviceMissing


def first_line(key: str, file: Path | None) -> str | None:
    """A secret that stands alone in its file, so that none stands in settings. None without a file;
    DeviceMissing, with the key of the settings, where it cannot be read or is empty."""
    if file is None:
        return None
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DeviceMissing(f"{key} {file}: {error}") from error
    if not lines or not lines[0].strip():
        raise DeviceMissing(f"{key} {file} has no first line")
    return lines[0].strip()


def client_tls(
    address: str, ca_file: Path | None, cert_file: Path | None, key_file: Path | None
) -> ssl.SSLContext:
    """Checks the other end's name and signature; shows our own certificate where there is one.

    ca_file None: whom the system believes. DeviceMissing names the files that are not usable.
    """
    try:
        context = ssl.create_default_context(cafile=ca_file)
        if cert_file is not None:
            context.load_cert_chain(cert_file, key_file)
    except (OSError, ssl.SSLError) as error:
        named = ", ".join(str(file) for file in (ca_file, cert_file) if file is not None)
        raise DeviceMissing(f"TLS to {address} with {named}: {error}") from error
    return context
