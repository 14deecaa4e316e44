"""Which packs' pictures go to the centre, and which go first. Pure.

The station keeps the pictures of few packs; of these some are worth the way. A sample of the good
ones is drawn by the name of their picture, so that the same ones are drawn however often it is
asked, and nobody on the floor can foresee which.
"""

from dataclasses import dataclass
from enum import IntEnum

from edge_agent.core.packs import Action, Outcome, Record, Verdict

SAMPLE_DIGITS = 12
"""Hexadecimal digits of a picture's sha256 that draw it."""
FAULTY_OUTCOMES = (Outcome.REJECTED, Outcome.MISSED)
UNSURE_OUTCOMES = (Outcome.HELD,)


class Worth(IntEnum):
    """What has more goes first."""

    SAMPLE = 1
    """Of the good ones."""
    NOTABLE = 2


@dataclass(frozen=True, slots=True)
class PictureWishes:
    defects: bool = True
    """Packs that are not ok, were rejected, or were to be and are missed."""
    unsure: bool = True
    """Also held ones, those whose verdict came too late, and those on which a bundle that looks on
    says otherwise than the one in use."""
    audited: bool = True
    """Drawn for a person to examine."""
    every_good: int = 10
    """Of the good packs whose pictures the station has kept, one in so many; 0: none."""


def worth_of(record: Record, is_audited: bool, wishes: PictureWishes) -> Worth | None:
    """Of all pictures of a pack; None where they stay at the station."""
    notable = (
        (wishes.defects and is_defect(record))
        or (wishes.unsure and is_unsure(record))
        or (wishes.audited and is_audited)
    )
    if notable:
        return Worth.NOTABLE
    is_good = not (is_defect(record) or is_unsure(record))
    return Worth.SAMPLE if is_good and is_sampled(record, wishes.every_good) else None


def worth_of_difference(wishes: PictureWishes) -> Worth | None:
    """Of all pictures of a pack on which two bundles differ, whatever its record says."""
    return Worth.NOTABLE if wishes.unsure else None


def is_defect(record: Record) -> bool:
    return (
        record.verdict.verdict is Verdict.NOT_OK
        or record.decision.action is Action.REJECT
        or record.outcome in FAULTY_OUTCOMES
    )


def is_unsure(record: Record) -> bool:
    return (
        record.verdict.verdict is Verdict.UNSURE
        or record.decision.action is Action.HOLD
        or record.outcome in UNSURE_OUTCOMES
        or record.late
    )


def is_sampled(record: Record, every: int) -> bool:
    if every == 0 or not record.pictures:
        return False
    return int(min(record.pictures.values())[:SAMPLE_DIGITS], 16) % every == 0
