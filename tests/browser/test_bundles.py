"""The models on the desk: what is in use, before and next, how well they do, and who may change."""

import shutil
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Page, expect

from edge_agent.control.line_state import ChangeoverState
from edge_agent.core.monitoring.live_figures import Figure, LiveFigures
from edge_agent.core.roles import Role
from edge_agent.core.told import ReturnBundle, ShadowBundle, TakeBundle
from edge_agent.inspection.bundle import BASE_BUNDLE, Bundle, open_bundle
from edge_agent.inspection.bundle_manifest import MANIFEST
from edge_agent.releases.slots import PLACES, InUse, Lies, Slots
from edge_agent.store.events import EventStore
from edge_agent.store.figures import FiguresFile, KeptFigures
from tests.browser.panel import Panel
from tests.inspection.bundles import change, reseal
from tests.web.alarms.floors import quiet

DESK = (1280, 800)
VERSIONS = ("7.0.1", "7.0.2", "7.0.3")


def three_bundles(panel: Panel) -> list[Bundle]:
    """Before, in use and ready."""
    slots = Slots(panel.site.data.bundles)
    made = [bundle_of(slots.folder_of(place), v) for place, v in zip(PLACES, VERSIONS, strict=True)]
    before, in_use, ready = made
    slots.write(
        InUse(
            place="b",
            bundle_sha256=in_use.sha256,
            before="a",
            before_sha256=before.sha256,
        )
    )
    slots.make_ready(Lies("c", ready))
    return made


def bundle_of(folder: Path, version: str) -> Bundle:
    shutil.copytree(BASE_BUNDLE, folder)
    for name in (MANIFEST, "model_card.json"):
        change(folder / name, lambda told: told.update(version=version))
    reseal(folder)
    return open_bundle(folder)


def seen_with(unsure: int, packs: int, faulty: int = 40) -> LiveFigures:
    figures = LiveFigures()
    for number in range(packs):
        figures = figures.saw(
            {
                Figure.UNSURE: number < unsure,
                Figure.NOT_OK: number < faulty,
                Figure.FAILED: False,
                Figure.LATE: number == 7,
            }
        )
    return figures


def with_figures(panel: Panel, before: LiveFigures, now: LiveFigures) -> None:
    sha256s = [bundle.sha256 for bundle in three_bundles(panel)]
    kept = KeptFigures().having(sha256s[0], before).having(sha256s[1], now)
    recipe_hash = panel.line.state.identity.recipe_hash
    FiguresFile(panel.site.data.live_figures(recipe_hash)).keep(kept)


def told(panel: Panel, *events: tuple[str, Mapping[str, object]]) -> None:
    with closing(EventStore.open(panel.site.data.events)) as store:
        for kind, body in events:
            store.append(kind, dict(body), panel.site.clock.wall())


def at(panel: Panel, role: Role = Role.ENGINEER, language: str = "en") -> Page:
    page = panel.visit("/bundles", role=role, size=DESK, language=language)
    expect(page.locator("#now")).to_be_visible()
    return page


def test_in_use_before_and_ready_stand_side_by_side(panel: Panel) -> None:
    before, in_use, ready = three_bundles(panel)
    page = at(panel, Role.VIEWER)
    for place, bundle in ((".before", before), (".in-use", in_use), (".next", ready)):
        expect(page.locator(place)).to_contain_text(bundle.manifest.version)
        expect(page.locator(place)).to_contain_text(bundle.sha256[:16])
    expect(page.locator(".in-use")).to_contain_text("proven")
    expect(page.locator(".next")).to_contain_text("Lies ready")
    expect(page.locator(".in-use .facts")).to_contain_text("98.9")


def test_figures_are_shown_before_and_now_and_a_worse_one_stands_out(panel: Panel) -> None:
    with_figures(panel, seen_with(40, 4_000), seen_with(100, 1_000))
    page = at(panel)
    unsure = page.locator('[data-figure="unsure"]')
    expect(unsure).to_contain_text("1.00")
    expect(unsure).to_contain_text("100 of 1,000")
    expect(unsure.locator(".chip.alarm")).to_contain_text("Worse")
    expect(page.locator("[data-figure]")).to_have_count(4)
    expect(page.locator(".worse")).to_have_count(1)


def test_what_waits_and_what_was_refused_is_told(panel: Panel) -> None:
    name = "base-7.0.9.zip"
    refused = {"name": name, "why": "Release refused: too old", "by": "eva"}
    told(panel, ("bundle_ordered", {"name": name, "by": "eva"}), ("bundle_refused", refused))
    panel.show(replace(quiet(), changeover=ChangeoverState(recipes_ready=("tray",))))
    page = at(panel, language="de")
    expect(page.locator(".refused")).to_contain_text("too old")
    expect(page.locator(".recipe-ready")).to_contain_text("Rezept tray")
    told(panel, ("bundle_ordered", {"name": name, "by": "eva"}))
    expect(page.locator(".next")).to_contain_text("Wird geholt")
    expect(page.locator(".refused")).to_have_count(0)


def test_an_engineer_goes_back_gets_one_and_lets_one_look_on(panel: Panel) -> None:
    _, in_use, _ = three_bundles(panel)
    panel.show(quiet())
    page = at(panel)
    for does, button in (("return", "Go back"), ("take", "Get it"), ("shadow", "Let it look on")):
        page.locator(f'[data-does="{does}"]').click()
        if does != "return":
            page.locator('#ask input[name="name"]').fill("base-7.0.9.zip")
        page.locator('#ask input[name="reason"]').fill("too many unsure")
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.locator("#ask")).to_be_hidden()
    name = "some-engineer"
    assert panel.line.heard == [
        ReturnBundle("too many unsure", name, in_use.sha256),
        TakeBundle("base-7.0.9.zip", name),
        ShadowBundle("base-7.0.9.zip", name),
    ]


def test_a_return_that_is_wanted_is_told_with_who_wants_it(panel: Panel) -> None:
    _, in_use, _ = three_bundles(panel)
    panel.show(quiet())
    page = at(panel)
    body = {"bundle_sha256": in_use.sha256, "why": "unsure 9.00 %", "by": "station"}
    told(panel, ("bundle_return_ordered", body))
    expect(page.locator("#going-back")).to_contain_text("The station wants it by itself")
    expect(page.locator("#going-back")).to_contain_text("unsure 9.00 %")


def test_who_may_not_is_told_who_may(panel: Panel) -> None:
    three_bundles(panel)
    page = at(panel, Role.OPERATOR)
    for button in page.locator("[data-does]").all():
        expect(button).to_be_disabled()
    expect(page.locator(".next .needs")).to_contain_text("Engineer")
