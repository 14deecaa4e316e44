"""Every page shows to everybody who may see it, with nothing wrong in it; to nobody else."""

import httpx
import pytest
from playwright.sync_api import expect

from edge_agent.core.roles import Role
from edge_agent.web.access import COOKIE
from edge_agent.web.pages.menu import DESK, OPERATOR
from tests.browser.every_page import ALL_PAGES, SERVED, Looks, may_see, most_may

MENU = {place.path for place in (*OPERATOR, *DESK)}


def test_every_page_is_listed_here() -> None:
    """What lies below a page is a part of it, which its own tests see."""
    parts = tuple(f"{path}/" for path in MENU if path != "/")
    whole = {path for path in SERVED if "{" not in path and not path.startswith(parts)}
    assert whole == set(ALL_PAGES)


@pytest.mark.parametrize("path", ALL_PAGES)
def test_it_shows_with_nothing_wrong_to_who_may_most_and_to_nobody(looks: Looks, path: str) -> None:
    for role in (most_may(path), *([None] if may_see(path, None) else [])):
        page = looks.at(path, role)
        expect(page.locator("#main")).to_be_visible()
        assert page.title().strip().index("Packwarden") > len(" - ")
        assert looks.faults() == []


@pytest.mark.parametrize("role", list(Role))
def test_a_page_is_for_the_roles_that_may_see_it(looks: Looks, role: Role) -> None:
    """A refusal is a page, too."""
    cookies = {COOKIE: looks.panel.session(role)}
    with httpx.Client(base_url=looks.panel.address, cookies=cookies) as person:
        for path in ALL_PAGES:
            answer = person.get(path, headers={"Accept": "text/html"})
            assert (path, answer.status_code) == (path, 200 if may_see(path, role) else 403)
            assert "text/html" in answer.headers["content-type"]


def test_an_operator_goes_from_page_to_page_by_the_menu(looks: Looks) -> None:
    page = looks.at("/", Role.OPERATOR)
    for place in OPERATOR:
        if place.path in SERVED:
            page.locator(f'#menu a[href="{place.path}"]').click()
            expect(page.locator('#menu a[aria-current="page"]')).to_have_attribute(
                "href", place.path
            )
    assert looks.faults() == []
