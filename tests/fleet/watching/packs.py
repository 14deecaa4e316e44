"""Portions of packs for the watching's tests: simulated ones, and their records in a database."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import numpy as np

from deploy.fleet.demo.faults import Fault, Planted
from deploy.fleet.demo.packs import Making, PackSource
from deploy.fleet.watching.findings import Finding
from deploy.fleet.watching.portions import Place, Portion, Product, pack_of, portions_of
from deploy.fleet.watching.profile import Profile
from deploy.fleet.watching.station import StationMemory, watched
from edge_agent.core.packs import Record
from tests.samples import NOON

USUAL = Making("L1", 0.02)
PACK_S = 3.0
FIRST_FAULTY = 700
MakingOf = Callable[[int], Making]


def usual(_pack: int) -> Making:
    return USUAL


def with_fault(fault: Fault, growing_packs: int = 800) -> MakingOf:
    planted = Planted(fault, FIRST_FAULTY, growing_packs)
    return lambda pack: planted.making(USUAL, pack)


def at(pack: int) -> datetime:
    return NOON + timedelta(seconds=PACK_S * pack)


def records(count: int, making_of: MakingOf = usual, seed: int = 1, first: int = 0) -> list[Record]:
    """Packs from `first` on, in groups of 25 that are made alike."""
    source, found = PackSource(np.random.default_rng(seed)), []
    for begin in range(first, first + count, 25):
        moments = [(at(pack), pack) for pack in range(begin, min(begin + 25, first + count))]
        found.extend(source.records(making_of(begin), moments))
    return found


def portions(found: list[Record]) -> Iterator[Portion]:
    return portions_of(
        pack_of(record, Place(1, 1, number)) for number, record in enumerate(found, start=1)
    )


class Station:
    """One station as the watching sees it, without a database."""

    def __init__(self) -> None:
        self.memory = StationMemory()
        self.profiles: dict[Product, Profile] = {}
        self.findings: dict[int, Finding] = {}

    def saw(self, found: list[Record]) -> "Station":
        for portion in portions(found):
            product = portion.first.product
            after = watched(self.memory, self.profiles.get(product, Profile()), portion)
            self.memory, self.profiles[product] = after.memory, after.profile
            self.findings.update({one.number: one for one in after.news})
        return self

    @property
    def kinds(self) -> list[str]:
        return [one.kind.value for one in self.findings.values()]
