"""One Chromium for all tests of a process; a served station for each test that wants one."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.panel import ARGUMENTS, Panel, served_panel
from tests.peers import require


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    require("chromium")
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
