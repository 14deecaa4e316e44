"""The verdict of a pack from the answers of its checks."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.core.judge import judge
from edge_agent.core.packs import Box, CheckKind, CheckResult, Reason, Verdict
from edge_agent.core.recipe import BarcodeLimits, Check, PrintLimits, Recipe, StickerLimits, View

REGION = Box(0, 0, 10, 10)
RECIPE = Recipe(
    "tray",
    tuple(View(name, (f"{name}.png",), REGION) for name in ("top", "bottom")),
    (
        Check("sticker", CheckKind.STICKER, "top", REGION, StickerLimits()),
        Check("expiry", CheckKind.PRINT, "bottom", REGION, PrintLimits("EXP {expiry}")),
        Check("lot", CheckKind.PRINT, "bottom", REGION, PrintLimits("L{lot}")),
        Check("code", CheckKind.BARCODE, "top", REGION, BarcodeLimits(("DataMatrix",))),
    ),
)
VERDICTS = st.sampled_from(list(Verdict))
DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


def result(name: str, verdict: Verdict = Verdict.OK, read: str | None = None) -> CheckResult:
    check = next(check for check in RECIPE.checks if check.name == name)
    score = {Verdict.OK: 0.1, Verdict.UNSURE: 0.5, Verdict.NOT_OK: 0.9}[verdict]
    return CheckResult(name, check.kind, check.view, verdict, score, read)


def good(code: str) -> list[CheckResult]:
    read = {"expiry": "EXP 24.12.2026", "lot": "L123", "code": code}
    return [result(check.name, read=read.get(check.name)) for check in RECIPE.checks]


def test_a_pack_with_every_check_ok_is_ok() -> None:
    verdict = judge(RECIPE, good("(17)261224(10)123"))
    assert (verdict.verdict, verdict.score, verdict.reasons) == (Verdict.OK, 0.1, ())


@given(st.lists(VERDICTS, min_size=4, max_size=4))
def test_the_worst_check_decides(verdicts: list[Verdict]) -> None:
    results = [result(one.name, told) for one, told in zip(RECIPE.checks, verdicts, strict=True)]
    order = [Verdict.OK, Verdict.UNSURE, Verdict.NOT_OK]
    pack = judge(RECIPE, results)
    assert pack.verdict is max(verdicts, key=order.index)
    assert pack.score == max(one.score for one in results)
    assert pack.checks == tuple(results)


@given(st.sets(st.sampled_from([check.name for check in RECIPE.checks]), max_size=3))
def test_a_pack_is_never_ok_while_a_check_has_no_answer(answered: set[str]) -> None:
    pack = judge(RECIPE, [result(name) for name in sorted(answered)])
    assert (pack.verdict, pack.reasons) == (Verdict.UNSURE, (Reason.NO_PICTURE,))
    assert pack.score >= 0.5


def test_a_defect_stays_a_defect_when_other_checks_have_no_answer() -> None:
    assert judge(RECIPE, [result("lot", Verdict.NOT_OK)]).verdict is Verdict.NOT_OK


def test_a_recipe_without_checks_knows_nothing() -> None:
    empty = Recipe("tray", RECIPE.views, ())
    assert judge(empty, []).verdict is Verdict.UNSURE


@given(DAYS, DAYS)
def test_a_code_and_a_print_of_different_dates_never_pass(coded: date, printed: date) -> None:
    results = good(f"(17){coded:%y%m%d}")
    results[1] = result("expiry", read=f"EXP {printed:%d.%m.%Y}")
    pack = judge(RECIPE, results)
    assert (pack.verdict is Verdict.OK) == (coded == printed)
    assert (Reason.CODE_PRINT_DISAGREE in pack.reasons) == (pack.verdict is Verdict.NOT_OK)


def test_a_code_and_a_print_of_different_lots_disagree() -> None:
    pack = judge(RECIPE, good("(10)124"))
    assert (pack.verdict, pack.score) == (Verdict.NOT_OK, 1.0)
    assert pack.reasons == (Reason.CODE_PRINT_DISAGREE,)


def test_a_weak_reading_is_no_disagreement() -> None:
    results = good("(10)124")
    results[2] = result("lot", Verdict.UNSURE, "L123")
    assert judge(RECIPE, results).verdict is Verdict.UNSURE


@pytest.mark.parametrize("reason", [Reason.LEARNED_DEFECT, Reason.PERHAPS_DEFECT])
def test_a_line_whose_looks_alone_are_doubtful_still_disagrees_with_its_code(
    reason: Reason,
) -> None:
    checks = good("(17)261224(10)124")
    doubtful = replace(checks[2], verdict=Verdict.UNSURE, reasons=(reason,))
    pack = judge(RECIPE, [*checks[:2], doubtful, checks[3]])
    assert (pack.verdict, pack.reasons) == (Verdict.NOT_OK, (reason, Reason.CODE_PRINT_DISAGREE))


def test_a_code_without_lot_and_expiry_disagrees_with_nothing() -> None:
    assert judge(RECIPE, good("4006381333931")).verdict is Verdict.OK
