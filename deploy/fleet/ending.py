"""When a process of the centre is to end: on a signal, or with its standard input, as whoever
started it ends.

Light: a command can ask for it before it loads what it works with.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from signal import SIGINT, SIGTERM, signal
from typing import IO, Final

from hardware.interfaces import Clock

LOOK_S: Final = 0.2
Ended = Callable[[], bool]


@contextmanager
def until_signalled() -> Iterator[Ended]:
    """While open, SIGINT and SIGTERM ask for an orderly end."""
    asked: list[int] = []
    before = [(one, signal(one, lambda got, _: asked.append(got))) for one in (SIGINT, SIGTERM)]
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in before:
            signal(number, handler)


@contextmanager
def until(stream: IO[str] | None) -> Iterator[Ended]:
    """On a signal, or where whoever started this process closes what it reads."""
    with until_signalled() as signalled:
        closed = threading.Event()
        if stream is not None:
            at_end(stream, closed.set)
        yield lambda: closed.is_set() or signalled()


def at_end(stream: IO[str], does: Callable[[], None]) -> None:
    def wait() -> None:
        while stream.read(1):
            pass
        does()

    threading.Thread(target=wait, name="until input ends", daemon=True).start()


def rest(clock: Clock, for_ns: int, ended: Ended) -> None:
    """In small steps, so that an end is not waited for."""
    end_ns = clock.now_ns() + for_ns
    while not ended() and (now_ns := clock.now_ns()) < end_ns:
        clock.sleep_until_ns(min(end_ns, now_ns + round(LOOK_S * 1e9)))
