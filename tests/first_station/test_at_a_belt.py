"""A first station at a gate: the simulated one that it was set up with, and our own controller."""

import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
import pytest

from edge_agent.core.errors import InvalidInput, Unreachable
from edge_agent.core.packs import Record, Verdict
from edge_agent.first_station.answers import GateKind, as_gate
from edge_agent.first_station.laying_out import lay_out
from edge_agent.first_station.station_text import station_text
from edge_agent.line.station import Station
from edge_agent.settings import load_station
from hardware.clock import RealClock
from hardware.interfaces import FailState
from simulators.clock import PacedClock
from simulators.controller import serial_rig
from simulators.packs import TruePack, place_packs
from simulators.plant import Plant
from simulators.settings import PlantSettings
from simulators.station_plant import UNSEEN, StationPlant, plant_of
from tests.first_station.a_station import answers, drawn_station
from tests.line.small_station import box_station
from tests.peers import require

PACKS = 20
STEP_NS = 1_000_000
VIEW = "front"


def silent(_: str) -> None:
    """Progress that nobody reads."""


@pytest.fixture(scope="module")
def carton(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """station.toml of a drawn product at a simulated gate, on a port of this test's own."""
    given = answers(gate=as_gate("simulated"))
    file = lay_out(
        tmp_path_factory.mktemp("first") / "station", drawn_station(given), RealClock(), silent
    )
    file.write_text(file.read_text().replace("tcp_port = 5502", f"tcp_port = {free_port()}"))
    return file


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as place:
        return int(place.getsockname()[1])


@contextmanager
def in_a_thread(run: Callable[[Callable[[], bool]], None]) -> Iterator[None]:
    """While open; nobody else touches the plant."""
    over = threading.Event()
    thread = threading.Thread(target=run, args=(over.is_set,), name="plant")
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def records_of(file: Path) -> list[Record]:
    with closing(Station(load_station(file), RealClock(), silent)) as station:
        station.run(lambda: False, PACKS)
        return list(station.records())


def assert_inspected(records: list[Record]) -> None:
    """A busy machine may be late for some packs; each was seen and has ended."""
    assert len(records) >= PACKS
    assert any(record.verdict.verdict is Verdict.OK for record in records)


def test_a_station_runs_at_the_belt_that_plays_its_gate(carton: Path) -> None:
    settings, gate = plant_of(carton)
    with closing(StationPlant(settings, gate, PacedClock())) as plant, in_a_thread(plant.run):
        records = records_of(carton)
    assert_inspected(records)


@pytest.mark.slow
def test_a_station_runs_at_our_own_controller_on_a_pseudo_terminal(
    carton: Path, tmp_path: Path
) -> None:
    require("gcc")
    settings, _ = plant_of(carton)
    random = np.random.default_rng(1)
    rig = serial_rig(settings, FailState.PASS_ALL, (VIEW,), random)
    plant = Plant(settings, laid(settings, random), (VIEW,), random, rig.controller_of)
    clock = PacedClock()

    def run(is_over: Callable[[], bool]) -> None:
        while not is_over():
            now_ns = clock.now_ns()
            plant.advance(now_ns)
            rig.exchange(now_ns)
            clock.sleep_until_ns(now_ns + STEP_NS)

    file = beside(carton, tmp_path, f"serial:{rig.cable.name}")
    with closing(rig), in_a_thread(run):
        records = records_of(file)
    assert_inspected(records)


def laid(settings: PlantSettings, random: np.random.Generator) -> list[TruePack]:
    """Enough for a start that takes its time."""
    length_mm, pictures = settings.packs.length_mm, {VIEW: UNSEEN}
    fronts = place_packs(20 * PACKS, settings, random)
    return [TruePack(i, front, length_mm, None, False, pictures) for i, front in enumerate(fronts)]


def beside(station: Path, folder: Path, gate: str) -> Path:
    """The same station at another gate."""
    for name in ("recipe", "pictures"):
        shutil.copytree(station.parent / name, folder / name)
    order = load_station(station).order
    assert order is not None
    file = folder / "station.toml"
    file.write_text(station_text(answers(gate=as_gate(gate)), (VIEW,), order.as_order("carton")))
    return file


def test_a_plant_plays_no_gate_but_a_simulated_one(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="type 'modbus-tcp', and this one is 'none'"):
        plant_of(box_station(tmp_path, "g"))


def test_a_port_that_is_taken_is_told_with_what_to_do(carton: Path) -> None:
    settings, gate = plant_of(carton)
    assert gate.type == GateKind.MODBUS_TCP.value
    with (
        closing(socket.create_server(("127.0.0.1", gate.tcp_port))),
        pytest.raises(Unreachable, match="tcp_port"),
    ):
        StationPlant(settings, gate, PacedClock())
