"""What is printed for an order, and how a wrong print differs from it."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.core.dates import parse_format
from edge_agent.core.order import Order
from simulators.drawing.defects import Fault
from simulators.drawing.misprint import dated, differences, line_text, wrong_expiry, wrong_lot
from simulators.drawing.products import PRODUCTS

DAYS = st.dates(date(2025, 1, 1), date(2035, 12, 31))
SEEDS = st.integers(0, 2**32)
LOTS = st.from_regex(r"[A-Z0-9]{4,9}", fullmatch=True)


@given(DAYS, st.sampled_from(sorted(PRODUCTS)))
def test_the_printer_prints_dates_as_the_station_expects_them(day: date, name: str) -> None:
    product = PRODUCTS[name]
    expected = parse_format(product.date_format, product.language).write(day)
    assert dated(day, product.date_format) == expected


@given(LOTS, SEEDS)
def test_a_wrong_lot_differs_in_one_to_three_characters(lot: str, seed: int) -> None:
    wrong = wrong_lot(lot, np.random.default_rng(seed))
    assert len(wrong) == len(lot)
    assert 1 <= differences(wrong, lot) <= 3


@given(DAYS, SEEDS, st.sampled_from(sorted(PRODUCTS)))
def test_a_wrong_expiry_differs_in_one_to_three_characters(day: date, seed: int, name: str) -> None:
    date_format = PRODUCTS[name].date_format
    wrong = wrong_expiry(day, date_format, np.random.default_rng(seed))
    assert 1 <= differences(dated(wrong, date_format), dated(day, date_format)) <= 3


def test_a_line_holds_lot_or_expiry_in_capitals() -> None:
    order = Order("tray", "l40718", date(2027, 3, 12))
    rng = np.random.default_rng(0)
    assert line_text("LOT {lot}", order, "DD.MM.YYYY", None, rng) == "LOT L40718"
    assert line_text("EXP {expiry}", order, "DD MMM YY", None, rng) == "EXP 12 MAR 27"


@pytest.mark.parametrize("expect", ["LOT {lot}", "EXP {expiry}"])
def test_a_wrong_line_keeps_its_fixed_words(expect: str) -> None:
    order = Order("tray", "L40718", date(2027, 3, 12))
    for seed in range(50):
        rng = np.random.default_rng(seed)
        right = line_text(expect, order, "DD.MM.YYYY", None, rng)
        wrong = line_text(expect, order, "DD.MM.YYYY", Fault.WRONG, rng)
        assert wrong != right
        assert wrong[:4] == right[:4]
