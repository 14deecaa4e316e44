"""What an inspection notices of a flood at the station's doors: its pages and its broker.

Blocks of inspections with the flood and without it follow each other in a changing order, so that
what else happens on the computer happens to both. Pages and uplink run all the time; between the
blocks of a flood nobody asks them anything.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from random import Random
from signal import SIGCONT, SIGSTOP
from typing import Any, Final

import httpx
import numpy as np

from deploy.torture.inspecting_beside import FRAMES, Beside
from deploy.torture.way_up import STATION, WayUp, told
from edge_agent.core.errors import Unreachable
from simulators.bench_frames import VIEW
from simulators.bench_scene import scene
from simulators.broker import HOST, free_port
from simulators.torture.figures import Figure

ROUNDS: Final = 12
MOST_MORE: Final = 1.2
"""Times the p99 without a flood."""
CALM_S: Final = 1.0
"""Until what a block has left under way is answered."""
READY_S: Final = 60.0
END_S: Final = 15.0
NAME: Final = "torture/line-1/end-of-line"


@dataclass
class Flooded:
    """A station with pages and uplink, and who floods it, stopped."""

    beside: Beside
    flooder: "subprocess.Popen[str]"
    for_s: float = 0.0
    """How long it was flooded."""

    def quiet(self) -> None:
        self.beside.block("quiet")

    def flood(self) -> None:
        clock = self.beside.way.clock
        begun_ns = clock.now_ns()
        self.flooder.send_signal(SIGCONT)
        self.beside.block("flooded")
        self.flooder.send_signal(SIGSTOP)
        self.for_s += (clock.now_ns() - begun_ns) / 1e9
        self.beside.way.rest(CALM_S)

    def end(self) -> dict[str, int]:
        """What the flooder counted."""
        self.flooder.send_signal(SIGCONT)
        self.flooder.terminate()
        said, _ = self.flooder.communicate(timeout=END_S)
        counts: dict[str, int] = json.loads(said)
        return counts


@contextmanager
def pages_of(way: WayUp) -> Iterator[int]:
    """The port at which the station's pages are served, by a process of its own."""
    port = free_port()
    file = way.folder / "station" / "pages.toml"
    text = STATION.format(view=VIEW, broker=told(way.away))
    file.write_text(f"{text}\n[web]\nport = {port}\n", encoding="utf-8")
    command = [sys.executable, "-m", "edge_agent", "web", "--station", str(file)]
    with (way.folder / "pages.log").open("ab") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603 - our own
    try:
        until_served(way, port)
        yield port
    finally:
        process.terminate()
        process.wait(END_S)


def until_served(way: WayUp, port: int) -> None:
    until_ns = way.clock.now_ns() + round(READY_S * 1e9)
    while way.clock.now_ns() < until_ns:
        try:
            httpx.get(f"http://{HOST}:{port}/livez")
        except httpx.TransportError:
            way.rest(0.1)
        else:
            return
    raise Unreachable(f"no pages are served within {READY_S:g} s")


@contextmanager
def flooded(way: WayUp, port: int) -> Iterator[Flooded]:
    drawn = scene(way.folder / "scene", FRAMES, seed=3)
    beside = Beside(way, drawn)
    words = [str(port), str(way.broker.port), NAME]
    command = [sys.executable, "-m", "deploy.torture.flooder", *words]
    flooder = subprocess.Popen(  # noqa: S603 - our own
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        way.rest(CALM_S)
        flooder.send_signal(SIGSTOP)
        assert flooder.stdin is not None
        flooder.stdin.write("begin\n")
        flooder.stdin.flush()
        yield Flooded(beside, flooder)
    finally:
        if flooder.poll() is None:
            flooder.kill()
            flooder.wait()


def flood_figures(way: WayUp, rounds: int, tell: Callable[[str], None]) -> list[Figure]:
    random = Random(5)
    with ExitStack() as open_now:
        port = open_now.enter_context(pages_of(way))
        way.start_uplink()
        flood = open_now.enter_context(flooded(way, port))
        flood.beside.stand_back()
        for number in range(rounds):
            tell(f"inspecting beside a flood, round {number + 1} of {rounds}")
            for block in random.sample([flood.flood, flood.quiet], 2):
                block()
        counts = flood.end()
    return figures_of(flood.beside.taken_ms, counts, flood.for_s)


def figures_of(
    taken_ms: dict[str, list[float]], counts: dict[str, int], flooded_s: float
) -> list[Figure]:
    quiet_ms, flooded_ms = (
        float(np.percentile(taken_ms[name], 99)) for name in ("quiet", "flooded")
    )
    tried = len(taken_ms["flooded"])
    sent: dict[str, Any] = {"requests": counts.get("answered", 0), "messages": counts["published"]}
    return [
        Figure("flood: inspection p99 without it", quiet_ms, "ms", None, tried),
        Figure("flood: inspection p99 beside it", flooded_ms / quiet_ms, "times", MOST_MORE, tried),
        *(
            Figure(f"flood: {name} taken", count / flooded_s, "1/s", None, tried)
            for name, count in sent.items()
        ),
    ]
