"""The host's end of the line to a reject controller: one port, one conversation, kept alive.

Nothing here waits; `exchange` does what is due and is called every few milliseconds.

Rules
- A lost port is opened again by itself. Then, and whenever the controller falls silent, takes no
  commands or started anew, the conversation begins anew with Hello; what was not acknowledged by
  then is dropped, and the caller is told (`dropped`).
- The other side is believed only after a Welcome of the same protocol.
- Events are handed on once, in their order, and taken only then; those that the controller had to
  drop are counted (`events_lost`).
"""

from collections.abc import Callable, Iterator

from hardware.errors import DeviceLost, DeviceMissing
from hardware.wire.codes import Result
from hardware.wire.commands import Answered, Commands
from hardware.wire.framing import FrameReader, WireFrame, encode
from hardware.wire.messages import (
    Ack,
    Event,
    Hello,
    Message,
    Nonce,
    Status,
    TakeEvents,
    ToController,
    Welcome,
)
from hardware.wire.packing import NUMBERS, PROTOCOL, PayloadRefused, pack, unpack
from hardware.wire.port import Port
from hardware.wire.ticks import unwrapped

AGAIN_NS = 100_000_000
"""Between two tries to open the port, and between two greetings."""
SILENT_NS = 400_000_000
"""Forty reports of its status: a controller that sends none of them is not there."""
EVENT_NUMBERS = 1 << 16
FLASH = "flash the firmware that came with this program (hardware/firmware/README.md)"
Heard = Welcome | Answered | Nonce | Status | Event


