"""The page server beside a running line: another process, which the line never waits for."""

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, closing, nullcontext
from pathlib import Path

from edge_agent.children import Child, Wanted
from hardware.clock import RealClock

NAME = "The page server"


def pages_of(
    station: Path, is_wanted: bool, tell: Callable[[str], None]
) -> AbstractContextManager[Child | None]:
    """While open, the station's pages are served, where they are wanted."""
    if not is_wanted:
        return nullcontext()
    web = ["-m", "edge_agent", "web", "--station", str(station.resolve()), "--until-input-ends"]
    return closing(Child(Wanted(NAME, [sys.executable, *web]), RealClock(), tell))
