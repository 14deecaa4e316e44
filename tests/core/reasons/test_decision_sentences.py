"""Every decision has its sentence, whichever rule made it; no rule that is written is unknown."""

import ast
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from edge_agent.core.judge import judge
from edge_agent.core.packs import (
    Action,
    Box,
    CheckKind,
    CheckResult,
    Decision,
    Level,
    PackVerdict,
    Reason,
    Verdict,
    VerdictRule,
)
from edge_agent.core.policy import answered, decide, without_verdict
from edge_agent.core.reasons import names, rule_phrases
from edge_agent.core.reasons.decision_sentences import decision_sentence
from edge_agent.core.reasons.languages import Language
from edge_agent.core.reasons.rules import OF_THE_LINE, RuleKind, rule_of
from edge_agent.core.reasons.verdict_sentences import verdict_sentence
from edge_agent.core.recipe import Check, PrintLimits, Recipe, SurfaceLimits
from tests.core.reasons.language_rules import english_words, is_one_sentence
from tests.core.reasons.test_check_sentences import ANY_CHECK

LINE = Path(__file__).parents[3] / "edge_agent" / "line"
DECIDES_WITHOUT_VERDICT = {"without_verdict", "kept_default"}
REJECTS = ": reject"
WHOLE = Box(0, 0, 1, 1)
NOTHING_SEEN = PackVerdict(Verdict.UNSURE, 1.0, ())


def recipe_of(level: Level) -> Recipe:
    checks = (
        Check("lot", CheckKind.PRINT, "top", WHOLE, PrintLimits("LOT {lot}"), level),
        Check("look", CheckKind.SURFACE, "top", WHOLE, SurfaceLimits(), level),
    )
    return Recipe("tray", (), checks)


def seen(lot: Verdict, look: Verdict = Verdict.OK, rule: VerdictRule | None = None) -> PackVerdict:
    score = {Verdict.OK: 0.02, Verdict.UNSURE: 0.5, Verdict.NOT_OK: 0.97}
    reasons = () if lot is Verdict.OK else (Reason.READS_OTHER,)
    checks = (
        CheckResult(
            "lot", CheckKind.PRINT, "top", lot, score[lot], "L118", "L113", reasons, rule=rule
        ),
        CheckResult("look", CheckKind.SURFACE, "top", look, score[look]),
    )
    return judge(recipe_of(Level.REPORT), checks)


def both_languages(decision: Decision, verdict: PackVerdict) -> tuple[str, str]:
    """Both sentences, after what must hold of every one of them."""
    english, german = (decision_sentence(decision, verdict, one) for one in Language)
    for told in (english, german):
        assert is_one_sentence(told), told
    assert english_words(german) == set(), german
    return english, german


def rules_of_the_line() -> set[str]:
    """What the line's own code names as the cause of a decision without a verdict."""
    nodes = [
        node
        for file in LINE.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    ]
    said = [part for node in nodes if isinstance(node, ast.Call) for part in rule_given(node)]
    texts = [part.value for part in said if isinstance(part, ast.Constant)]
    whole = {text for text in texts if isinstance(text, str) and text.endswith(REJECTS)}
    return {text.removesuffix(REJECTS) for text in whole} | causes_without_verdict(nodes)


def rule_given(call: ast.Call) -> list[ast.expr]:
    is_decision = isinstance(call.func, ast.Name) and call.func.id in DECIDES_WITHOUT_VERDICT
    return call.args[1:] if is_decision else []


def causes_without_verdict(nodes: list[ast.AST]) -> set[str]:
    """Those that are given to what adds the action to them."""
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    given = [one.args[1] for one in calls if getattr(one.func, "attr", "") == "without"]
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef)]
    names = [part for one in functions if one.name == "why_no_verdict" for part in one.body[1:]]
    parts = [node for one in [*given, *names] for node in ast.walk(one)]
    texts = [node.value for node in parts if isinstance(node, ast.Constant)]
    return {text for text in texts if isinstance(text, str)}


def test_no_action_level_or_rule_is_without_words() -> None:
    told_elsewhere = {
        RuleKind.OTHER,
        RuleKind.NO_PICTURE,
        RuleKind.INSPECTION_FAILED,
        RuleKind.LATE,
    }
    assert rule_phrases.RULES.keys() == set(RuleKind) - told_elsewhere
    assert names.ACTIONS.keys() == rule_phrases.DONE.keys() == set(Action)
    assert names.LEVELS.keys() == set(Level)


@pytest.mark.parametrize("level", list(Level))
def test_every_rule_of_the_policy_is_known_and_told(level: Level) -> None:
    for lot, look in product(Verdict, repeat=2):
        verdict = seen(lot, look)
        decision = decide(recipe_of(level), Level.ACT_ALWAYS, verdict)
        assert rule_of(decision.rule, ["lot", "look"]).kind is not RuleKind.OTHER
        both_languages(decision, verdict)


def test_every_rule_that_the_line_writes_is_known() -> None:
    written = rules_of_the_line()
    assert {"too close", "too late to stop", "no picture", "late"} <= written
    assert {rule for rule in written if rule not in OF_THE_LINE} == set()


@pytest.mark.parametrize("kind", sorted(OF_THE_LINE.values()))
@pytest.mark.parametrize("level", list(Level))
def test_every_rule_of_the_line_is_told_with_and_without_a_verdict(
    kind: RuleKind, level: Level
) -> None:
    decision = without_verdict(level, f"{kind.value}: {'reject' if level.acts else 'report'}")
    for verdict in (NOTHING_SEEN, *map(seen, Verdict)):
        both_languages(decision, verdict)


