"""What Home says while something fails: what, since when, what the station does, what to do; and
that it is over."""

import re
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import expect

from edge_agent.control.line_state import Trouble
from edge_agent.core.autonomy.causes import Cause
from edge_agent.core.autonomy.standing import Suspension
from edge_agent.core.packs import Level
from tests.browser.panel import Panel
from tests.web.alarms.floors import quiet

WAITS = {
    "en": "the belt waits until somebody accepts the lower one under Manual.",
    "de": "Das Band wartet, bis jemand unter „Hand“ die niedrigere annimmt.",
}
SINCE = {"en": re.compile(r"since \d\d:\d\d:\d\d"), "de": re.compile(r"seit \d\d:\d\d:\d\d")}
FAULTS: dict[str, tuple[Cause, dict[str, Any], dict[str, tuple[str, str]]]] = {
    "camera_lost": (
        Cause.CAMERA_FAULT,
        {"lost_cameras": {"top": "no answer"}},
        {
            "en": ("CAMERA LOST", "Check plug and power of the camera."),
            "de": ("KAMERA FEHLT", "Stecker und Strom der Kamera prüfen."),
        },
    ),
    "gate_lost": (
        Cause.GATE_LOST,
        {"gate_trouble": "no answer"},
        {
            "en": ("The gate does not answer.", "Check the controller's power and cable"),
            "de": ("Die Weiche antwortet nicht.", "Strom und Kabel der Steuerung prüfen"),
        },
    ),
    "not_recorded": (
        Cause.STORE_TROUBLE,
        {},
        {
            "en": ("disk takes no records", "free the disk"),
            "de": ("Platte der Station nimmt nichts mehr auf", "Platz schaffen"),
        },
    ),
}


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("name", FAULTS)
def test_home_says_what_fails_and_what_to_do_and_that_it_is_over(
    panel: Panel, name: str, language: str
) -> None:
    cause, changes, sentences = FAULTS[name]
    says, does = sentences[language]
    page = panel.visit("/", size=(1024, 768), language=language)
    panel.show(
        replace(
            quiet(),
            troubles=(Trouble(cause, "no answer"),),
            suspensions=(Suspension(cause, "no answer", Level.RECOMMEND),),
            hands_over=True,
            belt_stops=("level fell",),
            **changes,
        )
    )
    expect(page.locator("#word")).to_contain_text(says)
    expect(page.locator("#word")).to_contain_text(WAITS[language])
    banner = page.locator("#alarm-banner")
    expect(banner).to_contain_text(does)
    expect(banner.locator(".since")).to_have_text(SINCE[language])
    panel.show(quiet())
    expect(page.locator("#word")).not_to_contain_text(says)
    expect(banner).to_be_hidden()
