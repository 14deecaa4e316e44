"""From one order to the next on the panel: scanned or picked, compared, begun, verified."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from edge_agent.control.line_state import (
    BundleState,
    ChangeoverState,
    FirstPacksState,
    FirstPackState,
    LineState,
    SeenCheck,
)
from edge_agent.control.place import place_in
from edge_agent.control.server import ControlServer
from edge_agent.core.changeover import Announced, Difference, OrderSource, Told
from edge_agent.core.order import Order
from edge_agent.core.packs import Box, Reason, Verdict
from edge_agent.core.roles import Role
from edge_agent.core.told import AnswerFirstPack, CancelChangeover, ChangeOrder
from edge_agent.inspection.products import products_of
from hardware.clock import RealClock
from tests.browser.panel import LIVENESS_MS, Panel, served_panel
from tests.control.samples import a_state
from tests.line.small_station import box_picture
from tests.web.api.test_orders import GTIN, save_crate

BOXES = Order("box", "B1")
CRATES = Order("crate", "C1", date(2026, 12, 24), GTIN)
LABEL = f"(01)0{GTIN}(17)261224(10)C1"
LOOK_MS = 100
SIZES = ((1280, 800), (1024, 768), (1366, 768), (1920, 1080))
RIGHT = SeenCheck("lot", "top", Verdict.OK, 0.0, "LOT C1", "LOT C1", (), Box(90, 70, 80, 40))
WRONG = replace(RIGHT, verdict=Verdict.NOT_OK, read="LOT C2", reasons=(Reason.READS_OTHER,))


def with_crates(file: Path) -> None:
    save_crate(file.parent / "products" / "crate")
    text = file.read_text()
    file.write_text(text.replace('recipe = "recipe"', 'recipe = "recipe"\nproducts = "products"'))


@pytest.fixture
def making(tmp_path: Path, chromium: Browser) -> Iterator[Panel]:
    """Makes boxes, and may go over to crates."""
    with served_panel(tmp_path, chromium, with_crates) as panel:
        shown(panel)
        yield panel


NOTHING = ChangeoverState()


def shown(panel: Panel, changeover: ChangeoverState = NOTHING, order: Order = BOXES) -> LineState:
    table = panel.site.settings.station
    own = {one.recipe.name: one.hash for one in products_of(table.recipe, table.products)}
    state = replace(a_state(), order=order, belt_stops=(), lost_cameras={}, changeover=changeover)
    identity = replace(state.identity, recipe=order.recipe, recipe_hash=own[order.recipe])
    state = replace(state, identity=identity)
    packs = () if changeover.first_packs is None else changeover.first_packs.packs
    panel.show(state, asked_about={one.pack_no: {"top": box_picture()} for one in packs})
    return state


SCAN = """(text) => {
  for (const key of [...text, "Enter"]) {
    const at = document.activeElement;
    const down = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
    if (!at.dispatchEvent(down)) continue;
    if (key === "Enter") at.click();
    else if (at.matches("input")) {
      at.value += key;
      at.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
}"""


def scan(page: Page, text: str) -> None:
    """As a scanner types it, with all that a browser does for each key: sent one by one from
    outside, keys come as slowly as a busy machine lets them."""
    page.evaluate(SCAN, text)


def step(page: Page) -> str:
    return page.locator("#steps [aria-current]").get_attribute("data-step") or ""


def picked(panel: Panel, **how: object) -> Page:
    page = panel.visit("/products", **how)  # type: ignore[arg-type]
    page.locator("#tiles button", has_text="crate").click()
    expect(page.locator("#compare")).to_be_visible()
    return page


def typed(page: Page, field: int, value: str) -> None:
    page.locator("#compare .new button").nth(field).click()
    page.locator("#pad input").fill(value)
    page.locator('#pad [data-does="take"]').click()


def filled(panel: Panel, **how: object) -> Page:
    page = picked(panel, **how)
    typed(page, 0, CRATES.lot or "")
    typed(page, 1, "24.12.2026")
    expect(page.locator("#begin")).to_be_enabled()
    return page


def test_what_is_picked_is_compared_and_begun_with_what_is_printed_shown(making: Panel) -> None:
    page = filled(making)
    new = page.locator("#compare .new")
    expect(new).to_contain_text("EXP 24.12.26")
    expect(new).to_contain_text("LOT C1")
    expect(page.locator("#compare .old")).to_contain_text("B1")
    page.keyboard.press("Enter")
    expect(page.locator("#change")).to_be_visible()
    assert making.line.heard == [ChangeOrder(CRATES, "some-operator")]


def test_what_is_lacking_is_said_and_nothing_begins_without_it(making: Panel) -> None:
    page = picked(making)
    expect(page.locator(".lacking")).to_have_text("Still missing: Lot, Expiry")
    expect(page.locator("#begin")).to_be_disabled()
    page.keyboard.press("Enter")
    assert making.line.heard == []


def test_a_scan_chooses_the_product_and_fills_in_what_it_says(making: Panel) -> None:
    page = making.visit("/products")
    expect(page.locator("#tiles button")).to_have_count(2)
    scan(page, LABEL)
    expect(page.locator("#compare .new")).to_contain_text("crate")
    expect(page.locator("#compare .new")).to_contain_text("✓ as scanned")
    expect(page.locator("#begin")).to_be_enabled()
    page.locator("#begin").click()
    expect(page.locator("#change")).to_be_visible()
    assert making.line.heard == [
        ChangeOrder(CRATES, "some-operator", OrderSource.SCANNER, (LABEL,))
    ]


def test_a_scan_into_a_field_is_heard_as_a_scan_and_leaves_the_field_as_it_was(
    making: Panel,
) -> None:
    page = filled(making)
    page.locator("#compare .new button").nth(0).click()
    scan(page, "(10)C1")
    expect(page.locator("#pad")).to_be_hidden()
    lot = page.locator("#compare .new dl > div").nth(0)
    expect(lot).to_contain_text("✓ as scanned")
    expect(lot.get_by_role("button")).to_have_text("C1")


def test_a_scan_is_no_key(making: Panel) -> None:
    """Neither its letters nor its Enter do what they do when a person presses them."""
    page = filled(making)
    scan(page, "xgxgxgxg")
    expect(page.locator("#toasts")).to_contain_text("no EAN")
    expect(page.locator("#compare")).to_be_visible()
    assert making.line.heard == []


def test_a_scan_that_says_otherwise_is_told_at_once_and_blocks_the_start(making: Panel) -> None:
    page = filled(making)
    scan(page, "(10)C2")
    expect(page.locator("#compare .differs")).to_contain_text("the scan says C2")
    making.line.refusal = "the scan says lot 'C2', chosen is 'C1'"
    page.locator("#begin").click()
    expect(page.locator("#toasts")).to_contain_text("chosen is 'C1'")
    differs = Difference(Told.LOT, "C2", "C1", OrderSource.SCANNER)
    shown(making, ChangeoverState(mismatch=(differs,)))
    expect(page.locator("#mismatch")).to_contain_text("The scan says lot “C2”, chosen is “C1”.")
    expect(page.locator("#compare")).to_be_visible()
    making.line.refusal = None
    with page.expect_response("**/orders/cancel"):
        page.locator("#compare .answers button").first.click()
    expect(page.locator("#choose")).to_be_visible()
    assert making.line.heard[-1] == CancelChangeover("some-operator")


def test_what_the_plc_has_announced_is_taken_over_as_it_is(making: Panel) -> None:
    shown(making, ChangeoverState(announced=Announced(CRATES, OrderSource.PLC, "line-plc")))
    page = making.visit("/products")
    expect(page.locator(".announced")).to_contain_text("crate · C1")
    page.get_by_role("button", name="Go to it").click()
    expect(page.locator("#begin")).to_be_enabled()
    page.locator("#begin").click()
    expect(page.locator("#change")).to_be_visible()
    assert making.line.heard == [ChangeOrder(CRATES, "some-operator", OrderSource.PLC)]


def test_what_is_announced_can_be_taken_over_once_its_product_is_known(making: Panel) -> None:
    shown(making, ChangeoverState(announced=Announced(CRATES, OrderSource.PLC, "line-plc")))
    page = making.visit("/products")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/api/v1/recipes", hold)
    page.reload()
    expect(page.locator(".announced")).to_contain_text("C1")
    expect(page.locator(".announced button")).to_be_disabled()
    for route in held:
        route.continue_()
    page.unroute("**/api/v1/recipes")
    page.locator(".announced button").click()
    expect(page.locator("#begin")).to_be_enabled()


def test_an_announced_recipe_that_is_not_here_is_told(making: Panel) -> None:
    other = replace(CRATES, recipe="barrel")
    shown(making, ChangeoverState(announced=Announced(other, OrderSource.PLC, "line-plc")))
    page = making.visit("/products")
    expect(page.locator(".announced")).to_contain_text("There is no recipe barrel at this station.")
    expect(page.locator(".announced button")).to_be_disabled()


def test_what_the_next_order_begins_with_is_said(making: Panel) -> None:
    page = making.visit("/products")
    waiting = page.locator("#choose .waiting")
    expect(waiting).to_be_hidden()
    state = shown(making, ChangeoverState(recipes_ready=("crate",)))
    making.show(replace(state, bundle=BundleState(is_ready=True)))
    expect(waiting).to_contain_text("version of recipe crate lies ready")
    expect(waiting).to_contain_text("Other models lie ready")
    making.show(replace(state, bundle=BundleState(return_why="worse", return_by="station")))
    expect(waiting).to_contain_text("the models of before")


def test_cancel_keeps_the_old_order_and_says_nothing_to_the_line(making: Panel) -> None:
    page = filled(making)
    page.keyboard.press("Escape")
    expect(page.locator("#choose")).to_be_visible()
    expect(page.locator(".now")).to_contain_text("B1")
    assert making.line.heard == []


LEFT_AT_ONCE = """async () => {
  document.querySelector("#compare .new button").click();
  document.querySelector('#pad [data-does="leave"]').click();
  document.querySelector('#compare [data-does="cancel"]').click();
  await new Promise((done) => setTimeout(done, 300));
}"""


def test_what_is_left_in_the_middle_of_typing_is_asked_about_no_more(making: Panel) -> None:
    page = filled(making)
    page.evaluate(LEFT_AT_ONCE)
    expect(page.locator("#choose")).to_be_visible()
    assert making.wrong == []


def test_the_line_leads_through_the_steps_and_the_page_follows(making: Panel) -> None:
    page = making.visit("/products")
    expect(page.locator("#choose")).to_be_visible()
    shown(making, ChangeoverState(to=CRATES))
    expect(page.locator("#change .going")).to_contain_text("crate")
    assert step(page) == "change"
    shown(making, first(), CRATES)
    expect(page.locator("#pack-verdict")).to_have_text("Waiting for the first pack")
    shown(making, first(pack(1)), CRATES)
    expect(page.locator("#pack-verdict")).to_have_text("OK")
    assert step(page) == "verify"
    shown(making, first(pack(1), right=3, is_over=True), CRATES)
    expect(page.locator("#run")).to_contain_text("crate · C1 runs")
    page.get_by_role("button", name="Done").click()
    expect(page.locator("#choose")).to_be_visible()


def pack(pack_no: int, asked: bool = False) -> FirstPackState:
    verdict, check = (Verdict.NOT_OK, WRONG) if asked else (Verdict.OK, RIGHT)
    return FirstPackState(pack_no, verdict, (check,), asked, None, False)


def first(*packs: FirstPackState, right: int = 0, is_over: bool = False) -> ChangeoverState:
    return ChangeoverState(first_packs=FirstPacksState(3, right, is_over, packs))


@pytest.mark.parametrize(("key", "found_good"), [("g", True), ("x", False)])
def test_a_first_pack_that_is_not_right_shows_why_and_takes_a_person_s_word(
    making: Panel, key: str, found_good: bool
) -> None:
    shown(making, first(pack(1), pack(2, asked=True), right=1), CRATES)
    page = making.visit("/products")
    row = page.locator("#verify tbody tr").first
    expect(row).to_contain_text("LOT C2")
    expect(row).to_contain_text("LOT C1")
    expect(page.locator("#pictures canvas[data-pack-no='2']")).to_be_visible()
    expect(page.locator("#good")).to_be_enabled()
    with page.expect_response("**/first-packs/2/answer"):
        page.keyboard.press(key)
    assert making.line.heard == [AnswerFirstPack(2, found_good, "some-operator")]


def test_another_order_can_be_chosen_while_first_packs_wait(making: Panel) -> None:
    shown(making, first(pack(2, asked=True)), CRATES)
    page = making.visit("/products")
    page.get_by_role("button", name="Another order").click()
    expect(page.locator("#choose")).to_be_visible()
    page.locator("#tiles button", has_text="box").click()
    page.keyboard.press("Escape")
    expect(page.locator("#verify")).to_be_visible()


@pytest.mark.parametrize("role", [None, Role.VIEWER])
def test_who_may_not_change_the_order_sees_it_all_and_who_may(
    making: Panel, role: Role | None
) -> None:
    page = making.visit("/products", role=role)
    expect(page.locator("#tiles button")).to_have_count(2)
    for tile in page.locator("#tiles button").all():
        expect(tile).to_be_disabled()
    expect(page.locator(".pick .needs")).to_contain_text("Operator")
    shown(making, first(pack(2, asked=True)), CRATES)
    expect(page.locator("#good")).to_be_disabled()
    scan(page, LABEL)
    expect(page.locator("#verify")).to_be_visible()
    assert making.line.heard == []


def test_while_the_line_begins_anew_the_page_says_so_and_finds_it_by_itself(making: Panel) -> None:
    page = making.visit("/products")
    shown(making, ChangeoverState(to=CRATES))
    expect(page.locator("#change .big")).to_have_text("The belt is being emptied")
    making.line.server.close()
    expect(page.locator("#change .big")).to_have_text("The line begins anew")
    making.line.server = ControlServer(
        place_in(making.site.folder), "another line", making.line.hear, RealClock()
    )
    shown(making, first(), CRATES)
    expect(page.locator("#verify")).to_be_visible()


def test_without_a_line_nothing_can_be_begun(making: Panel) -> None:
    page = filled(making)
    making.line.server.is_closing = True
    making.line.server.wake()
    expect(page.locator("#begin")).to_be_disabled()


@pytest.mark.parametrize("language", ["en", "de"])
def test_nothing_is_cut_off_at_any_size_in_any_step(making: Panel, language: str) -> None:
    page = filled(making, language=language)
    refuse_overflow(page)
    page.locator("#compare .new button").nth(0).click()
    refuse_overflow(page)
    page.keyboard.press("Escape")
    differs = Difference(Told.LOT, "C2", "C1", OrderSource.SCANNER)
    shown(making, ChangeoverState(mismatch=(differs,)))
    expect(page.locator("#mismatch")).to_be_visible()
    refuse_overflow(page)
    shown(making, first(pack(1), pack(2, asked=True), right=1), CRATES)
    expect(page.locator("#pictures canvas[data-pack-no='2']")).to_be_visible()
    refuse_overflow(page)


OVERFLOWING = """() => {
  const main = document.querySelector("#main").getBoundingClientRect();
  const shown = [...document.querySelectorAll("#main button, #main input, #main canvas, #main dd")]
    .filter((one) => one.checkVisibility() && one.closest("#tiles, #slots, tbody") === null);
  return shown.filter((one) => {
    const box = one.getBoundingClientRect();
    const isBeside = box.right > main.right + 1 || box.left < main.left - 1;
    const isOut = isBeside || box.bottom > main.bottom + 1 || box.top < main.top - 1;
    const isSmall = one.matches("button") && box.height < 15 * 5.2 - 1;
    const isClipped = one.matches("button") && one.scrollWidth > one.clientWidth + 1;
    return isOut || isSmall || isClipped || covers(one, box);
  }).map((one) => one.outerHTML.slice(0, 120));
  function covers(one, box) {
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return !(one.contains(top) || top?.contains(one));
  }
}"""


def refuse_overflow(page: Page) -> None:
    """Nothing leaves the main part, lies under something else, or is too small for a finger."""
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for _ in range(LIVENESS_MS // LOOK_MS):
            found = page.evaluate(OVERFLOWING)
            if not found:
                break
            page.wait_for_timeout(LOOK_MS)  # pictures are fitted after the page was
        assert found == [], (width, height)
