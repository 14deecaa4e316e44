"""A Modbus server in a thread of its own: registers that somebody else fills and reads.

Over TCP, or over RTU on a pseudo-terminal behind a name that stays (as a by-id link of a serial
port does). Faults on request: silence, slowness, exceptions, an unplugged cable, noise on the line.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from pymodbus.constants import ExcCodes
from pymodbus.exceptions import NoSuchIdException
from pymodbus.server import ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

WORDS = 256
"""Addresses from 0."""
LONGEST_WAIT_S = 10.0
COIL_FUNCTIONS = frozenset({1, 2, 5, 15})
Answer = Callable[[int, int, int, int, list[int], list[int] | list[bool] | None], Any]


class RegisterImage:
    """Registers of 16 bits between two threads; a coil is a bit of them, the lowest first."""

    def __init__(self) -> None:
        self.words = [0] * WORDS
        self.stuck_coils: set[int] = set()
        """A fault: they stay as they are."""
        self.lock = threading.Lock()

    def clear(self) -> None:
        self.publish(0, [0] * WORDS)

    def publish(self, first: int, words: Sequence[int]) -> None:
        with self.lock:
            self.words[first : first + len(words)] = words

    def written(self, first: int, count: int) -> list[int]:
        with self.lock:
            return self.words[first : first + count]

    def set_coils(self, first: int, coils: Sequence[bool]) -> None:
        with self.lock:
            for place, on in enumerate(coils, start=first):
                if place in self.stuck_coils:
                    continue
                bit = 1 << place % 16
                word = self.words[place // 16]
                self.words[place // 16] = word | bit if on else word & ~bit


@dataclass
class ServerFaults:
    """What goes wrong until it is taken back."""

    is_silent: bool = False
    slow_s: float = 0.0
    """How much later than at once it answers."""
    refuses: ExcCodes | None = None
    """Every request is answered by this exception."""
    spoil: Callable[[bytes], bytes] = bytes
    """What becomes of every answer on the wire."""


class Way(Protocol):
    """How a server is reached."""

    async def open(self, make: Callable[..., ModbusTcpServer]) -> None: ...

    async def close(self) -> None: ...

    def babble(self, noise: bytes) -> None:
        """Bytes on the line that nobody sent; both ends hear them."""
        ...

    def discard(self) -> None:
        """Gives back what outlives an unplugging."""
        ...


class ModbusServer:
    """One unit. Other units of the bus stay silent, as they do on a real one."""

    def __init__(self, way: Way, unit: int = 1) -> None:
        self.way, self.unit = way, unit
        self.image, self.faults = RegisterImage(), ServerFaults()
        self.requests = 0
        """Of this unit, answered or not."""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="modbus-server")
        self._thread.start()

    def plug_in(self) -> None:
        self._wait(self.way.open(self._make))

    def unplug(self) -> None:
        """Cuts every connection; nobody can make a new one."""
        self._wait(self.way.close())

    def babble(self, noise: bytes) -> None:
        self._loop.call_soon_threadsafe(self.way.babble, noise)

    def stop(self) -> None:
        self.unplug()
        self._wait(self._drop_answers())
        self.way.discard()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(LONGEST_WAIT_S)
        self._loop.close()

    def _wait(self, doing: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(doing, self._loop).result(LONGEST_WAIT_S)

    async def _drop_answers(self) -> None:
        """Those that are late on purpose, and that nobody waits for any more."""
        answers = asyncio.all_tasks() - {asyncio.current_task()}
        for answer in answers:
            answer.cancel()
        await asyncio.gather(*answers, return_exceptions=True)

    def _make(self, **how: Any) -> ModbusTcpServer:
        return ModbusTcpServer(
            [self._device(self.unit, self._answer), self._device(0, nobody)],
            ignore_missing_devices=True,
            trace_packet=self._traced,
            **how,
        )

    def _device(self, unit: int, answer: Callable[..., Awaitable[ExcCodes | None]]) -> SimDevice:
        registers = SimData(0, count=WORDS, datatype=DataType.REGISTERS)
        return SimDevice(unit, [registers], use_bit_addressing=True, action=answer)  # type: ignore[arg-type]

    def _traced(self, sending: bool, data: bytes) -> bytes:
        return self.faults.spoil(data) if sending else data

    async def _answer(
        self,
        function: int,
        start: int,
        address: int,
        count: int,
        registers: list[int],
        values: list[int] | list[bool] | None,
    ) -> ExcCodes | None:
        """Called by the library for every request; `registers` is what it answers from."""
        self.requests += 1
        if self.faults.slow_s:
            await asyncio.sleep(self.faults.slow_s)
        if self.faults.is_silent:
            raise NoSuchIdException
        if self.faults.refuses is not None:
            return self.faults.refuses
        if values is not None and function in COIL_FUNCTIONS:
            self.image.set_coils(address, [bool(value) for value in values])
        elif values is not None:
            self.image.publish(address, [int(value) for value in values])
        registers[:WORDS] = self.image.written(0, WORDS)
        return None


async def nobody(*_request: object) -> ExcCodes | None:
    """The units that are not there."""
    raise NoSuchIdException
