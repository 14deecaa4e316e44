"""The page server, as a service manager sees it: ready, alive, stopping.

Uvicorn's own `callback_notify` goes by the wall clock, and falls silent when that is set back.
"""

import socket

import uvicorn

from edge_agent.service_notices import ServiceNotices


class WatchedServer(uvicorn.Server):
    """Says that it is alive from the loop in which every request is answered."""

    def __init__(self, config: uvicorn.Config, notices: ServiceNotices) -> None:
        super().__init__(config)
        self.notices = notices

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.notices.ready()

    async def on_tick(self, counter: int) -> bool:
        """Ten times a second."""
        self.notices.alive()
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.notices.stopping()
        await super().shutdown(sockets)
