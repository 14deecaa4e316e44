"""One Modbus connection, as its client: requests that are answered in time, or DeviceLost.

Rules
- One request at a time, never sent twice by itself: whoever asks decides whether to ask again.
- After any failure the connection is closed, and opened anew with the next request: no late answer
  to an old request is ever taken for a new one's.
- An answer counts only if it answers what was asked: function, address, number of values.
- DeviceLost says what happened; whoever asked knows which device it was and says so.
"""

import logging
import socket
import termios
from collections.abc import Callable, Sequence
from functools import partial
from typing import cast

from pymodbus.client import ModbusSerialClient, ModbusTcpClient
from pymodbus.exceptions import ConnectionException, ModbusException
from pymodbus.pdu import ModbusPDU
from serial import serial_for_url

from hardware.errors import DeviceLost
from hardware.interfaces import Clock
from hardware.modbus_settings import ModbusBus

SILENCE_NS = 1_750_000
"""Between two messages on a serial bus faster than 19,200 baud; below it is 3.5 characters of 11
bits (Modbus over Serial Line V1.02, section 2.5.1.1)."""
SLOW_BAUD_RATE = 19_200
PARITIES = {"none": "N", "even": "E", "odd": "O"}

# What goes wrong on the wire is told by whoever asked; the library would log it again and again.
logging.getLogger("pymodbus.logging").setLevel(logging.CRITICAL)


class NoConnection(ConnectionException):
    """With the system's reason, which the library only logs."""

    def __init__(self, why: Exception | str) -> None:
        super().__init__(str(why))
        self.why = str(why)


class PromptSerialClient(ModbusSerialClient):
    """Takes an answer as it comes: the library's own way waits for two quiet polls, 2 ms or more,
    and measures its time-outs by the wall clock."""

    def connect(self) -> bool:
        if self.socket is None:
            params = self.comm_params
            try:
                self.socket = serial_for_url(
                    params.host,
                    timeout=params.timeout_connect,
                    write_timeout=params.timeout_connect,
                    baudrate=params.baudrate,
                    parity=params.parity,
                    exclusive=True,
                )
            except (OSError, ValueError, termios.error) as error:
                raise NoConnection(error) from error
        return True

    def recv(self, size: int | None) -> bytes:
        port = self.socket
        if port is None:
            raise NoConnection("the port is closed")
        try:
            first = bytes(port.read(1))
            return first + bytes(port.read(port.in_waiting))
        except OSError as error:
            raise NoConnection(error) from error


class PromptTcpClient(ModbusTcpClient):
    """Sends small requests at once."""

    def connect(self) -> bool:
        if self.socket is None:
            params = self.comm_params
            try:
                address = (params.host, params.port)
                self.socket = socket.create_connection(address, params.timeout_connect)
            except OSError as error:
                raise NoConnection(error) from error
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return True


def silence_ns(baud_rate: int) -> int:
    """How long a serial bus must be quiet before the next message."""
    return int(3.5 * 11e9 / baud_rate) if baud_rate <= SLOW_BAUD_RATE else SILENCE_NS


class ModbusWire:
    """One device at the end of one connection. Not for several threads at once."""

    def __init__(self, bus: ModbusBus, timeout_s: float, clock: Clock) -> None:
        self.bus, self._clock = bus, clock
        self._client = client_of(bus, timeout_s)
        self._silence_ns = 0 if bus.is_tcp else silence_ns(bus.baud_rate)
        self._quiet_since_ns = clock.now_ns()

    def read_registers(self, first: int, count: int) -> list[int]:
        """Holding registers."""
        ask = self._client.read_holding_registers
        answer = self._asked(3, partial(ask, first, count=count))
        self._check(len(answer.registers) == count, "another number of registers")
        return list(answer.registers)

    def write_registers(self, first: int, words: Sequence[int]) -> None:
        """Holding registers, all in one request."""
        answer = self._asked(16, partial(self._client.write_registers, first, words))
        self._check((answer.address, answer.count) == (first, len(words)), "another address")

    def read_coils(self, first: int, count: int) -> list[bool]:
        answer = self._asked(1, partial(self._client.read_coils, first, count=count))
        self._check(count <= len(answer.bits) < count + 8, "another number of coils")
        return list(answer.bits)[:count]

    def write_coil(self, address: int, on: bool) -> None:
        """What the coil does then, `read_coils` tells."""
        answer = self._asked(5, partial(self._client.write_coil, address, on))
        self._check(answer.address == address, "another coil")

    def write_coils(self, first: int, coils: Sequence[bool]) -> None:
        """All in one request."""
        answer = self._asked(15, partial(self._client.write_coils, first, coils))
        self._check((answer.address, answer.count) == (first, len(coils)), "another address")

    def close(self) -> None:
        self._client.close()  # type: ignore[no-untyped-call]

    def _asked(self, function: int, ask: Callable[..., ModbusPDU]) -> ModbusPDU:
        self._clock.sleep_until_ns(self._quiet_since_ns + self._silence_ns)
        try:
            answer = ask(device_id=self.bus.unit)
        except (ModbusException, OSError) as error:
            self.close()
            raise DeviceLost(reason(error)) from error
        finally:
            self._quiet_since_ns = self._clock.now_ns()
        self._check(not answer.isError(), f"exception {answer.exception_code}")
        self._check(answer.function_code == function, "another function")
        return answer

    def _check(self, fits: bool, what: str) -> None:
        if not fits:
            self.close()
            raise DeviceLost(f"it answers with {what}")


def client_of(bus: ModbusBus, timeout_s: float) -> PromptTcpClient | PromptSerialClient:
    if bus.is_tcp:
        return PromptTcpClient(cast(str, bus.host), port=bus.tcp_port, timeout=timeout_s, retries=0)
    return PromptSerialClient(
        cast(str, bus.device),
        baudrate=bus.baud_rate,
        parity=PARITIES[bus.parity],
        timeout=timeout_s,
        retries=0,
    )


def reason(error: Exception) -> str:
    """In words for a person; the library's own messages name its objects."""
    match error:
        case NoConnection():
            return error.why
        case ConnectionException():
            return "the connection broke"
        case _:
            return "no answer in time"
