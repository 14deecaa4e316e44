"""The calculator of docs/optics.md against figures that others have published."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from deploy.site.making import PROJECT

DOCS = PROJECT / "docs"
TEXT = (DOCS / "optics.md").read_text(encoding="utf-8")
FORM = TEXT[TEXT.index("<form") : TEXT.index("</form>")] + "</form>"
SCRIPT = (DOCS / "site" / "optics.js").read_text(encoding="utf-8")
AIRY_520_NM = {1.4: 1.78, 2: 2.54, 2.8: 3.55, 4: 5.08, 5.6: 7.11, 8: 10.15, 11: 13.96, 16: 20.3}
"""f-number to micrometres, far away: 2.44 times wavelength times f-number."""


@pytest.fixture(scope="module")
def opened(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page()
    yield page
    page.close()


@pytest.fixture
def page(opened: Page) -> Page:
    """With the form as the page shows it at first."""
    opened.set_content(FORM)
    opened.add_script_tag(content=SCRIPT)
    return opened


def called(page: Page, name: str, *arguments: float) -> Any:
    words = ", ".join(json.dumps(one) for one in arguments)
    return page.evaluate(f"optics.{name}({words})")


def shown(page: Page, of: str) -> str:
    return page.locator(f"dd[data-of={of}]").inner_text()


def test_thin_lens(page: Page) -> None:
    """At twice the focal length a thing is as large as its picture."""
    assert called(page, "magnification", 50, 100) == 1
    assert called(page, "field_mm", 36, 50, 100) == 36
    assert called(page, "focal_for", 36, 36, 100) == 50
    assert called(page, "field_mm", 36, 50, 1e9) / 1e9 == pytest.approx(36 / 50)


def test_depth_of_field(page: Page) -> None:
    """50 mm at f/8, circle 0.03 mm: 10.47 m, and sharp from half of it to the horizon."""
    hyperfocal = called(page, "hyperfocal_mm", 50, 8, 0.03)
    assert hyperfocal == pytest.approx(10_466.7, abs=0.1)
    sharp = page.evaluate(f"optics.sharp_between(50, 8, 0.03, {hyperfocal})")
    assert sharp["near"] == pytest.approx(hyperfocal / 2)
    assert page.evaluate(f"optics.sharp_between(50, 8, 0.03, {hyperfocal}).far === Infinity")


def test_airy_disc(page: Page) -> None:
    for f_number, micrometres in AIRY_520_NM.items():
        assert called(page, "airy_um", f_number, 520, 0) == pytest.approx(micrometres, abs=0.01)


def test_blur(page: Page) -> None:
    assert called(page, "blur_px", 500, 1, 0.1) == 5
    assert called(page, "longest_exposure_ms", 500, 0.1) == 0.1


def test_the_form_tells_the_worked_example(page: Page) -> None:
    page.locator("[name=view_along_mm]").fill("170")
    assert shown(page, "field") == "235 \N{MULTIPLICATION SIGN} 176 mm"
    assert shown(page, "scale") == "0.184 mm"
    assert shown(page, "lens") == "8 mm"
    assert shown(page, "blur") == "0.408 px"
    assert shown(page, "longest") == "0.184 ms"
    assert shown(page, "depth") == "74.1 mm, from 366.3 to 440.5 mm"
    assert shown(page, "airy") == "1.41 px"
    assert page.locator("dd.wrong").evaluate_all("all => all.map(one => one.dataset.of)") == [
        "detail"
    ]


def test_a_sensor_is_taken_over_and_nonsense_is_not_answered(page: Page) -> None:
    page.locator("[name=camera]").select_option("2448 2048 3.45")
    assert page.locator("[name=width_px]").input_value() == "2448"
    assert shown(page, "field") == "414 \N{MULTIPLICATION SIGN} 346 mm"
    page.locator("[name=distance_mm]").fill("5")
    assert shown(page, "field") == "\N{EN DASH}"
