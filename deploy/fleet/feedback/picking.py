"""Which packs people shall label, within a budget of labels. Pure.

Rules
- Each reason has its share of the budget; what one does not use goes to the others, but never to
  the random draw, which takes what the lot says and no more.
- The draw is by a keyed hash of the pack's name: the same whenever it is asked, foreseen by nobody
  without the key, and independent of all that was said of the pack. Looks do not thin it out.
- Of the other reasons those come first that teach most, in turn from each station and lot, and at
  most `MOST_OF_A_LOOK` that look alike, also over the last days: ten pictures of one look teach
  hardly more than three.
- A pack is picked once, whatever speaks for it.
"""

import hmac
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from typing import Final

from deploy.fleet.feedback.values import Why
from deploy.fleet.searching import EntryKey
from training.data.near_looks import NEAR_BITS

MOST_OF_A_LOOK: Final = 3
DRAWN_BYTES: Final = 8
ORDER: Final = (Why.DISAGREEING, Why.OVERRIDDEN, Why.DRIFTED, Why.UNSURE)
"""Who picks first, among those that are no draw: what is rarer teaches more."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pack that may be labelled."""

    key: EntryKey
    station: str
    lot: str
    of: str
    """What is in question: recipe and check. Only pictures of the same are compared."""
    whys: Mapping[Why, float]
    """Why it is worth a label, and how much by that, in [0, 1]. A drawn one has its draw there."""
    cost: int
    """Labels: 2 where two persons are wanted."""


@dataclass(frozen=True, slots=True)
class Pick:
    candidate: Candidate
    why: Why
    look: int | None


Looks = Callable[[Candidate], int | None]
"""64 bits; None where there is nothing to compare. Asked only of those that would be picked."""


def draw(secret: bytes, name: str) -> float:
    """In [0, 1): below a share, and the pack is drawn."""
    digest = hmac.digest(secret, name.encode(), "sha256")
    return int.from_bytes(digest[:DRAWN_BYTES]) / 256**DRAWN_BYTES


@dataclass
class Picking:
    """One round, which grows pick by pick."""

    left: int
    """Labels of the budget."""
    look_of: Looks
    seen: dict[str, list[int]]
    """Looks of what is in question, of the last days and of this round."""
    picks: list[Pick] = field(default_factory=list)
    taken: set[EntryKey] = field(default_factory=set)

    def take_drawn(self, candidates: Iterable[Candidate], most: int) -> None:
        drawn = [one for one in candidates if Why.RANDOM in one.whys]
        for one in sorted(drawn, key=lambda one: (one.whys[Why.RANDOM], one.key)):
            if one.cost > most:
                return
            most -= one.cost
            self.add(one, Why.RANDOM)

    def take(self, candidates: Iterable[Candidate], why: Why, most: int) -> None:
        """In turn from each station and lot."""
        most = min(most, self.left)
        for one in in_turn([one for one in candidates if why in one.whys], why):
            if most <= 0:
                return
            if one.key not in self.taken and one.cost <= most and self.is_new(one):
                most -= one.cost
                self.add(one, why)

    def is_new(self, one: Candidate) -> bool:
        look = self.look_of(one)
        if look is None:
            return True
        near = sum((look ^ other).bit_count() <= NEAR_BITS for other in self.seen.get(one.of, ()))
        return near < MOST_OF_A_LOOK

    def add(self, one: Candidate, why: Why) -> None:
        look = self.look_of(one)
        if look is not None:
            self.seen.setdefault(one.of, []).append(look)
        self.left -= one.cost
        self.taken.add(one.key)
        self.picks.append(Pick(one, why, look))


def picked(
    candidates: Sequence[Candidate],
    budget: int,
    most: Mapping[Why, int],
    look_of: Looks,
    before: Mapping[str, Sequence[int]],
) -> tuple[Pick, ...]:
    """In the order in which they shall be labelled: one of each reason in turn.

    budget, most: labels that are left of the day, in all and for each reason; before: looks of what
    was picked in the last days.
    """
    picking = Picking(budget, look_of, {of: list(looks) for of, looks in before.items()})
    picking.take_drawn(candidates, min(budget, most.get(Why.RANDOM, 0)))
    for why in ORDER:
        picking.take(candidates, why, most.get(why, 0))
    for why in ORDER:
        picking.take(candidates, why, picking.left)
    return tuple(mixed(picking.picks))


def quotas(budget: int, shares: Mapping[Why, float]) -> dict[Why, int]:
    """Whole labels that add up to the budget, by the largest remainders (Hamilton's method)."""
    exact = {why: budget * share for why, share in shares.items()}
    whole = {why: int(value) for why, value in exact.items()}
    left = budget - sum(whole.values())
    by_remainder = sorted(exact, key=lambda why: (whole[why] - exact[why], why))
    for why in by_remainder[:left]:
        whole[why] += 1
    return whole


def in_turn(candidates: Sequence[Candidate], why: Why) -> Iterable[Candidate]:
    """The strongest of each station and lot first, then the second of each, and so on."""
    groups: dict[tuple[str, str], list[Candidate]] = {}
    for one in sorted(candidates, key=lambda one: (-one.whys[why], one.key)):
        groups.setdefault((one.station, one.lot), []).append(one)
    heap = [(0, -group[0].whys[why], group[0].key, name) for name, group in groups.items()]
    heapify(heap)
    while heap:
        place, _, _, name = heappop(heap)
        group = groups[name]
        yield group[place]
        if place + 1 < len(group):
            following = group[place + 1]
            heappush(heap, (place + 1, -following.whys[why], following.key, name))


def mixed(picks: Sequence[Pick]) -> Iterable[Pick]:
    """So that a day that ends early has labels for every reason."""
    by_why = [[one for one in picks if one.why is why] for why in (*ORDER, Why.RANDOM)]
    for place in range(max(map(len, by_why))):
        yield from (group[place] for group in by_why if place < len(group))
