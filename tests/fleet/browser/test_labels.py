"""Labelling as people do it: by keys alone, two who do not know of each other, and a third one."""

import os
import re
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest
from playwright.sync_api import Page, expect

from deploy.fleet.demo.packs_to_label import Drawn, drawn_packs, packs_to_label
from deploy.fleet.feedback.agreement import pairs_by_check, pooled
from deploy.fleet.feedback.items import Item, items_of, shown_items
from deploy.fleet.feedback.values import State
from deploy.fleet.feedback.word_log import words_after
from edge_agent.core.roles import Role
from tests.fleet.browser.conftest import CentrePages

PACKS = 20
DURATIONS = "performance.getEntriesByName('answer to next picture').map((one) => one.duration)"
STAGE = "#stage"


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Drawn]]:
    """Drawn once for all tests."""
    folder = tmp_path_factory.mktemp("drawn")
    return folder, drawn_packs(folder, PACKS)


@pytest.fixture
def with_packs(pages: CentrePages, pictures: tuple[Path, list[Drawn]]) -> CentrePages:
    site, (folder, drawn) = pages.site, pictures
    shutil.copytree(folder, site.places.pictures, dirs_exist_ok=True)
    assert packs_to_label(site, drawn) == PACKS
    return pages


def items(pages: CentrePages) -> list[Item]:
    with pages.site.reading() as connection:
        return items_of(connection, shown_items())


def counted(pages: CentrePages) -> Counter[State]:
    return Counter(one.state for one in items(pages))


def shown(page: Page) -> int:
    """Number of the item that is looked at."""
    return int(page.locator(STAGE).get_attribute("data-item") or 0)


def is_over(page: Page) -> bool:
    return page.locator("#nothing").is_visible()


def after(page: Page, number: int) -> None:
    """Another pack is there, or none any more."""
    page.wait_for_function(
        "number => !document.querySelector('#nothing').hidden"
        " || document.querySelector('#stage').dataset.item !== String(number)",
        arg=number,
    )


def keys(page: Page, typed: str) -> None:
    """One after the other, as fast as a machine can."""
    for one in typed.split():
        page.keyboard.press(one)


def label_all(page: Page, keys_for: Callable[[int], str]) -> list[int]:
    """Numbers of the packs, in their order."""
    page.wait_for_function(
        "() => document.querySelector('#stage').dataset.item"
        " || !document.querySelector('#nothing').hidden"
    )
    done: list[int] = []
    while not is_over(page):
        number = shown(page)
        keys(page, keys_for(number))
        after(page, number)
        done.append(number)
    return done


def settled(pages: CentrePages, holds: Callable[[], bool], page: Page) -> None:
    """Answers go behind the person's back; waits until they have come."""
    for _ in range(150):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError(counted(pages))


def test_two_label_twenty_packs_by_keys_alone_and_a_third_one_decides(
    with_packs: CentrePages, record_property: Callable[[str, object], None]
) -> None:
    pages = with_packs
    doubles = {one.number for one in items(pages) if one.wants_two is not None}
    disputed = sorted(doubles)[::3]

    anna = pages.visit("/labels", Role.OPERATOR)
    first = label_all(anna, lambda number: "2 1 Enter" if number in doubles else "g")
    assert sorted(first) == sorted(one.number for one in items(pages))
    expect(anna.locator("#session")).to_contain_text(f"session: {PACKS},")
    settled(pages, lambda: counted(pages)[State.WAITING] == 0, anna)
    assert counted(pages)[State.SECOND] == len(doubles)

    ben = pages.visit("/labels", Role.SHIFT_LEAD, language="de")
    expect(ben.locator("[data-mode=adjudications]")).to_be_disabled()
    second = label_all(ben, lambda number: "g" if number in disputed else "2 1 Enter")
    assert sorted(second) == sorted(doubles)
    settled(pages, lambda: counted(pages)[State.ADJUDICATION] == len(disputed), ben)

    quality = pages.visit("/labels", Role.QUALITY)
    quality.locator("[data-mode=adjudications]").click()
    expect(quality.locator("#checks")).to_contain_text("one says: good")
    expect(quality.locator("#checks li.unasked button").first).to_be_disabled()
    decided = label_all(quality, lambda _: "1 g Enter")
    assert sorted(decided) == disputed
    settled(pages, lambda: counted(pages)[State.DONE] == PACKS, quality)

    with pages.site.reading() as connection:
        trusts = Counter(word.trust.value for _, word in words_after(connection, 0))
        pairs = pooled(pairs_by_check(connection))
    checks = 4
    assert trusts == {
        "review": checks * (PACKS + len(doubles)),
        "agreed": checks * len(doubles) - len(disputed),
        "adjudicated": len(disputed),
    }
    assert len(pairs) == checks * len(doubles)
    took_ms = [ms for page in (anna, ben) for ms in page.evaluate(DURATIONS)]
    record_property("answer_to_next_picture_ms", sorted(round(ms) for ms in took_ms))
    assert len(took_ms) > PACKS
    if "PACKWARDEN_TOLD" in os.environ:
        print(f"answer to next picture: median {median(took_ms):.0f} ms, max {max(took_ms):.0f} ms")
    quality.goto(f"{pages.address}/labels/agreement")
    expect(quality.locator("tfoot")).to_contain_text("All checks")


