"""Modbus, live: a station asks a device that answers anything, and anybody asks a PLC of ours.

What is sent is changed as a message within a right frame (its length, its CRC), and as bytes.
"""

import socket
import struct
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, Final

from deploy.torture.hostile.answering import CableDevice, NetworkDevice
from deploy.torture.hostile.changing import Change, change_bytes
from deploy.torture.hostile.doors import Door, Making
from deploy.torture.hostile.loud_errors import LoudErrors
from hardware.clock import RealClock
from hardware.errors import DeviceLost
from hardware.gates.modbus import ModbusGate
from hardware.gates.modbus_settings import ModbusGateSettings
from hardware.gates.plc_blocks import EventSlot, PlcStatus, status_words
from hardware.gates.register_map import STATUS, EventKind
from hardware.interfaces import FailState
from hardware.wire.modbus_wire import ModbusWire
from simulators.broker import HOST
from simulators.links.belt_settings import belt_settings
from simulators.modbus_frames import over_serial, over_tcp
from simulators.modbus_relay_board import SimulatedRelayBoard
from simulators.modbus_ways import TcpWay
from simulators.settings import PlantSettings

UNIT: Final = 1
ANSWER_S: Final = 0.1
ANSWER_AT_ALL_S: Final = 20.0
"""A liveness limit of what is right."""
TRIES: Final = 20
"""Of what is right: a busy machine may miss the time of an answer."""
HEADER_BYTES: Final = 7
"""Of a message over TCP: number, protocol, length, unit."""
REFUSED: Final = 0x80
EVENT: Final = EventSlot(seq=0, kind=EventKind.PACK_SEEN, number=2, tick=3, length=4, time_us=5)
LAST_BOOT: Final = 0xFFFF


def status(boot: int) -> bytes:
    told = PlcStatus(scan=7, boot=boot, tick=100, time_us=9, event_head=1, events=(EVENT,))
    words = status_words(told)
    return struct.pack(f">BB{len(words)}H", 3, 2 * len(words), *words)


PROPER: Final[Mapping[int, bytes]] = {
    1: bytes((1, 1, 0b1000)),
    3: status(boot=1),
    5: struct.pack(">BHH", 5, 3, 0xFF00),
    15: struct.pack(">BHH", 15, 0, 8),
    16: struct.pack(">BHH", 16, 0, 3),
}
"""Answers of a device, by the function that was asked for."""
CALLS: Final[Mapping[int, Callable[[ModbusWire], object]]] = {
    1: lambda wire: wire.read_coils(0, 8),
    3: lambda wire: wire.read_registers(STATUS.first, STATUS.size),
    5: lambda wire: wire.write_coil(3, True),
    15: lambda wire: wire.write_coils(0, [True] * 8),
    16: lambda wire: wire.write_registers(0, [1, 2, 3]),
}


class Unanswered(Exception):
    """The gate is in trouble, and says so; or who was asked hung up."""


# How messages are framed


def numbered(frame: bytes, request: bytes) -> bytes:
    return request[:2] + frame[2:] if frame[:2] == b"\0\0" else frame


def change_framed(framed: Callable[[int, bytes], bytes], header: int, trailer: int) -> Change:
    """Every third time as bytes; now and then a great many of them."""

    def change(random: Random, given: bytes) -> bytes:
        if random.random() < 1 / 3:
            changed = change_bytes(random, given)
            return changed * 500 if random.random() < 0.02 else changed
        return framed(UNIT, change_bytes(random, given[header : len(given) - trailer])[:250])

    return change


# A station asks


