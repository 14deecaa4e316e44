"""What a plant with pages draws: one process beside the station does it all, and soon yields to it.

First the golden pictures and a few packs, so that the belt can start; then the challenge packs and
the other packs, while it runs. A pool is finite: once the belt has had all of it, the same pictures
come by again, under new pack numbers and after other gaps; so do those that are there already,
while the rest is still drawn.
"""

import os
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import replace
from typing import Final

from edge_agent.core.order import Order
from simulators.demo import Staging, write_recipe
from simulators.draw_ahead import Sitter, draw_one
from simulators.drawers import drawers, interrupts_wait

FIRST: Final = 2
"""No pack follows itself."""
YIELDS: Final = 5
"""Of niceness: on a busy machine it still gets on."""


def yield_to_station() -> None:
    os.setpriority(os.PRIO_PROCESS, 0, YIELDS)


class Pool:
    """Of the packs that a `Staging` has chosen; `close` ends the drawing."""

    packs: list[Sitter]
    challenges: list[Future[int]]
    """In the order of the staging's own."""
    _drawn: list[Future[int]]

    def __init__(self, staging: Staging) -> None:
        self._folder, self._sitters = staging.folder, staging.sitters()
        self._count = len(staging.defects)
        self._process = drawers(1)
        with interrupts_wait():
            self._taught = self._process.submit(
                write_recipe, staging.scenario, staging.recipe_folder
            )
        self._draw_all(self._sitters)

    def draw_anew(self, order: Order) -> None:
        """The same packs with another lot and expiry, beside those that were drawn."""
        for drawn in (*self._drawn, *self.challenges):
            drawn.cancel()
        beyond = len(self._sitters)
        self._sitters = [
            replace(one, order=order, index=one.index + beyond) for one in self._sitters
        ]
        self._draw_all(self._sitters)

    def _draw_all(self, sitters: Sequence[Sitter]) -> None:
        self.packs, self.ready, self.next = list(sitters[: self._count]), 0, 0
        first = self._drawing(self.packs[:FIRST])
        self._process.submit(yield_to_station)
        self.challenges = self._drawing(sitters[self._count :])
        self._drawn = [*first, *self._drawing(self.packs[FIRST:])]

    def _drawing(self, sitters: Sequence[Sitter]) -> list[Future[int]]:
        return [self._process.submit(draw_one, self._folder, sitter) for sitter in sitters]

    def wait_for_recipe(self) -> None:
        self._taught.result()

    def wait_for_first(self) -> None:
        for drawn in self._drawn[:FIRST]:
            drawn.result()

    @property
    def has_first(self) -> bool:
        self.look()
        return self.ready >= min(FIRST, len(self.packs))

    def take(self) -> Sitter:
        """The next one; the first again after the last that is drawn."""
        self.look()
        self.next = self.next if self.next < self.ready else 0
        self.next += 1
        return self.packs[self.next - 1]

    def look(self) -> None:
        """Counts those that are drawn; raises what kept one from being drawn."""
        while self.ready < len(self._drawn) and self._drawn[self.ready].done():
            self._drawn[self.ready].result()
            self.ready += 1

    def close(self) -> None:
        self._process.shutdown(wait=True, cancel_futures=True)
