"""What must be printed, and that nothing else passes for it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.core.errors import InvalidInput
from edge_agent.core.expected_print import (
    check_order,
    compare_print,
    expected_text,
    implausible,
    normalised,
)
from edge_agent.core.order import Order
from edge_agent.core.packs import Box, CheckKind, Reason, Verdict
from edge_agent.core.recipe import BarcodeLimits, Check, Limits, PrintLimits, Recipe, View

TODAY = date(2026, 6, 15)
EXPIRY = PrintLimits("EXP {expiry}")
LOT = PrintLimits("L{lot}")
BARE_LOT = PrintLimits("{lot}")
ORDER = Order("tray", lot="L123", expiry=date(2026, 12, 24), gtin="4006381333931")
LOTS = st.text("ABCDLMS0123456789-", min_size=3, max_size=10).filter(lambda lot: normalised(lot))
TEMPLATES = st.sampled_from(
    ["{lot}", "L{lot}", "LOT {lot} EXP {expiry}", "EXP {expiry}", "{expiry}", "{expiry} {lot}"]
)
FORMATS = st.sampled_from(["DD.MM.YYYY", "D.M.YYYY", "DD MMM YY", "MM/YYYY", "YYMMDD"])


def verdict(expected: str, read: str, limits: PrintLimits, confidence: float = 0.95) -> Verdict:
    return compare_print(expected, read, confidence, limits).verdict


def limits_and_text(
    template: str, date_format: str, lot: str, day: date
) -> tuple[PrintLimits, str]:
    limits = PrintLimits(template, date_format)
    return limits, expected_text(limits, Order("tray", lot, day))


@given(TEMPLATES, FORMATS, LOTS, st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_the_expected_text_itself_is_ok(
    template: str, date_format: str, lot: str, day: date
) -> None:
    limits, expected = limits_and_text(template, date_format, lot, day)
    assert verdict(expected, expected, limits) is Verdict.OK
    assert verdict(expected, f" {expected.lower()} ", limits) is Verdict.OK


@given(
    *(TEMPLATES, FORMATS, LOTS, st.dates(date(2020, 1, 1), date(2040, 1, 1))),
    *(st.integers(0, 100), st.sampled_from("ABEILOSXYZ0123456789 .-/")),
)
def test_one_changed_character_is_never_ok(
    template: str, date_format: str, lot: str, day: date, place: int, letter: str
) -> None:
    limits, expected = limits_and_text(template, date_format, lot, day)
    place %= len(expected)
    changed = expected[:place] + letter + expected[place + 1 :]
    if spelt_short(changed) != spelt_short(expected):
        assert verdict(expected, changed, limits) is not Verdict.OK


def spelt_short(text: str) -> str:
    """01 JUNE20 says the same as 01 JUN 20."""
    return normalised(text).replace("JUNE", "JUN").replace("JULY", "JUL")


@given(
    *(TEMPLATES, FORMATS, LOTS, st.dates(date(2020, 1, 1), date(2040, 1, 1))),
    *(st.integers(1, 100), st.sampled_from("AXL0123456789")),
)
def test_a_character_too_much_or_too_few_inside_is_never_ok(
    template: str, date_format: str, lot: str, day: date, place: int, letter: str
) -> None:
    limits, expected = limits_and_text(template, date_format, lot, day)
    place %= len(expected)
    shorter = expected[:place] + expected[place + 1 :]
    if normalised(shorter) != normalised(expected):
        assert verdict(expected, shorter, limits) is not Verdict.OK
    inside = normalised(expected[:place]) and normalised(expected[place:])
    longer = expected[:place] + letter + expected[place:]
    if inside and normalised(expected) not in normalised(longer):
        assert verdict(expected, longer, limits) is not Verdict.OK


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_another_date_is_never_ok(ordered: date, printed: date) -> None:
    for date_format in ("D.M.YYYY", "DD/MM/YY", "DD MMM YYYY"):
        limits = PrintLimits("{expiry}", date_format)
        expected = expected_text(limits, Order("tray", expiry=ordered))
        read = expected_text(limits, Order("tray", expiry=printed))
        assert (verdict(expected, read, limits) is Verdict.OK) == (ordered == printed)


@given(LOTS, st.floats(0, 1), st.text("EXP0123456789 .:", max_size=20))
def test_a_weak_reading_is_never_ok_nor_not_ok(lot: str, confidence: float, read: str) -> None:
    if read and confidence < LOT.min_confidence:
        assert verdict(f"L{lot}", read, LOT, confidence) is Verdict.UNSURE


@given(LOTS, st.floats(0, 1), st.text("EXPL0123456789 .:", max_size=20))
def test_the_score_says_the_same_as_the_verdict(lot: str, confidence: float, read: str) -> None:
    found = compare_print(f"L{lot}", read, confidence, LOT)
    assert 0 <= found.score <= 1
    assert (found.score < 0.5) == (found.verdict is Verdict.OK)
    assert (found.score > 0.5) == (found.verdict is Verdict.NOT_OK)


@pytest.mark.parametrize(
    "read",
    [
        *("EXP 24.12.2026", "EXP24122026", "exp: 24-12-2026", "EXP 24.12.2026 11:08"),
        *(
            "LOT 651 EXP 24.12.2026",
            "EXP 24.12.2026B",
            "EXP 2412.2026 L651",
            "24.12.2025 EXP 24.12.2026",
        ),
    ],
)
def test_the_expected_text_is_found_in_a_longer_line(read: str) -> None:
    assert verdict("EXP 24.12.2026", read, EXPIRY) is Verdict.OK


@pytest.mark.parametrize(
    "read",
    [
        *("EXP 24.12.2027", "EXP 24.12.2026".replace("4", "5"), "EXP 24.12.20264", "24.12.2027"),
        *(
            "EXP 31.01.2027",
            "NET WEIGHT 500 G",
            "EXP 24.12.2025 24.12.2027",
            "EXP 23.12.2026 11:08",
        ),
    ],
)
def test_what_was_read_well_and_is_other_is_not_ok(read: str) -> None:
    found = compare_print("EXP 24.12.2026", read, 0.95, EXPIRY)
    assert (found.verdict, found.reasons) == (Verdict.NOT_OK, (Reason.READS_OTHER,))


@pytest.mark.parametrize(
    "read",
    [
        *("24.12.2026", "EXP 24.12.20", "12.2026", "EXP", "2", "...", "~"),
        *(
            "EXP 24.12.2O26",
            "EXP Z4.12.2026",
            "EXP 24.I2.2026",
            "EXP 24.12.20261",
            "E%P 24.12.2026",
        ),
    ],
)
def test_a_fragment_or_a_confusable_character_is_unsure(read: str) -> None:
    found = compare_print("EXP 24.12.2026", read, 0.95, EXPIRY)
    assert (found.verdict, found.reasons) == (Verdict.UNSURE, (Reason.UNREADABLE,))


def test_nothing_at_all_is_missing() -> None:
    found = compare_print("EXP 24.12.2026", "", 0.0, EXPIRY)
    assert (found.verdict, found.score, found.reasons) == (Verdict.NOT_OK, 1.0, (Reason.MISSING,))


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        ("123", Verdict.OK),
        ("L123", Verdict.OK),
        ("LOT: 123 11:08", Verdict.OK),
        ("123 EXP 24.12.2026", Verdict.OK),
        ("1234", Verdict.NOT_OK),
        ("0123", Verdict.NOT_OK),
        ("A123", Verdict.NOT_OK),
        ("123A", Verdict.NOT_OK),
        ("Ch.-B.: 123, EXP 24.12.2026", Verdict.OK),
        ("123 4", Verdict.UNSURE),
        ("123-4", Verdict.UNSURE),
        ("123I", Verdict.UNSURE),
        ("123%", Verdict.UNSURE),
        ("12%3", Verdict.UNSURE),
        ("123 %", Verdict.OK),
    ],
)
def test_a_lot_is_bounded_on_both_sides(read: str, expected: Verdict) -> None:
    assert verdict("123", read, BARE_LOT) is expected


def test_a_lot_pattern_tells_whether_what_follows_can_belong_to_the_lot() -> None:
    fixed = PrintLimits("{lot}", lot_pattern="[0-9]{3}")
    longer = PrintLimits("{lot}", lot_pattern="[0-9]{3,5}")
    assert verdict("123", "123 45", fixed) is Verdict.OK
    assert verdict("123", "123 45", longer) is Verdict.UNSURE


def test_a_doubled_digit_that_a_reader_may_have_merged_is_unsure() -> None:
    assert verdict("L1223", "L123", LOT) is Verdict.UNSURE
    assert verdict("L1243", "L123", LOT) is Verdict.NOT_OK


def test_a_month_inside_a_full_date_is_not_taken_for_the_whole() -> None:
    month = PrintLimits("{expiry}", "MM/YYYY")
    assert verdict("12/2026", "12/2026", month) is Verdict.OK
    assert verdict("12/2026", "24/12/2026", month) is not Verdict.OK
    assert verdict("12/2026", "24 12 2026", month) is not Verdict.OK
    assert verdict("12/2026", "12/20264", month) is Verdict.NOT_OK


def test_the_usual_names_of_a_month_are_the_same_and_other_months_are_not() -> None:
    german = PrintLimits("{expiry}", "DD MMM YYYY", "de")
    assert verdict("24 MRZ 2026", "24 MÄR 2026", german) is Verdict.OK
    assert verdict("24 MRZ 2026", "24 MAI 2026", german) is Verdict.NOT_OK


def test_the_expected_text_is_filled_from_the_order() -> None:
    both = PrintLimits("LOT {lot} EXP {expiry}", "DDMMMYY", "it")
    assert expected_text(both, Order("tray", "A-1", date(2027, 1, 2))) == "LOT A-1 EXP 02GEN27"


@pytest.mark.parametrize(
    ("limits", "order", "why"),
    [
        (LOT, Order("tray"), "has no lot"),
        (LOT, Order("tray", lot="--"), "has no lot"),
        (EXPIRY, Order("tray", lot="1"), "has no expiry"),
        (PrintLimits("{lot}", lot_pattern="[0-9]{4}"), Order("tray", "12"), "does not match"),
        (PrintLimits("{lot}", lot_pattern="[0-9"), Order("tray", "12"), "no regular expression"),
        (PrintLimits("{batch}"), ORDER, "only {lot} and {expiry}"),
        (PrintLimits("{lot"), ORDER, "cannot be read"),
        (PrintLimits("--"), ORDER, "no letter and no digit"),
        (PrintLimits("{expiry}", "DD.MM"), ORDER, "year"),
    ],
)
def test_an_order_that_cannot_be_printed_is_refused(
    limits: PrintLimits, order: Order, why: str
) -> None:
    with pytest.raises(InvalidInput, match=why):
        expected_text(limits, order)


def test_an_expiry_is_plausible_from_today_to_the_shelf_life() -> None:
    assert implausible(TODAY, TODAY, 365) is None
    assert implausible(date(2027, 6, 15), TODAY, 365) is None
    assert "in the past" in (implausible(date(2026, 6, 14), TODAY, 365) or "")
    assert "366 days ahead" in (implausible(date(2027, 6, 16), TODAY, 365) or "")


def recipe(*limits: Limits) -> Recipe:
    kinds = {PrintLimits: CheckKind.PRINT, BarcodeLimits: CheckKind.BARCODE}
    region = Box(0, 0, 10, 10)
    checks = tuple(
        Check(f"check {place}", kinds[type(one)], "top", region, one)
        for place, one in enumerate(limits)
    )
    return Recipe("tray", (View("top", ("a.png",), region),), checks, max_shelf_life_days=365)


def test_a_complete_order_is_accepted() -> None:
    check_order(recipe(LOT, EXPIRY, BarcodeLimits()), ORDER, TODAY)
    check_order(recipe(), Order("tray"), TODAY)


@pytest.mark.parametrize(
    ("order", "why"),
    [
        (Order("box", "L1", date(2026, 12, 24), "4006381333931"), "for recipe 'box'"),
        (Order("tray", "L1", date(2026, 12, 24)), "no GTIN"),
        (Order("tray", "L1", date(2026, 12, 24), "4006381333930"), "wrong check digit"),
        (Order("tray", "L1", date(2026, 12, 24), "40063813"), "wrong check digit"),
        (Order("tray", "L1", date(2026, 12, 24), "400638133393"), "wrong check digit"),
        (Order("tray", "L1", date(2026, 12, 24), "40063"), "8, 12, 13 or 14 digits"),
        (Order("tray", None, date(2026, 12, 24), "4006381333931"), "'check 0'.*no lot"),
        (Order("tray", "L1", None, "4006381333931"), "'check 1'.*no expiry"),
        (Order("tray", "L1", date(2026, 1, 1), "4006381333931"), "in the past"),
        (Order("tray", "L1", date(2028, 1, 1), "4006381333931"), "days ahead"),
    ],
)
def test_an_order_that_cannot_be_right_is_refused(order: Order, why: str) -> None:
    with pytest.raises(InvalidInput, match=why):
        check_order(recipe(LOT, EXPIRY, BarcodeLimits()), order, TODAY)


def test_a_two_dimensional_code_may_hold_a_lot_instead_of_a_gtin() -> None:
    matrix = recipe(BarcodeLimits(("DataMatrix",)))
    check_order(matrix, Order("tray", lot="L1"), TODAY)
    with pytest.raises(InvalidInput, match="no GTIN"):
        check_order(matrix, Order("tray"), TODAY)
