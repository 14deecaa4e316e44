"""How long the centre's answers take: around the whole application, told by operation.

An address that is none of ours is told as `none`, so that a scanner cannot make labels.
"""

from typing import Final

from prometheus_client import CollectorRegistry, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from deploy.fleet.metrics.names import REQUEST_LABELS, REQUESTS
from hardware.interfaces import Clock

BUCKETS_S: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
NONE: Final = "none"
NS_PER_S: Final = 1e9


class TimedRequests:
    def __init__(self, app: ASGIApp, registry: CollectorRegistry, clock: Clock) -> None:
        self.app, self.clock = app, clock
        means = "From the request to the end of its answer."
        self.histogram = Histogram(
            REQUESTS, means, REQUEST_LABELS, buckets=BUCKETS_S, registry=registry
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun_ns, status = self.clock.now_ns(), 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, sending)
        finally:
            lasted_s = (self.clock.now_ns() - begun_ns) / NS_PER_S
            labels = (operation_of(scope), f"{status // 100}xx")
            self.histogram.labels(*labels).observe(lasted_s)


def operation_of(scope: Scope) -> str:
    """The operation's name, the path of a page's route, or none."""
    route = scope.get("route")
    return str(getattr(route, "operation_id", None) or getattr(route, "path", NONE))
