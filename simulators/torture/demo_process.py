"""A demonstration as a person starts it: its address, its processes, its line, and its end."""

import json
import os
import re
import subprocess
import sys
import threading
import tomllib
from asyncio import run, timeout
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from signal import SIGINT
from tempfile import TemporaryDirectory
from typing import IO, Any, Final

from edge_agent.control.client import LineClient
from edge_agent.control.line_state import LineState
from edge_agent.control.place import place_in
from edge_agent.core.errors import Unreachable
from edge_agent.station_places import DEMO_FOLDER, STATION_FILE
from simulators.processes import children_of, command_of

LONGEST_START_S: Final = 60.0
LONGEST_END_S: Final = 30.0
SERVED: Final = re.compile(r" at (http://\S+)")


@dataclass(frozen=True, slots=True)
class Demo:
    process: subprocess.Popen[str]
    address: str
    home: Path

    @property
    def folder(self) -> Path:
        """Of its data."""
        text = (self.home / DEMO_FOLDER / STATION_FILE).read_text(encoding="utf-8")
        return Path(tomllib.loads(text)["data"]["folder"])

    def page_server(self) -> int:
        """Its number now; a killed one is followed by another."""
        for child in children_of(self.process.pid):
            if any("demo_pages" in word for word in command_of(child)):
                return child
        raise Unreachable("the demonstration has no page server at this moment")

    def line(self) -> LineState:
        async def asked() -> LineState:
            async with timeout(LONGEST_START_S), LineClient(place_in(self.folder)) as line:
                return await line.reached()

        with ThreadPoolExecutor(1) as beside:  # Playwright's loop runs in this thread
            return beside.submit(lambda: run(asked())).result()

    def end(self) -> dict[str, Any]:
        """Its sums."""
        self.process.send_signal(SIGINT)
        out, _ = self.process.communicate(timeout=LONGEST_END_S)
        sums: dict[str, Any] = json.loads(out)
        return sums


@contextmanager
def demonstration(*options: str) -> Iterator[Demo]:
    """At any free port and in a home of its own; ended when it is left."""
    with TemporaryDirectory(prefix="packwarden-home-") as home:
        process = started(options, home)
        try:
            yield Demo(process, address_of(process), Path(home))
        finally:
            end(process)


def end(process: subprocess.Popen[str]) -> None:
    """TimeoutExpired where it does not end by itself: then it is killed."""
    if process.poll() is None:
        process.send_signal(SIGINT)
    try:
        process.wait(LONGEST_END_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise


def started(options: Sequence[str], home: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "edge_agent", "demo", "--port", "0", "--json", *options]
    return subprocess.Popen(  # noqa: S603 - our own command
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "XDG_RUNTIME_DIR": home},
        start_new_session=True,
    )


def address_of(process: subprocess.Popen[str]) -> str:
    """As soon as it is told; what is told later is read and dropped, so that nothing fills up."""
    assert process.stderr is not None
    for line in process.stderr:
        if found := SERVED.search(line):
            threading.Thread(target=drain, args=(process.stderr,), daemon=True).start()
            return found[1]
    raise Unreachable("the demonstration ended before it served anything")


def drain(stream: IO[str]) -> None:
    for _ in stream:
        pass
