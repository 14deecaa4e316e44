"""The page server of a demonstration, in a process of its own: python -m simulators.demo_pages.

Its address is taken by the demonstration, before anything is drawn; it inherits the socket, and
answers whoever waits there when the line is there: a page before that could only raise an alarm.
The accounts that it shows come over standard input, never on a command line. It ends with its
input.
"""

import json
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from edge_agent.children import Child, Wanted
from edge_agent.control.place import place_in
from edge_agent.core.errors import Unreachable
from edge_agent.core.roles import Role
from hardware.clock import RealClock
from simulators.demo_people import name_of
from simulators.demo_site import DemoSite

NAME: Final = "The page server"
THIS_COMPUTER: Final = "127.0.0.1"
MOST_WAITING: Final = 64
LOOK_NS: Final = 50_000_000
LONGEST_WAIT_NS: Final = 60_000_000_000


def place_at(port: int) -> socket.socket:
    """Unreachable where the port is taken; 0 is any that is free."""
    try:
        return socket.create_server((THIS_COMPUTER, port), backlog=MOST_WAITING)
    except OSError as error:
        raise Unreachable(
            f"{THIS_COMPUTER}, port {port}: {error.strerror}; end what serves there, or choose "
            "another port with --port"
        ) from error


def served(site: DemoSite, place: socket.socket, tell: Callable[[str], None]) -> Child:
    """Until it is closed; what was connected while the server was down waits for the next one."""
    given: dict[str, Any] = {
        "station": str(site.station_file),
        "place": place.fileno(),
        "password": site.given.password,
        "pin": site.given.pin,
    }
    command = [sys.executable, "-m", __name__]
    files = (place.fileno(),)
    return Child(Wanted(NAME, command, json.dumps(given) + "\n", files), RealClock(), tell)


def main() -> None:
    """What serving needs is imported here alone: the demonstration itself does without."""
    from edge_agent.web.serving import serve_station
    from edge_agent.web.shown_accounts import ShownAccount

    given = json.loads(sys.stdin.readline())
    password, pin = given["password"], given["pin"]
    wait_for(place_in(Path(given["station"]).parent))
    accounts = [ShownAccount(name_of(role), password, role, pin) for role in Role]
    place = socket.socket(fileno=given["place"])
    serve_station(Path(given["station"]), RealClock(), accounts, place, sys.stdin)


def wait_for(line: Path) -> None:
    """For its socket, and not for ever."""
    clock = RealClock()
    until_ns = clock.now_ns() + LONGEST_WAIT_NS
    while not line.is_socket() and clock.now_ns() < until_ns:
        clock.sleep_until_ns(clock.now_ns() + LOOK_NS)


if __name__ == "__main__":
    main()
