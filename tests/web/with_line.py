"""A served station that talks with its line: one loop in a thread, as a server has it."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.control.samples import LIVENESS_S
from tests.web.visitors import Served


@contextmanager
def talking(station: Served) -> Iterator[None]:
    """Visitors that come meanwhile reach a page server that hears the line."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="page server")
    thread.start()

    async def begin() -> None:
        await station.site.line.__aenter__()
        async with asyncio.timeout(LIVENESS_S):
            await station.site.line.reached()

    async def end() -> None:
        await station.site.line.__aexit__(None, None, None)

    try:
        asyncio.run_coroutine_threadsafe(begin(), loop).result(LIVENESS_S)
        station.run = lambda asked: asyncio.run_coroutine_threadsafe(asked, loop).result(LIVENESS_S)
        yield
    finally:
        asyncio.run_coroutine_threadsafe(end(), loop).result(LIVENESS_S)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
