"""Every page of a centre, in both languages and at every size: nothing is wrong, cut off or left
out for whoever cannot see well.
"""

import pytest
from playwright.sync_api import Page

from edge_agent.core.roles import Role
from tests.browser.test_axe import AXE, RULES
from tests.browser.test_layout import LAYOUT, NEXT_FRAMES, POINTER_PX, PX_PER_MM
from tests.fleet.browser.conftest import CentrePages
from tests.fleet.browser.every_page import PATHS, SIZES, Looks

MAIN = tuple(path for path in PATHS if "{" not in path)


def broken(page: Page, is_longer: bool = False) -> list[str]:
    asked = {"isLonger": is_longer, "leastPx": POINTER_PX, "mmPx": PX_PER_MM}
    found = []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate(NEXT_FRAMES)
        found += [f"{width}x{height}: {one}" for one in page.evaluate(LAYOUT, asked)]
    return found


def axe_findings(page: Page) -> list[str]:
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_whole_in_both_languages_at_every_size(looks: Looks, path: str) -> None:
    german = looks.at(path, Role.QUALITY, "de")
    assert broken(german) == []
    english = looks.at(path, Role.QUALITY, "en")
    assert broken(english) == []
    assert axe_findings(english) == []
    assert broken(english, is_longer=True) == []
    assert looks.faults() == []


def test_an_empty_centre_says_so_on_every_page(pages: CentrePages) -> None:
    page = pages.visit("/", Role.QUALITY, SIZES[0], "de")
    for path in MAIN:
        page.goto(pages.address + path)
        assert page.locator(".none, .nothing").count() > 0 or path == "/health", path
        assert broken(page) == [], path
