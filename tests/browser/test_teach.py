"""Teaching on the page: a drawn carton is taught by moving a box with keys, tried, and kept."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from edge_agent.core.roles import Role
from edge_agent.inspection.recipe_files import load_recipe
from hardware.pictures import encode_png
from tests.browser.panel import Panel
from tests.inspection.drawn import Drawn, draw, frame

DESK = (1366, 768)
IN_TIME_MS = 60_000
"""The station looks and reads in a process that gives way to all others."""


@pytest.fixture
def pictures(tmp_path: Path) -> dict[str, Path]:
    drawn = {"good": Drawn(), "other": Drawn(lot="L24A118")}
    files = {name: tmp_path / f"{name}.png" for name in drawn}
    for name, pack in drawn.items():
        files[name].write_bytes(encode_png(frame(draw(pack))))
    return files


def taught(panel: Panel, good: Path, language: str = "en") -> Page:
    page = panel.visit("/teach", role=Role.ENGINEER, size=DESK, language=language)
    page.locator("#good [name=name]").fill("carton")
    page.locator("[data-view=top]").set_input_files(good)
    page.locator("#good button").click()
    expect(page.locator("#stage .region")).to_have_count(5, timeout=IN_TIME_MS)
    return page


def side(page: Page, name: str) -> int:
    return int(page.locator(f"#fields [name={name}]").input_value())


def region(page: Page, label: str) -> Locator:
    return page.locator("#stage .region", has_text=label)


def test_a_carton_is_taught_tried_and_kept(panel: Panel, pictures: dict[str, Path]) -> None:
    page = taught(panel, pictures["good"])
    region(page, "lot").focus()
    before = {name: side(page, name) for name in ("x", "y", "width", "height")}
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("Shift+Alt+ArrowRight")
    after = {name: side(page, name) for name in before}
    moved = {"x": before["x"] - 1, "y": before["y"] - 10, "width": before["width"] + 10}
    assert after == {**before, **moved}
    page.keyboard.press("Shift+ArrowDown")

    page.locator("#try [name=picture]").set_input_files(pictures["other"])
    page.locator("#try [name=lot]").fill("L24A113")
    page.locator("#try button").click()
    row = page.locator("#tried tbody tr", has_text="lot").first
    expect(row.locator(".verdict")).to_have_text("Not OK", timeout=IN_TIME_MS)
    expect(page.locator("#tried canvas")).to_have_attribute("data-view", "top")

    page.locator("#keep [name=reason]").fill("new product")
    page.locator("#keep button").click()
    expect(page.locator("#kept")).to_contain_text("taught/carton", timeout=IN_TIME_MS)
    recipe = load_recipe(panel.site.folder / "taught" / "carton").recipe
    lot = next(check for check in recipe.checks if check.name == "lot")
    assert (lot.region.x, lot.region.y) == (before["x"] - 1, before["y"])
    assert lot.region.width == before["width"] + 10


def test_regions_are_dragged_renamed_added_and_removed(
    panel: Panel, pictures: dict[str, Path]
) -> None:
    page = taught(panel, pictures["good"], "de")
    box = region(page, "barcode").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    x = side(page, "x")
    page.mouse.move(box["x"] + box["width"] / 2 + 30, box["y"] + box["height"] / 2)
    page.mouse.up()
    assert side(page, "x") > x
    corner = region(page, "barcode").locator("[data-corner=se]").bounding_box()
    assert corner is not None
    width = side(page, "width")
    page.mouse.move(corner["x"] + 8, corner["y"] + 8)
    page.mouse.down()
    page.mouse.move(corner["x"] + 28, corner["y"] + 8)
    page.mouse.up()
    assert side(page, "width") > width

    page.get_by_role("button", name="Hinzufügen").click()
    page.locator("#fields [name=name]").fill("aufkleber")
    page.locator("#fields [name=kind]").select_option("sticker")
    expect(page.locator("#fields [name=max_shift_px]")).to_have_value("12")
    page.locator("#fields [name=x]").fill("99999")
    page.locator("#fields [name=x]").blur()
    assert side(page, "x") + side(page, "width") == 1280
    region(page, "aufkleber").press("Delete")
    expect(page.locator("#stage .region")).to_have_count(5)


def test_a_draft_is_there_again_after_the_page_was_left(
    panel: Panel, pictures: dict[str, Path]
) -> None:
    page = taught(panel, pictures["good"])
    page.reload()
    expect(page.locator("#stage .region")).to_have_count(5)
    expect(page.locator("#keep [name=name]")).to_have_value("carton")


def test_what_is_no_picture_is_told_beside_the_form(panel: Panel, tmp_path: Path) -> None:
    page = panel.visit("/teach", role=Role.ENGINEER, size=DESK)
    page.locator("#good [name=name]").fill("carton")
    (tmp_path / "notes.png").write_text("no picture")
    page.locator("[data-view=top]").set_input_files(tmp_path / "notes.png")
    page.locator("#good button").click()
    expect(page.locator("#good .problem")).to_contain_text("notes.png: is no picture")


def test_who_may_not_teach_sees_who_may(panel: Panel) -> None:
    page = panel.visit("/teach", role=Role.OPERATOR, size=DESK)
    expect(page.locator("#good button")).to_be_disabled()
    expect(page.locator("main")).to_contain_text("Needs Engineer")
