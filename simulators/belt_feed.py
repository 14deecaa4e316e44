"""Lays packs on a belt that goes on: as many as stand before the photo-eye, never a whole shift."""

from collections.abc import Callable
from typing import Final

import numpy as np

from simulators.packs import TruePack, gap_mm
from simulators.plant import REACH_MM, Plant
from simulators.settings import PlantSettings

LAID_AHEAD_MM: Final = 4 * REACH_MM
"""Beyond where a person exchanges one for a challenge pack."""
KEPT: Final = 20_000
"""So many packs are remembered, of nearly three hours at two a second."""

MadePack = Callable[[int, float], TruePack]
"""From its index and where its front lies on the belt."""


class BeltFeed:
    """`most`: how many packs there are in all; None: without end. `kept`: so many of the last are
    remembered."""

    def __init__(
        self,
        settings: PlantSettings,
        random: np.random.Generator,
        made: MadePack,
        most: int | None,
        kept: int = KEPT,
    ) -> None:
        self.settings, self.random, self.made, self.most = settings, random, made, most
        self.kept = kept
        self.laid = 0
        self.next_mm = settings.belt.pitch_mm

    def first(self) -> list[TruePack]:
        """Before the belt moves."""
        return self.until(LAID_AHEAD_MM)

    def look(self, plant: Plant, now_ns: int) -> None:
        """Called while the belt runs."""
        if packs := self.until(plant.belt.moved_mm(now_ns) + LAID_AHEAD_MM):
            plant.bring(packs)
        if len(plant.packs) >= 2 * self.kept:
            plant.forget(self.kept)

    def end(self) -> None:
        """Nothing more comes than what lies there."""
        self.most = self.laid

    def until(self, place_mm: float) -> list[TruePack]:
        packs = []
        while self.next_mm < place_mm and self.laid != self.most:
            packs.append(self.made(self.laid, self.next_mm))
            self.laid += 1
            self.next_mm += self.gap_mm()
        return packs

    def gap_mm(self) -> float:
        belt, packs = self.settings.belt, self.settings.packs
        return gap_mm(belt.pitch_mm, belt.spacing_mm, packs, self.random)
