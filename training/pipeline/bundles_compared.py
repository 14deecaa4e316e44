"""Two bundles on the same pictures: counts, and what forbids that one takes the other's place.

A picture escapes where it is defective and all checks of its view are ok. Pure.
"""

from dataclasses import asdict, dataclass, field
from typing import Any, Final

from edge_agent.core.errors import GateNotPassed
from edge_agent.core.packs import Verdict
from training.intervals import upper_bound, wilson_interval

MOST_GOOD_LOST: Final = 0.1
"""Share of the good packs that were ok before and are not any more."""


class Worse(GateNotPassed):
    """The new bundle must not take the place of the one in use."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is true of a picture, and what either bundle said of it."""

    picture: str
    defect: str | None
    """None of a good one."""
    in_use: Verdict
    made: Verdict


@dataclass(slots=True)
class Counts:
    """Of one bundle."""

    good: int = 0
    false_rejects: int = 0
    unsure_good: int = 0
    defective: int = 0
    escapes: int = 0
    unsure_defective: int = 0
    escaped: list[str] = field(default_factory=list)

    def take(self, one: Judgement, said: Verdict) -> None:
        if one.defect is None:
            self.good += 1
            self.false_rejects += said is Verdict.NOT_OK
            self.unsure_good += said is Verdict.UNSURE
            return
        self.defective += 1
        self.unsure_defective += said is Verdict.UNSURE
        if said is Verdict.OK:
            self.escapes += 1
            self.escaped.append(one.picture)

    def document(self) -> dict[str, Any]:
        return asdict(self) | {
            "escapes_bound": upper_bound(self.escapes, self.defective) if self.defective else None,
            "false_rejects_interval": wilson_interval(self.false_rejects, self.good),
        }


def comparison(judged: list[Judgement]) -> dict[str, Any]:
    in_use, made = Counts(), Counts()
    for one in judged:
        in_use.take(one, one.in_use)
        made.take(one, one.made)
    return {
        "pictures": len(judged),
        "in_use": in_use.document(),
        "made": made.document(),
        "good_lost": sum(is_lost(one) for one in judged),
        "new_escapes": [one.picture for one in judged if is_new_escape(one)],
        "per_defect": per_defect(judged),
    }


def per_defect(judged: list[Judgement]) -> dict[str, dict[str, int]]:
    defects = sorted({one.defect for one in judged if one.defect is not None})
    found = {}
    for defect in defects:
        mine = [one for one in judged if one.defect == defect]
        escaped = {
            "escaped_in_use": sum(one.in_use is Verdict.OK for one in mine),
            "escaped_made": sum(one.made is Verdict.OK for one in mine),
        }
        found[defect] = {"pictures": len(mine)} | escaped
    return found


def is_lost(one: Judgement) -> bool:
    return one.defect is None and one.in_use is Verdict.OK and one.made is not Verdict.OK


def is_new_escape(one: Judgement) -> bool:
    return one.defect is not None and one.in_use is not Verdict.OK and one.made is Verdict.OK


def refuse_worse(judged: list[Judgement]) -> None:
    good = sum(one.defect is None for one in judged)
    escapes, lost = sum(map(is_new_escape, judged)), sum(map(is_lost, judged))
    if escapes:
        raise Worse(
            f"{escapes} defective packs that the bundle in use catches would escape the new one; "
            "evaluation.json names them"
        )
    if lost > MOST_GOOD_LOST * good:
        raise Worse(
            f"{lost} of {good} good packs that are ok with the bundle in use are not with the new "
            f"one; at most {MOST_GOOD_LOST:.0%} may be lost"
        )


def told(document: dict[str, Any]) -> str:
    made, in_use = document["made"], document["in_use"]
    return (
        f"{made['escapes']} escapes in {made['defective']} defective packs (in use: "
        f"{in_use['escapes']}), {made['false_rejects']} false rejects and {made['unsure_good']} "
        f"unsure in {made['good']} good ones (in use: {in_use['false_rejects']} and "
        f"{in_use['unsure_good']})"
    )
