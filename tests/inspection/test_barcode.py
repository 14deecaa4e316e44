from dataclasses import replace

import numpy as np
import pytest
import zxingcpp

from edge_agent.core.packs import CheckKind, Reason, Verdict
from edge_agent.core.recipe import BarcodeLimits
from edge_agent.inspection.barcode import BarcodeInspection, read_codes
from edge_agent.inspection.code_formats import PACK_FORMATS
from edge_agent.inspection.seen_pack import as_taught
from hardware.interfaces import Pixels
from tests.inspection.drawn import CHECKS, GTIN, ORDER, Drawn, draw, frame

GS1 = "(01)04006381333931(17)261224(10)L123"


def picture(text: str, name: str, quarters: int = 0, scale: int = 4) -> Pixels:
    options = {"options": "gs1"} if text.startswith("(") else {}
    code = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, name), **options)
    grey = np.pad(np.asarray(code.to_image(scale=scale)), 40, constant_values=255)
    return np.ascontiguousarray(np.rot90(np.dstack([grey] * 3), quarters)).astype(np.uint8)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("5901234123457", "EAN13"),
        ("96385074", "EAN8"),
        ("L123-7", "Code128"),
        ("L123-7", "DataMatrix"),
        ("L123-7", "QRCode"),
    ],
)
@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_code_is_read_from_every_side(text: str, name: str, quarters: int) -> None:
    (code,) = read_codes(picture(text, name, quarters))
    assert (code.text, code.format) == (text, name)
    assert len(code.quad) == 4


def test_gs1_elements_are_told_apart() -> None:
    (code,) = read_codes(picture(GS1, "DataMatrix"))
    assert code.gs1 == {"01": "04006381333931", "17": "2026-12-24", "10": "L123"}


def test_only_the_formats_asked_for_are_read() -> None:
    assert read_codes(picture("5901234123457", "EAN13"), ("QRCode",)) == ()


def test_a_picture_without_a_code_gives_none() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (300, 400, 3), np.uint8)
    assert read_codes(noise) == ()


def test_every_format_is_known_to_the_decoder() -> None:
    assert all(hasattr(zxingcpp.BarcodeFormat, name) for name in PACK_FORMATS)


BARCODE = next(check for check in CHECKS if check.kind is CheckKind.BARCODE)
OTHER_GTIN = "4006381333931"


@pytest.fixture(scope="module")
def inspection() -> BarcodeInspection:
    return BarcodeInspection(BARCODE, (frame(draw(Drawn())),))


def test_the_right_code_is_told_at_one_look_as_by_a_thorough_one(
    inspection: BarcodeInspection,
) -> None:
    seen = as_taught(frame(draw(Drawn(lot="L1"))))
    at_once, thoroughly = inspection.at_once(seen, ORDER), inspection.thoroughly(seen, ORDER)
    assert at_once is not None
    assert thoroughly is not None
    assert at_once.answer == thoroughly.answer
    assert np.abs(np.subtract(at_once.code.quad, thoroughly.code.quad)).max() <= 3


def test_a_quick_look_alone_never_finds_fault(inspection: BarcodeInspection) -> None:
    seen = as_taught(frame(draw(Drawn(gtin=OTHER_GTIN))))
    assert inspection.at_once(seen, ORDER) is None
    assert inspection.inspect(seen, ORDER).reasons == (Reason.WRONG_CODE,)


def test_of_a_code_that_is_missing_or_unreadable_the_order_says_what_it_must_be(
    inspection: BarcodeInspection,
) -> None:
    bare, rubbed = draw(Drawn(gtin=None)), draw(Drawn())
    rubbed[390:510:3, 420:620] = 255 - rubbed[390:510:3, 420:620]
    rubbed[390:510, 420:620:5] = 255
    for pack, reason in ((bare, Reason.MISSING), (rubbed, Reason.UNREADABLE)):
        found = inspection.inspect(as_taught(frame(pack)), ORDER)
        assert (found.reasons, found.read, found.expected) == ((reason,), None, GTIN)


def test_a_gs1_code_that_is_missing_must_say_the_whole_order() -> None:
    limits = BarcodeLimits(("DataMatrix", "EAN13"))
    golden = (frame(draw(Drawn())),)
    asked = BarcodeInspection(replace(BARCODE, limits=limits), golden)
    found = asked.inspect(as_taught(frame(draw(Drawn(gtin=None)))), ORDER)
    assert found.expected == f"(01)0{GTIN}(17)261224(10)L24A113"


def test_the_right_code_beside_a_wrong_one_is_found(inspection: BarcodeInspection) -> None:
    pack = draw(Drawn(gtin=OTHER_GTIN))
    code = zxingcpp.create_barcode(GTIN, zxingcpp.BarcodeFormat.EAN13).to_image(scale=1)
    small = np.asarray(code)[..., np.newaxis]
    pack[505 : 505 + len(small), 430 : 430 + small.shape[1]] = small
    assert inspection.inspect(as_taught(frame(pack)), ORDER).verdict is Verdict.OK
