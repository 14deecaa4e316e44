"""The documentation as a reader has it: built strictly, from a folder, nothing from outside."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from deploy.site.making import PROJECT, make_site
from tests.peers import require

pytestmark = pytest.mark.slow
SIZES = {"panel": (1024, 768), "phone": (390, 844)}
LOOKED_AT = ("index", "card.de", "optics", "comparison")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As `make docs` makes it; it is made once for all tests of this file."""
    require("zensical")
    folder = tmp_path_factory.mktemp("docs")
    assert make_site(folder / "work", folder / "site").faults == ()
    return folder / "site"


@pytest.fixture
def asked() -> list[str]:
    """What the page fetched by a network."""
    return []


@pytest.fixture
def page(chromium: Browser, asked: list[str]) -> Iterator[Page]:
    context = chromium.new_context()
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    yield page
    context.close()


@pytest.mark.parametrize("size", SIZES)
def test_pages_fetch_nothing_from_outside_and_fit(
    site: Path, page: Page, asked: list[str], size: str
) -> None:
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    for name in LOOKED_AT:
        page.goto((site / f"{name}.html").as_uri())
        page.locator("main h1").first.wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []


def test_diagrams_are_drawn_and_search_finds(site: Path, page: Page, asked: list[str]) -> None:
    page.goto((site / "plc.html").as_uri())
    page.locator("div.mermaid").first.wait_for()
    page.keyboard.press("Control+k")
    page.keyboard.type("hyperfocal")
    page.get_by_text("The formulas, with a worked example").filter(visible=True).first.wait_for()
    assert [url for url in asked if url.startswith("http")] == []


@pytest.mark.parametrize("card", ["card", "card.de"])
def test_a_card_prints_on_one_sheet(site: Path, page: Page, card: str) -> None:
    page.goto((site / f"{card}.html").as_uri())
    sheet = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", sheet)) == 1


def test_cards_use_the_words_of_the_screens() -> None:
    """A word in capitals that no screen shows would send an operator looking for nothing."""
    texts = PROJECT / "edge_agent" / "web" / "pages" / "texts" / "live.toml"
    shown = set(re.findall(r'"([^"]+)"', texts.read_text(encoding="utf-8")))
    for card in ("card.md", "card.de.md"):
        table = (PROJECT / "docs" / card).read_text(encoding="utf-8").split("|---|---|---|")[2]
        words = [row.split("|")[1].strip(" *") for row in table.split("\n\n")[0].splitlines()[1:]]
        told = {word.strip() for cell in words for word in cell.split(",")}
        assert len(told) >= 9
        assert told <= shown
