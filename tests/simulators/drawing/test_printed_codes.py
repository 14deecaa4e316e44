"""Codes on packs: good ones decode to what was ordered, faulty ones never do."""

from datetime import date

import numpy as np
import pytest
import zxingcpp

from edge_agent.core.order import Order
from simulators.drawing.defects import Defect
from simulators.drawing.draw import draw_pack
from simulators.drawing.misprint import check_digit, wrong_gtin
from simulators.drawing.placement import Placement
from simulators.drawing.printing.codes import code_content, modules
from simulators.drawing.products import PRODUCTS

CODED = [name for name, product in PRODUCTS.items() if product.code]
PACKS = 6


def decoded(name: str, defect: Defect | None, seed: int) -> list[zxingcpp.Barcode]:
    product = PRODUCTS[name]
    assert product.code is not None
    rng = np.random.default_rng(seed)
    placement = Placement(rng.normal(0, 3), 0.0, 0.0 if product.round else rng.normal(0, 2), 500.0)
    pictures = draw_pack(product, ordered(name), defect, rng, placement)
    return zxingcpp.read_barcodes(pictures[product.code.place.view])


def ordered(name: str) -> Order:
    return Order(name, "L40718", date(2027, 3, 12), PRODUCTS[name].gtin)


def expected(name: str) -> str:
    code = PRODUCTS[name].code
    assert code is not None
    return code_content(code.format, ordered(name), PRODUCTS[name].gtin)


@pytest.mark.parametrize("name", CODED)
def test_good_codes_decode_to_the_order(name: str) -> None:
    for seed in range(PACKS):
        assert [code.text for code in decoded(name, None, seed)] == [expected(name)]


@pytest.mark.parametrize("fault", ["damaged", "smudged", "cut_off", "missing"])
@pytest.mark.parametrize("name", CODED)
def test_faulty_codes_do_not_decode_to_the_order(name: str, fault: str) -> None:
    for seed in range(PACKS):
        texts = [code.text for code in decoded(name, Defect(f"barcode_{fault}"), seed)]
        assert expected(name) not in texts


@pytest.mark.parametrize("name", CODED)
def test_a_wrong_code_decodes_to_another_product(name: str) -> None:
    for seed in range(PACKS):
        (code,) = decoded(name, Defect.BARCODE_WRONG, seed)
        assert code.text != expected(name)


@pytest.mark.parametrize("name", ["carton", "bottle"])
def test_matrix_codes_are_gs1_codes(name: str) -> None:
    (code,) = decoded(name, None, 1)
    assert code.content_type == zxingcpp.ContentType.GS1
    assert code.text == f"(01)0{PRODUCTS[name].gtin}(17)270312(10)L40718"


def test_an_ean_has_95_modules_and_is_one_row() -> None:
    assert modules("EAN13", "4012345000016").shape == (1, 95)


@pytest.mark.parametrize("name", PRODUCTS)
def test_gtins_of_the_products_bear_their_check_digit(name: str) -> None:
    gtin = PRODUCTS[name].gtin
    assert len(gtin) == 13
    assert check_digit(gtin[:-1]) == gtin[-1]


def test_a_wrong_gtin_is_a_valid_number_of_another_product() -> None:
    gtin = PRODUCTS["tray"].gtin
    for seed in range(200):
        wrong = wrong_gtin(gtin, np.random.default_rng(seed))
        assert wrong != gtin
        assert check_digit(wrong[:-1]) == wrong[-1]
