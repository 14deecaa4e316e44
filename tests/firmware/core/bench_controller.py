"""A controller on the bench: its C core, a belt with a tick every millisecond, and a host."""

import ctypes
from collections import defaultdict
from dataclasses import replace
from typing import TypeVar

from hardware.wire.codes import Action, Input, Kind, Output, Result, Silence
from hardware.wire.framing import FrameReader, WireFrame, encode
from hardware.wire.messages import (
    NOT_FITTED,
    SEQUENCED,
    Ack,
    Arm,
    AskArm,
    Configure,
    Heartbeat,
    Hello,
    Message,
    Nonce,
    Order,
    Status,
    TakeEvents,
    ToController,
)
from hardware.wire.packing import NUMBERS, PROTOCOL, pack, unpack
from tests.firmware.core.library import library

U32 = 2**32
PACK_EYE, REJECT_EYE, EXIT_EYE = range(3)
CONFIGURE = Configure(
    kind=Kind.PULSE,
    silence=Silence.REJECT_ALL,
    eye_to_gate_ticks=360,
    order_lead_ticks=24,
    pulse_ticks=16,
    pack_ticks=36,
    merge_gap_ticks=5,
    shortest_pack_ticks=12,
    travel_us=6_000,
    gate_to_reject_ticks=NOT_FITTED,
    exit_eye=True,
    hold_outlet=True,
    camera_0_ticks=NOT_FITTED,
    camera_1_ticks=NOT_FITTED,
    camera_2_ticks=NOT_FITTED,
    camera_3_ticks=NOT_FITTED,
    heartbeat_timeout_ms=300,
    rejects_in_a_row_to_stop=0,
    most_pulses_per_10_s=1000,
)
DIVERTER = replace(CONFIGURE, kind=Kind.DIVERTER)
GATE_TICKS = CONFIGURE.eye_to_gate_ticks
HELLO = Hello(PROTOCOL, host_run=77)
Told = TypeVar("Told")


def signed(ticks: int) -> int:
    return (ticks + 2**31) % U32 - 2**31


class BenchController:
    """Ticks and time may begin anywhere: they wrap on the way in."""

    def __init__(
        self, first_tick: int = 0, first_us: int = 0, boot: int = 1, faults: int = 0
    ) -> None:
        self.core = ctypes.create_string_buffer(library().reject_size())
        self.first_tick, self.first_us = first_tick, first_us
        self.ms, self.tick = 0, 0
        self.edges: dict[int, list[tuple[int, bool]]] = defaultdict(list)
        self.reader = FrameReader()
        self.next_seq = 1
        self.heard: list[Message] = []
        self.driven: dict[Output, list[int]] = defaultdict(list)
        """The ticks at which each output was energised."""
        self.heart_beats = True
        library().reject_start(self.core, boot, faults, 4711)
        self.run()

    # Belt, eyes, inputs

    @property
    def us(self) -> int:
        return (self.first_us + 1000 * self.ms) % U32

    @property
    def outputs(self) -> Output:
        return Output(library().reject_outputs(self.core))

    @property
    def faults(self) -> int:
        return int(library().reject_faults(self.core))

    def run(self) -> None:
        library().reject_run(self.core, signed(self.first_tick + self.tick), self.us)
        for output in self.outputs:
            self.driven[output].append(self.tick)

    def edge(self, eye: int, dark: bool) -> None:
        tick = signed(self.first_tick + self.tick)
        library().reject_edge(self.core, eye, dark, tick, self.us)

    def inputs(self, inputs: Input) -> None:
        library().reject_inputs(self.core, int(inputs))

    def wait(self, ms: int) -> None:
        """The belt stands."""
        for _ in range(ms):
            self.ms += 1
            self.beat()
            self.run()

    def roll(self, ticks: int, ms_per_tick: int = 1) -> None:
        """The belt moves; the host reads on, and its heart beats where it may."""
        for _ in range(ticks):
            self.tick += 1
            for eye, dark in self.edges.pop(self.tick, ()):
                self.edge(eye, dark)
            self.run()
            self.wait(ms_per_tick)
        self.listen()

    def beat(self) -> None:
        if self.heart_beats and self.ms % 50 == 0:
            self.send(Heartbeat())
            self.listen()

    def lay(self, front: int, length: int = 36, eye: int = PACK_EYE) -> None:
        """Something dark passes the eye, `front` ticks from here."""
        self.edges[self.tick + front].append((eye, True))
        self.edges[self.tick + front + length].append((eye, False))

    # The host

    def hear(self, data: bytes) -> None:
        for byte in data:
            library().reject_byte_in(self.core, byte)

    def send(self, message: ToController, seq: int | None = None) -> None:
        """In its turn, unless told otherwise."""
        if seq is None:
            seq = 0
            if isinstance(message, SEQUENCED):
                seq, self.next_seq = self.next_seq, (self.next_seq + 1) % 256
        self.hear(encode(WireFrame(seq, NUMBERS[type(message)], pack(message))))

    def listen(self) -> list[Message]:
        """What the controller says now; the host takes its events."""
        said: list[Message] = []
        while (byte := library().reject_byte_out(self.core)) >= 0:
            for frame in self.reader.feed(bytes([byte])):
                said.append(unpack(frame.number, frame.payload))
        self.heard += said
        numbers = [told.event_no for told in said if hasattr(told, "event_no")]
        if numbers:
            self.send(TakeEvents((numbers[-1] + 1) % 2**16))
        return said

    def command(self, message: ToController) -> Result:
        self.send(message)
        (ack,) = [told for told in self.listen() if isinstance(told, Ack)]
        return ack.result

    def told(self, kind: type[Told]) -> list[Told]:
        return [message for message in self.heard if isinstance(message, kind)]

    def greet(self, hello: Hello = HELLO) -> None:
        self.send(hello, seq=0)
        self.next_seq = 1
        self.listen()

    def arm(self, default: Action = Action.REJECT) -> Result:
        """The whole handshake."""
        self.send(AskArm(default))
        nonces = [told for told in self.listen() if isinstance(told, Nonce)]
        if not nonces:
            return Result.NOT_CONFIGURED
        return self.command(Arm(default, nonces[-1].nonce))

    def order(self, pack_no: int, action: Action) -> Result:
        return self.command(Order(pack_no, action))

    def status(self) -> Status:
        """A fresh one."""
        self.wait(11)
        self.listen()
        return self.told(Status)[-1]


def ready(configure: Configure = CONFIGURE, **where: int) -> BenchController:
    """Greeted and told its distances."""
    controller = BenchController(**where)
    controller.greet()
    assert controller.command(configure) is Result.DONE
    return controller


def armed(
    default: Action = Action.REJECT, configure: Configure = CONFIGURE, **where: int
) -> BenchController:
    """Armed, and the belt has found its speed."""
    controller = ready(configure, **where)
    assert controller.arm(default) is Result.DONE
    controller.roll(120)
    controller.driven.clear()
    return controller
