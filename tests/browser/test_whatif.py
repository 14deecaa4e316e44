"""What-if in a browser: the numbers of the library, live, by mouse and by keyboard."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from edge_agent.core.money import Prices
from edge_agent.core.roles import Role
from edge_agent.evidence.whatif import whatif_recorded
from tests.browser.evidence_panel import DESK, ran
from tests.browser.panel import Panel


def computed(panel: Panel, **changes: float) -> dict[str, Any]:
    """As the command says it, with these prices."""
    prices = {**asdict(Prices()), **changes}
    file: Path = panel.site.folder / "prices.toml"
    lines = ["[prices]", *(f"{name} = {value}" for name, value in prices.items())]
    file.write_text("\n".join(lines))
    document: dict[str, Any] = json.loads(json.dumps(whatif_recorded(panel.site.folder, file)))
    return document


def shown(page: Page, part: str) -> list[dict[str, Any]]:
    """The numbers behind the words of a table's part, row by row."""
    read = """rows => rows.map(row => Object.fromEntries([["case", row.dataset.case],
        ...[...row.querySelectorAll("[data-name]")].map(one =>
            [one.dataset.name, JSON.parse(one.dataset.value)])]))"""
    rows: list[dict[str, Any]] = page.locator(f"{part} tr[data-case]").evaluate_all(read)
    return rows


def same(rows: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> None:
    assert len(rows) == len(wanted) > 0
    for row, all_of_it in zip(rows, wanted, strict=True):
        assert row == {name: all_of_it[name] for name in row}
        assert len(row) > 8


def at(document: dict[str, Any], threshold: float) -> list[dict[str, Any]]:
    return [row for row in document["thresholds"] if row["threshold"] == threshold]


def test_the_page_says_what_the_command_and_the_library_say(panel: Panel) -> None:
    ran(panel)
    page = panel.visit("/whatif", role=Role.ENGINEER, size=DESK)
    expect(page.locator("#truth")).to_contain_text("Truth known for 573 of 1,003")
    document = computed(panel)
    same(shown(page, "#recorded"), document["money"])
    same(shown(page, "#proposed"), at(document, 0.5))
    expect(page.locator("#chart canvas")).to_be_visible()

    threshold = page.get_by_label("A pack is not ok from a score of")
    threshold.focus()
    for _ in range(41):
        threshold.press("ArrowRight")
    expect(page.locator("#threshold-value")).to_have_text("0.91")
    same(shown(page, "#proposed"), at(document, 0.91))
    expect(page.locator(".headline")).to_contain_text("“Act when sure” from 0.91 on")

    page.get_by_label("Cost of a claim").fill("50")
    dear = computed(panel, claimed_eur=50.0)
    expect(page.locator("#recorded [data-name=net_eur]").first).to_have_attribute(
        "data-value", json.dumps(dear["money"][0]["net_eur"]).removesuffix(".0")
    )
    same(shown(page, "#recorded"), dear["money"])
    same(shown(page, "#proposed"), at(dear, 0.91))


def test_an_empty_field_shows_no_old_numbers(panel: Panel) -> None:
    ran(panel)
    page = panel.visit("/whatif", role=Role.VIEWER, size=DESK, language="de")
    expect(page.locator("#truth")).to_contain_text("570 aus Stichproben")
    page.get_by_label("Kosten einer Reklamation").fill("")
    expect(page.locator("#trouble")).to_contain_text("Füllen Sie erst alle Zahlen aus")
    expect(page.locator("#answer")).to_be_hidden()
    page.get_by_role("button", name="Übliche Annahmen").click()
    expect(page.locator("#answer")).to_be_visible()


def test_a_station_without_packs_says_why_there_is_no_answer(panel: Panel) -> None:
    page = panel.visit("/whatif", role=Role.ENGINEER, size=DESK)
    expect(page.locator("#trouble")).to_contain_text("No answer")
