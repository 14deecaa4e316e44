"""Where the line listens: a socket in its data folder that only its own user may open."""

import socket
from pathlib import Path
from typing import Final

from edge_agent.control.errors import LineLives, NoLine, PathTooLong
from edge_agent.core.errors import StoreFailed

SOCKET_FILE: Final = "line.sock"
LONGEST_PATH_BYTES: Final = 107
"""sun_path of Linux holds 108 with its closing zero (unix(7))."""
OWNER_ONLY: Final = 0o600
MOST_WAITING: Final = 8
"""Connections that may wait to be accepted."""


def place_in(folder: Path) -> Path:
    return folder / SOCKET_FILE


def address_of(place: Path) -> str:
    """PathTooLong says what to do."""
    address = str(place)
    size = len(address.encode())
    if size > LONGEST_PATH_BYTES:
        raise PathTooLong(
            f"{address}: {size} bytes; a socket's path has at most {LONGEST_PATH_BYTES}: name a "
            "shorter folder under [data]"
        )
    return address


def listening(place: Path) -> socket.socket:
    """A socket that listens, its file open to its owner alone. What a dead line left is replaced.

    LineLives where a line listens already. Nobody can connect before the mode is set: until
    `listen` every connection is refused.
    """
    address = address_of(place)
    remove_stale(place, address)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listener.bind(address)
        place.chmod(OWNER_ONLY)
        listener.listen(MOST_WAITING)
    except OSError as error:
        listener.close()
        raise StoreFailed(f"{place}: no socket can be made here: {error.strerror}") from error
    listener.setblocking(False)
    return listener


def remove_stale(place: Path, address: str) -> None:
    if not place.exists():
        return
    if not place.is_socket():
        raise StoreFailed(f"{place} is there and is no socket; move it away")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as caller:
        caller.setblocking(False)  # a line whose queue is full lives as well
        try:
            caller.connect(address)
        except ConnectionRefusedError:
            place.unlink()
            return
        except BlockingIOError:
            pass
        except OSError as error:
            raise StoreFailed(f"{place}: {error.strerror}") from error
    raise LineLives(f"{place}: a line listens here already; end it first")


def refuse_absent(place: Path) -> None:
    if not place.is_socket():
        raise NoLine(f"{place}: no line listens here; start it with `packwarden run`")
