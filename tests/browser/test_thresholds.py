"""Thresholds in a browser: the chart, and two sliders that set nothing."""

from playwright.sync_api import expect

from edge_agent.core.autonomy.verdict_rules import Thresholds
from edge_agent.core.packs import Level
from edge_agent.core.roles import Role
from tests.browser.evidence_panel import DESK, granted, ran
from tests.browser.panel import Panel


def test_the_sliders_tell_errors_and_bounds_and_never_cross(panel: Panel) -> None:
    ran(panel)
    page = panel.visit("/thresholds?check=top-panel", role=Role.ENGINEER, size=DESK)
    expect(page.locator("#scores")).to_contain_text("Confirmed good: 390")
    expect(page.locator("#tried")).to_contain_text("Wrongly rejected: 0 of 390 good packs")
    assert page.locator(".chart rect.good").count() == 1
    assert page.locator(".chart rect.defective").count() == 1
    ok, not_ok = page.get_by_label("ok up to", exact=False), page.get_by_label("not ok from")
    not_ok.first.focus()
    page.keyboard.press("End")
    expect(page.locator("#not-ok-value")).to_have_text("0.99")
    ok.first.focus()
    page.keyboard.press("End")
    expect(page.locator("#tried")).to_contain_text("Missed: 183 of 183 defective packs")
    page.locator("#not-ok").focus()
    page.keyboard.press("Home")
    expect(page.locator("#ok-value")).to_have_text("0.01")
    expect(page.locator("#tried")).to_contain_text("Wrongly rejected: 390 of 390 good packs")
    assert panel.line.heard == []


def test_what_is_in_force_stands_in_chart_and_table(panel: Panel) -> None:
    recipe_hash = ran(panel)
    granted(panel, recipe_hash, Level.ACT_WHEN_SURE, "ab" * 32, Thresholds(0.31, 0.72))
    page = panel.visit("/thresholds", role=Role.QUALITY, size=DESK, language="de")
    expect(page.locator(".chart")).to_contain_text("in Kraft: in Ordnung bis hier")
    expect(page.locator("tr.named").filter(has_text="0,72")).to_contain_text(
        "in Kraft: nicht in Ordnung ab hier"
    )
    expect(page.locator("#ok-value")).to_have_text("0,31")


def test_before_the_first_pack_there_is_nothing_to_show(panel: Panel) -> None:
    page = panel.visit("/thresholds", role=Role.ENGINEER, size=DESK)
    expect(page.locator("main")).to_contain_text("The recipe has no checks")
