"""A post without a broker: two threads and a carrier that gives letters away and fetches others.

Rules, the same as with a broker
- Nothing waits: `publish` puts into a bounded queue or says no, `take` gives what has come.
- What is in the queue is given as soon as that goes. Whoever must lose nothing numbers his letters
  and sends them again all the same: the queue dies with the process.
- What was fetched stays with the other side until it was settled here; what was taken and not
  settled is given again.
- After a failure it tries again at once, then ever later up to 2 s, at random within that.
"""

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final, Protocol

from edge_agent.core.errors import Unreachable
from hardware.interfaces import Clock
from hardware.letters import Heard, Letter
from hardware.next_try import pause_s

MOST_OUTWARD: Final = 64
"""Letters that wait for the carrier; together at most 64 MB."""
MOST_TOGETHER: Final = 8
"""Given at once."""
FULL_PAUSE_S: Final = 0.2
"""How long to wait where there is no room, or nobody takes what has come."""
LONGEST_STOP_S: Final = 3.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """A letter that the other side keeps until it hears that this name is done with."""

    name: str
    letter: Letter


class Carrier(Protocol):
    """One way between a station and its centre; each call ends within seconds."""

    address: str
    """As a person is told of it."""
    rest_s: float
    """Between two times of fetching."""

    def begin(self) -> None:
        """Reaches the other side; Unreachable with the reason."""

    def give(self, letters: Sequence[Letter]) -> int:
        """How many of the first were taken; less than all where there is no room."""

    def fetch(self, done: Sequence[str]) -> Sequence[Fetched]:
        """What has come and is not done with; may wait for it a while."""

    def close(self) -> None:
        """Ends what is waited for."""


class CarriedPost:
    """Of one carrier."""

    def __init__(self, carrier: Carrier, clock: Clock, random: Random) -> None:
        self.carrier, self.clock, self.random = carrier, clock, random
        self.trouble: str | None = f"{carrier.address} is not reached yet"
        self._changed = threading.Condition()
        self._outward: deque[Letter] = deque()
        self._come: deque[Fetched] = deque()
        self._taken: list[Fetched] = []
        self._known: set[str] = set()
        """Names that have come and are not done with."""
        self._done: list[str] = []
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    @property
    def is_up(self) -> bool:
        return self.trouble is None

    def start(self) -> None:
        self._stopping.clear()
        for work in (self._keep_giving, self._keep_fetching):
            thread = threading.Thread(target=work, name=work.__name__, daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Gives what waits, where that goes at once. Bounded, also with a carrier that hangs."""
        with self._changed:
            self._stopping.set()
            self._changed.notify_all()
        for thread in self._threads[:1]:
            thread.join(LONGEST_STOP_S)
        self.carrier.close()
        for thread in self._threads:
            thread.join(LONGEST_STOP_S)
        self._threads = []

    def publish(self, letter: Letter) -> bool:
        with self._changed:
            if self.trouble is not None or len(self._outward) >= MOST_OUTWARD:
                return False
            self._outward.append(letter)
            self._changed.notify_all()
        return True

    def take(self) -> tuple[Heard, ...]:
        with self._changed:
            if not self._taken:
                self._taken = list(self._come)
                self._come.clear()
            now_ns = self.clock.now_ns()
            letters = [one.letter for one in self._taken]
        return tuple(Heard(letter.topic, letter.payload, now_ns) for letter in letters)

    def settle(self) -> None:
        with self._changed:
            self._done += [one.name for one in self._taken]
            self._taken = []
            self._changed.notify_all()

    # The threads

    def _keep_fetching(self) -> None:
        attempt = 0
        while not self._stopping.is_set():
            try:
                self.carrier.begin()
                self._came_up()
                attempt = 0
                while self.is_up and not self._stopping.is_set():
                    self._fetch()
            except Unreachable as error:
                self._went_down(str(error))
            attempt += 1
            self._stopping.wait(pause_s(attempt, self.random))

    def _fetch(self) -> None:
        with self._changed:
            done, self._done = self._done, []
        fetched = self.carrier.fetch(done)
        with self._changed:
            self._known.difference_update(done)
            new = [one for one in fetched if one.name not in self._known]
            self._known.update(one.name for one in new)
            self._come.extend(new)
        is_waited_for = bool(fetched) and not new
        rest_s = max(self.carrier.rest_s, FULL_PAUSE_S if is_waited_for else 0.0)
        if rest_s:
            self._stopping.wait(rest_s)

    def _keep_giving(self) -> None:
        while letters := self._next_letters():
            try:
                taken = self.carrier.give(letters)
            except Unreachable as error:
                self._went_down(str(error))
                taken = 0
            self._forget(letters[:taken])
            if taken < len(letters) and self._stopping.wait(FULL_PAUSE_S):
                return

    def _forget(self, given: Sequence[Letter]) -> None:
        with self._changed:
            for _ in given:
                self._outward.popleft()

    def _next_letters(self) -> list[Letter]:
        """Waits for some, and for the post to be up; empty when it ends and none are left."""
        with self._changed:
            self._changed.wait_for(
                lambda: (self._outward and self.is_up) or self._stopping.is_set()
            )
            return list(self._outward)[:MOST_TOGETHER] if self.is_up else []

    def _came_up(self) -> None:
        with self._changed:
            self.trouble = None
            self._changed.notify_all()

    def _went_down(self, why: str) -> None:
        """What was fetched and not settled will be fetched again."""
        with self._changed:
            self.trouble = why
            self._come.clear()
            self._known = {one.name for one in self._taken}
