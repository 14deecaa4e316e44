"""A shift that begins with its first packs: the others are drawn, and laid down, meanwhile."""

from collections.abc import Iterator
from typing import Final

from edge_agent.core.order import Order
from edge_agent.inspection.recipe_files import load_recipe
from simulators.belt_feed import KEPT, BeltFeed
from simulators.demo import Stage, Staging
from simulators.operator import Brought
from simulators.packs import TruePack
from simulators.plant import Plant
from simulators.pool import Pool
from simulators.shift import Floor

DIFFERENT_PACKS: Final = 200
"""Drawn at most; 100 MB of pictures."""


class Flow:
    """Of a `Staging` whose packs are the different ones; `most`: how many packs run by in all,
    `kept`: how many of them the plant remembers."""

    def __init__(self, staging: Staging, most: int | None, kept: int = KEPT) -> None:
        self.staging = staging
        self.pool = Pool(staging)
        self.feed = BeltFeed(staging.plant, staging.random, self.made, most, kept)
        self.at_hand: dict[str, Brought] = {}
        """Grows as the challenge packs are drawn."""
        self.printed = staging.order
        """What the plant prints on its packs; it follows the line's order."""
        self.is_changing = False
        """The printer is set to another order, and the belt stands."""

    def stage(self) -> Stage:
        """As soon as there is enough to begin with."""
        staging = self.staging
        self.pool.wait_for_recipe()
        loaded = load_recipe(staging.recipe_folder)
        self.pool.wait_for_first()
        packs = self.feed.first()
        return Stage(
            *(staging.scenario, staging.plant, loaded, staging.order, packs, staging.random),
            self.at_hand,
        )

    def made(self, index: int, front_mm: float) -> TruePack:
        sitter, staging = self.pool.take(), self.staging
        taken_off_share = staging.plant.packs.taken_off_share
        return TruePack(
            index=index,
            front_mm=front_mm,
            length_mm=staging.product.length_mm,
            defect=sitter.defect,
            taken_off=bool(staging.random.random() < taken_off_share),
            pictures=staging.pictures(sitter.index),
        )

    def along(self, steps: Iterator[int], floor: Floor) -> Iterator[int]:
        """The same steps, with packs coming."""
        plant = floor.plant
        for now_ns in steps:
            self.follow(floor.line.orders.current, plant, now_ns)
            if not self.is_changing:
                self.feed.look(plant, now_ns)
            if len(self.at_hand) < len(self.pool.challenges):
                self.bring_challenges()
            yield now_ns

    def follow(self, order: Order | None, plant: Plant, now_ns: int) -> None:
        """Prints what the line has been told to make, from the packs before the photo-eye on."""
        if order is not None and order != self.printed:
            self.printed, self.is_changing = order, True
            self.pool.draw_anew(order)
            self.at_hand.clear()
            plant.set_speed(0.0, now_ns)
        elif self.is_changing and self.pool.has_first:
            self.is_changing = False
            for pack in plant.coming(now_ns):
                sitter = self.pool.take()
                pack.pictures, pack.defect = self.staging.pictures(sitter.index), sitter.defect
            plant.set_speed(plant.settings.belt.speed_mm_per_s, now_ns)

    def bring_challenges(self) -> None:
        """Those that are drawn."""
        for made, drawn in zip(self.staging.made, self.pool.challenges, strict=True):
            if drawn.done():
                brought = Brought(made.defect, self.staging.pictures(drawn.result()))
                self.at_hand[made.challenge.name] = brought

    def close(self) -> None:
        self.pool.close()
