"""What the uplink's process is made of: parts that run side by side beside one line.

A part owns its connections and waits for nobody: a broker or a client of another part that hangs
is none of its business. All share one event loop, so none of them computes for long.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Protocol

from edge_agent.control.client import LineClient
from edge_agent.station_tables import StationSettings
from hardware.interfaces import Clock


class Part(Protocol):
    async def run(self) -> None:
        """Until it is cancelled; whatever it needs comes and goes meanwhile."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every part may use."""

    settings: StationSettings
    line: LineClient
    """Connected as long as parts run; its state is None while there is no line."""
    clock: Clock
    tell: Callable[[str], None]
    """A line of text for whoever started the process."""
    open_now: ExitStack
    """Closes what a part opened, after all have ended."""
