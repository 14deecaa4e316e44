"""A barcode's grade is the best for a perfect one and falls with contrast, blur, spots and room."""

import cv2
import numpy as np
import pytest
import zxingcpp

from edge_agent.core.quality import Quality
from edge_agent.inspection.barcode import read_codes
from edge_agent.inspection.barcode_grade import barcode_grade
from edge_agent.inspection.quads import Quad
from hardware.interfaces import Pixels

GTIN = "5901234123457"
CODES = {
    "EAN13": GTIN,
    "EAN8": "96385074",
    "UPCA": "036000291452",
    "Code128": "LOT-24A113 ab",
}
HEIGHT_PX, RIM_PX, QUIET = 80, 20, 12


def drawn(code_format: str, module_px: int, ink: int = 20, quiet: int = QUIET) -> Pixels:
    """A perfect code with its quiet zones, and rims above and below."""
    made = zxingcpp.create_barcode(CODES[code_format], getattr(zxingcpp.BarcodeFormat, code_format))
    bars = np.array(made.to_image(add_quiet_zones=False))[0] < 128
    row = np.where(np.repeat(bars, module_px), ink, 235).astype(np.uint8)
    row = np.pad(row, quiet * module_px, constant_values=235)
    grey = np.pad(np.tile(row, (HEIGHT_PX, 1)), ((RIM_PX, RIM_PX), (0, 0)), constant_values=235)
    return np.repeat(grey[:, :, np.newaxis], 3, axis=2)


def place(code_format: str, module_px: int) -> Quad:
    """Where the bars of `drawn` are, whether or not they can still be decoded."""
    (code,) = read_codes(drawn(code_format, module_px), (code_format,))
    return code.quad


def grade(pixels: Pixels, code_format: str = "EAN13", module_px: int = 3) -> Quality:
    found = barcode_grade(pixels, place(code_format, module_px), code_format)
    assert found is not None
    return found


@pytest.mark.parametrize("code_format", CODES)
@pytest.mark.parametrize("module_px", [2, 3, 5])
def test_a_perfect_code_has_the_best_grade(code_format: str, module_px: int) -> None:
    assert grade(drawn(code_format, module_px), code_format, module_px).grade >= 3.5


def test_a_turned_and_noisy_code_in_perspective_is_graded_as_well() -> None:
    pixels = drawn("EAN13", 4)
    turn = cv2.getRotationMatrix2D((200, 60), 7, 1.0)
    size = (pixels.shape[1] + 40, pixels.shape[0] + 80)
    seen = cv2.warpAffine(pixels, turn, size, borderValue=(235, 235, 235))
    noisy = np.clip(seen + np.random.default_rng(0).normal(0, 3, seen.shape), 0, 255)
    (code,) = read_codes(noisy.astype(np.uint8), ("EAN13",))
    found = barcode_grade(noisy.astype(np.uint8), code.quad, "EAN13")
    assert found is not None
    assert found.grade >= 3.5


def test_the_grade_falls_with_contrast() -> None:
    found = [grade(drawn("EAN13", 3, ink)) for ink in (20, 70, 90, 110)]
    grades = [one.parameters["symbol_contrast"] for one in found]
    assert grades == sorted(grades, reverse=True)
    assert grades[-1] < grades[0] - 1
    assert found[0].grade > found[2].grade > 0


def test_blur_costs_modulation_before_the_code_is_lost() -> None:
    pixels = drawn("EAN13", 3)
    seen = [
        np.asarray(cv2.GaussianBlur(pixels, (0, 0), sigma), np.uint8)
        for sigma in (0.5, 1.0, 1.15, 1.3)
    ]
    grades = [grade(one).grade for one in seen]
    assert grades == sorted(grades, reverse=True)
    assert grades[-1] < 2 < 3.5 < grades[0]
    assert read_codes(seen[-1], ("EAN13",))


def test_spots_in_bars_and_spaces_are_defects() -> None:
    pixels = drawn("EAN13", 4)
    spotted = pixels.copy()
    rng = np.random.default_rng(3)
    for _ in range(60):
        x, y = int(rng.integers(50, 430)), int(rng.integers(RIM_PX, RIM_PX + HEIGHT_PX))
        cv2.circle(spotted, (x, y), 2, (235, 235, 235), -1)
    clean, dirty = grade(pixels, module_px=4), grade(spotted, module_px=4)
    assert dirty.grade < clean.grade - 1
    assert dirty.parameters["defects"] < 3
    assert dirty.parameters["symbol_contrast"] == clean.parameters["symbol_contrast"]


def test_print_in_the_quiet_zone_fails_that_parameter_alone() -> None:
    pixels = drawn("EAN13", 3)
    pixels[:, 3 * (QUIET - 6) : 3 * (QUIET - 5)] = 20
    found = grade(pixels)
    failed = [name for name, value in found.parameters.items() if value < 1]
    assert failed == ["quiet_zone"]
    assert found.grade == 0


def test_a_bar_that_is_gone_leaves_no_symbol_to_decode() -> None:
    pixels = drawn("EAN13", 3)
    middle = pixels.shape[1] // 2
    pixels[:, middle - 30 : middle] = 235
    assert grade(pixels).parameters["decode"] == 0


def test_ink_that_grew_by_a_third_of_a_module_costs_nothing_where_like_edges_are_measured() -> None:
    grown = np.asarray(cv2.erode(drawn("EAN13", 6), np.ones((1, 3), np.uint8)), np.uint8)
    assert grade(grown, module_px=6).parameters["decodability"] >= 3.5


def test_bars_too_narrow_and_codes_that_are_not_linear_are_not_graded() -> None:
    pixels = drawn("EAN13", 1)
    (code,) = read_codes(pixels, ("EAN13",))
    assert barcode_grade(pixels, code.quad, "EAN13") is None
    assert barcode_grade(pixels, code.quad, "QRCode") is None
