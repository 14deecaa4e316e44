"""The belt of a station that was set up with a simulated gate: a PLC on Modbus TCP that no station
can tell from a real one, and packs that come without end.

It stands where the station's own settings say; the station's cameras are its own. The plant is
moved by one thread, which is whoever calls `run`.
"""

import socket
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import numpy as np

from edge_agent.core.errors import InvalidInput, Unreachable
from edge_agent.settings import load_station
from edge_agent.station_tables import StationSettings
from hardware.gates.belt_gate import BeltGateSettings
from hardware.gates.modbus_settings import ModbusGateSettings
from hardware.interfaces import Clock, Pixels
from simulators.belt_feed import BeltFeed
from simulators.devices import PlantGate
from simulators.modbus_plc import ModbusPlc
from simulators.modbus_ways import HOST, TcpWay
from simulators.packs import TruePack
from simulators.plant import Plant
from simulators.settings import TICKS_PER_MM, PlantSettings

STEP_NS: Final = 1_000_000
SEED: Final = 1
UNSEEN: Final = np.zeros((1, 1, 3), np.uint8)
"""The plant's own pictures, at which nobody looks."""
EYE_TO_EXIT_MM: Final = 300.0
"""Where a station knows of no such eye, the plant has one all the same."""


def plant_of(file: Path) -> tuple[PlantSettings, ModbusGateSettings]:
    """InvalidInput where the station has no gate that this plant can play."""
    settings = load_station(file)
    gate = settings.gate
    if not isinstance(gate, ModbusGateSettings) or not gate.is_tcp:
        raise InvalidInput(
            f"{file}: the simulated belt stands behind a gate of type 'modbus-tcp', and this one "
            f"is {gate.type!r}; `packwarden init --gate simulated` writes such a station"
        )
    if gate.host not in (HOST, "localhost"):
        raise InvalidInput(f"{file}: gate.host is {gate.host!r}; a simulated one is at {HOST}")
    if gate.belt.ticks_per_mm != TICKS_PER_MM:
        raise InvalidInput(
            f"{file}: gate.belt.ticks_per_mm is {gate.belt.ticks_per_mm:g}; the simulated belt's "
            f"encoder has {TICKS_PER_MM:g}"
        )
    return as_plant(settings, gate.belt), gate


def as_plant(settings: StationSettings, belt: BeltGateSettings) -> PlantSettings:
    """The plant that the station's distances tell of; what it does not know is as usual."""
    pitch_mm = belt.pitch_mm or 2 * belt.pack_mm
    places_mm = sorted(camera.at_mm or 0.0 for camera in settings.cameras)
    apart_mm = places_mm[1] - places_mm[0] if len(places_mm) > 1 else 0.0
    tables: Mapping[str, Mapping[str, Any]] = {
        "belt": {"packs_per_min": 60 * belt.fastest_mm_per_s / pitch_mm, "pitch_mm": pitch_mm},
        "cameras": {"first_mm": places_mm[0], "apart_mm": apart_mm},
        "packs": {"length_mm": belt.pack_mm},
        "gate": {
            "kind": belt.kind,
            "hold": belt.hold,
            "at_mm": belt.eye_to_gate_mm,
            "exit_mm": belt.gate_to_exit_mm or EYE_TO_EXIT_MM,
            "reject_mm": belt.gate_to_reject_mm or EYE_TO_EXIT_MM,
            "pulse_mm": belt.pulse_mm,
            "travel_ms": belt.travel_ms,
            "window_mm": belt.window_mm,
            "lead_mm": belt.order_lead_mm,
        },
    }
    return PlantSettings.model_validate(tables)


class StationPlant:
    """Open from the start; `close` gives its port back. The belt starts at the clock's zero."""

    def __init__(self, settings: PlantSettings, gate: ModbusGateSettings, clock: Clock) -> None:
        refuse_taken(gate.tcp_port)
        random = np.random.default_rng(SEED)
        self.clock, self.views = clock, gate.triggered_views
        self.pictures: Mapping[str, Pixels] = dict.fromkeys(self.views, UNSEEN)
        self.length_mm = settings.packs.length_mm
        self.feed = BeltFeed(settings, random, self.pack, None)
        self.plant = Plant(settings, self.feed.first(), self.views, random)
        near, way = PlantGate(self.plant, clock), TcpWay()
        way.port = gate.tcp_port
        self.plc = ModbusPlc(near, way, gate.handshake, self.views, near, gate.unit)

    def pack(self, index: int, front_mm: float) -> TruePack:
        return TruePack(index, front_mm, self.length_mm, None, False, self.pictures)

    def run(self, is_over: Callable[[], bool]) -> None:
        """In real time, until it is over."""
        while not is_over():
            now_ns = self.clock.now_ns()
            self.step(now_ns)
            self.clock.sleep_until_ns(now_ns + STEP_NS)

    def step(self, now_ns: int) -> None:
        self.plant.advance(now_ns)
        self.feed.look(self.plant, now_ns)
        self.plc.exchange(now_ns)
        for frames in self.plant.frames.values():
            frames.clear()

    def close(self) -> None:
        self.plc.close()


def refuse_taken(port: int) -> None:
    """Unreachable with what to do; the library behind it only writes a log."""
    try:
        with closing(socket.create_server((HOST, port))):
            return
    except OSError as error:
        raise Unreachable(
            f"{HOST}, port {port}: {error.strerror}; end what listens there, or set another "
            "tcp_port in [gate]"
        ) from error
