"""`packwarden fleet serve` on one computer: what a station sends is on the pages, what dies is
started anew, and all of it ends when it is told to.
"""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

import httpx

from deploy.fleet.founding import FirstAccount, found
from edge_agent.people.keys import SigningKey
from edge_agent.people.trust import Owner, Trust, as_trusted
from hardware.clock import RealClock
from hardware.mqtt_settings import BrokerSettings
from simulators.broker import Broker, free_port
from tests.fleet.rig import StationRig
from tests.fleet.ways import STATION, BrokerWay
from tests.people.samples import PASSWORD, QUICK

PACKWARDEN: Final = str(Path(sys.executable).parent / "packwarden")
LIVENESS_NS: Final = 90_000_000_000
LOOK_NS: Final = 50_000_000
CLOCK: Final = RealClock()


def settled(is_so: Callable[[], Any]) -> Any:
    end_ns = CLOCK.now_ns() + LIVENESS_NS
    while (now_ns := CLOCK.now_ns()) < end_ns:
        if found := is_so():
            return found
        CLOCK.sleep_until_ns(now_ns + LOOK_NS)
    raise AssertionError("it did not come to that")


class RunningCentre:
    def __init__(self, folder: Path, broker: BrokerSettings) -> None:
        account = FirstAccount("anna", PASSWORD)
        founded = found(folder, "plant-1", CLOCK.wall(), account, QUICK)
        self.file, self.port = founded.settings_file, free_port()
        text = self.file.read_text()
        text = re.sub(r"port = 1883", f"port = {broker.port}", text)
        self.file.write_text(text.replace("port = 8090", f"port = {self.port}"))
        self.key = SigningKey.load(folder / "data" / "keys" / "centre.key")
        self.log = (folder / "log").open("w+")
        command = [PACKWARDEN, "fleet", "serve", "--centre", str(self.file)]
        self.process = subprocess.Popen(command, stderr=self.log)
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=10)

    def signed_in(self) -> bool:
        try:
            body = {"name": "anna", "password": PASSWORD}
            return self.client.post("/api/v1/session", json=body).status_code == 201
        except httpx.TransportError:
            return False

    def get(self, path: str) -> Any:
        """None while nobody answers."""
        try:
            answer = self.client.get(path)
        except httpx.TransportError:
            return None
        return answer.json() if answer.status_code == 200 else None

    def children(self) -> dict[str, int]:
        """By name of the part: the number of its process."""
        found = {}
        for line in subprocess.run(
            ["ps", "--ppid", str(self.process.pid), "-o", "pid=,args="],
            capture_output=True,
            text=True,
            check=False,
        ).stdout.splitlines():
            number, _, args = line.strip().partition(" ")
            if " fleet " in args:
                found[args.split(" fleet ")[1].split()[0]] = int(number)
        return found

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.client.close()
        self.log.close()


@contextmanager
def running(folder: Path) -> Iterator[tuple[RunningCentre, BrokerSettings]]:
    folder.mkdir()
    with (
        Broker(folder, CLOCK) as broker,
        closing(RunningCentre(folder / "centre", broker.settings)) as centre,
    ):
        yield centre, broker.settings


def test_a_station_is_seen_what_dies_comes_back_and_all_ends(tmp_path: Path) -> None:
    with running(tmp_path / "all") as (centre, broker):
        assert settled(centre.signed_in)
        assert set(settled(lambda: len(centre.children()) == 6 and centre.children())) == {
            "web",
            "letters",
            "watch",
            "alerts",
            "retain",
            "labels",
        }
        trust = Trust((as_trusted(centre.key, Owner.CENTRE, "plant-1", CLOCK.wall()),))
        station = StationRig(tmp_path / "station", BrokerWay(broker), trust)
        station.write(20)
        settled(lambda: sent_until(station, centre, 20))
        before = centre.children()
        os.kill(before["letters"], signal.SIGKILL)
        settled(lambda: centre.children().get("letters") not in (None, before["letters"]))
        station.write(5)
        settled(lambda: sent_until(station, centre, 25))
        station.close()
        numbers = centre.children().values()
        centre.process.send_signal(signal.SIGTERM)
        assert centre.process.wait(LIVENESS_NS / 1e9) == 0
        assert not any(Path(f"/proc/{number}").exists() for number in numbers)


def sent_until(station: StationRig, centre: RunningCentre, count: int) -> bool:
    station.uplink.step()
    told = centre.get(f"/api/v1/records?station={STATION}&limit=100")
    return told is not None and len(told["items"]) == count
