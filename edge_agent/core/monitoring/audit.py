"""Random audit of packs that the machine passed or rejected: who is examined, and what was found.

The draw is keyed by the pack's number: nobody on the floor can foresee it, and anyone with the key
can check it afterwards. Passed and rejected packs are drawn at their own rates; where a rate is
changed, a new stratum begins. Held packs are not drawn: there a person decides anyway.
What the counts say of all packs is in audit_estimates.
"""

from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Self

from edge_agent.core.errors import InvalidInput
from edge_agent.core.packs import Action

MOST_KEY_BYTES = blake2b.MAX_KEY_SIZE


@dataclass(frozen=True, slots=True)
class AuditRates:
    """Shares of packs that are examined by hand."""

    passed: float
    rejected: float

    def __post_init__(self) -> None:
        for name, rate in (("passed", self.passed), ("rejected", self.rejected)):
            if not 0 < rate <= 1:
                raise InvalidInput(f"audit of {name} packs at {rate:g}: expected (0, 1]")

    def of(self, action: Action) -> float:
        refuse_hold(action)
        return self.passed if action is Action.PASS else self.rejected


def is_drawn(key: bytes, boot: int, pack_no: int, rate: float) -> bool:
    """Whether this pack is audited: the same answer for ever, and no other pack's."""
    if not 0 < len(key) <= MOST_KEY_BYTES:
        raise InvalidInput(f"an audit key has 1 to {MOST_KEY_BYTES} bytes, not {len(key)}")
    digest = blake2b(f"{boot}/{pack_no}".encode(), key=key, digest_size=8).digest()
    return int.from_bytes(digest, "big") < rate * 2**64


@dataclass(frozen=True, slots=True)
class Stratum:
    """Packs of one action that were drawn at one rate."""

    action: Action
    rate: float
    packs: int = 0
    drawn: int = 0
    answered: int = 0
    """Drawn, and examined by now."""
    wrong: int = 0
    """Of these: defective among the passed, good among the rejected."""


@dataclass(frozen=True, slots=True)
class Audit:
    """Counts alone; that a pack is examined once is the caller's to keep."""

    strata: tuple[Stratum, ...] = ()

    def decided(self, action: Action, rate: float, drawn: bool) -> Self:
        """The machine passed or rejected a pack, drawn or not."""
        before = self._stratum(action, rate)
        return self._with(replace(before, packs=before.packs + 1, drawn=before.drawn + drawn))

    def examined(self, action: Action, rate: float, defective: bool) -> Self:
        """A drawn pack's truth is known; InvalidInput when more are known than were drawn."""
        before = self._stratum(action, rate)
        if before.answered == before.drawn:
            raise InvalidInput(
                f"{action.value}: a pack more was examined than were drawn at {rate:g}"
            )
        is_wrong = defective is (action is Action.PASS)
        after = replace(before, answered=before.answered + 1, wrong=before.wrong + is_wrong)
        return self._with(after)

    def of(self, action: Action) -> tuple[Stratum, ...]:
        return tuple(stratum for stratum in self.strata if stratum.action is action)

    def _stratum(self, action: Action, rate: float) -> Stratum:
        refuse_hold(action)
        same = [stratum for stratum in self.of(action) if stratum.rate == rate]
        return same[0] if same else Stratum(action, rate)

    def _with(self, stratum: Stratum) -> Self:
        name = stratum.action, stratum.rate
        others = (other for other in self.strata if (other.action, other.rate) != name)
        return replace(self, strata=(*others, stratum))


def refuse_hold(action: Action) -> None:
    if action is Action.HOLD:
        raise InvalidInput("a held pack is not audited: a person decides on it")
