"""Who was refused is told on standard error, one line of JSON each, where the system's journal
keeps it: who did not come in, who may not, who asked too often, whose page was a strange one.

What people are allowed stands in the signed record of acts. Refusals do not: anybody at the door
could fill it. Here at most `MOST_A_MINUTE` lines are told, and then a sum. Nothing that somebody
typed stands in them but the address that he asked for, and JSON quotes that.
"""

import json
import sys
from collections.abc import Callable
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hardware.interfaces import Clock

REFUSALS: Final = (401, 403, 429)
BEGINS: Final = ("http.response.start", "websocket.http.response.start")
MOST_A_MINUTE: Final = 60
MINUTE_NS: Final = 60_000_000_000
LONGEST_PATH: Final = 200


def to_standard_error(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


class Watched:
    """An application whose refusals are told."""

    def __init__(
        self, app: ASGIApp, clock: Clock, tell: Callable[[str], None] = to_standard_error
    ) -> None:
        self.app, self.clock, self.tell = app, clock, tell
        self.begun_ns = clock.now_ns()
        self.told = self.untold = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return

        async def watching(message: Message) -> None:
            if message["type"] in BEGINS and message["status"] in REFUSALS:
                self.refused(message["status"], scope)
            await send(message)

        scope.setdefault("state", {})
        await self.app(scope, receive, watching)

    def refused(self, status: int, scope: Scope) -> None:
        self.turn_the_minute()
        if self.told >= MOST_A_MINUTE:
            self.untold += 1
            return
        self.told += 1
        self.say(
            refused=status,
            method=scope.get("method", "WEBSOCKET"),
            path=scope["path"][:LONGEST_PATH],
            source=(scope.get("client") or ["unknown"])[0],
            who=scope["state"].get("who"),
            request_id=scope["state"].get("request_id"),
        )

    def turn_the_minute(self) -> None:
        now_ns = self.clock.now_ns()
        if now_ns - self.begun_ns < MINUTE_NS:
            return
        if self.untold:
            self.say(refused_untold=self.untold)
        self.begun_ns, self.told, self.untold = now_ns, 0, 0

    def say(self, **what: Any) -> None:
        self.tell(json.dumps({"at": self.clock.wall().isoformat(), **what}))
