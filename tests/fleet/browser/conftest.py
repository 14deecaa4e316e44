"""A served centre as a browser sees it: real server, real database.

    page = pages.visit("/", role=Role.ENGINEER, size=(1366, 768), language="de")

A page that logs an error, breaks the policy of its contents or asks another host fails its test.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from deploy.fleet.web.serving import configured
from hardware.clock import RealClock
from tests.browser.conftest import chromium
from tests.browser.panel import served_by
from tests.fleet.browser.every_page import Looks, furnished
from tests.fleet.browser.pages import CentrePages
from tests.fleet.web.served_centre import opened_centre

__all__ = ["CentrePages", "chromium"]


@pytest.fixture
def pages(tmp_path: Path, chromium: Browser) -> Iterator[CentrePages]:
    with opened_centre(tmp_path, RealClock()) as site, served_by(configured(site)) as address:
        pages = CentrePages(site, chromium, address)
        yield pages
        pages.close()
    assert pages.wrong == []


@pytest.fixture(scope="package")
def looks(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Looks]:
    with furnished(tmp_path_factory.mktemp("furnished"), chromium) as looks:
        yield looks
