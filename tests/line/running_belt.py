"""A plant that runs by itself in real time, behind a PLC on Modbus."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from simulators.clock import PacedClock
from simulators.devices import PlantGate
from simulators.links.belt_settings import belt_settings
from simulators.modbus_plc import ModbusPlc
from simulators.modbus_ways import TcpWay
from simulators.packs import TruePack, place_packs
from simulators.plant import Plant
from simulators.scripted import FINE, marked_picture
from simulators.settings import PlantSettings

STEP_NS = 1_000_000
VIEW = "top"
SHORT_LINE = {
    "belt": {"packs_per_min": 300, "pitch_mm": 150, "spacing_mm": 0, "slip_share": 0.0},
    "eye": {"jitter_mm": 0, "double_trigger_share": 0.0},
    "cameras": {"first_mm": 150, "apart_mm": 0},
    "gate": {"at_mm": 700, "window_mm": 110, "pulse_mm": 40, "lead_mm": 60, "exit_mm": 150},
    "packs": {"length_mm": 90},
}
"""750 mm/s: a pack comes by every 0.2 s, and is at its end after 1.2 s."""


class RunningBelt:
    """The plant's loop in a thread of its own; nobody else touches the plant."""

    def __init__(self, packs: int, stands: bool = False) -> None:
        settings = PlantSettings.model_validate(SHORT_LINE)
        random = np.random.default_rng(1)
        fronts = place_packs(packs, settings, random) if packs else []
        pictures = {VIEW: marked_picture(FINE)}
        length_mm = settings.packs.length_mm
        laid = [
            TruePack(index, front_mm, length_mm, None, False, pictures)
            for index, front_mm in enumerate(fronts)
        ]
        self.clock = PacedClock()
        self.plant = Plant(settings, laid, (VIEW,), random)
        if stands:
            self.plant.belt.set_speed(0.0, 0)
        self.way, gate = TcpWay(), PlantGate(self.plant, self.clock)
        self.plc = ModbusPlc(gate, self.way, views=(VIEW,), triggers=gate)
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self.run, name="plant")

    def run(self) -> None:
        while not self.is_over.is_set():
            now_ns = self.clock.now_ns()
            self.plant.advance(now_ns)
            self.plc.exchange(now_ns)
            self.clock.sleep_until_ns(now_ns + STEP_NS)

    @property
    def gate_tables(self) -> str:
        """For a station.toml: its PLC, and what stands at the belt."""
        belt = belt_settings(self.plant.settings).model_dump(mode="json", exclude_none=True)
        rows = [
            f'{key} = "{value}"' if isinstance(value, str) else f"{key} = {value}"
            for key, value in belt.items()
        ]
        head = ["[gate]", 'type = "modbus-tcp"', 'host = "127.0.0.1"']
        head += [f"tcp_port = {self.way.port}", f'triggered_views = ["{VIEW}"]', "[gate.belt]"]
        return "\n".join([*head, *rows]) + "\n"


@contextmanager
def running_belt(packs: int, stands: bool = False) -> Iterator[RunningBelt]:
    """The first pack is at the photo-eye 0.2 s after this."""
    belt = RunningBelt(packs, stands)
    belt.thread.start()
    try:
        yield belt
    finally:
        belt.is_over.set()
        belt.thread.join()
        belt.plc.close()
