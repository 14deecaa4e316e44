"""The real binary behind a serial port: a pseudo-terminal, pyserial, and the real protocol.

The board runs beside the wall clock here. Nothing is timed: there are only generous limits.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from hardware.clock import RealClock
from hardware.wire.framing import FrameReader, WireFrame, encode
from hardware.wire.messages import AskCounters, Counters, Hello, Message, ToController, Welcome
from hardware.wire.packing import NUMBERS, PROTOCOL, pack, unpack
from hardware.wire.port import Port, SerialPort
from tests.firmware.avr_build import Built
from tests.firmware.simavr.board import Board
from tests.peers import needs

pytestmark = needs("gcc", "avr-gcc", "simavr")

LIMIT_NS = 20_000_000_000
LOOK_EVERY_NS = 2_000_000


@contextmanager
def running(built: Built) -> Iterator[tuple[Board, Port]]:
    with Board(built.host, built.firmware, "--pty") as board:
        assert board.terminal is not None
        port = SerialPort(board.terminal)
        board.run_ms(20)
        board.let_go()
        yield board, port
        board.halt()
        port.close()


def send(port: Port, message: ToController, seq: int = 0) -> None:
    port.write(encode(WireFrame(seq, NUMBERS[type(message)], pack(message))))


def wait_for(port: Port, reader: FrameReader, kind: type[Message]) -> Message:
    clock = RealClock()
    end_ns = clock.now_ns() + LIMIT_NS
    while clock.now_ns() < end_ns:
        for frame in reader.feed(port.read()):
            message = unpack(frame.number, frame.payload)
            if isinstance(message, kind):
                return message
        clock.sleep_until_ns(clock.now_ns() + LOOK_EVERY_NS)
    raise AssertionError(f"no {kind.__name__} within {LIMIT_NS / 1e9:g} s")


def test_it_answers_over_a_serial_port(built: Built) -> None:
    with running(built) as (_, port):
        reader = FrameReader()
        send(port, Hello(PROTOCOL, host_run=7))
        welcome = wait_for(port, reader, Welcome)
        assert isinstance(welcome, Welcome)
        assert (welcome.protocol, welcome.host_run) == (PROTOCOL, 7)


def test_garbage_before_a_frame_costs_only_itself(built: Built) -> None:
    with running(built) as (_, port):
        reader = FrameReader()
        port.write(bytes(range(1, 256)) + b"\x00")
        send(port, Hello(PROTOCOL, host_run=7))
        wait_for(port, reader, Welcome)
        send(port, AskCounters())
        counters = wait_for(port, reader, Counters)
        assert isinstance(counters, Counters)
        assert counters.frames_refused == 1
