"""The pages beside a running line: served by a process of their own, which ends with it."""

import threading
from pathlib import Path

import httpx
import pytest

from edge_agent.children import Child
from edge_agent.line.beside import pages_of
from simulators.broker import free_port
from tests.line.small_station import box_station

LIVENESS_S = 60.0


def answers_at(address: str) -> bool:
    patience = threading.Event()
    for _ in range(int(LIVENESS_S / 0.1)):
        try:
            return httpx.get(f"{address}/livez", timeout=LIVENESS_S).is_success
        except httpx.TransportError:
            patience.wait(0.1)
    return False


def test_they_are_there_while_the_line_runs_and_no_longer(tmp_path: Path) -> None:
    port = free_port()
    station = box_station(tmp_path, "g")
    station.write_text(station.read_text() + f"\n[web]\nport = {port}\n")
    told: list[str] = []
    with pages_of(station, True, told.append) as child:
        assert isinstance(child, Child)
        assert answers_at(f"http://127.0.0.1:{port}")
    assert told == []
    with pytest.raises(httpx.TransportError):
        httpx.get(f"http://127.0.0.1:{port}/livez")


def test_where_they_are_not_wanted_nothing_is_started(tmp_path: Path) -> None:
    with pages_of(box_station(tmp_path, "g"), False, pytest.fail) as child:
        assert child is None
