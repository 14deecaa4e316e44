"""What a person tells the line by hand: possible while it means something, heard once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from edge_agent.control.line_state import BypassState, LineState
from edge_agent.core.packs import Level
from edge_agent.core.roles import Proof, Role
from edge_agent.core.told import (
    Accept,
    ClearSuspension,
    DeclareChallenge,
    LowerLevel,
    Release,
    StartBelt,
    StartBypass,
    StopBelt,
)
from edge_agent.web.access import COOKIE
from tests.browser.panel import Panel
from tests.people.samples import PASSWORD
from tests.web.alarms.floors import SUSPENDED, asked, quiet
from tests.web.api.test_belt import CHECK

FELL = quiet(hands_over=True, suspensions=(SUSPENDED,), lacking=("camera_fault goes on",))
CLEARABLE = quiet(suspensions=(replace(SUSPENDED, is_over=True),))
LEAD = "some-shift-lead"


def by_lead(panel: Panel, state: LineState, tab: str = "Belt") -> Page:
    panel.show(state)
    page = panel.visit("/manual", role=Role.SHIFT_LEAD)
    expect(page.locator("body")).not_to_have_class("no-data")
    page.get_by_role("tab", name=tab).click()
    return page


def tap(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.locator(".toast")).to_contain_text("Recorded")


def test_the_belt_is_stopped_and_started(panel: Panel) -> None:
    page = by_lead(panel, quiet())
    expect(page.get_by_role("button", name="Start", exact=True)).to_be_disabled()
    tap(page, "Stop")
    panel.show(replace(quiet(), belt_stops=("person",)))
    expect(page.locator("#belt .now")).to_have_text("Stopped: by a person")
    expect(page.get_by_role("button", name="Stop", exact=True)).to_be_disabled()
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.locator(".toast")).to_have_count(2)
    assert panel.line.heard == [StopBelt(LEAD), StartBelt(LEAD)]


def test_a_safe_mode_is_accepted_and_not_bypassed(panel: Panel) -> None:
    panel.show(replace(FELL, hands_over=False, safe_mode="camera top hangs again and again"))
    page = panel.visit("/manual", role=Role.SHIFT_LEAD)
    expect(page.locator("#takeover .now")).to_contain_text("Safe mode")
    expect(page.get_by_role("button", name="Start the bypass")).to_be_disabled()
    tap(page, "Accept the lower level")
    assert panel.line.heard == [Accept(LEAD)]


def test_where_a_level_fell_the_page_opens_on_what_takes_over(panel: Panel) -> None:
    panel.show(FELL)
    page = panel.visit("/manual", role=Role.SHIFT_LEAD)
    expect(page.locator("#takeover .now")).to_contain_text("A level fell")
    tap(page, "Accept the lower level")
    assert panel.line.heard == [Accept(LEAD)]


def test_a_bypass_has_minutes_and_a_reason_and_counts_down(panel: Panel) -> None:
    page = by_lead(panel, FELL, "Take over")
    page.get_by_text("30 min").click()
    page.get_by_role("combobox", name="Reason").select_option("Camera is being changed")
    tap(page, "Start the bypass")
    (heard,) = panel.line.heard
    assert isinstance(heard, StartBypass)
    assert (heard.minutes, heard.person) == (30, LEAD)
    panel.show(replace(FELL, hands_over=False, bypass=BypassState("tom", 95.0)))
    expect(page.locator("#takeover .now")).to_have_text("⊘ Bypass by tom, 1:35 left")
    expect(page.get_by_role("button", name="Start the bypass")).to_be_disabled()


def test_a_suspension_is_cleared_when_nothing_is_lacking(panel: Panel) -> None:
    page = by_lead(panel, FELL, "Take over")
    expect(page.get_by_role("button", name="Clear the suspension")).to_be_disabled()
    expect(page.locator("#suspension")).to_contain_text("goes on")
    panel.show(CLEARABLE)
    tap(page, "Clear the suspension")
    (heard,) = panel.line.heard
    assert isinstance(heard, ClearSuspension)


def test_a_held_pack_is_released(panel: Panel) -> None:
    page = by_lead(panel, replace(quiet(), belt_stops=("hold 7",)))
    expect(page.locator("#held .now")).to_contain_text("Pack 7 is held")
    tap(page, "Taken off: release")
    assert panel.line.heard == [Release(7, LEAD)]


def test_a_pin_or_password_is_asked_for_right_before(panel: Panel) -> None:
    page = by_lead(panel, replace(quiet(), belt_stops=("hold 7",)))
    page.goto("about:blank")  # what the page had just asked for renews its session no more
    (cookie,) = page.context.cookies()
    before = panel.site.clock.wall() - timedelta(minutes=5)
    renewed = panel.site.office.sessions.renewed(cookie["value"], Proof.PASSWORD, before)
    page.context.add_cookies([{"name": COOKIE, "value": renewed, "url": panel.address}])
    page.goto(panel.address + "/manual")
    page.get_by_role("button", name="Taken off: release").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Give your PIN or password once more")
    assert panel.line.heard == []
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Go on").click()
    expect(page.locator(".toast")).to_contain_text("Recorded")
    assert panel.line.heard == [Release(7, LEAD)]


def test_a_challenge_pack_is_the_one_that_was_chosen_though_others_come(panel: Panel) -> None:
    state = replace(asked(5), on_belt=(7, 8), challenge_names=("faulty expiry", "good"))
    page = by_lead(panel, state, "Challenge pack")
    page.get_by_text("Pack 7").click()
    panel.show(replace(state, on_belt=(7, 8, 9)))
    expect(page.get_by_text("Newest: 9")).to_be_visible()
    tap(page, "This is the challenge pack")
    assert panel.line.heard == [DeclareChallenge("good", 7, LEAD)]


def test_a_level_is_lowered_and_none_is_offered_that_is_higher(panel: Panel) -> None:
    page = by_lead(panel, quiet(checks=(CHECK,)), "Lower a level")
    offered = page.locator("#lower [data-part=levels] label")
    expect(offered).to_have_text(["Recommend", "Report"])
    offered.nth(1).click()
    tap(page, "Lower")
    assert panel.line.heard == [LowerLevel("expiry", Level.REPORT, LEAD)]


def test_what_the_line_does_not_do_is_said(panel: Panel) -> None:
    panel.line.refusal = "no lower level waits to be accepted"
    page = by_lead(panel, FELL, "Take over")
    page.get_by_role("button", name="Accept the lower level").click()
    expect(page.locator(".toast.problem")).to_have_text("no lower level waits to be accepted")


@pytest.mark.parametrize("role", [Role.VIEWER, None])
def test_who_may_not_sees_who_may(panel: Panel, role: Role | None) -> None:
    panel.show(replace(FELL, belt_stops=("hold 7",)))
    page = panel.visit("/manual", role=role)
    expect(page.locator("#takeover .now")).to_contain_text("A level fell")
    expect(page.locator("#takeover .needs")).to_have_text("Needs Operator, Shift lead, Engineer")
    assert page.locator("[data-word]:enabled").count() == 0


def test_without_a_line_nothing_can_be_said(panel: Panel) -> None:
    page = by_lead(panel, FELL)
    expect(page.get_by_role("button", name="Stop", exact=True)).to_be_enabled()
    panel.line.close()
    expect(page.get_by_role("button", name="Stop", exact=True)).to_be_disabled()
    expect(page.locator("#belt .now")).not_to_contain_text("stands")
    assert page.locator("[data-word]:enabled").count() == 0
