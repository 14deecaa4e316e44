"""Runs the server of a centre until it is interrupted; ends within a bounded time."""

import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from typing import IO, Final

import uvicorn
from fastapi import APIRouter

from deploy.fleet.carriers.https_hub import HttpsHub
from deploy.fleet.carriers.https_routes import carrier_router
from deploy.fleet.carriers.station_tokens import StationTokens
from deploy.fleet.corresponding import Correspondence
from deploy.fleet.database import opened
from deploy.fleet.settings import CentreSettings
from deploy.fleet.web.app import serve
from deploy.fleet.web.centre_site import CentreSite
from edge_agent.people.keys import SigningKey
from edge_agent.people.office import Office
from edge_agent.web.serving import SHUTDOWN_S, bound, watch
from edge_agent.web.shown_accounts import ShownAccount
from hardware.interfaces import Clock

PART: Final = "web"
MOST_CONNECTIONS: Final = 512
"""At once; more are told to come again."""

CIPHERS: Final = "ECDHE+AESGCM:ECDHE+CHACHA20"
"""Of TLS 1.2, the oldest that is spoken: what was recorded stays closed when a key is stolen later.
Those of TLS 1.3 are like this anyway."""


@contextmanager
def opened_site(
    settings: CentreSettings, clock: Clock, shown_accounts: Sequence[ShownAccount] = ()
) -> Iterator[CentreSite]:
    """DatabaseAway where the database does not answer."""
    centre, now = settings.centre, clock.wall()
    with opened(centre.database_url, now) as engine:
        office = Office(centre.places.people, centre.name, now)
        with closing(CentreSite(settings, office, engine, clock, tuple(shown_accounts))) as site:
            yield site


def serve_centre(
    settings: CentreSettings,
    clock: Clock,
    shown_accounts: Sequence[ShownAccount] = (),
    ends_with: IO[str] | None = None,
) -> None:
    """Unreachable where the address is taken or not this machine's; DatabaseAway.

    `ends_with`: who started this server holds the other end; when that is closed, it ends.
    """
    with opened_site(settings, clock, shown_accounts) as site, by_https(site) as letters:
        config = configured(site, letters)
        place = bound(config)
        tell_start(site)
        server = uvicorn.Server(config)
        if ends_with is not None:
            watch(ends_with, server)
        with suppress(KeyboardInterrupt):  # raised anew once the shutdown is done
            server.run([place])


@contextmanager
def by_https(site: CentreSite) -> Iterator[APIRouter]:
    """Stations that come by this server are heard and answered, in a thread of its own. Where
    that breaks off, the server ends, and whoever started it starts it anew."""
    hub, ends = HttpsHub(site.clock), threading.Event()
    key = SigningKey.load(site.places.key)
    way = Correspondence(site.engine, site.places, key, hub, site.clock, PART)

    def hear() -> None:
        try:
            way.run(ends.is_set)
        finally:
            if not ends.is_set():
                os.kill(os.getpid(), signal.SIGTERM)

    thread = threading.Thread(target=hear, name="letters by HTTPS")
    thread.start()
    try:
        yield carrier_router(hub, StationTokens(site.engine, site.clock))
    finally:
        ends.set()
        thread.join()


def configured(site: CentreSite, letters: APIRouter | None = None) -> uvicorn.Config:
    web = site.settings.web
    return uvicorn.Config(
        serve(site, letters),
        host=web.host,
        port=web.port,
        ssl_certfile=web.cert_file,
        ssl_keyfile=None if web.key_file is None else str(web.key_file),
        ssl_ciphers=CIPHERS,
        log_level="warning",
        access_log=False,
        server_header=False,
        forwarded_allow_ips=web.believed_proxies,
        lifespan="on",
        ws="none",
        limit_concurrency=MOST_CONNECTIONS,
        timeout_graceful_shutdown=SHUTDOWN_S,
    )


def tell_start(site: CentreSite) -> None:
    web = site.settings.web
    sys.stderr.write(f"Serving the centre {site.station} at {web.address} (end with Ctrl-C)\n")
    if not site.office.accounts.people():
        code = site.office.accounts.first_code(site.clock.wall())
        sys.stderr.write(f"Nobody has an account yet. The first is made with this code: {code}\n")
    sys.stderr.flush()
