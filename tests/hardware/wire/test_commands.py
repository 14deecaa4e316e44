"""Every command arrives once and in order, whatever the wire loses; nothing waits for ever."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hardware.wire.codes import Action, Result
from hardware.wire.commands import PATIENCE_NS, Answered, Commands
from hardware.wire.messages import WINDOW, Ack, Order, StopBelt, ToController

MS = 1_000_000


class Taker:
    """The controller's side of the rule: commands in order, each once, answered again if asked."""

    def __init__(self) -> None:
        self.next_seq = 1
        self.taken: list[ToController] = []

    def hear(self, seq: int, command: ToController) -> Ack:
        ahead = (seq - self.next_seq) % 256
        if ahead == 0:
            self.next_seq = (self.next_seq + 1) % 256
            self.taken.append(command)
        is_known = ahead == 0 or ahead >= 256 - WINDOW
        return Ack(seq, Result.DONE if is_known else Result.OUT_OF_ORDER)


def orders(count: int) -> list[Order]:
    return [Order(number, Action.REJECT) for number in range(count)]


@given(count=st.integers(0, 600), seed=st.integers(0, 1000))
def test_all_arrive_once_and_in_order_over_a_wire_that_loses_a_third(count: int, seed: int) -> None:
    fate = np.random.default_rng(seed)
    commands, taker, now_ns = Commands(), Taker(), 0
    answered: list[ToController] = []
    for order in orders(count):
        commands.add(order)
    while len(answered) < count:
        now_ns += MS
        for one in commands.due(now_ns):
            if fate.random() < 1 / 3:
                continue
            ack = taker.hear(one.seq, one.command)
            if fate.random() < 2 / 3:
                done = commands.acknowledged(ack, now_ns)
                answered += [done.command] if done else []
        assert now_ns < 100_000 * MS
    assert taker.taken == orders(count)
    assert sorted(order.pack_no for order in answered if isinstance(order, Order)) == [
        *range(count)
    ]


def test_no_more_than_a_window_is_under_way() -> None:
    commands = Commands()
    for order in orders(20):
        commands.add(order)
    assert len(commands.due(0)) == WINDOW
    assert commands.due(MS) == []
    commands.acknowledged(Ack(1, Result.DONE), MS)
    assert [one.seq for one in commands.due(MS)] == [WINDOW + 1]


def test_a_window_is_counted_from_the_oldest_that_is_open() -> None:
    commands = Commands()
    for order in orders(20):
        commands.add(order)
    commands.due(0)
    for seq in range(2, WINDOW + 1):
        commands.acknowledged(Ack(seq, Result.DONE), MS)
    assert commands.due(MS) == []
    commands.acknowledged(Ack(1, Result.DONE), MS)
    assert len(commands.due(MS)) == WINDOW


def test_what_is_not_answered_is_sent_again_with_all_behind_it() -> None:
    commands = Commands()
    for order in orders(3):
        commands.add(order)
    commands.due(0)
    commands.acknowledged(Ack(2, Result.DONE), MS)
    assert commands.due(PATIENCE_NS - 1) == []
    assert [one.seq for one in commands.due(PATIENCE_NS)] == [1, 3]
    assert commands.due(PATIENCE_NS + MS) == []
    assert commands.open_since_ns() == 0


def test_a_gap_is_filled_at_once_and_only_once_for_all_that_tell_of_it() -> None:
    commands = Commands()
    for order in orders(4):
        commands.add(order)
    commands.due(0)
    for seq in (2, 3, 4):
        assert commands.acknowledged(Ack(seq, Result.OUT_OF_ORDER), 6 * MS) is None
    assert [one.seq for one in commands.due(6 * MS)] == [1, 2, 3, 4]
    assert commands.acknowledged(Ack(4, Result.OUT_OF_ORDER), 7 * MS) is None
    assert commands.due(7 * MS) == []


def test_how_a_command_ended_is_told_once() -> None:
    commands = Commands()
    commands.add(StopBelt(True))
    commands.due(0)
    ack = Ack(1, Result.NOT_CONFIGURED)
    assert commands.acknowledged(ack, 0) == Answered(StopBelt(True), Result.NOT_CONFIGURED)
    assert commands.acknowledged(ack, 0) is None
    assert commands.open_since_ns() is None


def test_a_new_conversation_begins_with_nothing_and_gives_back_what_was_open() -> None:
    commands = Commands()
    for order in orders(12):
        commands.add(order)
    commands.due(0)
    commands.acknowledged(Ack(1, Result.DONE), 0)
    assert list(commands.begin()) == orders(12)[1:]
    commands.add(StopBelt(False))
    assert [one.seq for one in commands.due(0)] == [1]
