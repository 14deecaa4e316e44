"""One conversation after the other: what begins it, what ends it, what of it is believed."""

from collections.abc import Callable

import pytest

from hardware.wire.codes import Action, Result
from hardware.wire.commands import Answered
from hardware.wire.framing import WireFrame, encode
from hardware.wire.link import SILENT_NS
from hardware.wire.messages import (
    Ack,
    BinTold,
    Heartbeat,
    Hello,
    Message,
    Nonce,
    Order,
    StopBelt,
    TakeEvents,
)
from hardware.wire.packing import NUMBERS, PROTOCOL
from tests.hardware.wire.far_end import HOST_RUN, MS, FarEnd, a_status, a_welcome


@pytest.fixture
def far() -> FarEnd:
    end = FarEnd()
    end.greet()
    return end


# The beginning


def test_it_greets_until_it_is_welcomed() -> None:
    far = FarEnd()
    for _ in range(1000):
        far.said()
    hellos = far.heard()
    assert hellos == [(0, Hello(PROTOCOL, HOST_RUN))] * 10
    assert not far.link.is_up


def test_before_the_welcome_nothing_is_believed() -> None:
    far = FarEnd()
    far.said()
    assert far.said(a_status(10), Nonce(Action.REJECT, 5), BinTold(0, True, 3)) == []


def test_a_welcome_for_another_host_is_none() -> None:
    far = FarEnd()
    far.said()
    assert far.said(a_welcome(host_run=HOST_RUN + 1)) == []
    assert not far.link.is_up


def test_another_protocol_is_named_with_what_to_do() -> None:
    far = FarEnd()
    far.said()
    assert far.said(a_welcome(protocol=0xDEAD)) == []
    assert not far.link.is_up
    assert "0000dead" in far.link.why_down
    assert f"{PROTOCOL:08x}" in far.link.why_down
    assert "flash the firmware" in far.link.why_down


@pytest.mark.parametrize("payload", [b"", b"\x00" * 12], ids=["short", "other layout"])
def test_a_welcome_of_another_layout_is_another_protocol(payload: bytes) -> None:
    far = FarEnd()
    far.said()
    number = NUMBERS[type(a_welcome())]
    far.cable.send(encode(WireFrame(0, number, payload)))
    far.said()
    assert "flash the firmware" in far.link.why_down


def test_a_second_welcome_means_that_the_controller_counts_anew(far: FarEnd) -> None:
    far.link.send(StopBelt(True), far.now_ns)
    far.heard()
    assert far.said(a_welcome()) == []
    assert far.link.dropped == [StopBelt(True)]
    assert (0, Hello(PROTOCOL, HOST_RUN)) in far.heard()
    far.said(a_welcome())
    far.link.send(StopBelt(False), far.now_ns)
    assert far.heard() == [(1, StopBelt(False))]


# Commands and answers


def test_commands_are_numbered_and_their_end_is_told(far: FarEnd) -> None:
    far.link.send(Order(3, Action.REJECT), far.now_ns)
    far.link.send(Order(4, Action.PASS), far.now_ns)
    assert far.heard() == [(1, Order(3, Action.REJECT)), (2, Order(4, Action.PASS))]
    assert far.said(Ack(1, Result.DONE), Ack(2, Result.LATE)) == [
        Answered(Order(3, Action.REJECT), Result.DONE),
        Answered(Order(4, Action.PASS), Result.LATE),
    ]


def test_a_heartbeat_has_no_number(far: FarEnd) -> None:
    far.link.tell(Heartbeat(), far.now_ns)
    assert far.heard() == [(0, Heartbeat())]


def test_its_status_and_the_number_for_arming_are_handed_on(far: FarEnd) -> None:
    said: list[Message] = [a_status(10), Nonce(Action.PASS, 9)]
    assert far.said(*said) == said


# Events


def bins(*numbers: int) -> list[BinTold]:
    return [BinTold(number, True, number) for number in numbers]


def test_events_are_handed_on_once_in_order_and_then_taken(far: FarEnd) -> None:
    assert far.said(*bins(0, 2, 1, 1, 3)) == bins(0, 1)
    assert far.heard() == [(0, TakeEvents(2))]
    assert far.said(*bins(0, 1)) == []
    assert far.heard() == [(0, TakeEvents(2))]


def test_event_numbers_wrap() -> None:
    far = FarEnd()
    far.said()
    far.said(a_welcome(next_event_no=65535))
    assert far.said(*bins(65535, 0, 1)) == bins(65535, 0, 1)
    assert (0, TakeEvents(2)) in far.heard()


