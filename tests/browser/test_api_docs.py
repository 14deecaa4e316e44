"""The API's description in a browser: all of it there, reads tried out, nothing asked elsewhere."""

from playwright.sync_api import Page, expect

from edge_agent.core.roles import Role
from edge_agent.web.app import operations
from tests.browser.panel import Panel

DESK = (1366, 768)


def looking(panel: Panel, language: str = "en") -> Page:
    page = panel.visit("/api", role=Role.ENGINEER, size=DESK, language=language)
    expect(page.locator("#api-docs .opblock").first).to_be_visible()
    return page


def test_every_operation_is_there(panel: Panel) -> None:
    page = looking(panel, "de")
    expect(
        page.get_by_role("heading", name="Die Programmschnittstelle der Station")
    ).to_be_visible()
    methods = operations().openapi()["paths"].values()
    expect(page.locator("#api-docs .opblock")).to_have_count(sum(map(len, methods)))


def test_what_only_reads_is_tried_out_with_the_keyboard_alone(panel: Panel) -> None:
    page = looking(panel)
    one = page.locator("#operations-station-getStation")
    for press in (".opblock-summary-control", ".try-out__btn", ".execute"):
        one.locator(press).focus()
        page.keyboard.press("Enter")
    expect(one.locator(".live-responses-table")).to_contain_text(
        '"full_name": "plant-1/line-1/box"'
    )


def test_what_changes_something_is_not_tried_out_here(panel: Panel) -> None:
    page = looking(panel)
    one = page.locator("#operations-inspect-inspectPictures")
    one.locator(".opblock-summary-control").click()
    expect(one).to_contain_text("Inspects the pictures of one pack")
    expect(one.locator(".try-out__btn")).to_have_count(0)