def test_an_armed_gate_rejects_also_below_the_acting_levels() -> None:
    for kind in OF_THE_LINE.values():
        decision = Decision(Action.REJECT, f"{kind.value}: reject", Level.RECOMMEND, driven=False)
        english, german = both_languages(decision, NOTHING_SEEN)
        assert english.startswith("Reject the pack, because")
        assert "lets pass" not in english
        assert "ungeschaltet" not in german


def test_a_reject_says_what_was_seen_what_was_expected_how_sure_and_by_which_rule() -> None:
    verdict = seen(Verdict.NOT_OK)
    decision = decide(recipe_of(Level.ACT_WHEN_SURE), Level.ACT_ALWAYS, verdict)
    english, german = both_languages(decision, verdict)
    assert english == (
        "Reject the pack, because print “lot” is not ok: it reads “L118” (“8” instead of “3”); "
        "“L113” was expected; very sure (defect score 0.97); rule: check “lot” may reject "
        "(station at level “act when sure”)."
    )
    assert german == (
        "Packung ausschleusen, denn Aufdruck „lot“ ist nicht in Ordnung: lautet „L118“ "
        "(„8“ statt „3“); erwartet war „L113“; sehr sicher (Fehlerwert 0,97); Regel: "
        "Prüfung „lot“ darf ausschleusen (Station auf Stufe „handeln, wenn sicher“)."
    )


def test_a_recommendation_is_told_as_one_until_a_person_has_answered() -> None:
    verdict = seen(Verdict.NOT_OK)
    asked = decide(recipe_of(Level.RECOMMEND), Level.ACT_ALWAYS, verdict)
    assert both_languages(asked, verdict)[0].startswith("Recommended: reject the pack, because")
    english, german = both_languages(answered(asked, Action.PASS, "Ada"), verdict)
    assert english.startswith("Let the pack pass, because")
    assert english.endswith("; “Ada” said: pass.")
    assert german.endswith("; „Ada“ sagte: durchlassen.")


def test_what_made_the_check_unsure_stands_beside_the_rule_of_the_decision() -> None:
    verdict = seen(Verdict.UNSURE, rule=VerdictRule.CAMERA_UNHEALTHY)
    decision = decide(recipe_of(Level.ACT_WHEN_SURE), Level.ACT_ALWAYS, verdict)
    english, _ = both_languages(decision, verdict)
    assert (
        "rule: what an unhealthy camera shows is unsure, and check “lot” holds what is unsure"
    ) in english


def test_code_and_print_that_disagree_are_told_though_every_check_is_ok() -> None:
    checks = seen(Verdict.OK).checks
    verdict = PackVerdict(Verdict.NOT_OK, 1.0, (Reason.CODE_PRINT_DISAGREE,), checks)
    decision = decide(recipe_of(Level.ACT_ALWAYS), Level.ACT_ALWAYS, verdict)
    english, german = both_languages(decision, verdict)
    assert "its barcode and its print contradict each other" in english
    assert "der Vergleich von Strichcode und Aufdruck darf ausschleusen" in german


def test_a_check_named_like_a_rule_of_the_line_is_still_a_check() -> None:
    assert rule_of("late: reject", ["late"]).by == "late"
    assert rule_of("late: reject", ["lot"]).kind is RuleKind.LATE


def test_a_rule_that_nobody_knows_is_quoted() -> None:
    decision = Decision(Action.HOLD, "the moon is full", Level.ACT_ALWAYS, driven=True)
    for told in both_languages(decision, seen(Verdict.OK)):
        assert "the moon is full" in told


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("reason", [None, *Reason])
def test_every_reason_of_a_pack_is_told_with_and_without_checks(
    reason: Reason | None, language: Language
) -> None:
    reasons = () if reason is None else (reason,)
    for verdict, checks in product(Verdict, ((), seen(Verdict.NOT_OK).checks)):
        told = verdict_sentence(PackVerdict(verdict, 0.7, reasons, checks), language)
        assert is_one_sentence(told), told
        assert language is Language.EN or english_words(told) == set(), told


def test_the_worst_check_leads_and_the_others_are_named() -> None:
    verdict = seen(Verdict.NOT_OK, Verdict.NOT_OK)
    told = verdict_sentence(verdict, Language.EN)
    assert told.startswith("The pack is not ok, because print “lot” is not ok")
    assert told.endswith("; also not ok: surface “look”.")


@given(
    some.builds(
        Decision,
        some.sampled_from(Action),
        some.text(),
        some.sampled_from(Level),
        some.booleans(),
        some.none() | some.sampled_from(Action),
    ),
    some.builds(
        PackVerdict,
        some.sampled_from(Verdict),
        some.floats(),
        some.lists(some.sampled_from(Reason), max_size=3).map(tuple),
        some.lists(ANY_CHECK, max_size=3).map(tuple),
    ),
    some.sampled_from(Language),
)
def test_any_decision_about_any_verdict_has_a_sentence(
    decision: Decision, verdict: PackVerdict, language: Language
) -> None:
    told = decision_sentence(decision, verdict, language)
    assert told.isprintable()
    assert told.endswith(".")
    assert verdict_sentence(verdict, language).isprintable()
