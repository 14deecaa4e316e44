"""What scans and announcements say, and whether an order agrees with them."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from edge_agent.core.changeover import (
    Announced,
    OrderSource,
    Scanned,
    Told,
    differences,
    scanned,
    sentence,
)
from edge_agent.core.order import Order
from edge_agent.core.packs import Box, CheckKind
from edge_agent.core.recipe import BarcodeLimits, Check, Recipe, View

GTIN, OTHER = "4006381333931", "4311501490334"
BOX = Box(0, 0, 1, 1)
ORDER = Order("tray", "L2611-204", date(2026, 12, 24), GTIN)
LABEL = f"]C10104006381333931{'17261224'}10L2611-204"


def product(gtin: str | None = GTIN) -> Recipe:
    barcode = Check("ean", CheckKind.BARCODE, "top", BOX, BarcodeLimits(gtin=gtin))
    return Recipe("tray", (View("top", ("top-1.png",), BOX),), (barcode,))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GTIN, Scanned(GTIN)),
        (LABEL, Scanned("0" + GTIN, "L2611-204", date(2026, 12, 24))),
        ("(01)04006381333931(10)A1", Scanned("0" + GTIN, "A1")),
        ("(17)261200", Scanned(expiry=date(2026, 12, 31))),
        ("4006381333930", Scanned()),  # its check digit is wrong
        ("hello", Scanned()),
        ("", Scanned()),
    ],
)
def test_a_code_says_number_lot_and_expiry_or_nothing(text: str, said: Scanned) -> None:
    assert scanned(text) == said
    assert scanned(text).says_nothing == (said == Scanned())


@given(some.text(max_size=60))
def test_no_text_that_a_scanner_may_send_breaks_it(text: str) -> None:
    scanned(text)


def test_scans_of_the_chosen_product_speak_against_nothing() -> None:
    assert differences(ORDER, product(), (GTIN, LABEL), None) == ()


@pytest.mark.parametrize(
    ("order", "what"),
    [
        (replace(ORDER, lot="L2611-205"), Told.LOT),
        (replace(ORDER, expiry=date(2026, 12, 25)), Told.EXPIRY),
        (replace(ORDER, gtin=OTHER), Told.GTIN),
        (replace(ORDER, lot=None), Told.LOT),
    ],
)
def test_what_a_label_says_otherwise_is_named(order: Order, what: Told) -> None:
    (found,) = differences(order, product(), (LABEL,), None)
    assert found.what is what
    assert found.source is OrderSource.SCANNER
    assert found.sentence.startswith(f"the scan says {what.value}")


def test_a_scan_has_to_fit_the_product_where_the_order_names_no_number() -> None:
    order = replace(ORDER, gtin=None)
    assert [one.said for one in differences(order, product(), (OTHER,), None)] == [OTHER]
    assert differences(order, product(gtin=None), (OTHER,), None) == ()


def test_a_scan_that_says_nothing_proves_nothing() -> None:
    (found,) = differences(ORDER, product(), ("HELLO",), None)
    assert found.what is Told.NOTHING
    assert "HELLO" in found.sentence


@pytest.mark.parametrize("source", [OrderSource.PLC, OrderSource.MES])
def test_what_a_machine_has_announced_must_be_what_is_begun(source: OrderSource) -> None:
    announced = Announced(ORDER, source, "line-plc")
    assert differences(ORDER, product(), (), announced) == ()
    other = Order("box", "A", date(2027, 1, 1), OTHER)
    found = differences(other, product(None), (), announced)
    assert [one.what for one in found] == [Told.RECIPE, Told.LOT, Told.EXPIRY, Told.GTIN]
    assert {one.source for one in found} == {source}


def test_what_an_announcement_leaves_open_is_chosen_by_a_person() -> None:
    announced = Announced(Order("tray"), OrderSource.MES, "orders")
    assert differences(ORDER, product(), (), announced) == ()


def test_all_that_speaks_against_it_is_told_once() -> None:
    wrong = replace(ORDER, lot="X", gtin=OTHER)
    found = differences(wrong, product(), (LABEL, LABEL), None)
    assert sentence(found) == (
        "the scan says gtin '04006381333931', chosen is '4311501490334'; "
        "the scan says lot 'L2611-204', chosen is 'X'"
    )
