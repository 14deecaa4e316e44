"""The first packs after another order or product: verified, each one, before the line just runs.

Pure. Rules
- So many packs must be right: found ok by the station, or found good by a person who looked.
- Every one of them that is not plainly ok asks a person. Until he has answered, verifying goes on
  and the belt stands.
- A pack that a person found faulty is not right: another one has to be, in its place.
"""

from dataclasses import dataclass, replace
from typing import Self

from edge_agent.core.errors import Conflict
from edge_agent.core.packs import Verdict


@dataclass(frozen=True, slots=True)
class FirstPack:
    pack_no: int
    verdict: Verdict
    person: str | None = None
    """Who has looked at it; None where nobody has, or had to."""
    found_good: bool = False
    """What that person found."""

    @property
    def is_asked(self) -> bool:
        """It waits for a person's word."""
        return self.verdict is not Verdict.OK and self.person is None

    @property
    def is_right(self) -> bool:
        return self.verdict is Verdict.OK or self.found_good


@dataclass(frozen=True, slots=True)
class FirstPacks:
    """Of one order, from its beginning on."""

    wanted: int
    """Packs that must be right, one at least."""
    packs: tuple[FirstPack, ...] = ()
    """In the order in which their verdicts came."""

    @property
    def right(self) -> int:
        return sum(pack.is_right for pack in self.packs)

    @property
    def asked(self) -> tuple[FirstPack, ...]:
        """About which a person is asked now."""
        return tuple(pack for pack in self.packs if pack.is_asked)

    @property
    def is_over(self) -> bool:
        return self.right >= self.wanted and not self.asked

    @property
    def takes_more(self) -> bool:
        """Enough right packs are not there yet; who else comes meanwhile is no first pack."""
        return self.right < self.wanted

    def judged(self, pack_no: int, verdict: Verdict) -> Self:
        """A pack of this order has its verdict."""
        if not self.takes_more:
            return self
        return replace(self, packs=(*self.packs, FirstPack(pack_no, verdict)))

    def answered(self, pack_no: int, found_good: bool, person: str) -> Self:
        """Conflict where nobody is asked about this pack."""
        pack = next((one for one in self.packs if one.pack_no == pack_no), None)
        if pack is None or not pack.is_asked:
            raise Conflict(why_not_asked(pack_no, pack))
        after = replace(pack, person=person, found_good=found_good)
        return replace(self, packs=tuple(after if one is pack else one for one in self.packs))


def why_not_asked(pack_no: int, pack: FirstPack | None) -> str:
    if pack is None:
        return f"pack {pack_no} is none of the first packs of this order"
    if pack.person is not None:
        return f"{pack.person} has answered for pack {pack_no}"
    return f"pack {pack_no} was found ok; nobody is asked about it"
