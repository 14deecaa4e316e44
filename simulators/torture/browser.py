"""Debian's Chromium, and people who look at a demonstration with it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from playwright.sync_api import Browser, Page, expect, sync_playwright

from edge_agent.core.errors import NotFound
from edge_agent.core.roles import Role
from simulators.demo_people import name_of

ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PANEL: Final = (1280, 800)
LONGEST_MS: Final = 30_000


@contextmanager
def chromium() -> Iterator[Browser]:
    """NotFound where there is none."""
    program = shutil.which("chromium")
    if program is None:
        raise NotFound("no Chromium here: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


def visitor(
    browser: Browser,
    address: str,
    role: Role,
    path: str = "/",
    size: tuple[int, int] = PANEL,
    language: str = "en",
) -> Page:
    """A browser of its own, in which somebody came in with one tap."""
    page = onlooker(browser, address, f"/sign-in?next={path}", size, language)
    page.locator(f'form:has(input[value="{name_of(role)}"]) button').click()
    page.wait_for_url(address + path)
    return page


def onlooker(
    browser: Browser,
    address: str,
    path: str = "/",
    size: tuple[int, int] = PANEL,
    language: str = "en",
) -> Page:
    """A browser of its own, in which nobody is signed in."""
    viewport = {"width": size[0], "height": size[1]}
    context = browser.new_context(viewport=viewport, locale=language, has_touch=True)  # type: ignore[arg-type]
    context.set_default_timeout(LONGEST_MS)
    page = context.new_page()
    page.goto(address + path)
    return page


def wait_until_live(page: Page) -> None:
    state = page.locator("#state")
    expect(state).not_to_have_attribute("data-word", "no_data", timeout=LONGEST_MS)
