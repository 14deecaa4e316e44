"""The cable between a host and a serial device, seen from the device: in memory, or a real pty.

Unplugged and plugged in again it is the same cable at the same name, as a USB adapter is under
/dev/serial/by-id. What is sent while it is out, or while nobody reads, is gone.
"""

import os
import tty
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Protocol

from hardware.errors import DeviceLost, DeviceMissing
from hardware.wire.port import Port, SerialPort

READ_AT_ONCE = 65_536
MEMORY_BYTES = 4096
"""As much as a terminal keeps for a reader that does not come."""


class Cable(Protocol):
    """The device's end, and where the host finds its own."""

    name: str

    def open_port(self) -> Port: ...

    def receive(self) -> bytes: ...

    def send(self, data: bytes) -> None: ...

    def unplug(self) -> None: ...

    def plug(self) -> None: ...

    def close(self) -> None: ...


class MemoryCable:
    """Both ends in one process and one thread: nothing is ever late by itself."""

    name = "memory"

    def __init__(self) -> None:
        self.to_host, self.to_device = bytearray(), bytearray()
        self.is_in = True
        self.plugs = 0
        """How often it was plugged in: a port opened before that is dead."""

    def receive(self) -> bytes:
        data = bytes(self.to_device)
        self.to_device.clear()
        return data

    def send(self, data: bytes) -> None:
        if self.is_in and len(self.to_host) + len(data) <= MEMORY_BYTES:
            self.to_host += data

    def unplug(self) -> None:
        self.is_in = False
        self.to_host.clear()
        self.to_device.clear()

    def plug(self) -> None:
        self.is_in = True
        self.plugs += 1

    def close(self) -> None:
        self.unplug()

    def open_port(self) -> "MemoryPort":
        if not self.is_in:
            raise DeviceMissing("the cable is not plugged in")
        return MemoryPort(self, self.plugs)


class MemoryPort:
    """The host's end."""

    def __init__(self, cable: MemoryCable, plugs: int) -> None:
        self.cable, self.plugs = cable, plugs

    def read(self) -> bytes:
        self.assert_in()
        data = bytes(self.cable.to_host)
        self.cable.to_host.clear()
        return data

    def write(self, data: bytes) -> None:
        self.assert_in()
        self.cable.to_device += data

    def assert_in(self) -> None:
        if not self.cable.is_in or self.cable.plugs != self.plugs:
            raise DeviceLost("the cable was pulled out")

    def close(self) -> None:
        """Nothing to give back."""


class PtyCable:
    """A pseudo-terminal under a stable name; the host opens `path` as a serial port."""

    def __init__(self) -> None:
        self.folder = Path(mkdtemp(prefix="packwarden-"))
        self.path = self.folder / "controller"
        self.name = str(self.path)
        self.device_fd: int | None = None
        self.host_fd = -1
        self.plug()

    def open_port(self) -> SerialPort:
        return SerialPort(self.name)

    def plug(self) -> None:
        self.device_fd, self.host_fd = os.openpty()
        tty.setraw(self.host_fd)
        os.set_blocking(self.device_fd, False)
        self.path.symlink_to(os.ttyname(self.host_fd))

    def unplug(self) -> None:
        if self.device_fd is not None:
            self.path.unlink()
            os.close(self.device_fd)
            os.close(self.host_fd)
            self.device_fd = None

    def receive(self) -> bytes:
        if self.device_fd is None:
            return b""
        with suppress(BlockingIOError):
            return os.read(self.device_fd, READ_AT_ONCE)
        return b""

    def send(self, data: bytes) -> None:
        if self.device_fd is not None and data:
            with suppress(BlockingIOError):
                os.write(self.device_fd, data)

    def close(self) -> None:
        self.unplug()
        self.folder.rmdir()
