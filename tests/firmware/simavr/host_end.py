"""The host's end of the serial line, in the virtual time of a simulated board.

It speaks with the product's own wire code. The product's serial gate is not used here: what the
binary does is to be seen apart from what the gate makes of it.
"""

from typing import TypeVar

from hardware.wire.codes import Action, Result
from hardware.wire.commands import Commands
from hardware.wire.framing import FrameReader, WireFrame, encode
from hardware.wire.messages import (
    Ack,
    Arm,
    AskArm,
    AskCounters,
    Configure,
    Counters,
    Event,
    GateDoneTold,
    Heartbeat,
    Hello,
    Message,
    Nonce,
    Order,
    PackSeenTold,
    Status,
    TakeEvents,
    ToController,
    Welcome,
)
from hardware.wire.packing import NUMBERS, PROTOCOL, pack, unpack
from tests.firmware.simavr.board import Board

NS_PER_CYCLE = 62.5
STEP_MS = 5.0
"""How often the host looks at its line, as the product's loop does."""
PATIENCE_MS = 500.0
"""An answer takes less, or never comes."""

Answer = TypeVar("Answer", Welcome, Nonce, Status, Counters)


class HostEnd:
    def __init__(self, board: Board, host_run: int = 1) -> None:
        self.board, self.host_run = board, host_run
        self.reader, self.commands = FrameReader(), Commands()
        self.is_alive = True
        """Sends heartbeats and takes events."""
        self.heard: list[Message] = []
        self.results: list[Result] = []
        self.events: list[Event] = []
        self.next_event_no = 0

    # ---- bytes ----

    def send(self, message: ToController, seq: int = 0) -> None:
        self.board.say(encode(WireFrame(seq, NUMBERS[type(message)], pack(message))))

    def step(self, ms: float = STEP_MS) -> None:
        """Sends what is due, lets time pass, and takes what came."""
        for one in self.commands.due(self.now_ns()):
            self.send(one.command, one.seq)
        if self.is_alive:
            self.send(Heartbeat())
        self.board.run_ms(ms)
        for frame in self.reader.feed(self.board.hear()):
            self.take(unpack(frame.number, frame.payload))

    def now_ns(self) -> int:
        return int(self.board.cycle * NS_PER_CYCLE)

    def take(self, message: Message) -> None:
        match message:
            case Ack():
                if self.commands.acknowledged(message, self.now_ns()) is not None:
                    self.results.append(message.result)
            case Welcome():
                self.next_event_no = message.next_event_no
                self.heard.append(message)
            case Status() | Nonce() | Counters():
                self.heard.append(message)
            case _:
                self.take_event(message)

    def take_event(self, message: Message) -> None:
        """Takes the next event, and answers every one: what was taken is not sent again."""
        event_no = getattr(message, "event_no", None)
        if event_no == self.next_event_no and isinstance(message, Event):
            self.events.append(message)
            self.next_event_no = (self.next_event_no + 1) % (1 << 16)
        if self.is_alive:
            self.send(TakeEvents(self.next_event_no))

    def run_ms(self, ms: float) -> None:
        for _ in range(round(ms / STEP_MS)):
            self.step()

    # ---- the conversation ----

    def answer(self, kind: type[Answer]) -> Answer:
        """The next message of this kind."""
        self.heard.clear()
        for _ in range(round(PATIENCE_MS / STEP_MS)):
            self.step()
            for message in self.heard:
                if isinstance(message, kind):
                    return message
        raise AssertionError(f"no {kind.__name__} within {PATIENCE_MS:g} ms")

    def greet(self) -> Welcome:
        self.commands.begin()
        self.send(Hello(PROTOCOL, self.host_run))
        return self.answer(Welcome)

    def do(self, command: ToController) -> Result:
        """How the controller answers this command."""
        done = len(self.results)
        self.commands.add(command)
        for _ in range(round(PATIENCE_MS / STEP_MS)):
            self.step()
            if len(self.results) > done:
                return self.results[-1]
        raise AssertionError(f"{command} was not acknowledged within {PATIENCE_MS:g} ms")

    def arm(self, default: Action) -> Result:
        self.send(AskArm(default))
        return self.do(Arm(default, self.answer(Nonce).nonce))

    def set_up(self, told: Configure, default: Action) -> None:
        """From the first word to the armed level."""
        self.greet()
        assert self.do(told) is Result.DONE
        assert self.arm(default) is Result.DONE

    def order(self, pack_no: int, action: Action) -> None:
        self.commands.add(Order(pack_no, action))

    def status(self) -> Status:
        """As it is now: what was said before is read first."""
        self.step()
        return self.answer(Status)

    def counters(self) -> Counters:
        self.send(AskCounters())
        return self.answer(Counters)

    # ---- what was told ----

    def seen(self) -> list[PackSeenTold]:
        return [event for event in self.events if isinstance(event, PackSeenTold)]

    def done(self) -> list[GateDoneTold]:
        return [event for event in self.events if isinstance(event, GateDoneTold)]
