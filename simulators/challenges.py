"""Challenge packs of the simulated plant: made good or faulty on purpose, and laid on the belt.

One good pack and one for every check, each always the same: it comes out at the gate and is used
again. The station asks by its plan; who brings them is the operator.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from pydantic import Field

from edge_agent.core.autonomy.challenge_plan import Challenge, ChallengePlan
from edge_agent.toml_files import StrictModel
from simulators.drawing.defects import Defect
from simulators.drawing.layout import PackLayout

GRACE = timedelta(minutes=5)
FAULTY = {
    "sticker": Defect.STICKER_MISSING,
    "lot": Defect.LOT_WRONG,
    "expiry": Defect.EXPIRY_WRONG,
    "barcode": Defect.BARCODE_WRONG,
}
"""By what a check looks at: a fault that nobody can take for a good pack."""


class ChallengeSettings(StrictModel):
    every_packs: int = Field(default=500, ge=0)
    """And at the start, where a check acts; 0: the station plans none."""


@dataclass(frozen=True, slots=True)
class MadePack:
    """A pack of known truth, as it is made."""

    challenge: Challenge
    defect: Defect | None


def made_packs(product: PackLayout) -> tuple[MadePack, ...]:
    return (MadePack(Challenge("good"), None), *faulty_packs(product))


def faulty_packs(product: PackLayout) -> Iterator[MadePack]:
    """In the recipes of the products a check is named as what it looks at."""
    for target, defect in FAULTY.items():
        if target in product.targets:
            yield MadePack(Challenge(f"{target} {defect.fault.value}", (target,)), defect)


def challenge_plan(made: Sequence[MadePack], settings: ChallengeSettings) -> ChallengePlan:
    challenges = tuple(one.challenge for one in made)
    every_packs = settings.every_packs or None
    return ChallengePlan(challenges, every=None, every_packs=every_packs, grace=GRACE)
