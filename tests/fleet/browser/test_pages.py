"""What people do on the pages of a centre: find, look, follow, agree, enter."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from deploy.fleet.ingest import Arrival, Ingest
from deploy.fleet.recipes.agreeing import Step
from edge_agent.core.roles import Role
from tests.fleet.browser.conftest import CentrePages
from tests.fleet.browser.every_page import SHOWN, SIZES, Looks
from tests.fleet.recipes.samples import MIA, added, approved, box_files, heard_of, step
from tests.fleet.sent import STATION, say, send_records
from tests.samples import a_record

EVERY_MS = 5000


def watched(pages: CentrePages) -> Page:
    """The fleet, in a browser whose time a test moves."""
    page = pages.visit("/", Role.OPERATOR, SIZES[0])
    page.clock.install()
    page.reload()
    return page


def test_the_fleet_shows_first_who_needs_somebody(looks: Looks) -> None:
    page = looks.at("/", Role.OPERATOR)
    needing = page.locator(".needing li")
    expect(needing.first.locator(".chip.alarm")).to_be_visible()
    expect(page.locator("#fleet tbody tr[data-words]")).to_have_count(
        len(SHOWN) + 1
    )  # the packs to label have one
    page.locator("[name=needing]").check()
    shown = page.locator("#fleet tbody tr[data-words]:visible")
    expect(shown).not_to_have_count(len(SHOWN) + 1)
    assert 0 < shown.count() < len(SHOWN)
    page.locator("[name=words]").fill("no such station")
    expect(page.locator("#no-match")).to_be_visible()
    page.locator("[name=words]").fill("")
    page.locator("[name=needing]").uncheck()
    assert looks.faults() == []


def test_what_a_station_says_anew_is_shown_without_a_reload(pages: CentrePages) -> None:
    say(pages.site.engine, pages.site.clock.wall())
    page = watched(pages)
    state = page.locator("#fleet .state")
    expect(state).to_contain_text("Running")
    link = page.locator(f'[id="to-{STATION}"]')
    link.focus()
    say(pages.site.engine, pages.site.clock.wall(), mode="held")
    page.clock.run_for(EVERY_MS)
    expect(state).to_contain_text("Held")
    expect(link).to_be_focused()
    say(pages.site.engine, pages.site.clock.wall(), mode="faulted")
    page.clock.run_for(EVERY_MS)
    expect(page.locator(".needing li")).to_contain_text(STATION)


def test_a_centre_that_does_not_answer_is_told_on_the_page(pages: CentrePages) -> None:
    say(pages.site.engine, pages.site.clock.wall())
    page = watched(pages)
    expect(page.locator("#stale")).to_be_hidden()
    page.route("**/fleet/now", lambda route: route.abort())
    page.clock.run_for(EVERY_MS)
    expect(page.locator("#stale")).to_be_visible()
    page.unroute("**/fleet/now")
    page.clock.run_for(EVERY_MS)
    expect(page.locator("#stale")).to_be_hidden()


def test_a_lot_is_found_by_its_beginning_and_taken_away(looks: Looks) -> None:
    page = looks.at("/lots", Role.SHIFT_LEAD)
    page.locator("[name=begins]").fill("L2611-3")
    page.locator("[name=begins]").press("Enter")
    expect(page.locator("h2")).to_contain_text("L2611-3")
    page.locator("tbody a").first.click()
    expect(page.locator("h1")).to_contain_text("Lot L2611-3")
    for form in ("CSV", "Parquet"):
        with page.expect_download() as begun:
            page.get_by_role("link", name=form).click()
        content = Path(begun.value.path()).read_bytes()
        assert content[:4] == b"PAR1" if form == "Parquet" else b"L2611-3" in content
    page.locator(".pareto a").first.click()
    first = page.locator(".pack").first
    assert first.locator("img").evaluate("picture => picture.complete || picture.decode()")
    first.locator(".of-pack").click()
    expect(page.locator("h1 .verdict")).to_be_visible()
    assert looks.faults() == []


def test_a_lot_that_never_came_is_told_as_such(looks: Looks) -> None:
    page = looks.at("/lots?begins=X9", Role.OPERATOR, "de")
    expect(page.locator(".none")).to_contain_text("X9")


def test_a_second_person_approves_what_another_one_proposed(
    pages: CentrePages, tmp_path: Path
) -> None:
    heard_of(pages.site.engine)
    with pages.site.engine.begin() as connection:
        old = added(connection, box_files(tmp_path / "old"))
        approved(connection, old.hash)
        new = added(connection, box_files(tmp_path / "new", 0.7, blank=True), old.hash)
    path = f"/recipes/{new.hash}"
    first = pages.visit(path, Role.ENGINEER, SIZES[0])
    expect(first.locator("code", has_text="min_likeness")).to_be_visible()
    expect(first.locator(".difference img")).to_have_js_property("complete", True)
    first.locator("[data-step=propose] [name=reason]").fill("the label is new")
    first.locator("[data-step=propose] button").click()
    expect(first.locator("[data-step=approve] fieldset:disabled")).to_have_count(1)
    expect(first.locator("[data-step=withdraw] fieldset:disabled")).to_have_count(0)
    second = pages.visit(path, Role.QUALITY, SIZES[0], "de")
    second.locator("[data-step=approve] button").click()
    expect(second.locator("#state")).to_contain_text("Freigegeben")
    second.locator("[data-step=release] [name=stations]").first.check()
    second.locator("[data-step=release] button").click()
    expect(second.locator("#released + table")).to_contain_text("Angeboten")


def test_an_archive_is_taken_in_and_a_wrong_one_refused(pages: CentrePages, tmp_path: Path) -> None:
    page = pages.visit("/recipes", Role.ENGINEER, SIZES[0])
    wrong = tmp_path / "wrong.zip"
    wrong.write_bytes(b"no archive")
    page.locator("[name=archive]").set_input_files(wrong)
    page.locator("#add-version button").click()
    expect(page.locator("#add-version .problem")).to_be_visible()


def test_an_order_that_no_station_can_make_is_refused_on_the_page(
    pages: CentrePages, tmp_path: Path
) -> None:
    heard_of(pages.site.engine)
    with pages.site.engine.begin() as connection:
        version = added(connection, box_files(tmp_path / "old"))
        step(connection, version.hash, Step.PROPOSED, MIA)
    page = pages.visit("/orders", Role.SHIFT_LEAD, SIZES[0])
    page.locator("#enter-order [name=number]").fill("4711")
    page.locator("#enter-order [name=stations]").first.check()
    page.locator("#enter-order button").click()
    expect(page.locator("#enter-order .problem")).to_contain_text("in place")


@pytest.mark.parametrize("role", [Role.VIEWER, Role.OPERATOR, Role.QUALITY])
def test_what_one_may_not_do_is_disabled_with_the_roles_that_may(looks: Looks, role: Role) -> None:
    may = role is Role.QUALITY
    page = looks.at("/recipes", role)
    for form in ("#add-version", "#wish-for"):
        expect(page.locator(f"{form} fieldset:disabled")).to_have_count(0 if may else 1)
        expect(page.locator(f"{form} .needs")).to_have_count(0 if may else 1)
    page = looks.at("/recipes/{recipe_hash}", role)
    expect(page.locator("[data-step=approve] fieldset:disabled")).to_have_count(0 if may else 1)
    page = looks.at("/orders", role)
    expect(page.locator("#enter-order fieldset:disabled")).to_have_count(1)
    page = looks.at("/lots/{lot:path}", role)
    expect(page.locator(".exports a")).to_have_count(2 if may else 0)
    expect(page.locator(".exports button:disabled")).to_have_count(0 if may else 2)
    letters = looks.at("/dead-letters", role)
    expect(letters.locator("td a.button")).to_have_count(1 if may else 0)
    looks.faults()


def test_what_could_not_be_read_does_nothing_on_the_page(pages: CentrePages) -> None:
    harmful = b"<script>document.title='taken'</script>\x00\xff"
    Ingest(pages.site.engine).take([Arrival("<b>topic</b>", harmful)], pages.site.clock.wall())
    page = pages.visit("/dead-letters", Role.QUALITY, SIZES[0])
    page.locator("td a.button").click()
    expect(page.locator(".bytes")).to_contain_text("<script>docu")
    expect(page.locator("dd code")).to_have_text("<b>topic</b>")


def test_records_that_name_no_picture_say_so(pages: CentrePages) -> None:
    now = pages.site.clock.wall()
    send_records(pages.site.engine, [a_record(1, seen_at=now - timedelta(minutes=2))], now)
    page = pages.visit(f"/packs?station={STATION}", Role.OPERATOR, SIZES[0])
    expect(page.locator(".no-picture")).to_have_count(1)


def test_a_database_that_is_away_is_told_as_a_page(pages: CentrePages) -> None:
    page = pages.visit("/", Role.OPERATOR, SIZES[0])
    with pages.site.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE station_states RENAME TO elsewhere")
    for path in ("/", "/stations/milan/line-1/top"):
        answer = page.goto(pages.address + path)
        assert answer is not None
        assert answer.status == 503
        expect(page.locator("h1")).to_be_visible()
