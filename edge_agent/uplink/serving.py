"""The uplink's process: everything through which a station is known outside of itself.

Nothing here is waited for by the line.
"""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from signal import SIGTERM
from typing import IO, Final

from edge_agent.control.client import LineClient
from edge_agent.control.place import place_in
from edge_agent.core.errors import NotFound
from edge_agent.service_notices import ServiceNotices
from edge_agent.settings import load_station
from edge_agent.uplink.centre_part import CentrePart
from edge_agent.uplink.opcua.installed import opcua_part
from edge_agent.uplink.part import Part, Surroundings
from edge_agent.uplink.releases_part import ReleasesPart
from edge_agent.uplink.sparkplug.part import SparkplugPart
from hardware.interfaces import Clock

ALIVE_S: Final = 0.25
"""From one turn of the loop that is told to the next."""
NO_UPLINK: Final = (
    "{file} has none of [uplink], [sparkplug], [opcua] and [releases]; add the one that is wanted, "
    "as docs/station.md says, and start again"
)


def serve_uplink(
    station: Path,
    clock: Clock,
    tell: Callable[[str], None],
    ends_with: IO[str] | None = None,
    notices: ServiceNotices | None = None,
) -> None:
    """Until it is interrupted. NotFound where the station has no uplink, or has never run.

    `ends_with`: who started this process holds the other end; when that is closed, it ends.
    `notices`: towards a service manager, where there is one.
    """
    settings = load_station(station)
    with ExitStack() as open_now:
        line = LineClient(place_in(settings.data.folder), wants=())
        parts = list(parts_of(Surroundings(settings, line, clock, tell, open_now)))
        if not parts:
            raise NotFound(NO_UPLINK.format(file=station))
        asyncio.run(side_by_side(line, parts, ends_with, notices or ServiceNotices(clock)))


def parts_of(around: Surroundings) -> Iterator[Part]:
    """Those that the station's settings ask for."""
    if around.settings.uplink is not None:
        centre = CentrePart(around, around.settings.uplink)
        yield centre
        yield centre.recipes
    if around.settings.sparkplug is not None:
        yield SparkplugPart(around, around.settings.sparkplug)
    if around.settings.releases is not None:
        yield ReleasesPart(around, around.settings.releases)
    if around.settings.opcua is not None:
        yield opcua_part(around, around.settings.opcua)


async def side_by_side(
    line: LineClient, parts: list[Part], ends_with: IO[str] | None, notices: ServiceNotices
) -> None:
    """An orderly end on SIGTERM too: parts say good-bye."""
    loop = asyncio.get_running_loop()
    if (running := asyncio.current_task()) is not None:
        loop.add_signal_handler(SIGTERM, running.cancel)
        if ends_with is not None:
            watch(ends_with, loop, running.cancel)
    with suppress(asyncio.CancelledError):
        async with line, asyncio.TaskGroup() as group:
            for part in parts:
                group.create_task(part.run())
            group.create_task(keep_telling(notices))
    notices.stopping()


async def keep_telling(notices: ServiceNotices) -> None:
    """In the loop in which all parts work: where one of them holds it up, silence tells it."""
    notices.ready()
    while True:
        notices.alive()
        await asyncio.sleep(ALIVE_S)


def watch(stream: IO[str], loop: asyncio.AbstractEventLoop, end: Callable[[], object]) -> None:
    """By a thread: not every input can be waited for by a loop."""

    def wait() -> None:
        while stream.read(1):
            pass
        loop.call_soon_threadsafe(end)

    threading.Thread(target=wait, name="until nobody wants it", daemon=True).start()
