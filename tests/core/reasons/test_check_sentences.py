"""Every answer of a check has its sentence, in both languages, and it names what was expected."""

import re
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as some

from edge_agent.core.packs import CheckKind, CheckResult, Reason, Verdict, VerdictRule
from edge_agent.core.reasons import names, seen_phrases
from edge_agent.core.reasons.check_sentences import check_sentence
from edge_agent.core.reasons.differences import told_differences
from edge_agent.core.reasons.languages import Language
from edge_agent.core.reasons.values import MOST_QUOTED, quoted
from edge_agent.core.reasons.verdict_rule_phrases import VERDICT_RULES
from tests.core.reasons.language_rules import english_words, is_one_sentence

LANGUAGES = list(Language)
ANY_CHECK = some.builds(
    CheckResult,
    name=some.text(),
    kind=some.sampled_from(CheckKind),
    view=some.text(),
    verdict=some.sampled_from(Verdict),
    score=some.floats(),
    read=some.none() | some.text(),
    expected=some.none() | some.text(),
    reasons=some.lists(some.sampled_from(Reason), max_size=4).map(tuple),
    rule=some.none() | some.sampled_from(VerdictRule),
    looks_like=some.none() | some.text(),
)


def a_check(
    reasons: tuple[Reason, ...] = (),
    verdict: Verdict = Verdict.NOT_OK,
    kind: CheckKind = CheckKind.PRINT,
    read: str | None = None,
    expected: str | None = None,
    score: float = 0.9,
    rule: VerdictRule | None = None,
) -> CheckResult:
    return CheckResult("lot", kind, "top", verdict, score, read, expected, reasons, rule=rule)


def test_no_reason_verdict_kind_or_rule_is_without_words() -> None:
    assert seen_phrases.SEEN.keys() == set(Reason)
    assert seen_phrases.AS_TAUGHT.keys() == names.CHECKS.keys() == set(CheckKind)
    assert names.VERDICTS.keys() == set(Verdict)
    assert VERDICT_RULES.keys() == set(VerdictRule)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", [None, *Reason])
def test_each_reason_of_each_check_is_told_in_one_sentence(
    reason: Reason | None, language: Language
) -> None:
    reasons = () if reason is None else (reason,)
    texts = ((None, None), ("L24A118", None), (None, "L24A113"), ("L24A118", "L24A113"))
    for verdict, kind, (read, expected), rule in product(
        Verdict, CheckKind, texts, [None, *VerdictRule]
    ):
        told = check_sentence(a_check(reasons, verdict, kind, read, expected, rule=rule), language)
        assert is_one_sentence(told), told
        if language is Language.DE:
            assert english_words(told) == set(), told
        if expected is not None:
            assert expected in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_different_reasons_have_different_words(language: Language) -> None:
    told = {check_sentence(a_check((reason,)), language) for reason in Reason}
    assert len(told) == len(Reason)


@pytest.mark.parametrize("reason", seen_phrases.TAKEN_FOR)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_kind_of_a_learned_defect_is_told(reason: Reason, language: Language) -> None:
    told = check_sentence(replace(a_check((reason,)), looks_like="Knick. oben"), language)
    assert quoted("Knick. oben", language) in told
    other = check_sentence(replace(a_check((reason,)), looks_like="stain"), language)
    assert is_one_sentence(other)
    if language is Language.DE:
        assert english_words(other) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_different_rules_have_different_words(language: Language) -> None:
    told = {check_sentence(a_check(rule=rule), language) for rule in VerdictRule}
    assert len(told) == len(VerdictRule)


def test_what_was_read_and_which_character_is_another_are_named() -> None:
    check = a_check((Reason.READS_OTHER,), read="LOT L24A118", expected="LOT L24A113", score=0.991)
    assert check_sentence(check, Language.EN) == (
        "Print “lot” is not ok: it reads “LOT L24A118” (“8” instead of “3”); “LOT L24A113” was "
        "expected; very sure (defect score 0.99); rule: the recipe's limits."
    )
    assert check_sentence(check, Language.DE) == (
        "Aufdruck „lot“ ist nicht in Ordnung: lautet „LOT L24A118“ („8“ statt „3“); erwartet war "
        "„LOT L24A113“; sehr sicher (Fehlerwert 0,99); Regel: die Grenzen des Rezepts."
    )


def test_several_reasons_stand_in_one_sentence() -> None:
    check = a_check((Reason.OFF_PLACE, Reason.TURNED), kind=CheckKind.STICKER)
    assert "it is not at its place and it is turned" in check_sentence(check, Language.EN)
    assert "sitzt an der falschen Stelle und ist verdreht" in check_sentence(check, Language.DE)


@pytest.mark.parametrize(
    ("verdict", "score", "words"),
    [
        (Verdict.NOT_OK, 0.99, "very sure"),
        (Verdict.OK, 0.01, "very sure"),
        (Verdict.NOT_OK, 0.85, "sure"),
        (Verdict.OK, 0.3, "fairly sure"),
        (Verdict.NOT_OK, 0.55, "barely sure"),
        (Verdict.OK, 0.9, "barely sure"),
        (Verdict.UNSURE, 0.99, "it could be either"),
        (Verdict.NOT_OK, float("nan"), "it could be either"),
    ],
)
def test_how_sure_follows_the_score_in_the_direction_of_the_verdict(
    verdict: Verdict, score: float, words: str
) -> None:
    told = check_sentence(a_check(verdict=verdict, score=score), Language.EN)
    assert f"; {words} (defect score " in told


@pytest.mark.parametrize(
    ("expected", "read", "told"),
    [
        ("LOT L24A113", "LOT L24A113", ""),
        ("24.12.2026", "EXP 24.12.2028 A", "“8” instead of “6”"),
        ("L24A113", "L24A13", "“1” missing"),
        ("L24A113", "L24AX113", "“X” too many"),
        ("L24A113", "L24B118", "“B” instead of “A”, “8” instead of “3”"),
        ("L24A113", "M13", ""),
    ],
)
def test_a_few_differences_are_told_one_by_one_and_many_are_not(
    expected: str, read: str, told: str
) -> None:
    assert told_differences(expected, read, Language.EN) == told


def test_a_long_or_strange_text_stays_one_short_line() -> None:
    assert quoted("a\n\tb\u202e\x00 c", Language.EN) == "“a b c”"
    long = quoted("x" * 500, Language.DE)
    assert len(long) == MOST_QUOTED + 2
    assert long.endswith("…“")


@given(ANY_CHECK, some.sampled_from(Language))
def test_any_check_has_one_sentence_on_one_line(check: CheckResult, language: Language) -> None:
    told = check_sentence(check, language)
    assert told.isprintable()
    assert told.endswith(".")
    assert 20 < len(told) < 800
    assert quoted(check.name, language) in told
    if check.expected:
        assert quoted(check.expected, language) in told


@given(some.text(alphabet="{}0:read!expected"))
def test_braces_in_a_text_are_only_text(text: str) -> None:
    check = a_check((Reason.READS_OTHER,), read=text, expected=text)
    told = check_sentence(check, Language.EN)
    if text:
        assert told.count(quoted(text, Language.EN)) == 2
    assert re.sub("“.*?”", "", told).isprintable()
