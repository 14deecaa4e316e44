"""What a bundle that looks on says of a pack, held against the one in use: the same, stricter or
milder, check by check and for the whole pack. Pure.

Milder may let a defect pass that is noticed now; stricter may throw out what passes now. Which of
both is right only the truth of the pack says.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from edge_agent.core.packs import CheckResult, PackVerdict, Reason, Verdict

SEVERITY: Final = (Verdict.OK, Verdict.UNSURE, Verdict.NOT_OK)


class Right(StrEnum):
    """Who was right about a check of a pack, once its truth is known."""

    IN_USE = "in_use"
    SHADOW = "shadow"


class Leaning(StrEnum):
    """Of the one that looks on."""

    SAME = "same"
    STRICTER = "stricter"
    MILDER = "milder"


@dataclass(frozen=True, slots=True)
class CheckCompared:
    """One check of one pack."""

    name: str
    in_use: Verdict
    shadow: Verdict
    reasons: tuple[Reason, ...] = ()
    """Of the one that looks on."""

    @property
    def leaning(self) -> Leaning:
        return leaning(self.in_use, self.shadow)

    @property
    def pair(self) -> str:
        """Names the cell of the table of both verdicts."""
        return f"{self.in_use.value}/{self.shadow.value}"


@dataclass(frozen=True, slots=True)
class Compared:
    """One pack that both have looked at."""

    leaning: Leaning
    """By the verdict on the whole pack."""
    checks: tuple[CheckCompared, ...]

    @property
    def differences(self) -> tuple[CheckCompared, ...]:
        return tuple(one for one in self.checks if one.leaning is not Leaning.SAME)


def leaning(in_use: Verdict, shadow: Verdict) -> Leaning:
    step = SEVERITY.index(shadow) - SEVERITY.index(in_use)
    if step == 0:
        return Leaning.SAME
    return Leaning.STRICTER if step > 0 else Leaning.MILDER


def who_was_right(in_use: Verdict, shadow: Verdict, defective: bool) -> Right | None:
    """None where both noticed it, or both let it pass: an unsure pack does not pass by itself."""
    noticed = in_use is not Verdict.OK, shadow is not Verdict.OK
    if noticed[0] == noticed[1]:
        return None
    return Right.IN_USE if noticed[0] == defective else Right.SHADOW


def compared(in_use: PackVerdict, shadow: PackVerdict) -> Compared:
    """A check that the one that looks on has not answered is unsure there."""
    checks = tuple(compared_checks(in_use.checks, shadow.checks))
    return Compared(leaning(in_use.verdict, shadow.verdict), checks)


def compared_checks(
    in_use: Sequence[CheckResult], shadow: Sequence[CheckResult]
) -> Iterator[CheckCompared]:
    found = {result.name: result for result in shadow}
    for result in in_use:
        other = found.get(result.name)
        if other is None:
            unanswered = (Reason.INSPECTION_FAILED,)
            yield CheckCompared(result.name, result.verdict, Verdict.UNSURE, unanswered)
        else:
            yield CheckCompared(result.name, result.verdict, other.verdict, other.reasons)
