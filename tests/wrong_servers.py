"""Servers on this computer that speak TLS as nobody should believe it, and what came to them."""

import socket
import ssl
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from simulators.certificates import ELSEWHERE, HOST, Authority, Issued

LONGEST_S = 5.0


@dataclass(frozen=True, slots=True)
class Certified:
    """What a server shows, and whom its visitors believe."""

    shown: Issued
    believed: bytes
    is_old: bool = False


def right() -> Certified:
    authority = Authority()
    return Certified(authority.issue("server"), authority.pem)


def expired() -> Certified:
    authority = Authority()
    return Certified(authority.expired("server"), authority.pem)


def of_nobody() -> Certified:
    """By an authority of the same name that nobody believes."""
    return Certified(Authority().issue("server"), Authority().pem)


def of_another_host() -> Certified:
    authority = Authority()
    return Certified(authority.issue("server", ELSEWHERE), authority.pem)


def of_old_times() -> Certified:
    """Right, but TLS 1.1 at most."""
    authority = Authority()
    return Certified(authority.issue("server"), authority.pem, is_old=True)


WRONG = {
    "expired": expired,
    "of nobody": of_nobody,
    "of another host": of_another_host,
    "of old times": of_old_times,
}


@dataclass
class Listener:
    port: int
    heard: list[bytes] = field(default_factory=list)
    """What visitors said once they believed us."""
    said: threading.Event = field(default_factory=threading.Event)


@contextmanager
def listening(folder: Path, certified: Certified) -> Iterator[Listener]:
    """While open; ca.pem in the folder is what a visitor believes."""
    (folder / "ca.pem").write_bytes(certified.believed)
    certified.shown.write(folder, "server")
    context = server_context(folder, certified.is_old)
    with socket.create_server((HOST, 0)) as door:
        listener = Listener(door.getsockname()[1])
        thread = threading.Thread(target=take, args=(door, context, listener))
        thread.start()
        try:
            yield listener
        finally:
            door.shutdown(socket.SHUT_RDWR)
            thread.join()


def server_context(folder: Path, is_old: bool) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    if is_old:
        make_old(context)
    return context


def make_old(context: ssl.SSLContext) -> None:
    """OpenSSL lets nobody do that by accident."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")


def take(door: socket.socket, context: ssl.SSLContext, listener: Listener) -> None:
    while True:
        try:
            visitor, _ = door.accept()
        except OSError:
            return
        visitor.settimeout(LONGEST_S)
        try:
            with visitor, context.wrap_socket(visitor, server_side=True) as wire:
                if heard := wire.recv(100):
                    listener.heard.append(heard)
                    listener.said.set()
        except OSError:  # he did not believe us
            continue