def test_nothing_of_what_the_station_said_is_told_before_the_answer(
    with_packs: CentrePages,
) -> None:
    page = with_packs.visit("/labels", Role.ENGINEER)
    answers: list[str] = []
    page.on(
        "response",
        lambda answer: answers.append(answer.text()) if "/lease" in answer.url else None,
    )
    page.reload()
    expect(page.locator(f"{STAGE}[data-item]")).to_be_visible()
    page.wait_for_timeout(200)
    told = " ".join([*answers, page.content()])
    assert "not_ok" in (page.locator("#texts").text_content() or "")
    for word in ("unreadable", "overridden", '"score"', '"verdict"'):
        assert word not in " ".join(answers), word
    assert answers
    assert re.search(r'id="told"[^>]*hidden', told)
    keys(page, "g")
    expect(page.locator("#told")).to_contain_text("station")


def test_undo_goes_all_the_way_back_also_after_the_page_was_loaded_anew(
    with_packs: CentrePages,
) -> None:
    pages = with_packs
    page = pages.visit("/labels", Role.OPERATOR)
    expect(page.locator(f"{STAGE}[data-item]")).to_be_visible()
    order = []
    for _ in range(3):
        order.append(shown(page))
        keys(page, "2 1 3 u Enter")
        after(page, order[-1])
    settled(pages, lambda: counted(pages)[State.WAITING] == PACKS - 3, page)
    page.reload()
    expect(page.locator(f"{STAGE}[data-item]")).to_be_visible()
    for number, key in zip(reversed(order), ("Control+z", "z", "Control+z"), strict=True):
        keys(page, key)
        expect(page.locator(STAGE)).to_have_attribute("data-item", str(number))
        expect(page.locator("#checks li.defective")).to_have_count(1)
        expect(page.locator("#checks li.unsure")).to_have_count(1)
    assert counted(pages) == {State.WAITING: PACKS}
    keys(page, "z")
    expect(page.locator("#toasts")).to_contain_text("Nothing was said")


def test_a_new_kind_is_named_and_offered_the_next_time(with_packs: CentrePages) -> None:
    pages = with_packs
    page = pages.visit("/labels", Role.OPERATOR)
    expect(page.locator(f"{STAGE}[data-item]")).to_be_visible()
    number = shown(page)
    keys(page, "3 n")
    page.keyboard.type("ghost print")
    keys(page, "Enter Enter")
    after(page, number)
    settled(pages, lambda: counted(pages)[State.WAITING] == PACKS - 1, page)
    page.reload()
    expect(page.locator(f"{STAGE}[data-item]")).to_be_visible()
    keys(page, "3")
    expect(page.locator(".kinds button").first).to_have_text(re.compile("ghost print"))


def test_what_is_skipped_comes_to_another_person_and_two_never_see_the_same(
    with_packs: CentrePages,
) -> None:
    pages = with_packs
    anna = pages.visit("/labels", Role.OPERATOR)
    ben = pages.visit("/labels", Role.SHIFT_LEAD)
    for page in (anna, ben):
        expect(page.locator(f"{STAGE}[data-item]")).to_be_visible()
    skipped = set()
    for _ in range(5):
        for page in (anna, ben):
            assert shown(anna) != shown(ben)
            number = shown(page)
            skipped.add(number)
            keys(page, "s")
            after(page, number)
    carl = pages.visit("/labels", Role.QUALITY)
    expect(carl.locator(f"{STAGE}[data-item]")).to_be_visible()
    assert shown(carl) in skipped


def test_a_picture_is_zoomed_moved_and_looked_at_closely_by_keys(with_packs: CentrePages) -> None:
    page = with_packs.visit("/labels", Role.OPERATOR)
    expect(page.locator(".moved svg rect.line").first).to_be_attached()

    def where() -> tuple[float, float, float]:
        box = page.locator(".moved").bounding_box()
        assert box is not None
        return round(box["x"]), round(box["y"]), round(box["width"])

    whole = where()
    keys(page, "+ +")
    assert where()[2] > whole[2] * 1.4
    before = where()
    keys(page, "ArrowRight ArrowDown")
    assert (where()[0], where()[1]) == (before[0] - 60, before[1] - 60)
    keys(page, "0")
    assert where() == whole
    keys(page, "2 f Escape")
    assert where()[2] > whole[2] * 2
    keys(page, "0 v")
    assert where()[2] > whole[2] * 1.2
    page.mouse.move(400, 400)
    page.mouse.wheel(0, 900)
    page.mouse.wheel(0, 900)
    page.mouse.wheel(0, 900)
    page.mouse.wheel(0, 900)
    assert where()[2] == whole[2]


def test_enter_alone_calls_nothing_good_and_an_open_check_keeps_the_pack(
    with_packs: CentrePages,
) -> None:
    pages = with_packs
    page = pages.visit("/labels", Role.OPERATOR)
    expect(page.locator(f"{STAGE}[data-item]")).to_be_visible()
    number = shown(page)
    keys(page, "Enter 2 Enter s Escape Enter")
    page.wait_for_timeout(300)
    assert shown(page) == number
    assert counted(pages) == {State.WAITING: PACKS}


def test_who_may_not_label_sees_the_page_and_can_do_nothing(with_packs: CentrePages) -> None:
    page = with_packs.visit("/labels", Role.VIEWER)
    expect(page.locator("#nothing")).to_be_visible()
    expect(page.locator(".needs").first).to_contain_text("operator", ignore_case=True)
    expect(page.locator("[data-mode=items]")).to_be_disabled()
    keys(page, "g s Enter z")
    assert counted(with_packs) == {State.WAITING: PACKS}
