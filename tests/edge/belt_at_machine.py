"""A belt that runs by itself in real time; its reject controller hangs on a machine's USB port."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np

from hardware.errors import DeviceMissing
from hardware.interfaces import FailState
from hardware.wire.codes import Output
from hardware.wire.port import Port
from simulators.clock import PacedClock
from simulators.controller import serial_rig
from simulators.links.reaching import hold_belt
from simulators.packs import TruePack, place_packs
from simulators.plant import Plant
from simulators.scripted import FINE, marked_picture
from simulators.settings import PlantSettings
from tests.edge.machine import READ_AT_ONCE

STEP_NS = 2_000_000
VIEW = "top"
MOST_PACKS = 2000
SLOW_LINE = {
    "belt": {"packs_per_min": 12, "pitch_mm": 150, "spacing_mm": 0, "slip_share": 0.0},
    "eye": {"jitter_mm": 0, "double_trigger_share": 0.0},
    "cameras": {"first_mm": 150, "apart_mm": 0},
    "gate": {"at_mm": 700, "window_mm": 110, "pulse_mm": 40, "lead_mm": 60, "exit_mm": 150},
    "packs": {"length_mm": 90},
}
"""30 mm/s: a pack every 5 s, for a computer that is twenty times slower than a real one."""


class SocketCable:
    """The device's end of a Cable to QEMU's USB adapter."""

    def __init__(self, path: Path) -> None:
        self.name = str(path)
        self.socket: socket.socket | None = None
        self.plug()

    def open_port(self) -> Port:
        raise DeviceMissing("the host's end is inside the machine")

    def plug(self) -> None:
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(self.name)
        self.socket.setblocking(False)

    def unplug(self) -> None:
        if self.socket is not None:
            self.socket.close()
            self.socket = None

    def receive(self) -> bytes:
        if self.socket is not None:
            with suppress(BlockingIOError):
                return self.socket.recv(READ_AT_ONCE)
        return b""

    def send(self, data: bytes) -> None:
        if self.socket is not None and data:
            with suppress(BlockingIOError):
                self.socket.send(data)

    def close(self) -> None:
        self.unplug()


class BeltAtMachine:
    """The plant's loop in a thread of its own; nobody else touches the plant."""

    def __init__(self, port: Path) -> None:
        self.settings = PlantSettings.model_validate(SLOW_LINE)
        random = np.random.default_rng(1)
        fronts = place_packs(MOST_PACKS, self.settings, random)
        length_mm, pictures = self.settings.packs.length_mm, {VIEW: marked_picture(FINE)}
        packs = [
            TruePack(index, front_mm, length_mm, None, False, pictures)
            for index, front_mm in enumerate(fronts)
        ]
        self.cable = SocketCable(port)
        self.rig = serial_rig(self.settings, FailState.STOP_BELT, (VIEW,), random, self.cable)
        self.clock = PacedClock()
        self.plant = Plant(self.settings, packs, (VIEW,), random, self.rig.controller_of)
        hold_belt(self.plant)  # until the controller lets it run
        self.is_plugged = True
        """As somebody wants the cable."""
        self.stops = 0
        """How often the controller took back that the belt may run."""
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self.run, name="plant")

    def run(self) -> None:
        could_run = False
        while not self.is_over.is_set():
            now_ns = self.clock.now_ns()
            self.obey()
            self.plant.advance(now_ns)
            self.rig.exchange(now_ns)
            self.stops += could_run and not self.may_run
            could_run = self.may_run
            self.clock.sleep_until_ns(now_ns + STEP_NS)

    def obey(self) -> None:
        if self.is_plugged is not (self.cable.socket is not None):
            (self.cable.plug if self.is_plugged else self.cable.unplug)()

    @property
    def may_run(self) -> bool:
        """The controller lets the belt run."""
        return Output.BELT_RUN in self.rig.controller.outputs


@contextmanager
def belt_at(port: Path) -> Iterator[BeltAtMachine]:
    belt = BeltAtMachine(port)
    belt.thread.start()
    try:
        yield belt
    finally:
        belt.is_over.set()
        belt.thread.join()
        belt.rig.close()
