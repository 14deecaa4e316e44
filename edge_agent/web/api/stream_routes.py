"""Events as they happen, over one request that does not end (server-sent events).

Each has the id "boot-seq". Who comes back with the last one that he has heard (`Last-Event-ID`, as
every EventSource does by itself) gets all that he missed. What is sent is always read from the
store; the line's word only says that there is something new, so nothing is lost or doubled however
slow the client is. Events that nobody stores have boot 0, and cannot be had again.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Header, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from edge_agent.control.messages import EventTold
from edge_agent.core.errors import PackwardenError
from edge_agent.store.pages import Place
from edge_agent.web.access import AtSite, operation, visit
from edge_agent.web.api.record_routes import EventAnswer, event_answer
from edge_agent.web.errors import TooBusy
from edge_agent.web.site import Site

router = APIRouter(prefix="/api/v1", tags=["records"])

HEARTBEAT_S: Final = 1.0
"""Longest silence; so often is also looked whether the client may still listen."""
COME_BACK_MS: Final = 1_000
AT_ONCE: Final = 200
MOST_WAITING: Final = 256
"""Unstored events of one client; the oldest yield."""
MOST_STREAMS: Final = 32
EVENT_STREAM: Final = "text/event-stream"
ONE_EVENT: Final = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "pattern": r"^\d+-\d+$", "examples": ["12-7"]},
        "data": {
            "type": "string",
            "description": "One event, as in the list of events.",
            "contentMediaType": "application/json",
        },
    },
    "required": ["id", "data"],
}
LastEventId = Annotated[
    str | None,
    Header(
        alias="Last-Event-ID",
        pattern=r"^\d{1,15}-\d{1,15}$",
        description="The id of the last event that was heard; what came after it is sent first. "
        "Without it, events from now on.",
        examples=["12-7"],
    ),
]


@router.get(
    "/events/stream",
    response_class=StreamingResponse,
    **{
        **operation("streamEvents", 422, 429),
        "responses": {
            **operation("streamEvents", 422, 429)["responses"],
            200: {"content": {EVENT_STREAM: {"schema": ONE_EVENT}}},
        },
    },
)
async def stream_events(
    request: Request, site: AtSite, last_event_id: LastEventId = None
) -> Response:
    """Events as they happen; `data` is one as in the list of events. Ends with the session."""
    if len(site.line.events_told.open) >= MOST_STREAMS:
        raise TooBusy(f"{MOST_STREAMS} listen already; close one of them")
    after = await run_in_threadpool(place_after, site, last_event_id)
    feed = EventFeed(site, after, lambda: visit(request))
    return StreamingResponse(feed.lines(), media_type=EVENT_STREAM)


class EventFeed:
    """Of one client."""

    def __init__(self, site: Site, after: Place, still_here: Callable[[], object]) -> None:
        """still_here: a PackwardenError where the client may not listen any more."""
        self.site, self.after, self.still_here = site, after, still_here
        self.unstored: deque[EventTold] = deque(maxlen=MOST_WAITING)
        self.news = asyncio.Event()

    async def lines(self) -> AsyncIterator[str]:
        listening = asyncio.create_task(self.listen())
        try:
            yield f"retry: {COME_BACK_MS}\n\n"
            with suppress(PackwardenError):  # the stream ends; who comes back is told why
                async for line in self.news_while_allowed():
                    yield line
        finally:
            listening.cancel()

    async def listen(self) -> None:
        async for told in self.site.line.events():
            if told.boot == 0:
                self.unstored.append(told)
            self.news.set()

    async def news_while_allowed(self) -> AsyncIterator[str]:
        """As long as the server talks to its line, which is as long as it runs."""
        while True:
            await run_in_threadpool(self.still_here)
            self.news.clear()
            async for line in self.new_lines():
                yield line
            if not is_talking(self.site):
                return
            try:
                await asyncio.wait_for(self.news.wait(), HEARTBEAT_S)
            except TimeoutError:
                yield ": nothing new\n\n"

    async def new_lines(self) -> AsyncIterator[str]:
        while stored := await run_in_threadpool(self.site.store.events_after, self.after, AT_ONCE):
            for one in stored:
                yield told_line(event_answer(one))
                self.after = (one.boot, one.seq)
        while self.unstored:
            yield told_line(unstored_answer(self.unstored.popleft()))


def place_after(site: Site, last_event_id: str | None) -> Place:
    """Of boot 0 nothing can be had again: such a client begins now."""
    if last_event_id is not None:
        boot, seq = map(int, last_event_id.split("-"))
        if boot > 0:
            return boot, seq
    newest = site.store.events(None, 1)
    return (newest[0].boot, newest[0].seq) if newest else (0, 0)


def is_talking(site: Site) -> bool:
    return site.line.task is not None and not site.line.task.done()


def told_line(event: EventAnswer) -> str:
    return f"id: {event.boot}-{event.seq}\ndata: {event.model_dump_json()}\n\n"


def unstored_answer(told: EventTold) -> EventAnswer:
    at = datetime.fromisoformat(told.at)
    return EventAnswer(boot=told.boot, seq=told.seq, at=at, kind=told.event, body=told.body)
