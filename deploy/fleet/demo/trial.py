"""Simulated fleets with known faults: what the watching finds, how late, and what it makes up.

Each line makes packs from six to ten, lot after lot, and stands in between; one fault or change is
planted in it, or none. What it writes goes through the very monitors of the centre, portion after
portion; only the database lacks. The same seed gives the same figures.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from deploy.fleet.demo.faults import Fault, Planted
from deploy.fleet.demo.packs import Making, PackSource
from deploy.fleet.watching.findings import Finding
from deploy.fleet.watching.happenings import Happening, Told, happened, heard, waited
from deploy.fleet.watching.kinds import Kind, What
from deploy.fleet.watching.portions import Place, Portion, Product, pack_of
from deploy.fleet.watching.profile import Profile
from deploy.fleet.watching.station import StationMemory, watched
from deploy.fleet.watching.subjects import PORTION_PACKS
from simulators.clock import START

SHIFT_HOURS: Final = 16
FAULTY_SHARE: Final = 0.02
LOT_PACKS: Final = 2_000
LONGEST_SILENCE_S: Final = 8 * 3600.0
LOOK_S: Final = 60.0
NS_PER_S: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class TrialSettings:
    """How large."""

    lines_per_fault: int = 2
    quiet_lines: int = 2
    packs: int = 5_000
    """Of each line."""
    packs_per_minute: float = 20.0
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Run:
    """What became of one line."""

    planted: Planted | None
    packs: int
    hours: float
    """From the first pack to the last, nights included."""
    begins_s: float | None
    """When the planted fault began."""
    findings: tuple[Finding, ...]
    """In the order of their numbers, as they were last."""
    first_kinds: dict[int, Kind] = field(default_factory=dict)
    """By number: what each was first told as."""


def runs(settings: TrialSettings) -> Iterator[Run]:
    for index, fault in enumerate(faults_of(settings)):
        random = np.random.default_rng((settings.seed, index))
        yield Line(settings, planted_in(fault, settings, random), random).run()


def faults_of(settings: TrialSettings) -> Iterator[Fault | None]:
    for fault in Fault:
        yield from [fault] * settings.lines_per_fault
    yield from [None] * settings.quiet_lines


def planted_in(
    fault: Fault | None, settings: TrialSettings, random: np.random.Generator
) -> Planted | None:
    """After a third of the packs or later, and not just where a lot begins by itself."""
    if fault is None:
        return None
    first = int(random.uniform(0.3, 0.5) * settings.packs) // PORTION_PACKS * PORTION_PACKS
    growing = int(random.uniform(0.3, 0.9) * (settings.packs - first))
    return Planted(fault, first, growing)


class Line:
    """One simulated line and what the centre knows of it."""

    def __init__(
        self, settings: TrialSettings, planted: Planted | None, random: np.random.Generator
    ) -> None:
        self.settings, self.planted = settings, planted
        self.source = PackSource(random)
        self.memory = StationMemory()
        self.profiles: dict[Product, Profile] = {}
        self.findings: dict[int, Finding] = {}
        self.first_kinds: dict[int, Kind] = {}

    def run(self) -> Run:
        made = 0
        for first in range(0, self.settings.packs, PORTION_PACKS):
            if self.planted is not None and self.planted.is_silent(first):
                self.wait(self.at(first - 1))
                break
            self.night_before(first)
            self.make(first)
            made = first + PORTION_PACKS
        begins = None if self.planted is None else self.at(self.planted.first_pack).timestamp()
        hours = (self.at(made - 1) - START).total_seconds() / 3600
        found = tuple(self.findings[number] for number in sorted(self.findings))
        return Run(self.planted, made, hours, begins, found, self.first_kinds)

    def at(self, pack: int) -> datetime:
        """When a pack, counted from 0, comes to the photo-eye."""
        minutes = pack / self.settings.packs_per_minute
        days, minute = divmod(minutes, SHIFT_HOURS * 60)
        return START + timedelta(days=days, minutes=minute)

    def make(self, first: int) -> None:
        numbers = range(first, first + PORTION_PACKS)
        usual = Making(f"L{first // LOT_PACKS}", FAULTY_SHARE)
        making = usual if self.planted is None else self.planted.making(usual, first)
        moments = [(self.at(number), number * NS_PER_S) for number in numbers]
        records = self.source.records(making, moments)
        packs = (
            pack_of(record, Place(1, 1, number + 1))
            for record, number in zip(records, numbers, strict=True)
        )
        portion = Portion.of(packs)
        self.told(heard(self.memory, portion.last.at.timestamp()))
        before = self.profiles.get(portion.first.product, Profile())
        after = watched(self.memory, before, portion)
        self.memory, self.profiles[portion.first.product] = after.memory, after.profile
        self.note(after.news)

    def night_before(self, first: int) -> None:
        """The belt is stopped at ten, and starts at six."""
        if first == 0 or self.at(first).date() == self.at(first - 1).date():
            return
        evening, morning = self.at(first - 1), self.at(first)
        for kind, at in (("belt_stop", evening), ("belt_stop_over", morning)):
            at_s = at.timestamp()
            self.told(waited(self.memory, at_s, 0.0))
            self.told(happened(self.memory, Happening(kind, {"why": "person"}, at_s, at_s)))

    def wait(self, last: datetime) -> None:
        """Nothing comes, and nothing says why."""
        for waited_s in np.arange(LOOK_S, LONGEST_SILENCE_S, LOOK_S).tolist():
            self.told(waited(self.memory, last.timestamp() + waited_s, 0.0))

    def told(self, one: Told) -> None:
        self.memory = one.memory
        self.note(one.news)

    def note(self, news: tuple[Finding, ...]) -> None:
        for finding in news:
            self.findings[finding.number] = finding
            self.first_kinds.setdefault(finding.number, finding.kind)


def is_alarm(finding: Finding) -> bool:
    """A change of product is told, and alarms nobody."""
    return finding.what is not What.CHANGE
