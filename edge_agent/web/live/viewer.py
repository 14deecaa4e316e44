"""What one page is sent next. Pure: whoever calls gives the time.

A page says how many messages it has taken. At most one state and two pictures are on their way to
it; on a slow connection one picture, and then none for as long as that took, so that states come
through in between. What a page could not take meanwhile is never sent: it gets the newest.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from edge_agent.core.errors import InvalidInput
from edge_agent.web.live.shots import Key, Shot

WINDOW: Final = 2
"""Pictures on their way at once."""
SLOW_NS: Final = 300_000_000
"""A picture that takes longer to be taken has filled the connection."""
LONGEST_REST_NS: Final = 1_000_000_000
PATIENCE_NS: Final = 10_000_000_000
"""For a page that takes nothing at all."""


class StrangeCount(InvalidInput):
    """A page says that it took what was never sent, or less than it said before."""


@dataclass(frozen=True, slots=True)
class Sent:
    is_picture: bool
    at_ns: int


class Viewer:
    def __init__(self) -> None:
        self.in_flight: deque[Sent] = deque()
        self.taken = 0
        self.turn = 0
        """Of the state that was sent last."""
        self.known: set[Key] = set()
        """Pictures that were sent, as far as they are still shown."""
        self.order: list[str] = []
        """Views of the pictures that were sent, the latest last."""
        self.window = WINDOW
        self.rests_until_ns = 0
        """No picture before, on a slow connection."""

    def wants_state(self, turn: int) -> bool:
        is_on_its_way = any(not sent.is_picture for sent in self.in_flight)
        return turn > self.turn and not is_on_its_way

    def next_shot(self, shots: Iterable[Shot], now_ns: int) -> Shot | None:
        """The gravest that it has not got; of several views the one that waits for longest."""
        shown = list(shots)
        self.known &= {shot.key for shot in shown}
        on_their_way = sum(sent.is_picture for sent in self.in_flight)
        if on_their_way >= self.window or now_ns < self.rests_until_ns:
            return None
        new = [shot for shot in shown if shot.key not in self.known]
        if not new:
            return None
        of_kind = [shot for shot in new if shot.key.kind is new[0].key.kind]
        of_pack = [shot for shot in of_kind if shot.key.pack_no == new[0].key.pack_no]
        return min(of_pack, key=self.waited_rank)

    def waited_rank(self, shot: Shot) -> int:
        view = shot.key.view
        return self.order.index(view) if view in self.order else -1

    def sent_state(self, turn: int, now_ns: int) -> None:
        self.turn = turn
        self.in_flight.append(Sent(False, now_ns))

    def sent_shot(self, shot: Shot, now_ns: int) -> None:
        self.known.add(shot.key)
        view = shot.key.view
        self.order = [*(one for one in self.order if one != view), view]
        self.in_flight.append(Sent(True, now_ns))

    def took(self, count: int, now_ns: int) -> None:
        """So many messages since the beginning. StrangeCount where that cannot be."""
        new = count - self.taken
        if not 0 <= new <= len(self.in_flight):
            total = self.taken + len(self.in_flight)
            raise StrangeCount(f"took {count} after {self.taken}; {total} were sent")
        self.taken = count
        for _ in range(new):
            sent = self.in_flight.popleft()
            if sent.is_picture:
                self.pace(now_ns - sent.at_ns, now_ns)

    def pace(self, took_ns: int, now_ns: int) -> None:
        is_slow = took_ns > SLOW_NS
        self.window = 1 if is_slow else WINDOW
        self.rests_until_ns = now_ns + min(took_ns, LONGEST_REST_NS) if is_slow else now_ns

    def is_gone(self, now_ns: int) -> bool:
        return bool(self.in_flight) and now_ns - self.in_flight[0].at_ns > PATIENCE_NS
