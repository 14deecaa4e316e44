"""Runs the server of one station until it is interrupted; ends within a bounded time."""

import socket
import sys
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

import uvicorn

from edge_agent.core.errors import Unreachable
from edge_agent.people.office import Office
from edge_agent.settings import load_station
from edge_agent.web.app import serve
from edge_agent.web.site import Site
from hardware.interfaces import Clock

THIS_COMPUTER: Final = "127.0.0.1"
"""Only a proxy here, which ends TLS, is believed whose request it passes on."""
SHUTDOWN_S: Final = 5
"""For answers that are under way; then they are cut off."""


def serve_station(station: Path, clock: Clock) -> None:
    """Unreachable where the address is taken or not this machine's."""
    settings = load_station(station)
    now = clock.wall()
    office = Office(settings.data.folder, settings.station.full_name, now)
    with closing(Site(settings, office, clock)) as site:
        config = configured(site)
        place = bound(config)
        tell_start(site)
        with suppress(KeyboardInterrupt):  # raised anew once the shutdown is done
            uvicorn.Server(config).run([place])


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
    """Taken before anybody is told that something is served there."""
    try:
        return config.bind_socket()
    except SystemExit as error:
        where = f"{config.host}, port {config.port}"
        raise Unreachable(f"nothing can be served at {where}: see above") from error


def tell_start(site: Site) -> None:
    web = site.settings.web
    sys.stderr.write(f"Serving {site.station} at {web.address} (end with Ctrl-C)\n")
    if not site.office.accounts.people():
        code = site.office.accounts.first_code(site.clock.wall())
        sys.stderr.write(f"Nobody has an account yet. The first is made with this code: {code}\n")
    sys.stderr.flush()
