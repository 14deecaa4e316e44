"""One Modbus connection: an answer counts only if it answers what was asked."""

import struct
from collections.abc import Iterator

import pytest

from hardware.clock import RealClock
from hardware.errors import DeviceLost
from hardware.modbus_settings import ModbusBus
from hardware.wire.modbus_wire import SILENCE_NS, ModbusWire, silence_ns
from simulators.modbus_server import ModbusServer
from simulators.modbus_ways import TcpWay

HEAD = struct.Struct(">HHHB")
"""Transaction, protocol, length, unit (Modbus Messaging on TCP/IP Implementation Guide V1.0b)."""


class Bench:
    """A server, and a wire to it."""

    def __init__(self) -> None:
        way = TcpWay()
        self.server = ModbusServer(way)
        self.server.plug_in()
        bus = ModbusBus(type="any-tcp", host="127.0.0.1", tcp_port=way.port)
        self.wire = ModbusWire(bus, 0.15, RealClock())

    def answers(self, body: bytes) -> None:
        """Whatever is asked, this comes back, as an answer to that very request."""

        def instead(data: bytes) -> bytes:
            transaction, protocol, _, unit = HEAD.unpack(data[: HEAD.size])
            return HEAD.pack(transaction, protocol, len(body) + 1, unit) + body

        self.server.faults.spoil = instead


@pytest.fixture
def bench() -> Iterator[Bench]:
    one = Bench()
    yield one
    one.wire.close()
    one.server.stop()


def test_registers_and_coils_come_back_as_they_were_written(bench: Bench) -> None:
    bench.wire.write_registers(10, [1, 65_535, 0])
    assert bench.wire.read_registers(9, 5) == [0, 1, 65_535, 0, 0]
    bench.wire.write_coils(0, [True, False, True])
    bench.wire.write_coil(9, True)
    assert bench.wire.read_coils(0, 10) == [True, False, True, *[False] * 6, True]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (bytes([3, 2, 0, 7]), "another number of registers"),
        (bytes([4, 4, 0, 7, 0, 8]), "another function"),
        (bytes([0x83, 2]), "exception 2"),
    ],
)
def test_an_answer_to_another_question_is_none(bench: Bench, body: bytes, why: str) -> None:
    bench.answers(body)
    with pytest.raises(DeviceLost, match=why):
        bench.wire.read_registers(0, 2)
    bench.server.faults.spoil = bytes
    assert bench.wire.read_registers(0, 2) == [0, 0]


def test_a_write_that_is_confirmed_for_another_place_is_none(bench: Bench) -> None:
    bench.answers(struct.pack(">BHH", 16, 11, 1))
    with pytest.raises(DeviceLost, match="another address"):
        bench.wire.write_registers(10, [1])
    bench.answers(struct.pack(">BHH", 5, 3, 0xFF00))
    with pytest.raises(DeviceLost, match="another coil"):
        bench.wire.write_coil(2, True)


def test_a_late_answer_is_never_taken_for_the_next_one(bench: Bench) -> None:
    bench.server.image.publish(0, [1])
    bench.server.faults.slow_s = 0.3
    with pytest.raises(DeviceLost, match="no answer in time"):
        bench.wire.read_registers(0, 1)
    bench.server.faults.slow_s = 0.0
    bench.server.image.publish(0, [2])
    assert [bench.wire.read_registers(0, 1) for _ in range(5)] == [[2]] * 5


def test_a_server_that_went_away_is_lost_and_found_again(bench: Bench) -> None:
    assert bench.wire.read_registers(0, 1) == [0]
    bench.server.unplug()
    with pytest.raises(DeviceLost):
        bench.wire.read_registers(0, 1)
    with pytest.raises(DeviceLost, match="refused"):
        bench.wire.read_registers(0, 1)
    bench.server.plug_in()
    assert bench.wire.read_registers(0, 1) == [0]


def test_a_slow_bus_is_quiet_for_longer_between_messages() -> None:
    """3.5 characters of 11 bits, and 1.75 ms above 19,200 baud (Modbus over Serial Line V1.02)."""
    assert silence_ns(9_600) == pytest.approx(4_010_416, abs=1)
    assert silence_ns(19_200) == pytest.approx(2_005_208, abs=1)
    assert silence_ns(38_400) == silence_ns(115_200) == SILENCE_NS == 1_750_000
