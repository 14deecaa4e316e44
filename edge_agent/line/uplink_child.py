"""The uplink beside a running line: another process, which the line never waits for."""

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, closing, nullcontext
from pathlib import Path
from typing import Final

from edge_agent.children import Child, Wanted
from hardware.clock import RealClock

NAME: Final = "The uplink"


def uplink_of(
    station: Path, is_wanted: bool, tell: Callable[[str], None]
) -> AbstractContextManager[Child | None]:
    """While open, the station speaks with its centre and its plant, where it has to."""
    if not is_wanted:
        return nullcontext()
    uplink = ["-m", "edge_agent", "uplink", "--station", str(station.resolve())]
    command = [sys.executable, *uplink, "--until-input-ends"]
    return closing(Child(Wanted(NAME, command), RealClock(), tell))
