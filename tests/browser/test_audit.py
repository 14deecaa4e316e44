"""The audit record on the desk: filtered while one types, older acts on demand, the chain told."""

from contextlib import closing

from playwright.sync_api import Page, expect

from edge_agent.core.roles import Act, Person, Proof, Role
from edge_agent.people.acts import Subject
from edge_agent.people.office import Order
from edge_agent.people.presence import Present, console
from edge_agent.store.events import EventStore
from edge_agent.store.pictures import PictureStore
from hardware.pictures import encode_png
from tests.browser.panel import Panel
from tests.samples import a_picture, a_record

DESK = (1366, 768)
TOKENS = 45


def filled(panel: Panel) -> None:
    """More acts than one page holds, and one change of a role."""
    now = panel.site.clock.wall()
    order = Order(console(now), "for the board", now)
    panel.site.office.add(order, "olga", "Olga P.", Role.OPERATOR)
    for i in range(TOKENS):
        panel.site.office.record(order, Act.ISSUE_TOKEN, Subject(person=f"token-{i}"))
    panel.site.office.assign(order, "olga", Role.SHIFT_LEAD)


def looking(panel: Panel, language: str = "en") -> Page:
    filled(panel)
    return panel.visit("/audit", role=Role.QUALITY, size=DESK, language=language)


def test_the_newest_act_comes_first_with_what_it_changed(panel: Panel) -> None:
    page = looking(panel)
    change = page.locator("#acts tr", has_text="Changed an account").first
    expect(change).to_contain_text("Operator → Shift lead")
    expect(page.locator("#acts tr").first).to_contain_text("Signed in")


def test_a_whole_chain_is_told_with_its_head(panel: Panel) -> None:
    page = looking(panel, "de")
    expect(page.locator("#chain")).to_contain_text("Kette geprüft")
    head = panel.site.office.audit.head().sha256
    expect(page.locator("#chain code")).to_have_attribute("title", head)


def test_rows_are_found_by_who_and_what_while_one_types(panel: Panel) -> None:
    page = looking(panel)
    page.get_by_role("combobox", name="What").select_option("manage_people")
    expect(page.locator("#acts tr")).to_have_count(2)
    page.locator("#who").fill("some-quality")
    expect(page.locator("#acts")).to_contain_text("No act like that.")


def test_acts_before_a_time_are_found(panel: Panel) -> None:
    page = looking(panel)
    page.get_by_label("Until").fill("2001-01-01T00:00")
    page.get_by_label("Until").blur()
    expect(page.locator("#acts")).to_contain_text("No act like that.")


def test_older_acts_are_added_below(panel: Panel) -> None:
    page = looking(panel)
    expect(page.locator("#act-1")).to_have_count(0)
    page.get_by_role("button", name="Show older ones").click()
    expect(page.locator("#act-1")).to_be_visible()
    expect(page.locator("#acts tr")).to_have_count(TOKENS + 3)


def test_the_pack_that_an_act_was_about_is_shown(panel: Panel) -> None:
    now = panel.site.clock.wall()
    pictures = PictureStore(panel.site.pictures, 10_000_000)
    seen = a_record(118, pictures={"top": pictures.save(encode_png(a_picture()))})
    with closing(EventStore.open(panel.site.folder / "events.db")) as store:
        store.append("started", {}, now)
        store.append_records([seen])
    present = Present(Person("olga", "Olga P.", Role.OPERATOR), Proof.SESSION, now)
    order = Order(present, "too late", panel.site.clock.wall())
    panel.site.office.record(order, Act.ANSWER, Subject(pack="118"))
    page = panel.visit("/audit", role=Role.QUALITY, size=DESK)
    page.get_by_role("link", name="118").click()
    expect(page.get_by_role("heading", name="Pack 118")).to_be_visible()
    expect(page.get_by_role("img", name="Pack 118, top")).to_be_visible()


def test_the_record_is_exported_as_a_table(panel: Panel) -> None:
    page = looking(panel)
    with page.expect_download() as download:
        page.get_by_role("link", name="Export CSV").click()
    assert download.value.suggested_filename == "audit-box.csv"
    assert len(download.value.path().read_text().splitlines()) == TOKENS + 4
