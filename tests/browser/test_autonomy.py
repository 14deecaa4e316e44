"""The ladder in a browser: what is shown, who may do what, and what the line hears of it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from edge_agent.core import told
from edge_agent.core.autonomy.verdict_rules import Thresholds
from edge_agent.core.packs import Level
from edge_agent.core.roles import Role
from edge_agent.people.certificates import issue, keep
from edge_agent.people.keys import SigningKey
from tests.browser.evidence_panel import DESK, granted, ran, setup
from tests.browser.panel import Panel
from tests.people.samples import a_certificate
from tests.web.evidence_folders import site_key

THRESHOLDS = Thresholds(0.2, 0.8)


def looking(panel: Panel, role: Role, language: str = "en") -> Page:
    page = panel.visit("/autonomy", role=role, size=DESK, language=language)
    expect(page.locator(".gate-head, .gate-of:has-text('no higher')").first).to_be_visible()
    return page


def go_on(page: Page, reason: str = "gate of 12 March") -> None:
    page.locator("#ask").get_by_label("Reason").fill(reason)
    page.locator("#ask-go").click()
    expect(page.locator("#ask")).to_be_hidden()


def test_from_a_passed_gate_to_a_certificate_to_a_raise_that_the_line_hears(panel: Panel) -> None:
    recipe_hash = ran(panel)
    page = looking(panel, Role.ENGINEER)
    expect(page.locator(".step.in-force")).to_contain_text("In force")
    expect(page.locator(".gate-of")).to_contain_text("passed")
    expect(page.locator(".gate-of")).to_contain_text("0 of 390 good packs would be rejected")
    raising = page.get_by_role("button", name="Raise to “Act when sure”")
    expect(raising).to_be_disabled()
    expect(page.locator(".actions")).to_contain_text("Needs a certificate")

    with site_key(panel.site.settings) as key:
        page.get_by_role("button", name="Have a certificate issued").click()
        page.locator("#ask input[type=file]").set_input_files(key)
        go_on(page)
    expect(page.locator(".certificate")).to_contain_text("holds; nothing was raised on it yet")
    raising.click()
    go_on(page)
    (word,) = panel.line.heard
    assert isinstance(word, told.Raise)
    assert (word.act.level_from, word.act.level_to) == (Level.RECOMMEND, Level.ACT_WHEN_SURE)
    assert word.thresholds == Thresholds(0.11, 0.11)

    granted(panel, recipe_hash, Level.ACT_WHEN_SURE, word.act.certificate_sha256, word.thresholds)
    expect(page.locator(".step.in-force")).to_contain_text("Earned")
    expect(page.locator(".certificate")).to_contain_text("the level rests on it")
    expect(page.locator(".gate-head")).to_contain_text("Gate before “Act always”")
    expect(page.locator(".gate-of")).to_contain_text("needs 553 more packs")


def test_to_act_always_one_proposes_and_the_other_agrees(panel: Panel) -> None:
    ran(panel)
    with site_key(panel.site.settings) as file:
        use = setup(panel).use(Level.ACT_ALWAYS, THRESHOLDS)
        now = panel.site.clock.wall()
        certificate = replace(a_certificate(use), issued_at=now, until=now + timedelta(days=9))
        sha256 = keep(issue(certificate, SigningKey.load(file)), panel.site.folder).stem
    granted(panel, setup(panel).recipe_hash, Level.ACT_WHEN_SURE, sha256, THRESHOLDS)

    quality = looking(panel, Role.QUALITY)
    quality.get_by_role("button", name="Propose “Act always”").click()
    go_on(quality)
    waiting = quality.locator(".waiting")
    expect(waiting).to_contain_text("some-quality proposes to raise top-panel to “Act always”")
    expect(waiting).to_contain_text("nobody agrees with himself")
    assert panel.line.heard == []

    engineer = looking(panel, Role.ENGINEER)
    engineer.locator(".waiting").get_by_role("button", name="Agree and raise").click()
    go_on(engineer)
    (word,) = panel.line.heard
    assert isinstance(word, told.Raise)
    assert (word.act.level_to, word.act.certificate_sha256) == (Level.ACT_ALWAYS, sha256)
    expect(engineer.locator(".waiting")).to_have_count(0)


def test_an_operator_lowers_with_a_reason_and_raises_nothing(panel: Panel) -> None:
    ran(panel)
    page = looking(panel, Role.OPERATOR)
    actions = page.locator(".actions")
    expect(actions.get_by_role("button", name="Raise to")).to_be_disabled()
    expect(actions).to_contain_text("Needs Engineer")
    actions.get_by_role("button", name="Lower").click()
    go_on(page, "labels from another supplier")
    assert panel.line.heard == [told.LowerLevel("top-panel", Level.REPORT, "some-operator")]


def test_what_the_line_refuses_is_told_in_the_dialog(panel: Panel) -> None:
    ran(panel)
    panel.line.refusal = "the belt burns"
    page = looking(panel, Role.SHIFT_LEAD)
    page.get_by_role("button", name="Lower").click()
    page.locator("#ask").get_by_label("Reason").fill("as a trial")
    page.locator("#ask-go").click()
    expect(page.locator("#ask .problem")).to_contain_text("the belt burns")


@pytest.mark.parametrize("role", [None, Role.SERVICE])
def test_who_may_nothing_sees_everything(panel: Panel, role: Role | None) -> None:
    ran(panel, lots=2)
    page = panel.visit("/autonomy", role=role, size=DESK, language="de")
    gate = page.locator(".gate-of")
    expect(gate).to_contain_text("nicht erfüllt")
    expect(gate).to_contain_text("Verschiedene Chargen oder Tage darunter: 2 (≥ 3)")
    assert page.locator("#ladder [data-does]:enabled").count() == 0
    expect(page.locator(".actions")).to_contain_text("Braucht Technik")


def test_without_a_line_the_page_says_that_nothing_acts(panel: Panel) -> None:
    ran(panel)
    page = looking(panel, Role.ENGINEER)
    panel.line.close()
    expect(page.locator("#ladder")).to_contain_text("No line runs")
    expect(page.get_by_role("button", name="Lower")).to_be_disabled()
