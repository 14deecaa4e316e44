"""The conversation: commands in their order and once, events until they are taken."""

from dataclasses import replace

import pytest

from hardware.wire.codes import Action, Lamp, Output, Result
from hardware.wire.framing import END, WireFrame, encode
from hardware.wire.messages import (
    Ack,
    AskCounters,
    ClearFault,
    Counters,
    GateDoneTold,
    Hello,
    Lamps,
    Message,
    Order,
    PackSeenTold,
    Status,
    TakeEvents,
    Welcome,
)
from hardware.wire.packing import NUMBERS, PROTOCOL, pack, unpack
from tests.firmware.core.bench_controller import (
    HELLO,
    PACK_EYE,
    BenchController,
    armed,
    ready,
)
from tests.firmware.core.library import library
from tests.peers import needs

pytestmark = needs("gcc")


def acks(controller: BenchController) -> list[tuple[int, Result]]:
    return [(ack.seq, ack.result) for ack in controller.listen() if isinstance(ack, Ack)]


def lamp(controller: BenchController) -> Lamp:
    controller.run()
    return Lamp(controller.outputs >> 7)


def counters(controller: BenchController) -> Counters:
    controller.send(AskCounters())
    controller.listen()
    return controller.told(Counters)[-1]


# Commands


def test_a_command_that_came_twice_is_carried_out_once_and_answered_twice() -> None:
    controller = armed(Action.REJECT)
    controller.lay(10)
    controller.roll(60)
    controller.send(Order(1, Action.PASS), seq=controller.next_seq)
    assert acks(controller) == [(controller.next_seq, Result.DONE)]
    controller.roll(340)
    controller.send(Order(1, Action.PASS), seq=controller.next_seq)
    assert acks(controller) == [(controller.next_seq, Result.DONE)], "it was in time then"


def test_a_command_behind_a_lost_one_waits_for_it() -> None:
    controller = ready()
    first = controller.next_seq
    controller.send(Lamps(Lamp.GREEN), seq=first + 1)
    assert acks(controller) == [(first + 1, Result.OUT_OF_ORDER)]
    assert lamp(controller) == Lamp(0)
    controller.send(Lamps(Lamp.RED), seq=first)
    controller.send(Lamps(Lamp.GREEN), seq=first + 1)
    assert acks(controller) == [(first, Result.DONE), (first + 1, Result.DONE)]
    assert lamp(controller) == Lamp.GREEN


@pytest.mark.parametrize("behind", range(1, 12))
def test_only_the_last_eight_commands_are_remembered(behind: int) -> None:
    """Also where sequence numbers begin again."""
    controller = ready()
    for index in range(260):
        controller.command(Lamps(Lamp(index % 8)))
    seq = (controller.next_seq - behind) % 256
    controller.send(Lamps(Lamp.BEEPER), seq=seq)
    result = Result.DONE if behind <= 8 else Result.OUT_OF_ORDER
    assert acks(controller) == [(seq, result)]
    assert lamp(controller) == Lamp(259 % 8)


def test_a_new_hello_forgets_the_sequence_before_it() -> None:
    controller = ready()
    controller.command(Lamps(Lamp.RED))
    controller.greet()
    controller.send(Lamps(Lamp.GREEN), seq=0)
    assert acks(controller) == [(0, Result.OUT_OF_ORDER)], "the one before the first"
    controller.greet(replace(HELLO, host_run=3))
    assert controller.command(Lamps(Lamp.GREEN)) is Result.DONE


def test_before_its_hello_a_host_is_not_heard() -> None:
    controller = BenchController()
    assert controller.command(Lamps(Lamp.GREEN)) is Result.NO_HELLO
    controller.send(AskCounters())
    controller.wait(30)
    heard = [told for told in controller.listen() if not isinstance(told, Ack)]
    assert heard == []


def raw(controller: BenchController, seq: int, number: int, payload: bytes) -> None:
    controller.hear(encode(WireFrame(seq, number, payload)))


@pytest.mark.parametrize(
    ("seq", "number", "payload"),
    [
        pytest.param(0, 11, b"x", id="too long"),
        pytest.param(0, 1, b"", id="a hello too short"),
        pytest.param(1, 11, b"", id="a free message with a sequence number"),
        pytest.param(0, 12, b"", id="no message"),
        pytest.param(0, 35, bytes(18), id="a message of the controller"),
        pytest.param(0, 240, b"", id="far beyond the table"),
    ],
)
def test_a_whole_frame_that_is_no_message_of_a_host_is_refused(
    seq: int, number: int, payload: bytes
) -> None:
    controller = ready()
    before = counters(controller).frames_refused
    raw(controller, seq, number, payload)
    assert acks(controller) == []
    assert counters(controller).frames_refused == before + 1


