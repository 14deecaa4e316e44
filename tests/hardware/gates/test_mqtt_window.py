"""Events over a wire that loses, doubles and swaps: each comes once, in order, none is lost."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.gates.mqtt_messages import Bin, Event, Events
from hardware.gates.mqtt_window import AGAIN_NS, KEPT_EVENTS, EventInbox, EventOutbox
from simulators.mqtt_mishaps import Mishaps

HOST = "00000000000000aa"
TURN_NS = 10_000_000
SHARES = st.floats(0.0, 0.6)


def event(number: int) -> Event:
    return Bin(full=False, at_us=number)


class Ends:
    """An outbox, an inbox, and the wire between them."""

    def __init__(self, lost: float, doubled: float, swapped: float, seed: int) -> None:
        random = Random(seed)
        self.outbox, self.inbox = EventOutbox(), EventInbox()
        self.there = Mishaps[Events](random, doubled, lost, swapped)
        self.back = Mishaps[int](random, doubled, lost, swapped)
        self.now_ns, self.count = TURN_NS, 0
        self.taken: list[int] = []

    def turn(self, news: int) -> None:
        self.now_ns += TURN_NS
        for _ in range(news):
            self.count += 1
            self.outbox.add(event(self.count), self.now_ns)
        for message in self.there.through(self.due(), self.now_ns):
            self.taken += [one.at_us for one in self.inbox.take(message)]
        for number in self.back.through([self.inbox.contiguous], self.now_ns):
            self.outbox.acknowledged(number, self.now_ns)

    def due(self) -> list[Events]:
        due = []
        while (batch := self.outbox.due(self.now_ns)) is not None:
            first, events = batch
            self.outbox.sent(first, len(events))
            oldest = self.outbox.oldest
            due.append(Events(boot=1, session=HOST, oldest=oldest, first=first, events=events))
        return due


@settings(max_examples=60, deadline=None)
@given(
    news=st.lists(st.integers(0, 90), min_size=1, max_size=40),
    lost=SHARES,
    doubled=SHARES,
    swapped=SHARES,
    seed=st.integers(0, 999),
)
def test_each_event_comes_once_and_in_order_whatever_the_wire_does(
    news: list[int], lost: float, doubled: float, swapped: float, seed: int
) -> None:
    ends = Ends(lost, doubled, swapped, seed)
    for count in news:
        ends.turn(count)
    for _ in range(3_000):
        if not ends.outbox.waiting:
            break
        ends.turn(0)
    assert ends.taken == list(range(1, ends.count + 1))
    assert ends.inbox.lost_count == ends.outbox.lost_count == 0


def test_nothing_is_sent_twice_while_answers_come() -> None:
    ends = Ends(0, 0, 0, 1)
    for _ in range(100):
        ends.turn(3)
        assert ends.due() == []
    assert ends.outbox.waiting == 0


def test_what_is_not_answered_is_sent_again_after_a_while_and_not_before() -> None:
    outbox = EventOutbox()
    outbox.add(event(1), 0)
    outbox.sent(1, 1)
    assert outbox.due(AGAIN_NS - 1) is None
    assert outbox.due(AGAIN_NS) == (1, (event(1),))


def test_an_answer_beyond_what_was_sent_is_nobodys() -> None:
    outbox = EventOutbox()
    outbox.add(event(1), 0)
    outbox.acknowledged(1, 0)
    assert outbox.waiting == 1
    outbox.sent(1, 1)
    outbox.acknowledged(2, 0)
    assert outbox.waiting == 1
    outbox.acknowledged(1, 0)
    assert outbox.waiting == 0


def test_what_cannot_be_kept_any_longer_is_counted_at_both_ends() -> None:
    ends = Ends(0, 0, 0, 1)
    ends.turn(10)
    for number in range(KEPT_EVENTS + 5):
        ends.outbox.add(event(100 + number), ends.now_ns)
    ends.turn(0)
    assert ends.outbox.lost_count == ends.inbox.lost_count == 5
    assert ends.taken[10:] == list(range(105, 100 + KEPT_EVENTS + 5))


def test_another_host_gets_only_what_happens_from_then_on() -> None:
    ends = Ends(0, 0, 0, 1)
    for number in range(5):
        ends.outbox.add(event(number), 0)
    ends.outbox.clear()
    ends.outbox.add(event(50), 0)
    ends.turn(0)
    assert ends.taken == [50]
    assert ends.inbox.lost_count == 0
