"""What a plant with pages draws: one process beside the station does it all, and soon yields to it.

First the golden pictures and a few packs, so that the belt can start; then the challenge packs and
the other packs, while it runs. A pool is finite: once the belt has had all of it, the same pictures
come by again, under new pack numbers and after other gaps; so do those that are there already,
while the rest is still drawn.
"""

import os
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from typing import Final

from simulators.demo import Staging, write_recipe
from simulators.draw_ahead import Sitter, draw_one, leave_interrupts
from simulators.drawing.products import PRODUCTS

FIRST: Final = 2
"""No pack follows itself."""
YIELDS: Final = 5
"""Of niceness: on a busy machine it still gets on."""


def teach(product: str, folder: Path) -> None:
    write_recipe(PRODUCTS[product], folder)


def yield_to_station() -> None:
    os.nice(YIELDS)


class Pool:
    """Of the packs that a `Staging` has chosen; `close` ends the drawing."""

    def __init__(self, staging: Staging) -> None:
        self._folder, sitters, count = staging.folder, staging.sitters(), len(staging.defects)
        self.packs = sitters[:count]
        self.ready, self.next = 0, 0
        self._process = ProcessPoolExecutor(1, initializer=leave_interrupts)
        self._taught = self._process.submit(teach, staging.product.name, staging.recipe_folder)
        first = self._drawing(self.packs[:FIRST])
        self._process.submit(yield_to_station)
        self.challenges = self._drawing(sitters[count:])
        """In the order of the staging's own."""
        self._drawn = [*first, *self._drawing(self.packs[FIRST:])]

    def _drawing(self, sitters: Sequence[Sitter]) -> list[Future[int]]:
        return [self._process.submit(draw_one, self._folder, sitter) for sitter in sitters]

    def wait_for_recipe(self) -> None:
        self._taught.result()

    def wait_for_first(self) -> None:
        for drawn in self._drawn[:FIRST]:
            drawn.result()

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
