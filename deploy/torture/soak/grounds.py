"""Everything of a soak: broker, centre and station as real processes, in one folder that stays.

What was stored in earlier runs is still there, and the station goes on from it.
"""

import json
import os
import sqlite3
import subprocess
import sys
import tomllib
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from signal import SIGKILL
from threading import Thread
from typing import IO, Any, Final, Self

import httpx
import tomli_w

from deploy.fleet.bench.ingestors import STOP_S, ingest_command, write_centre
from deploy.fleet.database import open_database
from deploy.fleet.places import CENTRE_FILE
from deploy.fleet.settings import load_centre
from deploy.torture.soak.sampling import Sample, child_of, sample
from deploy.torture.soak.station_process import END, Told
from deploy.torture.soak.visitor import Visitor
from edge_agent.core.errors import Unreachable
from hardware.interfaces import Clock
from simulators.broker import HOST, Broker, BrokerKind, free_port
from simulators.peer_process import PeerProcess

LONGEST_START_S: Final = 180.0
"""Drawing the first packs on a busy machine."""
LONGEST_END_S: Final = 120.0
ANSWER_S: Final = 2.0
LINE, WEB, UPLINK, CENTRE, BROKER = "line", "pages", "uplink", "centre", "broker"
STATION: Final = (LINE, WEB, UPLINK)
OWN: Final = (*STATION, CENTRE)
"""Processes of this project."""
WORD: Final = {WEB: "web", UPLINK: "uplink"}
"""On the command line of a child of the line's process."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A station of this make, for so long."""

    packs_per_min: float
    seconds: float
    fault_every_s: float


