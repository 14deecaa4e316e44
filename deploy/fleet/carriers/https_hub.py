"""The centre's end of HTTPS: what stations have posted, and what waits until they ask for it.

A Post for whoever listens, in one thread; the server's event loop brings and fetches letters.
Nothing here is durable, and needs not be: stations send again what was not acknowledged.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from edge_agent.uplink.carriers.parcels import MOST_LETTERS
from edge_agent.uplink.topics import station_of
from hardware.interfaces import Clock
from hardware.letters import Heard, Letter

MOST_COME_BYTES: Final = 128_000_000
"""That nobody has taken yet; then stations are told to come again."""
MOST_KEPT: Final = 256
"""Letters for one station that it has not fetched; then the oldest go."""


@dataclass(slots=True)
class Kept:
    """For one station."""

    next_number: int
    letters: deque[tuple[int, Letter]] = field(default_factory=lambda: deque(maxlen=MOST_KEPT))
    waiters: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = field(default_factory=list)


class HttpsHub:
    """Of one server."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.trouble: str | None = None
        self._turn = threading.Lock()
        self._come: deque[Heard] = deque()
        self._come_bytes = 0
        self._kept: dict[str, Kept] = {}
        self._first = int(clock.wall().timestamp()) * 1_000_000
        """Letters count from here: no number of before a restart comes again."""

    # For whoever listens

    @property
    def is_up(self) -> bool:
        return True

    def publish(self, letter: Letter) -> bool:
        """False for a station that has not come by this way since the start."""
        with self._turn:
            kept = self._kept.get(station_of(letter.topic) or "")
            if kept is None:
                return False
            kept.letters.append((kept.next_number, letter))
            kept.next_number += 1
            for loop, event in kept.waiters:
                loop.call_soon_threadsafe(event.set)
        return True

    def take(self) -> tuple[Heard, ...]:
        with self._turn:
            come, self._come, self._come_bytes = tuple(self._come), deque(), 0
        return come

    def settle(self) -> None:
        """Stations send again what was not acknowledged."""

    def stop(self) -> None:
        """The server ends by itself."""

    # For the server

    def bring(self, letters: Sequence[Letter]) -> bool:
        """All of them, or none where too many wait."""
        size = sum(len(letter.payload) for letter in letters)
        with self._turn:
            if self._come_bytes + size > MOST_COME_BYTES:
                return False
            now_ns = self.clock.now_ns()
            self._come.extend(Heard(letter.topic, letter.payload, now_ns) for letter in letters)
            self._come_bytes += size
        return True

    async def fetch(
        self, station: str, done: Sequence[int], wait_s: float
    ) -> tuple[int, list[Letter]]:
        """The letters for it from the oldest on, with the number of the first; waits for one."""
        event = asyncio.Event()
        waiter = (asyncio.get_running_loop(), event)
        with self._turn:
            kept = self._kept.setdefault(station, Kept(self._first))
            self.let_go(kept, set(done))
            kept.waiters.append(waiter)
        try:
            if not kept.letters and wait_s > 0:
                await waited(event, wait_s)
        finally:
            with self._turn:
                kept.waiters.remove(waiter)
        with self._turn:
            return first_in_turn(kept)

    def let_go(self, kept: Kept, done: set[int]) -> None:
        left = [one for one in kept.letters if one[0] not in done]
        kept.letters.clear()
        kept.letters.extend(left)


def first_in_turn(kept: Kept) -> tuple[int, list[Letter]]:
    """As many as have numbers without a gap."""
    if not kept.letters:
        return 0, []
    first = kept.letters[0][0]
    letters: list[Letter] = []
    for place, (number, letter) in enumerate(kept.letters):
        if number != first + place or len(letters) >= MOST_LETTERS:
            break
        letters.append(letter)
    return first, letters


async def waited(event: asyncio.Event, wait_s: float) -> None:
    try:
        async with asyncio.timeout(wait_s):
            await event.wait()
    except TimeoutError:
        return