class Device:
    """Answers requests of one function as it is told, and all others as they should be."""

    def __init__(self, is_tcp: bool, function: int) -> None:
        self.is_tcp, self.function = is_tcp, function
        self.hostile: bytes | None = None
        self.proper, self.boot = dict(PROPER), 1
        self.peer = NetworkDevice(self.answer) if is_tcp else CableDevice(self.answer)

    def answer(self, request: bytes) -> bytes:
        place = HEADER_BYTES if self.is_tcp else 1
        function = request[place] if len(request) > place else 0
        if self.hostile is not None and function == self.function:
            frame = self.hostile
        else:
            message = self.proper.get(function, bytes((function | REFUSED, 1)))
            if function == 16:  # what was written, as it was asked
                message = request[place : place + 5]
            frame = over_tcp(UNIT, message) if self.is_tcp else over_serial(UNIT, message)
        return numbered(frame, request) if self.is_tcp else frame

    def settings(self) -> ModbusGateSettings:
        told: dict[str, Any] = {"belt": belt_settings(PlantSettings()), "unit": UNIT}
        if isinstance(self.peer, NetworkDevice):
            told |= {"type": "modbus-tcp", "host": HOST, "tcp_port": self.peer.port}
        else:
            told |= {"type": "modbus-rtu", "device": str(self.peer.path), "parity": "none"}
        return ModbusGateSettings.model_validate(told)

    def start_anew(self) -> None:
        """What it counted before, truly or not, is over: as after the power was off."""
        self.boot = self.boot % LAST_BOOT + 1
        self.proper[3] = status(self.boot)

    def wire(self) -> ModbusWire:
        return ModbusWire(self.settings(), ANSWER_S, RealClock())

    def door(self, ask: Callable[[], object], close: Callable[[], None]) -> Door:
        """`ask` is what a station does; what it is answered then is changed."""

        framed, header, trailer = (
            (over_tcp, HEADER_BYTES, 0) if self.is_tcp else (over_serial, 1, 2)
        )
        example = framed(UNIT, PROPER[self.function])

        def opened(frame: bytes) -> object:
            self.hostile = frame
            try:
                return soon(ask) if frame == example else ask()
            finally:
                self.hostile = None

        def works() -> None:
            self.start_anew()
            soon(ask)

        def closed() -> None:
            close()
            self.peer.close()

        return Door(
            opened,
            [example],
            change_framed(framed, header, trailer),
            (DeviceLost, Unanswered),
            works=works,
            close=closed,
        )


def soon(ask: Callable[[], object]) -> object:
    """What came late to an earlier question may spoil the first answers."""
    for _ in range(TRIES - 1):
        with suppress(DeviceLost, Unanswered):
            return ask()
    return ask()


def asked(function: int, is_tcp: bool) -> Making:
    def making(_: Path) -> Door:
        device = Device(is_tcp, function)
        wire = device.wire()
        return device.door(partial(CALLS[function], wire), wire.close)

    return making


def gate(is_tcp: bool) -> Making:
    """Its turns, which are what its thread does without end."""

    def making(_: Path) -> Door:
        device = Device(is_tcp, 3)
        gate = ModbusGate(device.settings(), FailState.REJECT_ALL, device.wire(), RealClock())

        def turned() -> None:
            if not gate.turn():
                raise Unanswered(gate.trouble)
            gate.poll()

        return device.door(turned, gate.close)

    return making


# Anybody asks


ASKED: Final = (
    struct.pack(">BHH", 1, 0, 8),
    struct.pack(">BHH", 3, 0, 10),
    struct.pack(">BHH", 5, 3, 0xFF00),
    struct.pack(">BHHBB", 15, 0, 8, 1, 0x55),
    struct.pack(">BHHBHH", 16, 0, 2, 4, 1, 2),
    struct.pack(">BHHHHBHH", 23, 0, 2, 4, 2, 4, 1, 2),
    struct.pack(">BBB", 43, 14, 1),
)
MOST_ANSWER_BYTES: Final = 4_096


def server(_: Path) -> Door:
    """Of our simulated devices; it answers, hangs up, or waits for the rest."""
    examples = [over_tcp(UNIT, message) for message in ASKED]
    way, loud = TcpWay(), LoudErrors(("asyncio",))
    board = SimulatedRelayBoard(way)
    loud.__enter__()

    def opened(frame: bytes) -> bytes:
        with socket.create_connection((HOST, way.port), 5.0) as link:
            link.sendall(frame)
            link.settimeout(ANSWER_AT_ALL_S if frame in examples else ANSWER_S)
            with suppress(ConnectionResetError, TimeoutError):
                if answer := link.recv(MOST_ANSWER_BYTES):
                    return answer
        raise Unanswered

    def works() -> None:
        loud.refuse()
        if not opened(examples[0]).startswith(over_tcp(UNIT, PROPER[1])[:4]):
            raise AssertionError("another answer than before")

    def close() -> None:
        loud.__exit__()
        board.close()

    change = change_framed(over_tcp, HEADER_BYTES, 0)
    return Door(opened, examples, change, (Unanswered,), works=works, close=close)


DOORS: Final[Mapping[str, Making]] = {
    **{f"answers to function {one}, over TCP": asked(one, True) for one in CALLS},
    **{f"answers to function {one}, over a cable": asked(one, False) for one in CALLS},
    "answers to a gate, over TCP": gate(True),
    "answers to a gate, over a cable": gate(False),
    "requests to a device of ours": server,
}
