import numpy as np
import pytest
import zxingcpp

from edge_agent.inspection.barcode import read_codes
from edge_agent.inspection.code_formats import PACK_FORMATS
from hardware.interfaces import Pixels

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
