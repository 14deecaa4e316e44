"""A station's uplink as its own process, beside a line that a test shows.

One process serves many tests; each puts the line into the state that it needs.
"""

import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from subprocess import PIPE, Popen

from edge_agent.control.line_state import LineState
from edge_agent.control.place import place_in
from edge_agent.control.server import ControlServer
from edge_agent.control.shown import Snapshot
from edge_agent.core.packml.view import PackmlView
from edge_agent.core.packml.words import PackmlState
from edge_agent.core.roles import Person, Proof, Role, Scope
from edge_agent.core.told import Asked, Told
from edge_agent.people.office import Office, Order
from edge_agent.people.presence import Present
from edge_agent.store.events import EventStore
from hardware.clock import RealClock
from tests.control.samples import LINE, a_state
from tests.line.small_station import box_station
from tests.samples import NOON

CLOCK = RealClock()
STATION = "plant-1/line-1/box"
PASSWORD = "crane velvet mosaic 71"
LIVENESS_S = 60.0
LIVENESS_NS = 60_000_000_000
SHOWN_EVERY_S = 0.05


def free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def a_line(state: PackmlState = PackmlState.EXECUTE, **changes: object) -> LineState:
    packml = PackmlView(state, since_ns=5, why=None)
    return replace(a_state(), packml=packml, **changes)  # type: ignore[arg-type]


class Plant:
    """The line's end: what it shows, and what it was told."""

    def __init__(self, data: Path, port: int) -> None:
        self.data, self.port = data, port
        self.shown: LineState = a_line()
        self.words: list[Told] = []
        self.why_not: str | None = None
        """What the line answers; None: it follows."""
        self.log = EventStore.open(data / "events.db")
        self.log.append("started", {}, NOON)
        self.server = ControlServer(place_in(data), LINE, self.hear, CLOCK)
        self.is_over = threading.Event()
        self.showing = threading.Thread(target=self.keep_showing)
        self.showing.start()

    def hear(self, asked: Asked) -> None:
        self.words.append(asked.word)
        asked.answer(self.why_not)

    def keep_showing(self) -> None:
        while not self.is_over.wait(SHOWN_EVERY_S):
            self.server.show(Snapshot(self.shown, None, {}))

    @property
    def url(self) -> str:
        return f"opc.tcp://127.0.0.1:{self.port}"

    def close(self) -> None:
        self.is_over.set()
        self.showing.join()
        self.server.close()
        self.log.close()


@dataclass(frozen=True, slots=True)
class Tokens:
    """Of machines, by their names."""

    mes: str
    scada: str


def people(data: Path) -> Tokens:
    """Anna leads the shift, Vera only looks on; mes hands in orders, scada gives commands."""
    now = CLOCK.wall()
    with closing(Office(data, STATION, now)) as office:
        office.set_up(office.accounts.first_code(now), "emil", "Emil", PASSWORD, now)
        engineer = Order(
            Present(Person("emil", "Emil", Role.ENGINEER), Proof.PASSWORD, now), "", now
        )
        for name, role in (("anna", Role.SHIFT_LEAD), ("vera", Role.VIEWER)):
            code = office.add(engineer, name, name.capitalize(), role)
            office.claim(name, code, PASSWORD, now)
        until = now + timedelta(days=1)
        orders = office.issue_token(engineer, "mes", [Scope.ORDERS], until)
        return Tokens(orders, office.issue_token(engineer, "scada", [Scope.COMMANDS], until))


SETTINGS = """
[opcua]
port = {port}
{more}
"""


@dataclass(frozen=True, slots=True)
class Running:
    plant: Plant
    tokens: Tokens
    process: Popen[bytes]
    """The uplink."""


@contextmanager
def a_plant(folder: Path, more: str = "") -> Iterator[Running]:
    """With its uplink listening."""
    port = free_port()
    file, data = box_station(folder, "g"), folder / "data"
    data.mkdir()
    tokens = people(data)
    file.write_text(file.read_text() + SETTINGS.format(port=port, more=more))
    command = [sys.executable, "-m", "edge_agent", "uplink", "--station", str(file)]
    with ExitStack() as open_now:
        plant = open_now.enter_context(closing(Plant(data, port)))
        process = open_now.enter_context(Popen(command, stderr=PIPE))
        open_now.callback(process.terminate)
        until(lambda: listens(port), process)
        yield Running(plant, tokens, process)


def listens(port: int) -> bool:
    with closing(socket.socket()) as caller:
        caller.settimeout(1.0)
        return caller.connect_ex(("127.0.0.1", port)) == 0


def until(holds: Callable[[], bool], process: Popen[bytes]) -> None:
    end_ns = CLOCK.now_ns() + LIVENESS_NS
    while not holds():
        assert process.poll() is None, "the uplink has ended"
        assert CLOCK.now_ns() < end_ns, "it does not come to an end"
        CLOCK.sleep_until_ns(CLOCK.now_ns() + 50_000_000)
