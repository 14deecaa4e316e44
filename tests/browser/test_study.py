"""A whole small study by keyboard: blind, left and gone on with, and its result."""

from playwright.sync_api import Page, Route, expect

from edge_agent.core.roles import Role
from edge_agent.core.study.plan import new_plan
from edge_agent.study.folder import StudyFolder
from edge_agent.study.picture_sets import packs_in
from tests.browser.panel import Panel
from tests.web.api.test_study import PACKS, TRIALS, study_folder

DESK = (1366, 768)
IN_TIME_MS = 60_000


def begun(panel: Panel) -> None:
    folder = panel.site.folder / "studies" / "boxes"
    study_folder(folder)
    StudyFolder(folder / "study").begin(new_plan(packs_in(folder, None), TRIALS, 1))


def judge(page: Page, trial: int, places: range) -> None:
    """By key, as what must be printed says."""
    for place in places:
        expect(page.locator(f"#judge[data-shown='{trial}/{place}']")).to_be_visible()
        is_defective = page.locator("#must-say dd").inner_text() == "L1"
        page.keyboard.press("d" if is_defective else "g")


def test_a_study_is_judged_by_keyboard_and_counted(panel: Panel) -> None:
    begun(panel)
    page = panel.visit("/study", role=Role.OPERATOR, size=DESK)
    page.get_by_role("button", name="Start judging").click()
    judge(page, 1, range(1, 4))
    expect(page.locator("#count")).to_have_text(f"3 / {PACKS * TRIALS}")
    page.get_by_role("link", name="Take a break").click()
    page.get_by_role("button", name="Go on judging").click()
    judge(page, 1, range(4, PACKS + 1))
    expect(page.get_by_role("heading", name="Round 1 is done")).to_be_visible()
    page.keyboard.press("Enter")
    judge(page, 2, range(1, PACKS + 1))
    page.get_by_role("button", name="Count the result").click()
    table = page.locator(".appraisers")
    expect(table).to_be_visible(timeout=IN_TIME_MS)
    expect(table.get_by_role("row", name="Effectiveness")).to_contain_text("20 of 20")
    expect(table).to_contain_text("the model")


def test_a_button_that_is_pressed_before_its_script_is_there_does_its_work(panel: Panel) -> None:
    begun(panel)
    page = panel.visit("/study", role=Role.OPERATOR, size=DESK)
    on_their_way: list[Route] = []
    page.route("**/static/study.js", lambda route: on_their_way.append(route))
    page.goto(f"{panel.address}/study", wait_until="commit")
    page.get_by_role("button", name="Start judging").click()
    while not on_their_way:
        page.wait_for_timeout(10)
    on_their_way.pop().continue_()
    expect(page.locator("#judge[data-shown='1/1']")).to_be_visible()


def test_who_is_judging_is_sent_on_and_not_shown_the_result(panel: Panel) -> None:
    begun(panel)
    page = panel.visit("/study/boxes/judge", role=Role.OPERATOR, size=DESK, language="de")
    judge(page, 1, range(1, 2))
    expect(page.locator("#count")).to_have_text(f"1 / {PACKS * TRIALS}")
    page.goto(f"{panel.address}/study/boxes")
    expect(page.locator("main")).to_contain_text("Sie beurteilen noch")
    expect(page.locator(".appraisers")).to_have_count(0)


def test_two_taps_at_once_are_one_answer(panel: Panel) -> None:
    begun(panel)
    page = panel.visit("/study/boxes/judge", role=Role.OPERATOR, size=DESK)
    expect(page.locator("#judge[data-shown='1/1']")).to_be_visible()
    page.evaluate("""() => {
        const good = document.querySelector("[data-verdict=ok]");
        good.click();
        good.click();
    }""")
    expect(page.locator("#judge[data-shown='1/2']")).to_be_visible()
    expect(page.locator("#count")).to_have_text(f"1 / {PACKS * TRIALS}")
