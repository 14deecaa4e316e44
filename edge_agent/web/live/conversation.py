"""One page's socket: sends what it can take, hears what it took, ends when its session ends."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from starlette.websockets import WebSocket, WebSocketDisconnect

from edge_agent.core.reasons.languages import Language
from edge_agent.web.live.showing import Showing
from edge_agent.web.live.viewer import StrangeCount, Viewer
from hardware.interfaces import Clock

LOOK_S: Final = 1.0
"""How often is looked whether the session still holds."""
LONGEST_SAID: Final = 100
"""Characters of what a page says."""


@dataclass(frozen=True, slots=True)
class End:
    """Why the server hangs up. Codes from 4000 on are this server's own."""

    code: int
    why: str


SESSION_OVER: Final = End(4401, "the session is over")
TAKES_NOTHING: Final = End(4408, "nothing is taken any more")
NOT_UNDERSTOOD: Final = 1008


@dataclass(frozen=True, slots=True)
class Conversation:
    websocket: WebSocket
    showing: Showing
    language: Language
    clock: Clock
    is_still_there: Callable[[], Awaitable[bool]]
    """Whether whoever looks may go on."""
    viewer: Viewer

    async def talk(self) -> None:
        """Until one side ends it."""
        tasks = [asyncio.create_task(one) for one in (self.hear(), self.tell(), self.watch())]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            await self.hang_up(done.pop().result())
        except WebSocketDisconnect:
            pass  # the page has gone
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def hang_up(self, end: End) -> None:
        await self.websocket.close(end.code, end.why)

    async def tell(self) -> End:
        with self.showing.bell() as bell:
            while not self.viewer.is_gone(self.clock.now_ns()):
                bell.clear()
                await self.send_all()
                await bell.wait()
        return TAKES_NOTHING

    async def send_all(self) -> None:
        """As much as may be on its way at once, states first."""
        viewer, showing, now_ns = self.viewer, self.showing, self.clock.now_ns
        if viewer.wants_state(showing.turn):
            viewer.sent_state(showing.turn, now_ns())
            await self.websocket.send_text(showing.text(self.language))
        while (shot := viewer.next_shot(showing.shots(), now_ns())) is not None:
            viewer.sent_shot(shot, now_ns())
            await self.websocket.send_bytes(shot.message(self.language))

    async def hear(self) -> End:
        """{"ack": n}: so many messages were taken since the beginning."""
        while True:
            said = await self.websocket.receive_text()
            try:
                self.viewer.took(count_in(said), self.clock.now_ns())
            except StrangeCount as error:
                return End(NOT_UNDERSTOOD, str(error))
            self.showing.ring()

    async def watch(self) -> End:
        while await self.is_still_there():
            await asyncio.sleep(LOOK_S)
        return SESSION_OVER


def count_in(said: str) -> int:
    """StrangeCount for anything but a count."""
    try:
        found = json.loads(said) if len(said) <= LONGEST_SAID else None
    except ValueError as error:
        raise StrangeCount("no JSON") from error
    count = found.get("ack") if isinstance(found, dict) else None
    if type(count) is not int:
        raise StrangeCount('a page says {"ack": n} and nothing else')
    return count
