"""What thresholds are calibrated on: packs whose truth was confirmed, each counted once.

A promise about packs cannot be learned from frames: two pictures of one pack are one piece of
evidence. Only labels that do not depend on the score count. Operators answer on suspicious packs
alone and customers claim only what escaped, so both are refused here; what the simulated line
knows never counts beside a real pack.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np

from edge_agent.core.errors import InvalidInput
from edge_agent.core.guarantees.bounds import Floats
from edge_agent.core.labels import LabelSource

COUNTS_AS_TRUTH = {LabelSource.AUDIT, LabelSource.CHALLENGE, LabelSource.SIMULATED}
FEWEST_BLOCKS = 3
"""Lots or days below which the packs are no fair sample of what the line will see."""


@dataclass(frozen=True, slots=True)
class CalibrationPack:
    """One pack with confirmed truth."""

    pack_id: str
    block: str
    """Its lot or day: packs of one block resemble each other."""
    score: float
    """Calibrated defect score in [0, 1] of the check, the worst of all its frames."""
    defective: bool
    source: LabelSource


@dataclass(frozen=True, slots=True)
class Calibration:
    """Scores of all packs, ascending."""

    goods: Floats
    defects: Floats
    blocks: int
    """Different lots or days among them."""
    simulated: bool


def calibration_of(packs: Iterable[CalibrationPack]) -> Calibration:
    """InvalidInput, with the reason, for packs that no promise can be learned from."""
    known: dict[str, CalibrationPack] = {}
    for pack in packs:
        refuse_score(pack)
        refuse_source(pack)
        if pack.pack_id in known:
            raise InvalidInput(why_not_twice(known[pack.pack_id], pack))
        known[pack.pack_id] = pack
    if not known:
        raise InvalidInput("there are no packs to calibrate on")
    return of_distinct(list(known.values()))


def of_distinct(packs: Sequence[CalibrationPack]) -> Calibration:
    simulated = {pack.source is LabelSource.SIMULATED for pack in packs}
    if len(simulated) > 1:
        raise InvalidInput("simulated and real packs are mixed; calibrate on one kind alone")
    return Calibration(
        goods=np.sort([pack.score for pack in packs if not pack.defective]),
        defects=np.sort([pack.score for pack in packs if pack.defective]),
        blocks=len({pack.block for pack in packs}),
        simulated=simulated.pop(),
    )


def refuse_score(pack: CalibrationPack) -> None:
    if not (isfinite(pack.score) and 0 <= pack.score <= 1):
        raise InvalidInput(f"pack {pack.pack_id}: score {pack.score} is not in [0, 1]")


def refuse_source(pack: CalibrationPack) -> None:
    if pack.source not in COUNTS_AS_TRUTH:
        raise InvalidInput(
            f"pack {pack.pack_id}: a label from {pack.source.value} depends on what the station "
            "said, so it cannot calibrate it; audit the pack instead"
        )


def why_not_twice(first: CalibrationPack, second: CalibrationPack) -> str:
    if first.defective != second.defective:
        return (
            f"labels of pack {first.pack_id} contradict: {first.source.value} and "
            f"{second.source.value}; examine the pack again and keep one"
        )
    return f"pack {first.pack_id} is there twice; a pack counts once, with its worst frame"
