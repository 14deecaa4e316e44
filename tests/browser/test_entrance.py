"""Coming in with a browser: signing in, the first account, the language."""

from playwright.sync_api import expect

from edge_agent.core.roles import Role
from tests.browser.panel import Panel
from tests.people.samples import PASSWORD


def test_a_person_signs_in_and_comes_back_to_where_he_wanted_to_go(panel: Panel) -> None:
    panel.session(Role.ENGINEER)
    page = panel.visit("/sign-in?next=/api/v1/session", role=None)
    page.get_by_label("Name").fill("some-engineer")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{panel.address}/api/v1/session")


def test_a_wrong_password_is_told_and_nobody_is_in(panel: Panel) -> None:
    panel.session(Role.ENGINEER)
    page = panel.visit("/sign-in", role=None)
    page.get_by_label("Name").fill("some-engineer")
    page.get_by_label("Password").fill("guessed")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page).to_have_url(f"{panel.address}/sign-in")


def test_the_language_is_chosen_and_stays(panel: Panel) -> None:
    page = panel.visit("/sign-in", role=None)
    page.get_by_role("link", name="Deutsch").click()
    expect(page.get_by_role("heading", name="Anmelden")).to_be_visible()
    page.goto(f"{panel.address}/claim")
    expect(page.get_by_role("heading", name="Passwort wählen")).to_be_visible()