class Link:
    """One conversation after the other with the controller behind one port."""

    def __init__(self, name: str, open_port: Callable[[], Port], host_run: int) -> None:
        self.name, self.open_port, self.host_run = name, open_port, host_run
        self.port: Port | None = None
        self.reader = FrameReader()
        self.commands = Commands()
        self.welcome: Welcome | None = None
        """Of this conversation; None while there is none."""
        self.why_down = f"{name} was not reached yet"
        self.dropped: list[ToController] = []
        """Commands of ended conversations of which nobody knows whether they were taken."""
        self.events_lost = 0
        self.last_us = 0
        self.heard_ns = 0
        self.tried_ns: int | None = None
        """When it was last tried to open the port, or to greet."""
        self.boot: int | None = None
        self.next_event_no = 0
        self.events_came = False

    @property
    def is_up(self) -> bool:
        return self.welcome is not None

    def exchange(self, now_ns: int) -> list[Heard]:
        """Everything that has come, in order, with a Welcome at each beginning."""
        heard = list(self._heard(now_ns))
        if self.is_up:
            self._look_alive(now_ns)
        if self.is_up:
            self._send_due(now_ns)
        elif self.tried_ns is None or now_ns - self.tried_ns >= AGAIN_NS:
            self._try_again(now_ns)
        return heard

    def send(self, command: ToController, now_ns: int) -> None:
        """Numbered and repeated until it is acknowledged; only while the link is up."""
        self.commands.add(command)
        self._send_commands(now_ns)

    def tell(self, message: ToController, now_ns: int) -> None:
        """Once; it may be lost."""
        self._write(0, message, now_ns)

    def begin_anew(self, why: str) -> None:
        """Ends this conversation; the next exchange greets."""
        self.welcome, self.why_down, self.tried_ns = None, f"{self.name} {why}", None
        self.dropped += self.commands.begin()

    def close(self) -> None:
        if self.port is not None:
            self.port.close()
            self.port = None

    # Hearing

    def _heard(self, now_ns: int) -> Iterator[Heard]:
        for frame in self.reader.feed(self._read()):
            message = self._understood(frame)
            if message is not None:
                yield from self._taken(message, now_ns)

    def _read(self) -> bytes:
        if self.port is None:
            return b""
        try:
            return self.port.read()
        except DeviceLost as error:
            self._lose_port(error)
            return b""

    def _understood(self, frame: WireFrame) -> Message | None:
        try:
            return unpack(frame.number, frame.payload)
        except PayloadRefused:
            if not self.is_up:
                self.why_down = f"{self.name} sends what this program does not know: {FLASH}"
            return None

    def _taken(self, message: Message, now_ns: int) -> Iterator[Heard]:
        """What of it the caller shall know."""
        if isinstance(message, Welcome):
            yield from self._welcomed(message, now_ns)
            return
        if not self.is_up:
            return
        self.heard_ns = now_ns
        match message:
            case Status():
                if self._is_from_a_new_start(message):
                    self.begin_anew("started anew")
                else:
                    self._note_lost_events(message.oldest_event_no)
                    yield message
            case Ack(result=Result.NO_HELLO):
                self.begin_anew("started anew")
            case Ack():
                answered = self.commands.acknowledged(message, now_ns)
                if answered is not None:
                    yield answered
            case Nonce():
                yield message
            case _ if isinstance(message, Event):
                yield from self._in_order(message)

    def _welcomed(self, welcome: Welcome, now_ns: int) -> Iterator[Heard]:
        if welcome.host_run != self.host_run:
            return
        if welcome.protocol != PROTOCOL:
            mine, its = f"{PROTOCOL:08x}", f"{welcome.protocol:08x}"
            self.why_down = f"{self.name} speaks protocol {its}, this program {mine}: {FLASH}"
            return
        if self.is_up:  # it heard two Hellos, and counts its commands from the second
            self.begin_anew("was greeted twice")
            return
        self.welcome, self.heard_ns, self.last_us = welcome, now_ns, welcome.time_us
        if welcome.boot != self.boot:
            self.boot, self.next_event_no = welcome.boot, welcome.next_event_no
        self._note_lost_events(welcome.next_event_no)
        yield welcome

    def _is_from_a_new_start(self, status: Status) -> bool:
        before_us, self.last_us = self.last_us, unwrapped(status.time_us, self.last_us)
        return self.last_us < before_us

    def _in_order(self, event: Event) -> Iterator[Heard]:
        self.events_came = True
        if event.event_no == self.next_event_no:
            self.next_event_no = (self.next_event_no + 1) % EVENT_NUMBERS
            yield event

    def _note_lost_events(self, oldest_no: int) -> None:
        """Of this start of the controller: what it still has may have been taken already."""
        lost = (oldest_no - self.next_event_no) % EVENT_NUMBERS
        if 0 < lost < EVENT_NUMBERS // 2:
            self.events_lost += lost
            self.next_event_no = oldest_no

    # Speaking

    def _look_alive(self, now_ns: int) -> None:
        since_ns = self.commands.open_since_ns()
        if now_ns - self.heard_ns >= SILENT_NS:
            self.begin_anew("does not answer")
        elif since_ns is not None and now_ns - since_ns >= SILENT_NS:
            self.begin_anew("takes no commands")

    def _send_due(self, now_ns: int) -> None:
        if self.events_came:
            self.events_came = False
            self.tell(TakeEvents(self.next_event_no), now_ns)
        self._send_commands(now_ns)

    def _send_commands(self, now_ns: int) -> None:
        for one in self.commands.due(now_ns):
            self._write(one.seq, one.command, now_ns)

    def _write(self, seq: int, message: ToController, now_ns: int) -> None:
        if self.port is None:
            return
        try:
            self.port.write(encode(WireFrame(seq, NUMBERS[type(message)], pack(message))))
        except DeviceLost as error:
            self._lose_port(error)

    def _try_again(self, now_ns: int) -> None:
        self.tried_ns = now_ns
        if self.port is None:
            self._open()
        if self.port is not None:
            self._write(0, Hello(PROTOCOL, self.host_run), now_ns)

    def _open(self) -> None:
        try:
            self.port = self.open_port()
        except DeviceMissing as error:
            self.why_down = f"{error}; is it plugged in and powered?"
            return
        self.reader = FrameReader()
        self.why_down = f"{self.name} does not answer"

    def _lose_port(self, error: DeviceLost) -> None:
        self.close()
        self.begin_anew("is gone")
        self.why_down = str(error)
