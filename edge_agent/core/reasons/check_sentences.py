"""What a check says, in one sentence: what was seen, what was expected, how sure, which rule."""

from edge_agent.core.packs import CheckKind, CheckResult, Reason, Verdict, VerdictRule
from edge_agent.core.reasons.differences import told_differences
from edge_agent.core.reasons.expected_phrases import BY_KIND, BY_REASON, TEXT
from edge_agent.core.reasons.languages import Language, Phrase
from edge_agent.core.reasons.names import CHECKS, VERDICTS
from edge_agent.core.reasons.seen_phrases import (
    AS_READ,
    AS_TAUGHT,
    OF_SURFACES,
    READ,
    SEEN,
    TAKEN_FOR,
    WITHOUT_REASON,
)
from edge_agent.core.reasons.sureness import sureness
from edge_agent.core.reasons.values import listed, quoted
from edge_agent.core.reasons.verdict_rule_phrases import VERDICT_RULES

RULE = Phrase("rule: {rule}", "Regel: {rule}")
ANSWER = Phrase("{check} is {verdict}: {seen}", "{check} ist {verdict}: {seen}")


def check_sentence(check: CheckResult, language: Language) -> str:
    """A whole sentence; the recipe's limits are the rule where none is named."""
    rule = VERDICT_RULES[check.rule or VerdictRule.LIMITS].said(language)
    return sentence(f"{told_check(check, language)}; {RULE.said(language, rule=rule)}")


def sentence(text: str) -> str:
    """With a capital letter and a full stop."""
    return f"{text[:1].upper()}{text[1:]}."


def told_check(check: CheckResult, language: Language) -> str:
    """The same without its rule, as a part of another sentence."""
    answer = ANSWER.said(
        language,
        check=told_name(check, language),
        verdict=VERDICTS[check.verdict].said(language),
        seen=told_seen(check, language),
    )
    sure = sureness(check.verdict, check.score, language)
    return f"{answer}; {told_expected(check, language)}; {sure}"


def told_name(check: CheckResult, language: Language) -> str:
    return CHECKS[check.kind].said(language, name=quoted(check.name, language))


def told_seen(check: CheckResult, language: Language) -> str:
    said = {
        "read": told_read(check, language),
        "looks_like": quoted(check.looks_like or "", language),
    }
    return listed([one.said(language, **said) for one in seen_phrases(check)], language)


def seen_phrases(check: CheckResult) -> list[Phrase]:
    """One for each reason; without a reason what is ok, or what can be said of any verdict."""
    if check.reasons:
        return [seen_phrase(check, reason) for reason in dict.fromkeys(check.reasons)]
    if check.verdict in WITHOUT_REASON:
        return [WITHOUT_REASON[check.verdict]]
    return [AS_READ if check.read else AS_TAUGHT[check.kind]]


def seen_phrase(check: CheckResult, reason: Reason) -> Phrase:
    if check.read and reason in READ:
        return READ[reason]
    if check.looks_like and reason in TAKEN_FOR:
        return TAKEN_FOR[reason]
    if check.kind is CheckKind.SURFACE and reason in OF_SURFACES:
        return OF_SURFACES[reason]
    return SEEN[reason]


def told_read(check: CheckResult, language: Language) -> str:
    """With the characters that are others than expected, where it is not ok and they are few."""
    read = quoted(check.read or "", language)
    if check.verdict is Verdict.OK or not check.read or not check.expected:
        return read
    different = told_differences(check.expected, check.read, language)
    return f"{read} ({different})" if different else read


def told_expected(check: CheckResult, language: Language) -> str:
    if check.expected:
        return TEXT.said(language, expected=quoted(check.expected, language))
    unknown = [BY_REASON[reason] for reason in check.reasons if reason in BY_REASON]
    return next(iter(unknown), BY_KIND[check.kind]).said(language)
