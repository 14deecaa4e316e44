"""A tap on the wire: between an edge node and its broker it passes every byte on, and writes down
what was said by either, in the order in which it came by.
"""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial

from edge_agent.uplink.sparkplug.pack_tags import ms_of
from hardware.interfaces import Clock
from hardware.mqtt_settings import BrokerSettings
from simulators.broker import HOST
from tests.uplink.sparkplug.checker.packets import Connect, Packet, PacketReader

LOOK_S = 0.2
PIECE_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Said:
    """One packet."""

    by_node: bool
    packet: Packet
    at_ms: int
    """Wall time, UTC."""


@dataclass(slots=True)
class Dialogue:
    """One connection, from its CONNECT on."""

    broker: int
    """Its port."""
    began_ns: int
    ended_ns: int | None = None
    said: list[Said] = field(default_factory=list)


class Tap:
    """In front of one broker, which may come and go. Brokers of one node share the dialogues."""

    def __init__(self, broker_port: int, clock: Clock, dialogues: list[Dialogue]) -> None:
        self.broker_port, self.clock, self.dialogues = broker_port, clock, dialogues
        self.lock = threading.Lock()
        self.listener = socket.create_server((HOST, 0))
        self.listener.settimeout(LOOK_S)
        self.port: int = self.listener.getsockname()[1]
        self.is_open = True
        self.threads = [self.started(self.accept)]

    def settings(self, protocol: str = "5") -> BrokerSettings:
        document = {"host": HOST, "port": self.port, "protocol": protocol}
        return BrokerSettings.model_validate(document)

    def started(self, work: Callable[[], None]) -> threading.Thread:
        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        return thread

    def accept(self) -> None:
        while self.is_open:
            with suppress(TimeoutError):
                node, _ = self.listener.accept()
                self.threads.append(self.started(partial(self.serve, node)))

    def serve(self, node: socket.socket) -> None:
        with node, suppress(OSError):
            node.settimeout(LOOK_S)
            first = self.first_of(node)
            wire = Wire(self, node)
            wire.hear(first, by_node=True)
            with wire.ending(), socket.create_connection((HOST, self.broker_port)) as broker:
                broker.sendall(first)
                wire.pass_on(broker)

    def first_of(self, node: socket.socket) -> bytes:
        """A tap that hung up on a slow node would take away a CONNECT that was never heard."""
        while self.is_open:
            with suppress(TimeoutError):
                return node.recv(PIECE_BYTES)
        return b""

    def close(self) -> None:
        self.is_open = False
        for thread in self.threads:
            thread.join(5)
        self.listener.close()


class Wire:
    """One connection through the tap; each direction has a thread."""

    def __init__(self, tap: Tap, node: socket.socket) -> None:
        self.tap, self.node = tap, node
        self.dialogue = Dialogue(tap.broker_port, tap.clock.now_ns())
        self.to_broker, self.to_node = PacketReader(), PacketReader()
        self.is_over = False

    @contextmanager
    def ending(self) -> Iterator[None]:
        try:
            yield
        finally:
            self.dialogue.ended_ns = self.tap.clock.now_ns()

    def pass_on(self, broker: socket.socket) -> None:
        for end in (self.node, broker):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            end.settimeout(LOOK_S)
        back = self.tap.started(lambda: self.move(broker, self.node, by_node=False))
        self.move(self.node, broker, by_node=True)
        back.join(5)

    def move(self, source: socket.socket, target: socket.socket, by_node: bool) -> None:
        with suppress(OSError):
            while self.tap.is_open and not self.is_over:
                try:
                    data = source.recv(PIECE_BYTES)
                except TimeoutError:
                    continue
                if not data:
                    break
                self.hear(data, by_node)
                target.sendall(data)
        self.is_over = True
        for wire in (source, target):
            with suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)

    def hear(self, data: bytes, by_node: bool) -> None:
        reader = self.to_broker if by_node else self.to_node
        for packet in reader.fed(data):
            with self.tap.lock:
                self.write_down(packet, by_node)

    def write_down(self, packet: Packet, by_node: bool) -> None:
        if isinstance(packet, Connect):
            self.to_node.level = packet.level
            self.tap.dialogues.append(self.dialogue)
        self.dialogue.said.append(Said(by_node, packet, ms_of(self.tap.clock.wall())))
