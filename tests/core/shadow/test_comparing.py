"""Stricter, milder or the same, and who was right."""

from itertools import product

import pytest

from edge_agent.core.packs import CheckKind, CheckResult, PackVerdict, Reason, Verdict
from edge_agent.core.shadow.comparing import (
    SEVERITY,
    Leaning,
    Right,
    compared,
    leaning,
    who_was_right,
)

OK, UNSURE, NOT_OK = Verdict.OK, Verdict.UNSURE, Verdict.NOT_OK


def said(verdict: Verdict, **checks: Verdict) -> PackVerdict:
    results = tuple(
        CheckResult(name, CheckKind.SURFACE, "top", one, 0.5, reasons=(Reason.DAMAGED,))
        for name, one in checks.items()
    )
    return PackVerdict(verdict, 0.5, (), results)


@pytest.mark.parametrize(
    ("in_use", "shadow", "expected"),
    [
        (OK, OK, Leaning.SAME),
        (OK, UNSURE, Leaning.STRICTER),
        (OK, NOT_OK, Leaning.STRICTER),
        (UNSURE, OK, Leaning.MILDER),
        (UNSURE, UNSURE, Leaning.SAME),
        (UNSURE, NOT_OK, Leaning.STRICTER),
        (NOT_OK, OK, Leaning.MILDER),
        (NOT_OK, UNSURE, Leaning.MILDER),
        (NOT_OK, NOT_OK, Leaning.SAME),
    ],
)
def test_stricter_says_worse_of_a_pack(in_use: Verdict, shadow: Verdict, expected: Leaning) -> None:
    assert leaning(in_use, shadow) is expected


def test_checks_may_differ_where_the_pack_does_not() -> None:
    both = compared(said(NOT_OK, lot=NOT_OK, expiry=OK), said(NOT_OK, lot=OK, expiry=NOT_OK))
    assert both.leaning is Leaning.SAME
    assert [(one.name, one.leaning) for one in both.differences] == [
        ("lot", Leaning.MILDER),
        ("expiry", Leaning.STRICTER),
    ]
    assert both.differences[0].pair == "not_ok/ok"
    assert both.differences[0].reasons == (Reason.DAMAGED,)


def test_a_check_without_an_answer_is_unsure_there() -> None:
    both = compared(said(OK, lot=OK), said(UNSURE))
    (difference,) = both.differences
    assert (difference.shadow, difference.reasons) == (UNSURE, (Reason.INSPECTION_FAILED,))


@pytest.mark.parametrize(("in_use", "shadow"), list(product(SEVERITY, SEVERITY)))
def test_who_notices_a_defect_was_right_and_who_passes_a_good_pack(
    in_use: Verdict, shadow: Verdict
) -> None:
    by_in_use, by_shadow = in_use is not OK, shadow is not OK
    for defective in (False, True):
        right = who_was_right(in_use, shadow, defective)
        if by_in_use == by_shadow:
            assert right is None
        else:
            assert right is (Right.IN_USE if by_in_use is defective else Right.SHADOW)
