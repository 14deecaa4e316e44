"""People on the desk: a person is added, two agree on an engineer, a token is shown once."""

from playwright.sync_api import Page, expect

from edge_agent.core.roles import Role
from tests.browser.panel import Panel

DESK = (1366, 768)


def looking(panel: Panel, role: Role, language: str = "en") -> Page:
    return panel.visit("/people", role=role, size=DESK, language=language)


def add(page: Page, name: str, role: str) -> None:
    form = page.locator("#add-person")
    form.get_by_label("Name to sign in with").fill(name)
    form.get_by_label("Name as others see it").fill(name.title())
    form.get_by_label("Role").select_option(role)
    form.get_by_label("Reason").fill("late shift")
    form.get_by_role("button").click()


def test_a_new_person_chooses_a_password_with_a_code_that_is_shown_once(panel: Panel) -> None:
    page = looking(panel, Role.ENGINEER)
    add(page, "olga", "operator")
    code = page.locator("#once[open] .secret").inner_text()
    page.get_by_role("button", name="Noted").click()
    expect(page.get_by_role("row", name="Olga olga Operator")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text(code)
    panel.site.office.claim("olga", code, "marble fence otter 52", panel.site.clock.wall())


def test_an_engineer_is_proposed_by_one_and_made_by_the_other(panel: Panel) -> None:
    panel.session(Role.ENGINEER)
    page = looking(panel, Role.QUALITY)
    add(page, "eva", "engineer")
    expect(page.locator(".waiting")).to_contain_text("some-quality proposes to add eva as Engineer")
    expect(page.locator(".waiting button")).to_be_disabled()

    other = looking(panel, Role.ENGINEER)
    other.locator(".waiting").get_by_label("Name as others see it").fill("Eva M.")
    other.get_by_role("button", name="Agree").click()
    expect(other.locator("#once[open] .secret")).to_be_visible()
    other.get_by_role("button", name="Noted").click()
    expect(other.get_by_role("row", name="Eva M. eva Engineer")).to_be_visible()
    expect(other.locator(".waiting")).to_have_count(0)


def test_a_person_is_disabled_with_a_reason_and_is_told_so_in_words(panel: Panel) -> None:
    panel.session(Role.OPERATOR)
    page = looking(panel, Role.QUALITY, "de")
    page.get_by_role("row", name="some-operator").get_by_role("button").click()
    page.locator("#change").get_by_label("Grund").fill("hat das Werk verlassen")
    page.get_by_role("button", name="Sperren").click()
    expect(page.get_by_role("row", name="some-operator")).to_contain_text("gesperrt")


def test_a_token_is_shown_once_and_revoked(panel: Panel) -> None:
    page = looking(panel, Role.ENGINEER)
    form = page.locator("#issue-token")
    form.get_by_label("Name").fill("board")
    form.get_by_label("see the line").check()
    form.get_by_label("Reason").fill("for the hall")
    form.get_by_role("button").click()
    token = page.locator("#once[open] .secret").inner_text()
    now = panel.site.clock.wall()
    assert panel.site.office.tokens.present(token, now).actor.name == "board"
    page.get_by_role("button", name="Noted").click()
    page.get_by_role("row", name="board").get_by_role("button").click()
    page.locator("#revoke").get_by_label("Reason").fill("no longer needed")
    page.locator("#revoke").get_by_role("button", name="Revoke").click()
    expect(page.locator("body")).to_contain_text("No token was issued.")


def test_who_may_not_issue_tokens_sees_who_may(panel: Panel) -> None:
    page = looking(panel, Role.QUALITY)
    expect(page.locator("#issue-token button")).to_be_disabled()
    expect(page.locator("#issue-token")).to_contain_text("Needs Engineer")
