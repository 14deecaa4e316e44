"""How a simulated Modbus device is reached: a TCP port, or RTU on a pseudo-terminal."""

import asyncio
from collections.abc import Callable

from pymodbus.framer import FramerType
from pymodbus.server import ModbusTcpServer
from pymodbus.server.requesthandler import ServerRequestHandler

from simulators.cable import PtyCable

HOST = "127.0.0.1"
SILENCE_S = 0.005
"""A slave begins anew after 3.5 characters of silence (Modbus over Serial Line V1.02, 2.5.1.1);
here somewhat more, since a loaded machine makes pauses too."""


class TcpWay:
    """A port of this machine, the same one at every plugging in."""

    def __init__(self) -> None:
        self.port = 0
        self.server: ModbusTcpServer | None = None

    async def open(self, make: Callable[..., ModbusTcpServer]) -> None:
        self.server = make(address=(HOST, self.port))
        await self.server.serve_forever(background=True)
        listening = self.server.transport
        assert isinstance(listening, asyncio.Server)
        self.port = listening.sockets[0].getsockname()[1]

    async def close(self) -> None:
        if self.server is not None:
            await self.server.shutdown()  # type: ignore[no-untyped-call]
            self.server = None

    def babble(self, noise: bytes) -> None:
        """A network lets no such thing through."""

    def discard(self) -> None:
        """Nothing to give back."""


class CableWire(asyncio.Transport):
    """The server's end of a serial cable."""

    def __init__(self, cable: PtyCable) -> None:
        super().__init__()
        self.cable = cable

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.cable.send(bytes(data))

    def close(self) -> None:
        """The cable belongs to the way."""


class RtuWay:
    """A pseudo-terminal under a name that stays."""

    def __init__(self) -> None:
        self.cable = PtyCable()
        self.handler: ServerRequestHandler | None = None
        self.heard_s = 0.0

    @property
    def device(self) -> str:
        return str(self.cable.path)

    async def open(self, make: Callable[..., ModbusTcpServer]) -> None:
        if self.cable.device_fd is None:
            self.cable.plug()
        assert self.cable.device_fd is not None
        owner = make(framer=FramerType.RTU)
        self.handler = owner.callback_new_connection()  # type: ignore[no-untyped-call]
        self.handler.connection_made(CableWire(self.cable))
        asyncio.get_running_loop().add_reader(self.cable.device_fd, self.readable)

    async def close(self) -> None:
        if self.cable.device_fd is not None:
            asyncio.get_running_loop().remove_reader(self.cable.device_fd)
            self.cable.unplug()

    def discard(self) -> None:
        self.cable.close()

    def readable(self) -> None:
        self.hear(self.cable.receive())

    def babble(self, noise: bytes) -> None:
        self.cable.send(noise)
        self.hear(noise)

    def hear(self, data: bytes) -> None:
        assert self.handler is not None
        now_s = asyncio.get_running_loop().time()
        if now_s - self.heard_s > SILENCE_S:
            self.handler.recv_buffer = b""
        self.heard_s = now_s
        self.handler.data_received(data)
