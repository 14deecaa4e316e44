"""A serial port of this machine: opened for one alone, read without waiting, lost with a word."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from hardware.errors import DeviceLost, DeviceMissing
from hardware.wire.port import SerialPort
from simulators.cable import PtyCable


@pytest.fixture
def cable() -> Iterator[PtyCable]:
    with closing(PtyCable()) as one:
        yield one


def read_until(port: SerialPort, wanted: bytes) -> bytes:
    came = b""
    for _ in range(1_000_000):
        came += port.read()
        if len(came) >= len(wanted):
            break
    return came


def received_until(cable: PtyCable, wanted: bytes) -> bytes:
    came = b""
    for _ in range(1_000_000):
        came += cable.receive()
        if len(came) >= len(wanted):
            break
    return came


def test_bytes_go_both_ways_unchanged(cable: PtyCable) -> None:
    every_byte = bytes(range(256))
    with closing(cable.open_port()) as port:
        assert port.read() == b""
        cable.send(every_byte)
        assert read_until(port, every_byte) == every_byte
        port.write(every_byte)
        assert received_until(cable, every_byte) == every_byte


def test_a_port_is_for_one_alone(cable: PtyCable) -> None:
    with closing(cable.open_port()), pytest.raises(DeviceMissing, match="cannot open"):
        cable.open_port()


def test_what_is_not_there_is_named() -> None:
    with pytest.raises(DeviceMissing, match="/dev/nothing"):
        SerialPort("/dev/nothing")


def test_a_cable_that_was_pulled_out_is_told_and_opens_again_when_it_is_back(
    cable: PtyCable,
) -> None:
    with closing(cable.open_port()) as port:
        cable.unplug()
        with pytest.raises(DeviceLost, match="is gone"):
            port.read()
        with pytest.raises(DeviceLost, match="is gone"):
            port.write(b"\x00")
    with pytest.raises(DeviceMissing):
        cable.open_port()
    cable.plug()
    with closing(cable.open_port()) as port:
        cable.send(b"back")
        assert read_until(port, b"back") == b"back"


def test_a_reader_that_does_not_come_stops_nobody(cable: PtyCable) -> None:
    for _ in range(100):
        cable.send(bytes(1000))
    cable.unplug()
    cable.send(b"into the air")
    assert cable.receive() == b""
