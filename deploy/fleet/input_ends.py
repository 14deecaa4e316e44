"""A process that ends with its standard input, as whoever started it ends.

Light: a command can ask for it before it loads what it works with.
"""

import os
import signal
import threading
from collections.abc import Callable
from typing import IO


def interrupt_at_end(stream: IO[str]) -> None:
    """As Ctrl-C would."""
    at_end(stream, lambda: os.kill(os.getpid(), signal.SIGINT))


def until_end(stream: IO[str] | None, signalled: Callable[[], bool]) -> Callable[[], bool]:
    """Whether it is to end: by a signal, or where the stream is closed."""
    closed = threading.Event()
    if stream is not None:
        at_end(stream, closed.set)
    return lambda: closed.is_set() or signalled()


def at_end(stream: IO[str], does: Callable[[], None]) -> None:
    def wait() -> None:
        while stream.read(1):
            pass
        does()

    threading.Thread(target=wait, name="until input ends", daemon=True).start()
