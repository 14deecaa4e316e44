"""The rule of a decision, known again by its text: the one place that knows how rules are written.

The policy writes "<check>: <what it asks>", the line "<what happened>: reject" or ": report", and
an answered recommendation goes on with "; <person>: <action>". A text that is none of these, from
an older or a newer record, is kept as it is.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from edge_agent.core.packs import Action


class RuleKind(StrEnum):
    ALL_OK = "all checks ok"
    NO_CHECKS = "no checks"
    CHECK_REJECTS = "check rejects"
    CHECK_HOLDS = "check holds"
    CHECK_RECOMMENDS = "check recommends"
    CHECK_REPORTS = "check reports"
    TOO_CLOSE = "too close"
    ORDER_LATE = "order late"
    LEVEL_FELL = "level fell"
    LEVEL_LOWERED = "level lowered"
    """As older records name it."""
    TOO_LATE_TO_STOP = "too late to stop"
    NO_PICTURE = "no picture"
    INSPECTION_FAILED = "inspection failed"
    LATE = "late"
    CHANGEOVER = "changeover"
    OTHER = "other"
    """A text that nobody here knows."""


@dataclass(frozen=True, slots=True)
class Rule:
    kind: RuleKind
    text: str
    """As the decision has it, without the answer."""
    by: str = ""
    """Name of the check that asked; empty where no check did."""
    person: str | None = None
    """Who answered the recommendation."""
    answer: Action | None = None


CODE_AND_PRINT = "code and print disagree"
"""Stands where a check's name would."""
ASKED = {
    "reject": RuleKind.CHECK_REJECTS,
    "unsure, hold": RuleKind.CHECK_HOLDS,
    "recommend": RuleKind.CHECK_RECOMMENDS,
    "report": RuleKind.CHECK_REPORTS,
}
OF_THE_LINE = {
    kind.value: kind
    for kind in (
        RuleKind.NO_CHECKS,
        RuleKind.TOO_CLOSE,
        RuleKind.ORDER_LATE,
        RuleKind.LEVEL_FELL,
        RuleKind.LEVEL_LOWERED,
        RuleKind.TOO_LATE_TO_STOP,
        RuleKind.NO_PICTURE,
        RuleKind.INSPECTION_FAILED,
        RuleKind.LATE,
        RuleKind.CHANGEOVER,
    )
}
WITH_ANSWER = re.compile(r"(?P<rule>.*); (?P<person>.*): (?P<answer>pass|reject|hold)", re.DOTALL)
WITH_ASKER = re.compile(r"(?P<by>.*): (?P<asks>reject|unsure, hold|recommend|report)", re.DOTALL)


def rule_of(text: str, checks: Collection[str]) -> Rule:
    """`checks`: names of the pack's checks, which may be called like anything else."""
    found = WITH_ANSWER.fullmatch(text)
    if found is None:
        return plain_rule(text, checks)
    asked = plain_rule(found["rule"], checks)
    return Rule(asked.kind, asked.text, asked.by, found["person"], Action(found["answer"]))


def plain_rule(text: str, checks: Collection[str]) -> Rule:
    if text == RuleKind.ALL_OK.value:
        return Rule(RuleKind.ALL_OK, text)
    found = WITH_ASKER.fullmatch(text)
    if found is None:
        return Rule(RuleKind.OTHER, text)
    by = found["by"]
    if by in OF_THE_LINE and by not in checks:
        return Rule(OF_THE_LINE[by], text)
    return Rule(ASKED[found["asks"]], text, by)
