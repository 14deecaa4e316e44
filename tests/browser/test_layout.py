"""On four screens and in three languages, one of them longer than any, nothing is cut off, too
small for a finger or beside the screen.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from edge_agent.core.roles import Role
from tests.browser.every_page import OPERATOR_PAGES, OWN_LAYOUT, Looks, most_may

SIZES = ((1024, 768), (1280, 800), (1366, 768), (1920, 1080))
LAYOUT = Path(__file__).with_name("layout.js").read_text(encoding="utf-8")
PX_PER_MM = 5.2
"""Of a panel that nobody has calibrated."""
FINGER_MM, POINTER_PX = 15, 24
NEXT_FRAMES = (
    "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
)


def broken(page: Page, path: str, is_longer: bool = False) -> list[str]:
    """On every screen, the narrowest first."""
    least_px = FINGER_MM * PX_PER_MM if path in OPERATOR_PAGES else POINTER_PX
    asked = {"isLonger": is_longer, "leastPx": least_px, "mmPx": PX_PER_MM}
    found = []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate(NEXT_FRAMES)
        found += [f"{width}x{height}: {one}" for one in page.evaluate(LAYOUT, asked)]
    return found


@pytest.mark.parametrize("path", OWN_LAYOUT)
def test_a_page_keeps_its_layout(looks: Looks, path: str) -> None:
    role = most_may(path)
    assert broken(looks.at(path, role, "de"), path) == []
    page = looks.at(path, role, "en")
    assert broken(page, path) == []
    assert broken(page, path, is_longer=True) == []
    looks.faults()  # of pages that are left at once: another test's


@pytest.mark.parametrize("px_per_mm", [3.4, 5.6])
def test_a_finger_is_as_large_on_every_screen(looks: Looks, px_per_mm: float) -> None:
    """A calibrated panel: a 15-inch one of 1024x768, and one of 1920x1080."""
    page = looks.at("/", Role.SHIFT_LEAD)
    page.evaluate("px => localStorage.setItem('packwarden.px_per_mm', px)", str(px_per_mm))
    page.set_viewport_size(
        {"width": 1024, "height": 768} if px_per_mm < 5 else {"width": 1920, "height": 1080}
    )
    page.reload()
    asked = {"isLonger": False, "leastPx": FINGER_MM * px_per_mm, "mmPx": px_per_mm}
    found = page.evaluate(LAYOUT, asked)
    page.evaluate("localStorage.removeItem('packwarden.px_per_mm')")
    assert found == []


def test_the_contract_notices_what_is_broken(looks: Looks) -> None:
    page = looks.at("/", most_may("/"))
    page.set_viewport_size({"width": 1280, "height": 800})
    asked = {"isLonger": False, "leastPx": FINGER_MM * PX_PER_MM, "mmPx": PX_PER_MM}
    for selector, style, says in (
        ("#confirm", {"transform": "translate(0, 900px)"}, "off the screen"),
        ("#confirm", {"transform": "scale(.4)"}, "too small"),
        ("#confirm", {"transform": "translate(60%, 0)"}, "one over the other"),
        (
            "#menu a span",
            {
                "width": "1em",
                "overflowX": "hidden",
                "wordBreak": "keep-all",
                "overflowWrap": "normal",
                "hyphens": "none",
            },
            "cut off",
        ),
        ("#sight canvas", {"marginLeft": "-400px"}, "a picture is cropped"),
    ):
        element = page.locator(selector).first
        element.evaluate("(one, style) => Object.assign(one.style, style)", style)
        assert says in " ".join(page.evaluate(LAYOUT, asked)), says
        element.evaluate(
            "(one, style) => Object.keys(style).forEach((key) => (one.style[key] = ''))", style
        )
    assert page.evaluate(LAYOUT, asked) == []
