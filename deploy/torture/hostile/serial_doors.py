"""The line between station and reject controller, live: a pseudo-terminal, the controller's own C
core at one end, the gate that a line uses at the other. Among the right frames come changed ones.

They are such as the two have really said, changed within a right frame, or as bytes.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from typing import Final

import numpy as np

from deploy.torture.hostile.changing import change_bytes
from deploy.torture.hostile.doors import Door, Making
from hardware.clock import RealClock
from hardware.interfaces import Clock, FailState, GateAction
from hardware.wire.framing import END, FrameReader, WireFrame, decode, encode
from hardware.wire.packing import LONGEST_PAYLOAD
from simulators.cable import Cable, MemoryCable, PtyCable
from simulators.clock import VirtualClock
from simulators.controller import serial_rig
from simulators.packs import TruePack, place_packs
from simulators.plant import Plant
from simulators.scripted import FINE, marked_picture
from simulators.settings import PlantSettings

VIEW: Final = "top"
PACKS: Final = 10
STEP_NS: Final = 1_000_000
SAID_FOR_NS: Final = 5_000_000_000
"""Virtual time; so long, that every kind of message comes by."""
STEPS: Final = 4
"""After what was changed; a pseudo-terminal hands it on within one, mostly."""
READY_NS: Final = 20_000_000_000
"""A liveness limit."""


class Garbled(Exception):
    """The other end has dropped a frame. What it heard may still end the conversation, which then
    begins anew: a second greeting, or news of another start."""


class Together:
    """A gate and its controller, on a belt with some packs."""

    def __init__(self, cable: Cable, clock: Clock) -> None:
        self.cable, self.clock = cable, clock
        settings, random = PlantSettings(), np.random.default_rng(1)
        self.rig = serial_rig(settings, FailState.REJECT_ALL, (VIEW,), random, cable)
        fronts, pictures = place_packs(PACKS, settings, random), {VIEW: marked_picture(FINE)}
        packs = [
            TruePack(number, front, settings.packs.length_mm, None, False, pictures)
            for number, front in enumerate(fronts)
        ]
        self.plant = Plant(settings, packs, (VIEW,), random, self.rig.controller_of)
        self.gate = self.rig.gate_of(self.plant, clock)
        self.gate.arm(GateAction.REJECT)

    def step(self) -> None:
        now_ns = self.clock.now_ns()
        self.plant.advance(now_ns)
        self.rig.exchange(now_ns)
        self.gate.heartbeat(now_ns)
        self.gate.poll()
        self.gate.triggered(VIEW)
        self.clock.sleep_until_ns(now_ns + STEP_NS)

    @property
    def is_well(self) -> bool:
        """They talk, and the controller is armed."""
        return self.gate.is_ready and self.gate.arming.trouble(self.clock.now_ns()) is None

    def works(self) -> None:
        until_ns = self.clock.now_ns() + READY_NS
        while not self.is_well:
            if self.clock.now_ns() > until_ns:
                raise AssertionError(f"never ready again: {self.gate.trouble}")
            self.step()

    def close(self) -> None:
        self.rig.close()


class WholeCable(PtyCable):
    """Knows whether the controller is in the middle of a frame: what is said there spoils both."""

    is_between = True

    def send(self, data: bytes) -> None:
        super().send(data)
        if data:
            self.is_between = data.endswith(END)


class Overheard(MemoryCable):
    """Keeps what both ends said."""

    def __init__(self) -> None:
        super().__init__()
        self.by_host, self.by_controller = b"", b""

    def receive(self) -> bytes:
        said = super().receive()
        self.by_host += said
        return said

    def send(self, data: bytes) -> None:
        self.by_controller += data
        super().send(data)


def said() -> Overheard:
    """From the greeting on."""
    cable, clock = Overheard(), VirtualClock()
    together = Together(cable, clock)
    while clock.now_ns() < SAID_FOR_NS:
        together.step()
    together.close()
    return cable


def one_of_each(line: bytes) -> list[bytes]:
    """The last whole frame of every kind of message."""
    frames = FrameReader().feed(line)
    return [encode(frame) for frame in {one.number: one for one in frames}.values()]


def change_frame(random: Random, given: bytes) -> bytes:
    frame = decode(given.rstrip(END))
    if frame is None or random.random() < 1 / 3:
        changed = change_bytes(random, given)
        return changed * 300 if random.random() < 0.02 else changed
    payload = change_bytes(random, frame.payload)[:LONGEST_PAYLOAD]
    number = frame.number if random.random() < 0.9 else random.randrange(256)
    return encode(WireFrame(random.choice((frame.seq, random.randrange(256))), number, payload))


def to_host(_: Path) -> Door:
    cable = WholeCable()
    together = Together(cable, RealClock())

    def opened(frame: bytes) -> None:
        while not cable.is_between:
            together.step()
        before = together.gate.link.reader.refused
        cable.send(frame)
        for _ in range(STEPS):
            together.step()
        if together.gate.link.reader.refused != before:
            raise Garbled

    return door(together, opened, one_of_each(said().by_controller))


def to_controller(_: Path) -> Door:
    together = Together(PtyCable(), RealClock())
    controller = together.rig.controller

    def opened(frame: bytes) -> None:
        while controller.reader.begun:
            together.step()
        before = controller.reader.refused
        controller.hear(frame, together.clock.now_ns())
        together.step()
        if controller.reader.refused != before:
            raise Garbled

    return door(together, opened, one_of_each(said().by_host))


def door(together: Together, opened: Callable[[bytes], object], examples: list[bytes]) -> Door:
    together.works()
    return Door(
        opened, examples, change_frame, (Garbled,), works=together.works, close=together.close
    )


DOORS: Final[Mapping[str, Making]] = {
    "frames to a gate": to_host,
    "frames to a reject controller": to_controller,
}