def test_an_event_that_is_told_again_in_the_next_conversation_is_known(far: FarEnd) -> None:
    assert far.said(*bins(0, 1)) == bins(0, 1)
    unplugging(far)
    far.cable.plug()
    far.said(after_ms=200)
    far.said(a_welcome(next_event_no=1))
    assert far.said(*bins(1, 2)) == bins(2)
    assert far.link.events_lost == 0


def test_a_new_start_of_the_controller_numbers_its_events_anew(far: FarEnd) -> None:
    far.said(*bins(0, 1))
    unplugging(far)
    far.cable.plug()
    far.said(after_ms=200)
    far.said(a_welcome(boot=2, next_event_no=0))
    assert far.said(*bins(0)) == bins(0)


def test_events_that_the_controller_had_to_drop_are_counted_and_waited_for_no_more(
    far: FarEnd,
) -> None:
    far.said(*bins(0))
    far.said(a_status(10, oldest_event_no=0))
    assert far.link.events_lost == 0
    assert far.said(a_status(20, oldest_event_no=5), *bins(5)) == [
        a_status(20, oldest_event_no=5),
        *bins(5),
    ]
    assert far.link.events_lost == 4


# The end


def a_wave_goodbye(far: FarEnd) -> None:
    for at_us in range(10, 600_000, 10_000):
        far.said(a_status(at_us), after_ms=10)


def silence(far: FarEnd) -> None:
    far.said(after_ms=SILENT_NS // MS)


def deafness(far: FarEnd) -> None:
    far.link.send(StopBelt(True), far.now_ns)
    a_wave_goodbye(far)


def new_start(far: FarEnd) -> None:
    far.said(a_status(500_000))
    assert far.said(a_status(20)) == []


def forgetting(far: FarEnd) -> None:
    assert far.said(Ack(0, Result.NO_HELLO)) == []


def unplugging(far: FarEnd) -> None:
    far.cable.unplug()
    far.said()


ENDS: list[tuple[Callable[[FarEnd], None], str]] = [
    (silence, "does not answer"),
    (deafness, "takes no commands"),
    (new_start, "started anew"),
    (forgetting, "started anew"),
    (unplugging, "is it plugged in"),
]


@pytest.mark.parametrize(("end", "why"), ENDS)
def test_a_conversation_ends_with_a_reason_and_what_was_open_is_dropped(
    far: FarEnd, end: Callable[[FarEnd], None], why: str
) -> None:
    far.link.send(Order(1, Action.REJECT), far.now_ns)
    end(far)
    assert not far.link.is_up
    assert why in far.link.why_down
    assert Order(1, Action.REJECT) in far.link.dropped


@pytest.mark.parametrize(("end", "why"), ENDS)
def test_after_every_end_there_is_a_beginning(
    far: FarEnd, end: Callable[[FarEnd], None], why: str
) -> None:
    end(far)
    assert why in far.link.why_down
    far.cable.plug()
    for _ in range(200):
        far.said()
    assert (0, Hello(PROTOCOL, HOST_RUN)) in far.heard()
    far.said(a_welcome(boot=2))
    assert far.link.is_up


def test_a_controller_that_reports_and_takes_commands_is_kept(far: FarEnd) -> None:
    a_wave_goodbye(far)
    assert far.link.is_up


def test_time_that_wraps_is_no_new_start(far: FarEnd) -> None:
    far.said(
        a_status(
            2**32 - 20_000,
        )
    )
    far.said(a_status(10_000))
    assert not far.link.is_up  # half the counter at once is a step back
    far.said()
    far.said(a_welcome(time_us=2**32 - 5_000))
    assert far.said(a_status(5_000)) == [a_status(5_000)]


def test_garbage_between_frames_changes_nothing(far: FarEnd) -> None:
    far.cable.send(b"\x05garbage\x00\x00\xff\xff\x00")
    assert far.said(a_status(10)) == [a_status(10)]


def test_a_port_that_is_not_there_is_tried_again_and_again() -> None:
    far = FarEnd()
    far.cable.unplug()
    far.said()
    assert "is it plugged in and powered?" in far.link.why_down
    far.cable.plug()
    for _ in range(150):
        far.said()
    assert (0, Hello(PROTOCOL, HOST_RUN)) in far.heard()


def test_a_closed_link_lets_go_of_its_port(far: FarEnd) -> None:
    far.link.close()
    far.link.close()
    far.link.tell(Heartbeat(), far.now_ns)
    assert far.heard() == []
