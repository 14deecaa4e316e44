"""The client for programs that do other things meanwhile."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx

from edge_agent.client import questions
from edge_agent.client.connecting import ATTEMPTS, CONNECT_S, EVENT_STREAM, connected
from edge_agent.client.errors import StationDown, refusal
from edge_agent.client.feed import Feed
from edge_agent.client.models import Event, Inspection, Levels, Page, Station, StoredRecord
from edge_agent.client.questions import Expected, Picture, Question, RecordFilter

T = TypeVar("T")


class AsyncClient:
    """As `Client`. Pictures are given as bytes where reading a file would hold others up."""

    def __init__(self, base_url: str, token: str, *, timeout_s: float = 60.0) -> None:
        self._http = httpx.AsyncClient(**connected(base_url, token, timeout_s))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self._http.aclose()

    async def station(self) -> Station:
        return await self._asked(questions.station())

    async def levels(self) -> Levels:
        return await self._asked(questions.levels())

    async def record(self, boot: int, seq: int) -> StoredRecord:
        return await self._asked(questions.record(boot, seq))

    async def records(self, wanted: RecordFilter | None = None) -> AsyncIterator[StoredRecord]:
        """All of them, the newest first, page by page as they are taken."""
        cursor = None
        while True:
            page = await self._asked(questions.record_page(wanted or RecordFilter(), cursor))
            for one in page.items:
                yield one
            cursor = page.next_cursor
            if cursor is None:
                return

    async def events(self, kind: str | None = None) -> AsyncIterator[Event]:
        """What happened, the newest first, page by page as they are taken."""
        cursor = None
        while True:
            page: Page[Event] = await self._asked(questions.event_page(kind, cursor))
            for one in page.items:
                yield one
            cursor = page.next_cursor
            if cursor is None:
                return

    async def watch(self, after: str | None = None) -> AsyncGenerator[Event, None]:
        """Events as they happen, for ever; a broken connection is taken up where it broke.

        `after` is the `id` of the last event that was heard; without it, from now on.
        """
        feed = Feed(after)
        while True:
            try:
                async with aclosing(self._streamed(feed)) as stream:
                    async for event in stream:
                        yield event
            except httpx.TransportError:
                feed.broken()
            await asyncio.sleep(feed.wait_s)

    async def picture(self, sha256: str) -> bytes:
        """As the station keeps it, PNG or JPEG."""
        return await self._asked(questions.picture(sha256))

    async def inspect(
        self, recipe: str, pictures: Sequence[Picture], expected: Expected | None = None
    ) -> Inspection:
        """What the pictures of one pack show. `Busy` where the station has enough to do."""
        return await self._asked(questions.inspect(recipe, pictures, expected or Expected()))

    async def ask(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: Any = None,
        seen: str | None = None,
    ) -> Any:
        """Any other operation, as `ask("POST", "/belt/stop", body={"reason": "…"})`."""
        return await self._asked(questions.anything(method, path, params, body, seen))

    async def _asked(self, question: Question[T]) -> T:
        answer = await self._sent(question)
        if answer.is_error:
            raise refusal(answer)
        return question.read(answer)

    async def _sent(self, question: Question[T]) -> httpx.Response:
        attempts = ATTEMPTS if question.may_be_repeated else 1
        while True:
            attempts -= 1
            try:
                return await self._http.send(question.request(self._http))
            except httpx.TransportError as error:
                if attempts == 0:
                    raise StationDown(f"{self._http.base_url}: {error}") from error

    async def _streamed(self, feed: Feed) -> AsyncGenerator[Event, None]:
        async with self._http.stream(
            "GET", EVENT_STREAM, headers=feed.headers, timeout=CONNECT_S
        ) as answer:
            if answer.is_error:
                await answer.aread()
                raise refusal(answer)
            async for line in answer.aiter_lines():
                if event := feed.heard(line):
                    yield event
