"""Pages of a centre, and the site behind them."""

from playwright.sync_api import Browser

from deploy.fleet.web.centre_site import CentreSite
from tests.browser.panel import Pages


class CentrePages(Pages):
    """`site.engine` is where a test puts what stations would have sent."""

    def __init__(self, site: CentreSite, browser: Browser, address: str) -> None:
        super().__init__(site, browser, address)
        self.site = site
