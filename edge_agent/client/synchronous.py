"""The client for programs that wait for each answer."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

import httpx

from edge_agent.client import questions
from edge_agent.client.connecting import ATTEMPTS, CONNECT_S, EVENT_STREAM, connected
from edge_agent.client.errors import StationDown, refusal
from edge_agent.client.feed import Feed
from edge_agent.client.models import Event, Inspection, Levels, Page, Station, StoredRecord
from edge_agent.client.questions import Expected, Picture, Question, RecordFilter
from hardware.clock import RealClock

if TYPE_CHECKING:  # what it stands among would load numpy
    from hardware.interfaces import Clock

T = TypeVar("T")


class Client:
    """Of one station. Every method raises `Refused` or `StationDown`."""

    def __init__(
        self, base_url: str, token: str, *, timeout_s: float = 60.0, clock: "Clock | None" = None
    ) -> None:
        self._http = httpx.Client(**connected(base_url, token, timeout_s))
        self._clock = clock or RealClock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def station(self) -> Station:
        return self._asked(questions.station())

    def levels(self) -> Levels:
        return self._asked(questions.levels())

    def record(self, boot: int, seq: int) -> StoredRecord:
        return self._asked(questions.record(boot, seq))

    def records(self, wanted: RecordFilter | None = None) -> Iterator[StoredRecord]:
        """All of them, the newest first, page by page as they are taken."""
        cursor = None
        while True:
            page = self._asked(questions.record_page(wanted or RecordFilter(), cursor))
            yield from page.items
            cursor = page.next_cursor
            if cursor is None:
                return

    def events(self, kind: str | None = None) -> Iterator[Event]:
        """What happened, the newest first, page by page as they are taken."""
        cursor = None
        while True:
            page: Page[Event] = self._asked(questions.event_page(kind, cursor))
            yield from page.items
            cursor = page.next_cursor
            if cursor is None:
                return

    def watch(self, after: str | None = None) -> Generator[Event, None, None]:
        """Events as they happen, for ever; a broken connection is taken up where it broke.

        `after` is the `id` of the last event that was heard; without it, from now on.
        """
        feed = Feed(after)
        while True:
            try:
                yield from self._streamed(feed)
            except httpx.TransportError:
                feed.broken()
            self._clock.sleep_until_ns(self._clock.now_ns() + int(feed.wait_s * 1e9))

    def picture(self, sha256: str) -> bytes:
        """As the station keeps it, PNG or JPEG."""
        return self._asked(questions.picture(sha256))

    def inspect(
        self, recipe: str, pictures: Sequence[Picture], expected: Expected | None = None
    ) -> Inspection:
        """What the pictures of one pack show. `Busy` where the station has enough to do."""
        return self._asked(questions.inspect(recipe, pictures, expected or Expected()))

    def ask(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: Any = None,
        seen: str | None = None,
    ) -> Any:
        """Any other operation, as `ask("POST", "/belt/stop", body={"reason": "…"})`."""
        return self._asked(questions.anything(method, path, params, body, seen))

    def _asked(self, question: Question[T]) -> T:
        answer = self._sent(question)
        if answer.is_error:
            raise refusal(answer)
        return question.read(answer)

    def _sent(self, question: Question[T]) -> httpx.Response:
        attempts = ATTEMPTS if question.may_be_repeated else 1
        while True:
            attempts -= 1
            try:
                return self._http.send(question.request(self._http))
            except httpx.TransportError as error:
                if attempts == 0:
                    raise StationDown(f"{self._http.base_url}: {error}") from error

    def _streamed(self, feed: Feed) -> Iterator[Event]:
        with self._http.stream(
            "GET", EVENT_STREAM, headers=feed.headers, timeout=CONNECT_S
        ) as answer:
            if answer.is_error:
                answer.read()
                raise refusal(answer)
            for line in answer.iter_lines():
                if event := feed.heard(line):
                    yield event
