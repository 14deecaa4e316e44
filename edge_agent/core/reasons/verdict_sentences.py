"""What all checks of a pack say together, in one sentence led by the check that decides."""

from edge_agent.core.packs import CheckResult, PackVerdict, Reason, Verdict
from edge_agent.core.reasons.check_sentences import sentence, told_check, told_name
from edge_agent.core.reasons.languages import Language, Phrase
from edge_agent.core.reasons.names import VERDICTS
from edge_agent.core.reasons.pack_phrases import (
    AS_ORDERED,
    EXPECTED_OF_PACK,
    SEEN_BY_VERDICT,
    SEEN_OF_PACK,
)
from edge_agent.core.reasons.sureness import NOTHING_KNOWN, sureness
from edge_agent.core.reasons.values import listed

PACK = Phrase("the pack is {verdict}, because {why}", "die Packung ist {verdict}, denn {why}")
BY_LOOKS = Phrase(
    "by its looks it is {verdict}, {sure}", "dem Aussehen nach ist sie {verdict}, {sure}"
)
ALSO = Phrase("{told}; also {verdict}: {checks}", "{told}; ebenso {verdict}: {checks}")


def verdict_sentence(verdict: PackVerdict, language: Language) -> str:
    why = told_verdict(verdict, language)
    name = VERDICTS[verdict.verdict].said(language)
    return sentence(PACK.said(language, verdict=name, why=why))


def told_verdict(verdict: PackVerdict, language: Language) -> str:
    """Why the pack is what it is: seen, expected, how sure; as a part of another sentence."""
    leading = leading_check(verdict)
    if leading is None:
        return told_pack(verdict, language)
    told = told_check(leading, language)
    alike = [one for one in verdict.checks if one.verdict is leading.verdict]
    others = [told_name(one, language) for one in alike if one is not leading]
    if not others:
        return told
    name = VERDICTS[leading.verdict].said(language)
    return ALSO.said(language, told=told, verdict=name, checks=listed(others, language))


def leading_check(verdict: PackVerdict) -> CheckResult | None:
    """The worst check that explains the verdict; None for what is ok, or no check explains."""
    alike = [check for check in verdict.checks if check.verdict is verdict.verdict]
    if verdict.verdict is Verdict.OK or not alike:
        return None
    return max(alike, key=lambda check: check.score)


def told_pack(verdict: PackVerdict, language: Language) -> str:
    """By the first reason that is one of the whole pack; else by its verdict alone."""
    for reason in verdict.reasons:
        if reason in SEEN_OF_PACK:
            return told_reason(reason, verdict, language)
    seen = SEEN_BY_VERDICT[verdict.verdict].said(language)
    return f"{seen}; {AS_ORDERED.said(language)}; {looks(verdict, language)}"


def told_reason(reason: Reason, verdict: PackVerdict, language: Language) -> str:
    seen = SEEN_OF_PACK[reason].said(language)
    expected = EXPECTED_OF_PACK.get(reason, AS_ORDERED).said(language)
    return f"{seen}; {expected}; {looks(verdict, language)}"


def looks(verdict: PackVerdict, language: Language) -> str:
    """What the pack looks like, whatever else became of it; without any check nobody looked."""
    if not verdict.checks:
        return NOTHING_KNOWN.said(language)
    name = VERDICTS[verdict.verdict].said(language)
    sure = sureness(verdict.verdict, verdict.score, language)
    return BY_LOOKS.said(language, verdict=name, sure=sure)
