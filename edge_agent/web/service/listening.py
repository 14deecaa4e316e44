"""Where a service listens, who may be there, and how it is run.

Anywhere but on this computer it wants a token, and TLS: its own, or that of a proxy before it.
"""

import socket
import sys
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import uvicorn

from edge_agent.core.errors import InvalidInput, NotFound, Unreachable
from edge_agent.this_computer import is_this_computer
from edge_agent.web.service.app import application
from edge_agent.web.service.service import Service

THIS_COMPUTER: Final = "127.0.0.1"
CIPHERS: Final = "ECDHE+AESGCM:ECDHE+CHACHA20"
"""For TLS 1.2; those of 1.3 are all good."""
MOST_CONNECTIONS: Final = 64
SHUTDOWN_S: Final = 5
"""For answers that are under way; then they are cut off."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where it is reached, and who ends TLS."""

    host: str = THIS_COMPUTER
    port: int = 8091
    certificate: Path | None = None
    """PEM, with the chain."""
    key: Path | None = None
    behind_proxy: bool = False
    """TLS ends at a proxy or an ingress, from which alone this address is reached."""

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'http' if self.certificate is None else 'https'}://{host}:{self.port}"


def refuse_unguarded(address: Address, has_tokens: bool) -> None:
    """InvalidInput for what others on the network could listen to or use, with what is needed."""
    if (address.certificate is None) != (address.key is None):
        raise InvalidInput("--certificate and --key belong together; give both or none")
    for file in filter(None, (address.certificate, address.key)):
        if not file.is_file():
            raise NotFound(f"{file} is not there; expected a file in PEM")
    if is_this_computer(address.host):
        return
    if not has_tokens:
        raise InvalidInput(f"{address.host} is reached by others: give a --token-file")
    if address.certificate is None and not address.behind_proxy:
        raise InvalidInput(
            f"{address.host} is reached by others: give --certificate and --key, or say "
            "--behind-proxy where a proxy ends TLS"
        )


def run_service(service: Service, address: Address) -> None:
    """Until it is interrupted. Unreachable where the address is taken or not this machine's."""
    with closing(service):
        refuse_unguarded(address, service.tokens is not None)
        config = configured(service, address)
        place = bound(config, address)
        sys.stderr.write(f"Inspecting at {address} (end with Ctrl-C)\n")
        sys.stderr.flush()
        with suppress(KeyboardInterrupt):  # raised anew once the shutdown is done
            uvicorn.Server(config).run([place])


def configured(service: Service, address: Address) -> uvicorn.Config:
    return uvicorn.Config(
        application(service),
        host=address.host,
        port=address.port,
        ssl_certfile=address.certificate,
        ssl_keyfile=None if address.key is None else str(address.key),
        ssl_ciphers=CIPHERS,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        ws="none",
        limit_concurrency=MOST_CONNECTIONS,
        timeout_graceful_shutdown=SHUTDOWN_S,
    )


def bound(config: uvicorn.Config, address: Address) -> socket.socket:
    """Taken before anybody is told that something is served there; who comes early waits."""
    try:
        place = config.bind_socket()
    except SystemExit as error:
        raise Unreachable(f"nothing can be served at {address}: see above") from error
    place.listen(config.backlog)
    return place
