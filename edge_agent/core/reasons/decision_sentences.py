"""What was decided about a pack and why, in one sentence: seen, expected, how sure, which rule."""

from edge_agent.core.packs import Action, CheckResult, Decision, PackVerdict, Reason, VerdictRule
from edge_agent.core.reasons.check_sentences import RULE, sentence, told_check
from edge_agent.core.reasons.languages import Language, Phrase
from edge_agent.core.reasons.names import ACTIONS, LEVELS
from edge_agent.core.reasons.rule_phrases import (
    ANSWERED,
    AT_LEVEL,
    BECAUSE,
    BOTH,
    BY_BOTH,
    BY_CHECK,
    DONE,
    EXPECTED_BY_LINE,
    ONLY_REPORTED,
    PASSED_WITHOUT_VERDICT,
    RECOMMENDED,
    REJECTED_WITHOUT_VERDICT,
    RULES,
    SEEN_BY_LINE,
)
from edge_agent.core.reasons.rules import CODE_AND_PRINT, Rule, RuleKind, rule_of
from edge_agent.core.reasons.values import quoted
from edge_agent.core.reasons.verdict_rule_phrases import VERDICT_RULES
from edge_agent.core.reasons.verdict_sentences import (
    leading_check,
    looks,
    told_reason,
    told_verdict,
)

REASON_OF = {
    RuleKind.TOO_CLOSE: Reason.TOO_CLOSE,
    RuleKind.NO_PICTURE: Reason.NO_PICTURE,
    RuleKind.INSPECTION_FAILED: Reason.INSPECTION_FAILED,
    RuleKind.LATE: Reason.LATE,
}
"""Of rules that look at the belt and not at the pack."""


def decision_sentence(decision: Decision, verdict: PackVerdict, language: Language) -> str:
    """Of any decision, also of one whose rule nobody here knows."""
    rule = rule_of(decision.rule, [check.name for check in verdict.checks])
    return sentence(
        BECAUSE.said(
            language,
            done=told_action(decision, rule, language),
            why=why(rule, verdict, language),
            rule=told_rule(rule, decision, verdict, language),
        )
    )


def told_action(decision: Decision, rule: Rule, language: Language) -> str:
    """What is decided; or asked of the operator, as long as nobody has answered."""
    if decision.recommended is not None and rule.person is None:
        asked = DONE[decision.recommended].said(language)
        return RECOMMENDED.said(language, done=asked)
    only_reports = rule.kind is RuleKind.CHECK_REPORTS
    return (ONLY_REPORTED if only_reports else DONE[decision.action]).said(language)


def why(rule: Rule, verdict: PackVerdict, language: Language) -> str:
    """What was seen, what was expected, and how sure that is."""
    if rule.kind in SEEN_BY_LINE:
        seen, expected = SEEN_BY_LINE[rule.kind], EXPECTED_BY_LINE[rule.kind]
        return "; ".join([seen.said(language), expected.said(language), looks(verdict, language)])
    reason = reason_of(rule, verdict)
    if reason is not None:
        return told_reason(reason, verdict, language)
    asking = asking_check(rule, verdict)
    return told_check(asking, language) if asking else told_verdict(verdict, language)


def reason_of(rule: Rule, verdict: PackVerdict) -> Reason | None:
    """The reason that no single check tells; None where a check led to the decision."""
    if rule.by == CODE_AND_PRINT and Reason.CODE_PRINT_DISAGREE in verdict.reasons:
        return Reason.CODE_PRINT_DISAGREE
    return REASON_OF.get(rule.kind)


def asking_check(rule: Rule, verdict: PackVerdict) -> CheckResult | None:
    return next((check for check in verdict.checks if check.name == rule.by), None)


def told_rule(rule: Rule, decision: Decision, verdict: PackVerdict, language: Language) -> str:
    rules = of_decision(rule, decision, language)
    before = rule_of_check(rule, verdict)
    if before is not None:
        rules = BOTH.said(language, before=before.said(language), then=rules)
    level = LEVELS[decision.level].said(language)
    told = AT_LEVEL.said(language, rule=RULE.said(language, rule=rules), level=level)
    if rule.person is None or rule.answer is None:
        return told
    person, action = quoted(rule.person, language), ACTIONS[rule.answer].said(language)
    return ANSWERED.said(language, rule=told, person=person, action=action)


def rule_of_check(rule: Rule, verdict: PackVerdict) -> Phrase | None:
    """What made the leading check's verdict, where that was more than the recipe's limits."""
    check = asking_check(rule, verdict) or leading_check(verdict)
    if check is None or reason_of(rule, verdict) or rule.kind in SEEN_BY_LINE:
        return None
    if check.rule is None or check.rule is VerdictRule.LIMITS:
        return None
    return VERDICT_RULES[check.rule]


def of_decision(rule: Rule, decision: Decision, language: Language) -> str:
    if rule.kind is RuleKind.OTHER:
        return quoted(rule.text, language)
    passes = decision.action is Action.PASS
    silence = PASSED_WITHOUT_VERDICT if passes else REJECTED_WITHOUT_VERDICT
    return RULES.get(rule.kind, silence).said(language, by=asker(rule, language))


def asker(rule: Rule, language: Language) -> str:
    if rule.by == CODE_AND_PRINT:
        return BY_BOTH.said(language)
    return BY_CHECK.said(language, name=quoted(rule.by, language))
