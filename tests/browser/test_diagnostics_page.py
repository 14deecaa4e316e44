"""Diagnostics: what the line says of its devices, levels and versions, and what happened."""

from contextlib import closing
from dataclasses import replace

from playwright.sync_api import expect

from edge_agent.core.autonomy.causes import Cause
from edge_agent.core.packml.view import PackmlView, StateTime
from edge_agent.core.packml.words import PackmlCommand, PackmlMode, PackmlState, StopReason
from edge_agent.core.roles import Role
from edge_agent.core.told import CommandPackml
from edge_agent.store.events import EventStore
from tests.browser.panel import Panel
from tests.samples import NOON
from tests.web.alarms.floors import SUSPENDED, asked, in_trouble, quiet
from tests.web.api.test_belt import CHECK


def test_devices_say_what_is_wrong_in_words_and_in_their_own(panel: Panel) -> None:
    panel.show(replace(in_trouble(Cause.CAMERA_FAULT), lost_cameras={"top": "cable is out"}))
    page = panel.visit("/diagnostics", language="de")
    expect(page.locator("#device-list")).to_contain_text("Störung")
    expect(page.locator("#device-list [lang=en]").first).to_contain_text("no answer for 2 s")
    expect(page.locator("#part-list tbody tr")).to_have_count(5)
    expect(page.locator("[data-value=latency_p95_ms]")).to_have_text("12,5 ms")


def test_levels_suspensions_and_challenge_packs_stand_side_by_side(panel: Panel) -> None:
    panel.show(
        replace(
            asked(-5),
            checks=(CHECK,),
            suspensions=(SUSPENDED,),
            lacking=("camera_fault goes on", "no challenge pack was caught since"),
        )
    )
    page = panel.visit("/diagnostics")
    page.get_by_role("tab", name="Levels").click()
    expect(page.locator("#check-list .lowered")).to_have_text("▼ Recommend")
    expect(page.locator("#suspension-list")).to_contain_text("goes on")
    expect(page.locator("#suspension-list")).to_contain_text("a challenge pack caught")
    expect(page.locator("#challenge-list")).to_contain_text("overdue")
    page.get_by_role("tab", name="In force").click()
    expect(page.locator("[data-identity=software]")).to_have_text("packwarden test")


def test_events_are_listed_and_filtered(panel: Panel) -> None:
    panel.show(quiet())
    with closing(EventStore.open(panel.site.folder / "events.db")) as store:
        store.append("bin_full", {"full": True}, NOON)
        store.append("camera_lost", {"view": "top", "why": "cable is out"}, NOON)
    page = panel.visit("/diagnostics")
    page.get_by_role("tab", name="Events").click()
    rows = page.locator("#event-list tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("view: top · why: cable is out")
    page.get_by_label("Kind").select_option("bin_full")
    expect(rows).to_have_count(1)


HELD = PackmlView(
    *(PackmlState.HELD, PackmlMode.PRODUCTION, StopReason.CAMERA_FAULT),
    since_ns=-65_000_000_000,
    why="camera top lost: cable is out",
    lacking=(StopReason.CAMERA_FAULT,),
    processed=120,
    times=(StateTime(PackmlMode.PRODUCTION, PackmlState.EXECUTE, 3725.0),),
)


def test_packml_is_told_in_the_language_of_the_page(panel: Panel) -> None:
    panel.show(replace(quiet(), packml=HELD))
    for language, state, cause, times in (
        ("en", "Held", "a camera is in trouble", "ExecuteProduction1:02:05"),
        ("de", "Angehalten", "eine Kamera ist gestört", "In BetriebProduktion1:02:05"),
    ):
        page = panel.visit("/diagnostics", role=Role.VIEWER, language=language)
        page.get_by_role("tab", name="PackML").click()
        expect(page.locator("[data-packml=state]")).to_have_text(state)
        expect(page.locator("[data-packml=since]")).to_have_text("0:01:05")
        expect(page.locator("[data-packml=cause]")).to_have_text(cause)
        expect(page.locator("[data-packml=lacking]")).to_have_text(cause)
        expect(page.locator("[data-packml=why]")).to_have_text("camera top lost: cable is out")
        expect(page.locator("#state-list tbody tr")).to_have_text(times)
        expect(page.locator("[data-command]")).to_have_count(0)


def test_only_commands_that_lead_somewhere_are_offered_and_one_tap_says_them(
    panel: Panel,
) -> None:
    panel.show(replace(quiet(), packml=HELD))
    page = panel.visit("/diagnostics", role=Role.OPERATOR)
    page.get_by_role("tab", name="PackML").click()
    offered = page.locator("[data-command]:visible")
    expect(offered).to_have_text(["Stop", "Abort"])
    panel.show(replace(quiet(), packml=replace(HELD, cause=StopReason.COMMAND)))
    expect(offered).to_have_text(["Stop", "Unhold", "Abort"])
    offered.first.click()
    expect(page.locator(".toast")).to_contain_text("heard the command")
    assert panel.line.heard == [CommandPackml(PackmlCommand.STOP, "some-operator")]


def test_without_a_line_nothing_looks_fresh(panel: Panel) -> None:
    panel.show(quiet())
    page = panel.visit("/diagnostics")
    expect(page.locator("#device-list")).not_to_have_class("stale")
    panel.line.close()
    expect(page.locator("#device-list")).to_have_class("stale")
    expect(page.locator("#part-list tbody tr").first).to_contain_text("Trouble")
