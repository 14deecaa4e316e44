"""Review with fingers and keys: one pack at a time and many, said, taken back, and said blindly."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from edge_agent.core.packs import Box, CheckResult, Record
from edge_agent.core.roles import Role
from edge_agent.core.told import Examined, Reviewed, Told, WithdrawReview
from edge_agent.evidence.data_folder import DataFolder
from edge_agent.inspection.recipe_files import load_recipe
from edge_agent.store.pictures import PictureStore
from hardware.pictures import encode_png
from tests.browser.panel import Panel
from tests.browser.test_layout import broken
from tests.control.samples import a_state
from tests.core.statistics.records import an_unsure_pack
from tests.line.small_station import PANEL as REGION
from tests.line.small_station import box_picture
from tests.web.writing_line import Writing

PACKS = {1: 0.2, 2: 0.5, 3: 0.4, 4: 0.3}
"""Their scores; the closer to the middle, the sooner they come."""
ORDER = [2, 3, 4, 1]
CHECK = "top-panel"


def records(panel: Panel) -> list[Record]:
    site = panel.site
    source = site.settings.station.recipe
    loaded = load_recipe(source)
    DataFolder(site.folder).keep_recipe(loaded, source)
    pictures = PictureStore(site.pictures, 10_000_000)
    seen = site.clock.wall() - timedelta(minutes=5)
    made = []
    for pack_no, score in PACKS.items():
        noise = box_picture() // 2 + np.uint8(pack_no)
        kept = {"top": pictures.save(encode_png(noise))}
        record = an_unsure_pack(pack_no, score, seen_at=seen, pictures=kept)
        checks = tuple(at_panel(check) for check in record.verdict.checks)
        verdict = replace(record.verdict, checks=checks)
        made.append(replace(record, verdict=verdict, recipe_hash=loaded.hash))
    return made


def at_panel(check: CheckResult) -> CheckResult:
    return replace(check, name=CHECK, box=Box(*(REGION.x, REGION.y), REGION.width, REGION.height))


@contextmanager
def waiting(panel: Panel, draws: bool = False) -> Iterator[Writing]:
    with closing(Writing(panel.site.folder / "events.db", draws)) as line:
        line.write_all(records(panel))
        panel.line.follow = line.followed
        panel.show(a_state())
        yield line


@pytest.fixture
def line(panel: Panel) -> Iterator[Writing]:
    with waiting(panel) as line:
        yield line


def shows(page: Page, pack_no: int) -> None:
    expect(page.locator("#pack")).to_have_text(f"Pack {pack_no}")
    expect(page.locator("#picture")).to_have_attribute("data-pack", f"1/{pack_no}")


def said(pack_no: int, defective: bool | None, person: str = "some-operator") -> Told:
    return Reviewed(1, pack_no, defective, (CHECK,) if defective else (), person)


def test_the_closest_comes_first_with_its_place_and_a_good_pack_beside(
    panel: Panel, line: Writing
) -> None:
    page = panel.visit("/review")
    shows(page, ORDER[0])
    expect(page.locator("#picture .place.unsure rect")).to_have_count(2)
    for place in ("#crop svg image", "#golden svg image"):
        expect(page.locator(place)).to_be_visible()
    assert page.locator("#crop svg").get_attribute("viewBox") == page.locator(
        "#golden svg"
    ).get_attribute("viewBox")
    expect(page.locator("#told")).to_contain_text("unsure")
    expect(page.locator("#waiting")).to_have_text("4 waiting")


def test_keys_say_it_and_the_next_pack_comes(panel: Panel, line: Writing) -> None:
    page = panel.visit("/review")
    shows(page, 2)
    page.keyboard.press("1")
    shows(page, 3)
    page.keyboard.press("g")
    shows(page, 4)
    page.keyboard.press("u")
    shows(page, 1)
    assert line.heard == [said(2, True), said(3, False), said(4, None)]
    page.keyboard.press("2")
    expect(page.locator("#nothing")).to_be_visible()
    assert line.heard[-1] == Reviewed(1, 1, True, (), "some-operator")


def test_what_was_said_is_taken_back_and_the_pack_comes_again(panel: Panel, line: Writing) -> None:
    page = panel.visit("/review")
    shows(page, 2)
    expect(page.locator("#undo")).to_be_disabled()
    page.get_by_role("button", name="Good").click()
    shows(page, 3)
    page.keyboard.press("z")
    shows(page, 2)
    expect(page.locator("#undo")).to_be_disabled()
    assert line.heard == [said(2, False), WithdrawReview(1, 2, "some-operator")]
    page.reload()
    shows(page, 2)


def test_one_goes_back_and_on_without_a_word(panel: Panel, line: Writing) -> None:
    page = panel.visit("/review")
    shows(page, 2)
    expect(page.locator("#before")).to_be_disabled()
    page.keyboard.press("ArrowRight")
    shows(page, 3)
    page.keyboard.press("ArrowLeft")
    shows(page, 2)
    assert line.heard == []


def test_several_defects_are_chosen_and_said_together(panel: Panel, line: Writing) -> None:
    page = panel.visit("/review")
    shows(page, 2)
    page.keyboard.press("s")
    expect(page.locator("#several")).to_be_disabled()
    page.keyboard.press("1")
    expect(page.locator("#defects button").first).to_have_attribute("aria-pressed", "true")
    assert line.heard == []
    page.keyboard.press("Enter")
    shows(page, 3)
    assert line.heard == [said(2, True)]


def test_many_packs_are_said_at_once_and_taken_back_at_once(panel: Panel, line: Writing) -> None:
    page = panel.visit("/review")
    shows(page, 2)
    page.get_by_role("button", name="Grid").click()
    expect(page.locator(".look")).to_have_count(4)
    expect(page.locator("[data-said=good]")).to_be_disabled()
    for pack_no in (3, 1):
        page.locator(f'.look[data-pack="1/{pack_no}"]').click()
    expect(page.locator("#waiting")).to_have_text("2 chosen")
    page.keyboard.press("g")
    expect(page.locator(".look")).to_have_count(2)
    assert line.heard == [said(3, False), said(1, False)]
    page.keyboard.press("z")
    expect(page.locator(".look")).to_have_count(4)
    assert len(line.heard) == 4
    page.get_by_role("button", name="Choose all").click()
    expect(page.locator("#waiting")).to_have_text("4 chosen")


def test_an_audit_pack_shows_nothing_before_and_the_answer_after(panel: Panel) -> None:
    with waiting(panel, draws=True) as line:
        page = panel.visit("/review", role=Role.QUALITY)
        expect(page.locator("#blind")).to_be_visible()
        assert page.locator("#told").inner_text() == ""
        assert page.locator("#picture .place").count() == 0
        expect(page.locator("[data-said=unsure]")).to_be_disabled()
        first = page.locator("#picture").get_attribute("data-pack")
        page.keyboard.press("1")
        expect(page.locator("#toasts")).to_contain_text("The station had said: Unsure")
        expect(page.locator("#picture")).not_to_have_attribute("data-pack", first or "")
        expect(page.locator("#undo")).to_be_disabled()
        assert [type(word) for word in line.heard] == [Examined]
        page.get_by_role("button", name="Grid").click()
        for tile in page.locator(".look").all():
            expect(tile).to_be_disabled()


def test_a_refusal_is_told_and_the_pack_stays(panel: Panel, line: Writing) -> None:
    page = panel.visit("/review")
    shows(page, 2)
    panel.line.refusal = "the disk is full"
    page.keyboard.press("g")
    expect(page.locator("#toasts")).to_contain_text("the disk is full")
    shows(page, 2)
    expect(page.locator("[data-said=good]")).to_be_enabled()


def test_who_may_not_review_sees_who_may(panel: Panel, line: Writing) -> None:
    page = panel.visit("/review", role=Role.VIEWER)
    shows(page, 2)
    for button in page.locator("[data-said], #defects button").all():
        expect(button).to_be_disabled()
    expect(page.locator(".needs")).to_contain_text("Operator")


def test_only_one_reason_is_shown_and_nothing_else_waits(panel: Panel, line: Writing) -> None:
    page = panel.visit("/review")
    shows(page, 2)
    page.locator("#why").select_option("override")
    expect(page.locator("#nothing")).to_be_visible()
    page.locator("#why").select_option("unsure")
    shows(page, 2)


def test_a_pack_without_pictures_can_still_be_spoken_of(panel: Panel) -> None:
    with closing(Writing(panel.site.folder / "events.db")) as line:
        seen = panel.site.clock.wall() - timedelta(minutes=5)
        line.write(an_unsure_pack(9, seen_at=seen))
        panel.line.follow = line.followed
        page = panel.visit("/review")
        expect(page.locator("#picture")).to_contain_text("No picture was kept")
        page.get_by_role("button", name="Good").click()
        expect(page.locator("#nothing")).to_be_visible()


def test_the_menu_counts_what_waits(panel: Panel, line: Writing) -> None:
    page = panel.visit("/statistics")
    expect(page.locator("#review-count")).to_have_text("4")


def test_one_and_many_keep_their_layout(panel: Panel, line: Writing) -> None:
    page = panel.visit("/review", language="de")
    expect(page.locator("#picture svg")).to_be_visible()
    assert broken(page, "/review") == []
    page.locator("#show-grid").click()
    expect(page.locator(".look svg")).to_have_count(4)
    page.locator(".look").first.click()
    assert broken(page, "/review") == []
