"""What a person is asked about a pack, in a few lines that can be read before the gate. Pure."""

from dataclasses import dataclass
from math import nan

from edge_agent.control.line_state import LineState, Recommendation, SeenCheck
from edge_agent.core.packs import Action, CheckKind, CheckResult, Verdict
from edge_agent.core.reasons.check_sentences import (
    sentence,
    told_expected,
    told_name,
    told_seen,
)
from edge_agent.core.reasons.languages import Language
from edge_agent.core.reasons.sureness import how_sure
from edge_agent.web.pages.texts import Texts


@dataclass(frozen=True, slots=True)
class Because:
    """One check that is not plainly ok."""

    check: str
    verdict: Verdict
    seen: str
    expected: str
    sure: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One pack; times of it stand in the line's own state."""

    pack_no: int
    asks: str
    """What is recommended: "REJECT it"."""
    confirm: str
    """What Confirm does: "reject it"."""
    override: str
    because: tuple[Because, ...]
    sentence: str
    """All of it, with the rule."""


def asked_of(state: LineState, t: Texts) -> tuple[Asked, ...]:
    return tuple(asked(one, state, t) for one in state.recommendations)


def asked(one: Recommendation, state: LineState, t: Texts) -> Asked:
    return Asked(
        pack_no=one.pack_no,
        asks=t(f"asks_{one.recommended}"),
        confirm=t(f"does_{one.recommended}"),
        override=t(f"does_{Action.PASS}"),
        because=tuple(because(check_of(seen, state), t) for seen in one.checks),
        sentence=one.sentences[t.language],
    )


def because(check: CheckResult, t: Texts) -> Because:
    language = t.language
    return Because(
        check=check.name,
        verdict=check.verdict,
        seen=seen_sentence(check, language),
        expected=sentence(told_expected(check, language)),
        sure=how_sure(check.verdict, check.score).said(language),
    )


def seen_sentence(check: CheckResult, language: Language) -> str:
    """The check and what it saw: all that fits beside a picture."""
    return sentence(f"{told_name(check, language)}: {told_seen(check, language)}")


def check_of(seen: SeenCheck, state: LineState) -> CheckResult:
    """With its kind, which stands at the line's own checks."""
    kinds = {check.name: check.kind for check in state.checks}
    return CheckResult(
        *(seen.name, kinds.get(seen.name, CheckKind.SURFACE), seen.view, seen.verdict),
        score=nan if seen.score is None else seen.score,
        read=seen.read,
        expected=seen.expected,
        reasons=seen.reasons,
        box=seen.box,
    )
