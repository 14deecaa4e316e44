"""Who picks packs for labels, and who labels them: the centre's own rules, and simulated people."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np

from deploy.fleet.feedback.feedback_settings import FeedbackTable
from deploy.fleet.feedback.looks import look_of
from deploy.fleet.feedback.picking import ORDER, Candidate, Pick, draw, picked, quotas
from deploy.fleet.feedback.values import Why
from deploy.fleet.feedback.weighing import doubt, is_doubtful
from deploy.fleet.searching import EntryKey
from deploy.learning.new_defect import KIND, NewDefect
from deploy.learning.station_eyes import SeenByStation
from edge_agent.core.packs import CheckResult
from edge_agent.core.review import Said
from hardware.pictures import decode_picture
from simulators.drawing.products import FIRST_GOLDEN_DAY
from training.data.data_set import Change, DataSet
from training.data.manifest import Picture
from training.data.values import EventKind, LabelEvent, Origin, Trust, VerdictValue
from training.tuning.search import seed_of

SECRET: Final = b"simulated"
PICKED_FOR: Final[tuple[Why, ...]] = (*ORDER, Why.RANDOM)
STATION: Final = "simulated/line/camera"
PERSONS: Final = ("anna", "ben")
ADJUDICATOR: Final = "carla"


@dataclass(frozen=True, slots=True)
class People:
    """At the line, and at the labelling page."""

    noticed: float
    """Share of stained packs that somebody at the line takes off though the station let them by."""
    mistakes: float
    """Share of what a single person says that is wrong."""


@dataclass
class Labels:
    """All that was labelled so far, in a data set."""

    data_set: DataSet
    defect: NewDefect
    people: People
    table: FeedbackTable
    count: int = 0
    """Words of people."""
    stained: int = 0
    """Labelled packs that are."""
    looks: dict[str, list[int]] = field(default_factory=dict)

    def of_day(self, day: int, packs: Sequence[tuple[SeenByStation, CheckResult]]) -> None:
        """Picks among a day's packs and has them labelled; the next version holds the labels."""
        by_key = {EntryKey(1, day + 1, number + 1): one for number, one in enumerate(packs)}
        picks = self.picked(by_key)
        chosen = [by_key[pick.candidate.key][0] for pick in picks]
        for pick in picks:
            if pick.look is not None:
                self.looks.setdefault(pick.candidate.of, []).append(pick.look)
        if chosen:
            self.write(day, chosen)

    def picked(self, packs: dict[EntryKey, tuple[SeenByStation, CheckResult]]) -> tuple[Pick, ...]:
        table = self.table
        candidates = [
            self.candidate(key, one, said)
            for key, (one, said) in packs.items()
            if one.vector is not None
        ]
        shares = {why: float(getattr(table, f"{why}_share")) for why in PICKED_FOR}
        return picked(
            [one for one in candidates if one.whys],
            table.labels_a_day,
            quotas(table.labels_a_day, shares),
            lambda one: region_look(packs[one.key][0], self.defect),
            self.looks,
        )

    def candidate(self, key: EntryKey, one: SeenByStation, said: CheckResult) -> Candidate:
        whys: dict[Why, float] = {}
        drawn = draw(SECRET, f"audit {one.pack.name}")
        if drawn < self.table.audit_share:
            whys[Why.RANDOM] = drawn
        if one.pack.is_stained and draw(SECRET, f"noticed {one.pack.name}") < self.people.noticed:
            whys[Why.OVERRIDDEN] = 1.0
        if is_doubtful(said):
            whys[Why.UNSURE] = doubt(said)
        of = f"{self.defect.product}/{self.defect.check.name}"
        return Candidate(key, STATION, one.pack.lot, of, whys, cost=len(PERSONS))

    def write(self, day: int, chosen: Sequence[SeenByStation]) -> None:
        at = datetime.combine(FIRST_GOLDEN_DAY + timedelta(days=day), datetime.min.time(), UTC)
        hashes = {digest(one.pack.encoded): one for one in chosen}
        self.data_set.put_pictures({name: one.pack.encoded for name, one in hashes.items()})
        words = [word for name, one in hashes.items() for word in self.words(name, one, at)]
        pictures = frozenset(
            Picture(name, len(one.pack.encoded), f"{one.pack.name}.jpg")
            for name, one in hashes.items()
        )
        self.data_set.add(Change(pictures=pictures, events=words), at, "people", f"day {day + 1}")
        self.count += len(words)
        self.stained += sum(one.pack.is_stained for one in chosen)

    def words(self, picture: str, one: SeenByStation, at: datetime) -> Iterator[LabelEvent]:
        """Of two persons who do not know of each other, and of a third where they disagree."""
        two = [self.word(picture, one, at, person, Trust.REVIEW) for person in PERSONS]
        yield from two
        if two[0].value != two[1].value:
            yield self.word(picture, one, at, ADJUDICATOR, Trust.ADJUDICATED)

    def word(
        self, picture: str, one: SeenByStation, at: datetime, person: str, trust: Trust
    ) -> LabelEvent:
        random = np.random.default_rng(seed_of(self.defect.seed, person, one.pack.name))
        is_mistaken = bool(random.random() < self.people.mistakes)
        is_stained = one.pack.is_stained != is_mistaken
        value = VerdictValue(
            verdict=Said.DEFECTIVE if is_stained else Said.GOOD,
            defect=KIND if is_stained else None,
        )
        return LabelEvent(
            kind=EventKind.LABEL,
            picture=picture,
            field=self.defect.check.name,
            value=value,
            by=person,
            at=at,
            trust=trust,
            origin=Origin(station=STATION, lot=one.pack.lot, day=at.date()),
        )


def region_look(one: SeenByStation, defect: NewDefect) -> int | None:
    box = one.result.box or defect.check.region
    pixels = decode_picture(one.pack.encoded, one.pack.name)
    return look_of(pixels, (box.x, box.y, box.width, box.height))


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
