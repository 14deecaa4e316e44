"""What is in force on the desk: what the line started with, and what changed before that."""

from playwright.sync_api import expect

from edge_agent.core.packs import Level
from edge_agent.core.roles import Role
from edge_agent.settings import in_force
from edge_agent.store.events import EventStore
from tests.browser.panel import Panel
from tests.samples import a_record

DESK = (1366, 768)


def started_twice(panel: Panel) -> None:
    """The second time with a lower ceiling, as the server's own settings have it."""
    settings = panel.site.settings
    station = settings.station.model_copy(update={"ceiling": Level.RECOMMEND})
    for one in (settings.model_copy(update={"station": station}), settings):
        store = EventStore.open(panel.site.folder / "events.db")
        store.append("started", {"in_force": in_force(one)}, panel.site.clock.wall())
        store.append_records([a_record(settings_hash="5e77" * 16)])
        store.close()


def test_a_change_between_two_starts_is_told_old_and_new(panel: Panel) -> None:
    started_twice(panel)
    page = panel.visit("/in-force", role=Role.VIEWER, size=DESK)
    row = page.locator("section", has_text="Changed with the last start").locator("tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("station.ceiling")
    expect(row.locator(".old")).to_contain_text('"recommend"')
    expect(row.locator(".new")).to_contain_text('"report"')
    expect(page.locator(".hashes").first).to_contain_text("5e77" * 16)


def test_before_the_first_start_it_tells_what_the_line_would_start_with(panel: Panel) -> None:
    page = panel.visit("/in-force", role=Role.VIEWER, size=DESK, language="de")
    expect(page.locator("main")).to_contain_text("Die Linie ist noch nicht gestartet")
    expect(page.get_by_role("heading", name="Rezept box")).to_be_visible()
    expect(page.locator(".settings").first).to_contain_text("[station]")
