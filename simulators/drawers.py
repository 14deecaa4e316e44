"""Processes that draw beside the one that a person started, and leave Ctrl-C to it."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from signal import SIG_BLOCK, SIG_IGN, SIG_SETMASK, SIGINT, pthread_sigmask, signal
from typing import TypeVar

Thing = TypeVar("Thing")
Drawn = TypeVar("Drawn")


def leave_interrupts() -> None:
    """Ctrl-C reaches the whole group; only the process that a person started answers it."""
    signal(SIGINT, SIG_IGN)


@contextmanager
def interrupts_wait() -> Iterator[None]:
    """A process that is started meanwhile is not hit by Ctrl-C before it has learned to leave it:
    a pool of which one dies so may hang (https://github.com/python/cpython/issues/94777)."""
    before = pthread_sigmask(SIG_BLOCK, {SIGINT})
    try:
        yield
    finally:
        pthread_sigmask(SIG_SETMASK, before)


def drawers(count: int | None) -> ProcessPoolExecutor:
    """Give them their first work within `interrupts_wait`: it starts them. None: one per core."""
    return ProcessPoolExecutor(count or os.cpu_count(), initializer=leave_interrupts)


def on_all_cores(
    draw: Callable[[Thing], Drawn], things: Sequence[Thing], together: int = 1
) -> Iterator[Drawn]:
    """What each gives, in their order; `together` go to a process at a time."""
    with drawers(None) as pool:
        with interrupts_wait():
            drawn = pool.map(draw, things, chunksize=together)
        yield from drawn
