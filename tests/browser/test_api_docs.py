"""The API's description in a browser: all of it there, reads tried out, nothing asked elsewhere."""

from playwright.sync_api import Locator, Page, expect

from edge_agent.core.roles import Role
from edge_agent.web.app import operations
from tests.browser.panel import Panel

DESK = (1366, 768)


def looking(panel: Panel, language: str = "en") -> Page:
    page = panel.visit("/api", role=Role.ENGINEER, size=DESK, language=language)
    expect(page.locator("#api-docs .opblock-tag").first).to_be_visible()
    return page


def opened(page: Page, family: str, operation: str) -> Locator:
    """With the keyboard alone."""
    for place in (f"#operations-tag-{family} button", f"#operations-{family}-{operation} button"):
        page.locator(place).first.focus()
        page.keyboard.press("Enter")
    return page.locator(f"#operations-{family}-{operation}")


def test_every_family_of_operations_is_there_with_what_it_is_for(panel: Panel) -> None:
    page = looking(panel, "de")
    heading = page.get_by_role("heading", name="Die Programmschnittstelle der Station")
    expect(heading).to_be_visible()
    for family in operations().openapi()["tags"]:
        shown = page.locator(f"#operations-tag-{family['name']}")
        expect(shown).to_contain_text(family["description"])


def test_what_only_reads_is_tried_out_with_the_keyboard_alone(panel: Panel) -> None:
    page = looking(panel)
    one = opened(page, "station", "getStation")
    for press in (".try-out__btn", ".execute"):
        one.locator(press).focus()
        page.keyboard.press("Enter")
    answer = one.locator(".live-responses-table")
    expect(answer).to_contain_text('"full_name": "plant-1/line-1/box"')


def test_what_changes_something_is_not_tried_out_here(panel: Panel) -> None:
    page = looking(panel)
    one = opened(page, "inspect", "inspectPictures")
    expect(one).to_contain_text("Inspects the pictures of one pack")
    expect(one.locator(".try-out__btn")).to_have_count(0)