@pytest.mark.parametrize(
    ("number", "payload", "result"),
    [
        (5, bytes([1, 0, 0, 0, 0]), Result.BAD_VALUE),
        (5, bytes([1, 0, 0, 0, 4]), Result.BAD_VALUE),
        (9, bytes([11]), Result.BAD_VALUE),
        (10, bytes([0xF0]), Result.DONE),
    ],
)
def test_values_beyond_their_words_do_nothing(number: int, payload: bytes, result: Result) -> None:
    controller = armed(Action.REJECT)
    before = controller.status()
    raw(controller, controller.next_seq, number, payload)
    assert acks(controller) == [(controller.next_seq, result)]
    after = controller.status()
    assert (after.faults, after.outputs) == (before.faults, before.outputs)


def test_what_is_no_frame_is_counted_and_the_next_frame_is_heard() -> None:
    controller = ready()
    hello = encode(WireFrame(0, NUMBERS[Hello], pack(HELLO)))
    before = counters(controller)
    garbage = [
        b"\x05abc" + END,
        b"\x02a" + END,
        b"x" * 300 + END,
        b"\xff" + b"y" * 253 + END,
        hello[:5] + END,
        hello[:4] + bytes([hello[4] ^ 1]) + hello[5:],
    ]
    for piece in garbage:
        controller.hear(piece + END + hello)
    after = counters(controller)
    assert after.frames_refused - before.frames_refused == len(garbage)
    assert after.frames_taken - before.frames_taken == len(garbage) + 1


# Events


def pass_by(controller: BenchController, packs: int) -> None:
    """Packs that nobody listens to."""
    for _ in range(packs):
        for dark in (True, False):
            controller.tick += 36
            controller.edge(PACK_EYE, dark)
            controller.run()


def said(controller: BenchController) -> list[Message]:
    """Without taking anything."""
    messages = []
    while (byte := library().reject_byte_out(controller.core)) >= 0:
        for frame in controller.reader.feed(bytes([byte])):
            messages.append(unpack(frame.number, frame.payload))
    return messages


def event_numbers(messages: list[Message]) -> list[int]:
    return [message.event_no for message in messages if hasattr(message, "event_no")]


def test_an_event_is_said_again_until_it_is_taken() -> None:
    controller = armed(Action.PASS)
    pass_by(controller, 4)
    first = event_numbers(said(controller))
    assert len(first) >= 3
    assert event_numbers(said(controller)) == []
    controller.wait(51)
    assert event_numbers(said(controller)) == first
    controller.send(TakeEvents(first[1]))
    controller.wait(51)
    assert event_numbers(said(controller)) == first[1:]
    controller.send(TakeEvents(first[-1] + 1))
    controller.wait(51)
    assert event_numbers(said(controller)) == []


@pytest.mark.parametrize("wrong", [-1, 0, 25, 30_000])
def test_taking_what_was_not_told_takes_nothing(wrong: int) -> None:
    controller = armed(Action.PASS)
    pass_by(controller, 3)
    numbers = event_numbers(said(controller))
    controller.send(TakeEvents((numbers[0] + wrong) % 2**16))
    controller.wait(51)
    assert event_numbers(said(controller)) == numbers


def test_where_the_host_takes_nothing_the_oldest_events_are_lost_and_counted() -> None:
    controller = armed(Action.PASS)
    controller.heart_beats = False
    taken = event_numbers(controller.heard)
    pass_by(controller, 40)
    controller.wait(11)
    kept = said(controller)
    numbers = event_numbers(kept)
    assert len(numbers) == 24
    (oldest,) = {told.oldest_event_no for told in kept if isinstance(told, Status)}
    assert numbers == list(range(oldest, oldest + 24))
    lost = counters(controller).events_lost
    assert lost == numbers[0] - (taken[-1] + 1 if taken else 0)
    assert any(isinstance(told, PackSeenTold) for told in kept)


def test_events_lost_while_they_are_under_way_keep_their_order() -> None:
    controller = armed(Action.PASS)
    pass_by(controller, 13)
    numbers = event_numbers(said(controller))
    pass_by(controller, 13)
    later = event_numbers(said(controller))
    assert later == list(range(later[0], later[0] + len(later)))
    assert later[0] > numbers[-1]


def test_a_new_host_hears_only_of_what_comes_after_it() -> None:
    controller = armed(Action.PASS)
    pass_by(controller, 3)
    controller.send(Hello(PROTOCOL, host_run=9), seq=0)
    messages = said(controller)
    (welcome,) = [told for told in messages if isinstance(told, Welcome)]
    numbers = event_numbers(messages)
    assert numbers == list(range(welcome.next_event_no, welcome.next_event_no + len(numbers)))
    assert not any(isinstance(told, PackSeenTold | GateDoneTold) for told in messages)


def test_the_status_comes_a_hundred_times_a_second() -> None:
    controller = armed(Action.PASS)
    before = len(controller.told(Status))
    for _ in range(1000):
        controller.wait(1)
        controller.listen()
    assert len(controller.told(Status)) - before == 100
    times = [told.time_us for told in controller.told(Status)]
    assert times == sorted(times)


def test_the_lamps_stay_while_it_is_armed() -> None:
    controller = armed(Action.PASS)
    controller.command(Lamps(Lamp.AMBER))
    controller.command(ClearFault(0))  # type: ignore[arg-type]
    controller.roll(5)
    assert Output.LAMP_AMBER in controller.outputs
