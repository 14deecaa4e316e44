"""One Chromium for all tests of a process; a served station for each test that wants one, and one
that all tests of every page look at.

It ends with the tests of this folder: while Playwright is there, an event loop runs in the thread
of the tests, and no test of another folder could run one of its own.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.every_page import Looks, furnished
from tests.browser.panel import ARGUMENTS, LIVENESS_MS, Panel, served_panel
from tests.peers import require


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Ends with the tests here: its event loop would stop others from running one of their own."""
    require("chromium")
    expect.set_options(timeout=LIVENESS_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(ARGUMENTS)
        )
        yield browser
        browser.close()


@pytest.fixture
def panel(tmp_path: Path, chromium: Browser) -> Iterator[Panel]:
    with served_panel(tmp_path, chromium) as panel:
        yield panel


@pytest.fixture(scope="package")
def looks(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Looks]:
    with furnished(tmp_path_factory.mktemp("furnished"), chromium) as looks:
        yield looks
