"""Which packs keep their pictures. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from edge_agent.core.packs import Action, Outcome, Record, Verdict


class Keep(StrEnum):
    """notable: whatever is not plainly good, and a sample of the good. all: a full recording."""

    NONE = "none"
    NOTABLE = "notable"
    ALL = "all"


class PictureFormat(StrEnum):
    """png keeps every pixel, so that a replay sees what the station saw; jpeg is smaller."""

    PNG = "png"
    JPEG = "jpeg"


@dataclass(frozen=True, slots=True)
class PicturePolicy:
    keep: Keep = Keep.NOTABLE
    every_good: int = 100
    """Of the good packs every so many-th keeps its pictures."""
    format: PictureFormat = PictureFormat.JPEG


def keeps_pictures(record: Record, good_no: int, policy: PicturePolicy) -> bool:
    """`good_no` counts the good packs from 1; only a good pack looks at it."""
    if policy.keep is not Keep.NOTABLE:
        return policy.keep is Keep.ALL
    return not is_plainly_good(record) or good_no % policy.every_good == 0


def is_plainly_good(record: Record) -> bool:
    return (
        record.verdict.verdict is Verdict.OK
        and not record.late
        and record.decision.action is Action.PASS
        and record.outcome is Outcome.PASSED
    )
