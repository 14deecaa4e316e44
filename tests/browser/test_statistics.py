"""Statistics in a browser, and the report of a lot as it is printed."""

from contextlib import closing
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from edge_agent.store.events import EventStore
from tests.browser.panel import Panel
from tests.browser.test_layout import broken
from tests.core.statistics.records import a_bad_pack, a_pack


@pytest.fixture
def made(panel: Panel) -> Panel:
    """Three hours of a lot whose number has a slash; many are faulty within one quarter."""
    begin = panel.site.clock.wall() - timedelta(hours=3)
    records = []
    for i in range(1, 1201):
        is_bad = i % 50 == 0 or (800 < i <= 860 and i % 2)
        make = a_bad_pack if is_bad else a_pack
        records.append(make(i, lot="L26/204", seen_at=begin + timedelta(seconds=9 * i)))
    with closing(EventStore.open(panel.site.folder / "events.db")) as store:
        store.append_records(records)
    return panel


def test_the_chart_shows_a_point_that_luck_does_not_explain_and_says_so(made: Panel) -> None:
    page = made.visit("/statistics?charted=not_ok")
    expect(page.get_by_role("img", name="Outside the limits")).to_be_visible()
    assert page.locator("svg .outside").count() >= 1
    expect(page.locator(".pareto")).to_contain_text("lot: reads otherwise")
    expect(page.locator(".figures")).to_contain_text("1,200")


def test_it_shows_without_a_script(made: Panel) -> None:
    context = made.browser.new_context(java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto(f"{made.address}/statistics")
        expect(page.locator("svg.chart polyline")).to_be_visible()
        page.goto(f"{made.address}/statistics?view=table")
        assert page.locator("tbody tr").count() > 8
    finally:
        context.close()


def test_a_lot_is_found_charted_and_reported(made: Panel) -> None:
    page = made.visit("/statistics?view=lots")
    page.locator("tr", has_text="L26/204").get_by_role("link", name="Chart").click()
    expect(page.get_by_role("link", name="Lot L26/204")).to_be_visible()
    page.get_by_role("link", name="Report").click()
    expect(page.get_by_role("heading", name="Lot report L26/204")).to_be_visible()


def test_the_report_prints_on_paper_without_its_buttons(made: Panel) -> None:
    page = made.visit("/statistics/lot/L26/204", language="de")
    expect(page.get_by_role("heading", name="Chargenbericht L26/204")).to_be_visible()
    head = made.site.office.audit.head().sha256
    expect(page.locator("#main")).to_contain_text(head)
    page.emulate_media(media="print")
    expect(page.locator(".unprinted")).to_be_hidden()
    width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert width <= 0
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_a_lot_that_was_never_made_is_told(made: Panel) -> None:
    page = made.visit("/statistics/lot/L0")
    expect(page.locator("#main")).to_contain_text("L0")


@pytest.mark.parametrize("query", ["view=table", "view=lots", "lot=L26/204"])
def test_every_view_keeps_its_layout(made: Panel, query: str) -> None:
    page = made.visit(f"/statistics?{query}", language="de")
    expect(page.locator("#state")).not_to_have_attribute("data-word", "no_data")
    assert broken(page, "/statistics") == []


def test_without_packs_nothing_is_made_up(panel: Panel) -> None:
    page = panel.visit("/statistics")
    expect(page.locator("#chart-words")).to_have_text("No packs were seen in this time.")
    expect(page.locator(".figures dd").first).to_have_text("0")
