"""Where releases come from: a folder such as a USB stick or a network share, or a web server.

None of them is trusted: what comes is verified by whoever asked. Nothing is waited for without end:
sizes are limited by whoever asks, time is limited here.
"""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from ssl import SSLContext
from typing import Final

import httpx
from tuf.api.exceptions import DownloadError, DownloadHTTPError, SlowRetrievalError
from tuf.ngclient.fetcher import FetcherInterface

from hardware.interfaces import Clock

PIECE_BYTES: Final = 65_536
SILENCE_S: Final = 10.0
"""Without a byte."""
LONGEST_NS: Final = 600_000_000_000
"""Of one file, so that nobody feeds us a byte now and then for ever."""
NOT_THERE: Final = 404


class FolderSource(FetcherInterface):
    """A repository's folder. Addresses are paths in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __str__(self) -> str:
        return str(self.folder)

    def _fetch(self, url: str) -> Iterator[bytes]:
        path = PurePosixPath(url)
        if path.is_absolute() or ".." in path.parts:
            raise DownloadError(f"{url} leads out of {self.folder}")
        file = self.folder / path
        if not file.is_file():
            raise DownloadHTTPError(f"{file} is not there", NOT_THERE)
        return pieces(file)


def pieces(file: Path) -> Iterator[bytes]:
    try:
        with file.open("rb") as opened:
            while piece := opened.read(PIECE_BYTES):
                yield piece
    except OSError as error:
        raise DownloadError(f"{file}: {error.strerror}") from error


class WebSource(FetcherInterface):
    """A static file server; `tls` knows whom to believe."""

    def __init__(self, address: str, tls: SSLContext | bool, clock: Clock) -> None:
        self.address, self.tls, self.clock = address.rstrip("/"), tls, clock

    def __str__(self) -> str:
        return self.address

    def _fetch(self, url: str) -> Iterator[bytes]:
        """Redirects are not followed: the address is the one that a person wrote."""
        until_ns = self.clock.now_ns() + LONGEST_NS
        whole = f"{self.address}/{url}"
        try:
            with httpx.stream("GET", whole, verify=self.tls, timeout=SILENCE_S) as answer:
                if answer.status_code != httpx.codes.OK:
                    raise DownloadHTTPError(f"{whole}: {answer.status_code}", answer.status_code)
                for piece in answer.iter_raw(PIECE_BYTES):
                    if self.clock.now_ns() > until_ns:
                        raise SlowRetrievalError(f"{whole}: more than {LONGEST_NS / 1e9:g} s")
                    yield piece
        except httpx.HTTPError as error:
            raise DownloadError(f"{whole}: {error}") from error
