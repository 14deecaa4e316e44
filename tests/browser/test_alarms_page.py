"""The list of alarms on the panel: what is wrong, what to do, and that somebody has seen it."""

import re
from dataclasses import replace

from playwright.sync_api import Locator, Page, expect

from edge_agent.core.alarms.table import AlarmName
from edge_agent.core.roles import Role
from tests.browser.panel import Panel
from tests.web.alarms.floors import RAISING, quiet

LOST = replace(quiet(), lost_cameras={"top": "no answer since 2.1 s"})


def row(page: Page, id_: str = "camera_lost:top") -> Locator:
    return page.locator(f'#list tr.alarm[data-id="{id_}"]')


def test_a_quiet_station_has_an_empty_list(panel: Panel) -> None:
    panel.show(quiet())
    page = panel.visit("/alarms", language="de")
    expect(page.get_by_text("Kein Alarm.")).to_be_visible()
    expect(page.get_by_role("button", name="Alle quittieren")).to_be_disabled()


def test_a_tap_says_what_to_do_and_another_that_it_was_seen(panel: Panel) -> None:
    panel.show(LOST)
    page = panel.visit("/alarms")
    alarm = row(page)
    expect(alarm).to_contain_text("Now")
    expect(alarm).to_contain_text("Not acknowledged")
    alarm.get_by_role("button", name="Camera top is lost").click()
    details = page.locator("#list .details")
    expect(details).to_contain_text("Check plug and power of the camera")
    expect(details).to_contain_text("no answer since 2.1 s")
    alarm.get_by_role("button", name="Acknowledge").click()
    expect(row(page)).to_have_attribute("data-stage", "acknowledged")
    expect(page.locator("#alarm-banner button")).to_have_count(0)


def test_what_is_over_and_was_seen_leaves_the_list_for_the_history(panel: Panel) -> None:
    panel.show(RAISING[AlarmName.PACK_HELD])
    page = panel.visit("/alarms")
    row(page, "pack_held:7").get_by_role("button", name="Acknowledge").click()
    expect(row(page, "pack_held:7")).to_have_attribute("data-stage", "acknowledged")
    panel.show(quiet())
    expect(page.get_by_text("No alarm.")).to_be_visible()
    page.get_by_role("tab", name="History").click()
    told = page.locator("#history tbody tr")
    expect(told).to_have_text([re.compile(what) for what in ("Over", "some-operator", "Came")])


def test_all_are_acknowledged_at_once(panel: Panel) -> None:
    panel.show(replace(LOST, gate_trouble="no heartbeat", belt_stops=("bin full",)))
    page = panel.visit("/alarms")
    expect(page.locator("#list tr.alarm")).to_have_count(3)
    page.get_by_role("button", name="Acknowledge all").click()
    expect(page.locator("#list tr[data-stage=acknowledged]")).to_have_count(3)
    page.get_by_role("tab", name="Figures").click()
    expect(page.locator("[data-figure=alarms]")).to_have_text("3")


def test_a_shift_lead_shelves_and_an_operator_sees_who_could(panel: Panel) -> None:
    panel.show(RAISING[AlarmName.SUSPENSION_CLEARABLE])
    page = panel.visit("/alarms", role=Role.OPERATOR)
    row(page, "suspension_clearable").locator(".text").click()
    form = page.locator(".shelving")
    expect(form.get_by_role("button", name="Shelve")).to_be_disabled()
    expect(form).to_contain_text("Needs Shift lead, Engineer")
    lead = panel.visit("/alarms", role=Role.SHIFT_LEAD)
    row(lead, "suspension_clearable").locator(".text").click()
    lead.get_by_text("4 h", exact=True).click()
    lead.get_by_role("button", name="Part is ordered").click()
    lead.get_by_role("button", name="Shelve", exact=True).click()
    expect(row(lead, "suspension_clearable")).to_contain_text("Shelved until")
    expect(row(page, "suspension_clearable")).to_contain_text("Shelved until")
    row(lead, "suspension_clearable").locator(".text").click()
    lead.get_by_role("button", name="Back on the list").click()
    expect(row(lead, "suspension_clearable")).to_contain_text("Not acknowledged")


def test_a_list_that_cannot_be_looked_at_is_greyed_and_cannot_be_tapped(panel: Panel) -> None:
    panel.show(LOST)
    page = panel.visit("/alarms")
    expect(row(page).get_by_role("button", name="Acknowledge")).to_be_enabled()
    page.context.set_offline(True)
    expect(page.locator("#listed")).to_have_class(re.compile("stale"))
    expect(page.locator("#listed")).to_have_attribute("inert", "")
    page.context.set_offline(False)
    expect(page.locator("#listed")).not_to_have_class(re.compile("stale"))
