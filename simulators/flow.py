"""A shift that begins with its first packs: the others are drawn, and laid down, meanwhile."""

from collections.abc import Iterator
from typing import Final

from edge_agent.inspection.recipe_files import load_recipe
from simulators.belt_feed import BeltFeed
from simulators.demo import Stage, Staging
from simulators.operator import Brought
from simulators.packs import TruePack
from simulators.plant import Plant
from simulators.pool import Pool

DIFFERENT_PACKS: Final = 200
"""Drawn at most; 100 MB of pictures."""


class Flow:
    """Of a `Staging` whose packs are the different ones; `most`: how many packs run by in all."""

    def __init__(self, staging: Staging, most: int | None) -> None:
        self.staging = staging
        self.pool = Pool(staging)
        self.feed = BeltFeed(staging.plant, staging.random, self.made, most)
        self.at_hand: dict[str, Brought] = {}
        """Grows as the challenge packs are drawn."""

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

    def along(self, steps: Iterator[int], plant: Plant) -> Iterator[int]:
        """The same steps, with packs coming."""
        for now_ns in steps:
            self.feed.look(plant, now_ns)
            if len(self.at_hand) < len(self.pool.challenges):
                self.bring_challenges()
            yield now_ns

    def bring_challenges(self) -> None:
        """Those that are drawn."""
        drawn = [one.result() for one in self.pool.challenges if one.done()]
        for index in drawn[len(self.at_hand) :]:
            name, brought = self.staging.challenge(index)
            self.at_hand[name] = brought

    def close(self) -> None:
        self.pool.close()
