"""Barcodes: check digits, GS1 element strings and their agreement with the order."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.core.gs1 import check_digit_ok, code_matches_order, elements
from edge_agent.core.order import Order
from edge_agent.core.packs import Reason, Verdict

GTIN = "04006381333931"
ORDER = Order("tray", "L123", date(2026, 12, 24), "4006381333931")
LOTS = st.text("ABCXYZabc0123456789-/.", min_size=1, max_size=20)
EXPIRIES = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@given(LOTS, EXPIRIES, st.sampled_from(["]d2", "]C1", "\x1d", ""]))
def test_element_strings_come_back_as_they_were_written(
    lot: str, expiry: date, beginning: str
) -> None:
    text = f"{beginning}01{GTIN}17{expiry:%y%m%d}10{lot}\x1d21S1"
    assert elements(text) == {"01": GTIN, "17": expiry.isoformat(), "10": lot, "21": "S1"}
    text = f"{beginning}01{GTIN}10{lot}\x1d15{expiry:%y%m%d}"
    assert elements(text) == {"01": GTIN, "10": lot, "15": expiry.isoformat()}


@given(LOTS, EXPIRIES)
def test_bracketed_text_comes_back_as_it_was_written(lot: str, expiry: date) -> None:
    text = f"(01){GTIN}(17){expiry:%y%m%d}(10){lot}"
    assert elements(text) == {"01": GTIN, "17": expiry.isoformat(), "10": lot}


def test_a_digital_link_is_read() -> None:
    said = elements(f"https://id.gs1.org/01/{GTIN}/10/L123?17=261224")
    assert said == {"01": GTIN, "10": "L123", "17": "2026-12-24"}


def test_day_00_is_the_last_day_of_the_month() -> None:
    assert elements("(17)280200") == {"17": "2028-02-29"}


@pytest.mark.parametrize(
    "text",
    [
        *("", "hello", "https://example.com", "4006381333931", "8801045360553", "96385074", "1012"),
        *(
            "(17)260231",
            "(17)261324",
            "(10)A(10)B",
            "(01)123",
            "]d2",
            "]C1ABC",
            "(",
            "()",
            "https://[",
        ),
    ],
)
def test_what_is_no_gs1_code_has_no_elements(text: str) -> None:
    assert elements(text) == {}


@given(st.text(max_size=40))
def test_no_text_is_too_strange(text: str) -> None:
    assert isinstance(elements(text), dict)
    assert code_matches_order(text, "QRCode", ORDER).verdict is not Verdict.OK


@pytest.mark.parametrize(
    "digits", ["96385074", "036000291452", "4006381333931", "04006381333931", "15400141288763"]
)
def test_a_check_digit_is_right_in_one_case_of_ten(digits: str) -> None:
    body = digits[:-1]
    assert check_digit_ok(digits)
    assert [check_digit_ok(body + str(last)) for last in range(10)].count(True) == 1


@pytest.mark.parametrize("digits", ["", "123", "400638133393A", "400638133393\uff11", "0" * 15])
def test_what_is_no_gtin_has_no_right_check_digit(digits: str) -> None:
    assert not check_digit_ok(digits)


@pytest.mark.parametrize(
    ("text", "format", "gtin"),
    [
        ("4006381333931", "EAN-13", "4006381333931"),
        ("4006381333931", "EAN13", GTIN),
        ("036000291452", "UPC-A", "0036000291452"),
        ("0036000291452", "EAN13", "036000291452"),
        ("96385074", "EAN-8", "96385074"),
        ("04252614", "UPC-E", "042100005264"),
        (GTIN, "ITF", "4006381333931"),
    ],
)
def test_a_retail_code_is_the_gtin_at_any_length(text: str, format: str, gtin: str) -> None:
    found = code_matches_order(text, format, Order("tray", gtin=gtin))
    assert (found.verdict, found.score, found.read) == (Verdict.OK, 0.0, text)


@pytest.mark.parametrize(
    ("text", "format", "reason"),
    [
        ("8801045360553", "EAN13", Reason.WRONG_CODE),
        ("4006381333930", "EAN13", Reason.BAD_CHECK_DIGIT),
        (f"]d201{GTIN}17261225", "DataMatrix", Reason.WRONG_CODE),
        (f"]d201{GTIN}1726122410L124", "DataMatrix", Reason.WRONG_CODE),
        ("(01)04006381333930(10)L123", "DataMatrix", Reason.BAD_CHECK_DIGIT),
        ("(01)08801045360553(17)261224(10)L123", "QRCode", Reason.WRONG_CODE),
        ("https://example.com/offer", "QRCode", Reason.WRONG_CODE),
        ("ABC", "EAN13", Reason.WRONG_CODE),
    ],
)
def test_a_code_that_says_other_is_not_ok(text: str, format: str, reason: Reason) -> None:
    found = code_matches_order(text, format, ORDER)
    assert (found.verdict, found.score, found.reasons) == (Verdict.NOT_OK, 1.0, (reason,))


def test_a_gs1_code_agrees_in_everything_both_name() -> None:
    found = code_matches_order(f"]d201{GTIN}1726122410L123", "DataMatrix", ORDER)
    assert found.verdict is Verdict.OK
    assert found.expected == f"(01){GTIN}(17)261224(10)L123"
    assert code_matches_order("(15)261224(10)L123", "QRCode", ORDER).verdict is Verdict.OK


def test_a_code_that_nothing_can_be_compared_with_is_unsure() -> None:
    found = code_matches_order("4006381333931", "EAN13", Order("tray", lot="L123"))
    assert (found.verdict, found.reasons) == (Verdict.UNSURE, (Reason.NO_ORDER,))
    assert code_matches_order("(21)S1", "QRCode", ORDER).verdict is Verdict.UNSURE
