"""Coming in at a centre: the password alone, for a PIN is for a panel."""

import pytest
from playwright.sync_api import expect

from edge_agent.core.roles import Role
from tests.fleet.browser.conftest import CentrePages
from tests.people.samples import PASSWORD


@pytest.mark.parametrize(("language", "title"), [("en", "Fleet"), ("de", "Flotte")])
def test_who_signs_in_sees_the_fleet(pages: CentrePages, language: str, title: str) -> None:
    pages.session(Role.QUALITY)
    page = pages.visit("/", role=None, size=(1366, 768), language=language)
    expect(page.locator("[name=pin]")).to_have_count(0)
    page.locator("[name=name]").fill("some-quality")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("form button.primary").click()
    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator("#desk-header .home")).to_have_text("plant-1")
    page.locator("#sign-out").click()
    expect(page.locator("[name=password]")).to_be_visible()