class Grounds:
    """From `with` to its end; every part may be ended and started again."""

    def __init__(self, folder: Path, clock: Clock, wanted: Wanted) -> None:
        self.folder, self.clock, self.wanted = folder, clock, wanted
        for name in ("station", "centre"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        self.broker = Broker(folder, clock, BrokerKind.MOSQUITTO)
        self.web_port = free_port()
        self.process: subprocess.Popen[str] | None = None
        self.said: SimpleQueue[dict[str, Any]] = SimpleQueue()
        self.centre = PeerProcess(folder / "centre" / "ingest.log")
        address = f"http://{HOST}:{self.web_port}"
        self.asked = httpx.Client(base_url=address, timeout=ANSWER_S)
        self.visitor = Visitor(address, clock)
        self.answers = 0
        """Of the pages."""
        self._open = ExitStack()
        self._lock: sqlite3.Connection | None = None

    def __enter__(self) -> Self:
        with self._open as open_now:
            open_now.callback(self.asked.close)
            open_now.enter_context(self.broker)
            url = self.write_centre()
            self.engine = open_database(url, self.clock.wall())
            open_now.callback(self.engine.dispose)
            open_now.callback(self.centre.stop, STOP_S)
            self.start_centre()
            open_now.callback(self.stop_station)
            open_now.callback(self.unlock_log)
            self.start_station()
            open_now.enter_context(closing(self.visitor))
            self._open = open_now.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    @property
    def events(self) -> Path:
        return self.folder / "station" / "events.db"

    @property
    def messages(self) -> Path:
        """Of the station's processes."""
        return self.folder / "station.log"

    def told_since(self) -> list[str]:
        """What they have said in this run."""
        return self.messages.read_bytes()[self.told_before :].decode().splitlines()

    # The centre

    def write_centre(self) -> str:
        """Of an earlier run it keeps key and database; the broker has another port. Its address."""
        place = self.folder / "centre"
        url = f"sqlite:///{(place / 'centre.db').resolve()}"
        file = place / CENTRE_FILE
        if file.exists():
            tables = tomllib.loads(file.read_text(encoding="utf-8"))
            tables["broker"]["port"] = self.broker.port
            file.write_text(tomli_w.dumps(tables), encoding="utf-8")
        else:
            write_centre(place, url, self.broker.settings)
        self.centre_key = load_centre(file).centre.places.key
        return url

    def start_centre(self) -> None:
        self.centre.start(ingest_command(self.folder / "centre", is_shared=False))

    # The station

    def start_station(self) -> None:
        """Unreachable where its line does not run."""
        with self.messages.open("a") as log:
            self.told_before = log.tell()
            self.process = subprocess.Popen(  # nosec B603 - our own program
                [sys.executable, "-m", "deploy.torture.soak.station_process"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
            )
        self.tell_station(self.told().as_json())
        self.listening = Thread(target=self.listen, args=(self.process.stdout,), daemon=True)
        self.listening.start()
        self.boot = self.heard("running", LONGEST_START_S)["boot"]
        self.begun_ns = self.clock.now_ns()

    def told(self) -> Told:
        earlier = len(list(self.folder.glob("samples-*")))
        return Told(
            folder=self.folder / "station",
            centre_key=self.centre_key,
            broker_port=self.broker.port,
            web_port=self.web_port,
            packs_per_min=self.wanted.packs_per_min,
            seconds=self.wanted.seconds,
            fault_every_s=self.wanted.fault_every_s,
            seed=earlier + 1,
        )

    def tell_station(self, line: str) -> None:
        assert self.process is not None
        assert self.process.stdin is not None
        with suppress(BrokenPipeError):  # that it is dead is seen elsewhere
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()

    def listen(self, output: IO[str]) -> None:
        with output:
            for line in output:
                self.said.put(json.loads(line))

    def heard(self, what: str, within_s: float) -> dict[str, Any]:
        """Unreachable where it is not said."""
        until_ns = self.clock.now_ns() + round(within_s * 1e9)
        while self.is_alive and self.clock.now_ns() < until_ns:
            with suppress(Empty):
                document: dict[str, Any] = self.said.get(timeout=1.0)[what]
                return document
        last = "".join(self.told_since()[-1:])
        raise Unreachable(f"the station has not said {what!r} but {last!r}; see {self.messages}")

    @property
    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def end_line(self) -> dict[str, Any]:
        """Its boot and ledger, once no pack is left. Pages and uplink go on."""
        self.tell_station(END)
        return self.heard("ended", LONGEST_END_S)

    def stop_station(self) -> None:
        if self.process is None:
            return
        assert self.process.stdin is not None
        with suppress(BrokenPipeError):
            self.process.stdin.close()
        try:
            self.process.wait(LONGEST_END_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.listening.join()

    # What fails

    def lock_log(self) -> None:
        """As a program that copies the file without care."""
        self._lock = sqlite3.connect(self.events, isolation_level=None, timeout=30)
        self._lock.execute("BEGIN IMMEDIATE")

    def unlock_log(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def kill_child(self, name: str) -> bool:
        """Whether there was one."""
        pid = self.pids().get(name)
        if pid is None:
            return False
        kill(pid)
        return True

    # What is seen

    def pids(self) -> dict[str, int]:
        """Of those that live now."""
        assert self.process is not None
        line = self.process.pid
        children = {name: child_of(line, word) for name, word in WORD.items()}
        peers = {CENTRE: self.centre.pid, BROKER: self.broker.process.pid}
        every = {LINE: line, **children, **peers}
        return {name: pid for name, pid in every.items() if pid is not None}

    def sampled(self) -> Sample:
        self.visit()
        return sample(self.now_s(), self.pids(), self.places())

    def visit(self) -> None:
        """Somebody looks at the pages; a killed server answers nothing for a moment."""
        with suppress(httpx.TransportError):
            self.answers += all(
                self.asked.get(page).is_success
                for page in ("/", "/api/v1/state", "/api/v1/records")
            )

    def places(self) -> dict[str, list[Path]]:
        station, centre = self.folder / "station", self.folder / "centre"
        ahead = [*station.glob("*.db-*"), *centre.glob("*.db-*")]
        named = {*ahead, self.events, station / "pictures"}
        return {
            "log": [self.events],
            "pictures": [station / "pictures"],
            "other files": [one for one in station.iterdir() if one not in named],
            "centre": [centre / "centre.db"],
            "written ahead": ahead,
            "messages": [*self.folder.glob("*.log"), centre / "ingest.log"],
        }

    def now_s(self) -> float:
        return (self.clock.now_ns() - self.begun_ns) / 1e9

    def rest_until(self, at_s: float) -> None:
        self.clock.sleep_until_ns(self.begun_ns + round(at_s * 1e9))


def kill(pid: int) -> None:
    """Unless it has ended by itself."""
    with suppress(ProcessLookupError):
        os.kill(pid, SIGKILL)
