"""What was found at one station, as it goes on: one finding for one cause. Frozen, plain JSON."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from deploy.fleet.watching.kinds import Kind, Severity, What
from deploy.fleet.watching.portions import Place, Product
from deploy.fleet.watching.subjects import Subject

MOST_EVIDENCE: Final = 8


@dataclass(frozen=True, slots=True)
class Witness:
    """A record that speaks for a finding."""

    place: Place
    strength: float
    """How far it is from what is usual, in standard deviations; those with pictures come first."""
    pictures: dict[str, str]
    """View to sha256."""


@dataclass(frozen=True, slots=True)
class Finding:
    number: int
    """At its station, from 1."""
    kind: Kind
    what: What
    severity: Severity
    check: str | None
    view: str | None
    lot: str
    began_s: float
    """Since 1970, in the station's time, as all of these."""
    noticed_s: float
    seen_s: float
    ended_s: float | None = None
    subjects: tuple[Subject, ...] = ()
    """Streams that it explains; none where it is of no stream."""
    figures: dict[str, Any] = field(default_factory=dict)
    """Plain JSON; names have units."""
    witnesses: tuple[Witness, ...] = ()
    """The strongest first."""
    product: Product | None = None
    """Of the packs on which it was seen last."""
    packs: int = 0
    """Watched since it was noticed."""
    other_packs: int = 0
    """Of other products in a row: nothing is known of it meanwhile."""
    noticed_as: Kind | None = None
    """What it was first taken for, where that is known better now."""

    @property
    def is_open(self) -> bool:
        return self.ended_s is None


def strongest(witnesses: Iterable[Witness]) -> tuple[Witness, ...]:
    """Each record once."""
    by_place: dict[Place, Witness] = {}
    for one in sorted(witnesses, key=lambda one: (bool(one.pictures), one.strength)):
        by_place[one.place] = one
    ordered = sorted(
        by_place.values(), key=lambda one: (not one.pictures, -one.strength, one.place)
    )
    return tuple(ordered[:MOST_EVIDENCE])
