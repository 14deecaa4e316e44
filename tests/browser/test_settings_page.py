"""Settings of the panel: kept by this browser, and one's own secrets."""

import pytest
from playwright.sync_api import Page, expect

from edge_agent.core.roles import Role
from tests.browser.panel import Panel
from tests.people.samples import PASSWORD
from tests.web.alarms.floors import quiet

TOUCH_MM = 15
PAGES = ("/alarms", "/diagnostics", "/manual", "/settings")


def px_per_mm(page: Page) -> float:
    told: str = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--mm')")
    return float(told.strip().removesuffix("px"))


def test_a_card_as_wide_as_a_real_one_gives_everything_its_true_size(panel: Panel) -> None:
    page = panel.visit("/settings")
    page.get_by_role("tab", name="Size").click()
    before = page.locator("#card").evaluate("card => card.offsetWidth")
    for _ in range(3):
        page.get_by_role("button", name="++").click()
    page.get_by_role("button", name="That fits").click()
    expect(page.locator(".toast")).to_be_visible()
    assert px_per_mm(page) == pytest.approx((before + 30) / 85.6)
    page.goto(f"{panel.address}/alarms")
    assert px_per_mm(page) == pytest.approx((before + 30) / 85.6)


def test_green_is_for_those_who_want_it(panel: Panel) -> None:
    page = panel.visit("/settings")
    expect(page.locator("html")).to_have_attribute("data-verdicts", "exceptions")
    page.get_by_text("Classic, ok is green").click()
    page.goto(f"{panel.address}/")
    expect(page.locator("html")).to_have_attribute("data-verdicts", "classic")


def test_the_language_is_chosen_here(panel: Panel) -> None:
    page = panel.visit("/settings")
    page.get_by_role("link", name="Deutsch").click()
    expect(page.get_by_role("tab", name="Größe")).to_be_visible()


def test_a_person_changes_his_own_pin_and_a_weak_one_is_refused(panel: Panel) -> None:
    page = panel.visit("/settings", role=Role.OPERATOR)
    page.get_by_role("tab", name="Person").click()
    expect(page.locator("#person")).to_contain_text("Some-Operator, Operator")
    page.get_by_label("New PIN").fill("123456")
    page.get_by_role("button", name="Change the PIN").click()
    expect(page.locator("#person .problem").first).to_be_visible()
    page.get_by_label("New PIN").fill("830217")
    page.get_by_role("button", name="Change the PIN").click()
    expect(page.locator(".toast")).to_have_text("The PIN is changed.")


def test_a_new_password_leads_back_to_the_sign_in_page(panel: Panel) -> None:
    page = panel.visit("/settings", role=Role.OPERATOR)
    page.get_by_role("tab", name="Person").click()
    page.get_by_label("New password").fill(PASSWORD + " 72")
    page.get_by_role("button", name="Change the password").click()
    expect(page).to_have_url(f"{panel.address}/sign-in?next=/settings")


def test_nobody_is_shown_the_way_in(panel: Panel) -> None:
    page = panel.visit("/settings", role=None)
    page.get_by_role("tab", name="Person").click()
    expect(page.locator("#person").get_by_role("link", name="Sign in")).to_be_visible()


@pytest.mark.parametrize("size", [(1280, 800), (1024, 768)])
def test_what_is_touched_is_big_enough_for_a_glove_and_inside_the_screen(
    panel: Panel, size: tuple[int, int]
) -> None:
    panel.show(quiet(hands_over=True))
    page = panel.visit("/alarms", role=Role.ENGINEER, size=size, language="de")
    for path in PAGES:
        page.goto(panel.address + path)
        for tab in page.get_by_role("tab").all():
            tab.click()
            small = page.evaluate(
                """least => [...document.querySelectorAll('main button, main select, main a')]
                .map(one => [one, one.getBoundingClientRect()])
                .filter(([, box]) => box.width > 0
                    && (box.height < least - 1 || box.left < 0 || box.right > innerWidth + 1))
                .map(([one]) => one.outerHTML)""",
                TOUCH_MM * px_per_mm(page),
            )
            assert small == [], f"{path}, {tab.inner_text()}"
