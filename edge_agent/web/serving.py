"""Runs the server of one station until it is interrupted; ends within a bounded time."""

import socket
import sys
import threading
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import IO, Final

import uvicorn

from edge_agent.core.errors import Unreachable
from edge_agent.people.office import Office
from edge_agent.service_notices import ServiceNotices
from edge_agent.settings import load_station
from edge_agent.web.app import serve
from edge_agent.web.shown_accounts import ShownAccount
from edge_agent.web.site import Site
from edge_agent.web.watched_server import WatchedServer
from hardware.interfaces import Clock

THIS_COMPUTER: Final = "127.0.0.1"
"""Only a proxy here, which ends TLS, is believed whose request it passes on."""
SHUTDOWN_S: Final = 5
"""For answers that are under way; then they are cut off."""


def serve_station(
    station: Path,
    clock: Clock,
    shown_accounts: Sequence[ShownAccount] = (),
    place: socket.socket | None = None,
    ends_with: IO[str] | None = None,
    notices: ServiceNotices | None = None,
) -> None:
    """Unreachable where the address is taken or not this machine's.

    `place`: where somebody else has taken the address already, and tells it. `ends_with`: who
    started this server holds the other end; when that is closed, the server ends. `notices`:
    towards a service manager, where there is one.
    """
    settings = load_station(station)
    office = Office(settings.data.folder, settings.station.full_name, clock.wall())
    with closing(Site(settings, office, clock, tuple(shown_accounts))) as site:
        config = configured(site)
        if place is None:
            place = bound(config)
            tell_start(site)
        server = WatchedServer(config, notices or ServiceNotices(clock))
        if ends_with is not None:
            watch(ends_with, server)
        with suppress(KeyboardInterrupt):  # raised anew once the shutdown is done
            server.run([place])


def watch(stream: IO[str], server: uvicorn.Server) -> None:
    def wait() -> None:
        while stream.read(1):
            pass
        server.should_exit = True

    threading.Thread(target=wait, name="until nobody wants it", daemon=True).start()


def configured(site: Site) -> uvicorn.Config:
    web = site.settings.web
    return uvicorn.Config(
        serve(site),
        host=web.host,
        port=web.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        forwarded_allow_ips=THIS_COMPUTER,
        lifespan="on",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=SHUTDOWN_S,
    )


def bound(config: uvicorn.Config) -> socket.socket:
    """Taken before anybody is told that something is served there; who comes early waits."""
    try:
        place = config.bind_socket()
    except SystemExit as error:
        where = f"{config.host}, port {config.port}"
        raise Unreachable(f"nothing can be served at {where}: see above") from error
    place.listen(config.backlog)
    return place


def tell_start(site: Site) -> None:
    web = site.settings.web
    sys.stderr.write(f"Serving {site.station} at {web.address} (end with Ctrl-C)\n")
    if not site.office.accounts.people():
        code = site.office.accounts.first_code(site.clock.wall())
        sys.stderr.write(f"Nobody has an account yet. The first is made with this code: {code}\n")
    sys.stderr.flush()
