from collections.abc import Iterator
from pathlib import Path

import pytest

from edge_agent.core.packml.words import PackmlState
from tests.uplink.opcua.plant import Plant, Running, a_line, a_plant

OPEN = "commands = true\nanybody_may_look = true\nunsecured = true"


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a client keeps its key and its certificate."""
    return tmp_path_factory.mktemp("keys")


@pytest.fixture(scope="session")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One that says yes to everything that may be asked for."""
    with a_plant(tmp_path_factory.mktemp("station"), OPEN) as running:
        yield running


@pytest.fixture
def guarded(closed_station: Running) -> Running:
    """Has not been told anything."""
    closed_station.plant.words.clear()
    return closed_station


@pytest.fixture(scope="session")
def closed_station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One as it stands when nothing else is said."""
    with a_plant(tmp_path_factory.mktemp("guarded")) as running:
        yield running


@pytest.fixture
def plant(station: Running) -> Plant:
    """Its line executes, follows, and has not been told anything."""
    station.plant.words.clear()
    station.plant.why_not, station.plant.shown = None, a_line(PackmlState.EXECUTE)
    return station.plant
