"""What runs beside a line: its pages and its uplink, processes that the line never waits for."""

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, closing, nullcontext
from pathlib import Path
from typing import Final

from edge_agent.children import Child, Wanted
from hardware.clock import RealClock

PAGES: Final = "The page server"
UPLINK: Final = "The uplink"
COMMANDS: Final = {PAGES: "web", UPLINK: "uplink"}
Tell = Callable[[str], None]


def pages_of(station: Path, is_wanted: bool, tell: Tell) -> AbstractContextManager[Child | None]:
    """While open, the station's pages are served, where they are wanted."""
    return beside(PAGES, station, is_wanted, tell)


def uplink_of(station: Path, is_wanted: bool, tell: Tell) -> AbstractContextManager[Child | None]:
    """While open, the station speaks with its centre and its plant, where it has to."""
    return beside(UPLINK, station, is_wanted, tell)


def beside(
    name: str, station: Path, is_wanted: bool, tell: Tell
) -> AbstractContextManager[Child | None]:
    if not is_wanted:
        return nullcontext()
    words = (COMMANDS[name], "--station", str(station.resolve()), "--until-input-ends")
    command = (sys.executable, "-m", "edge_agent", *words)
    return closing(Child(Wanted(name, command), RealClock(), tell))
