"""What the built site is held to: nothing from outside, no link into nothing, every page in reach.

Reads the HTML that a browser will read, so it holds whatever built it. The site is read from any
folder, also without a server: what counts from the root of a host leads nowhere.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

LOADED: Final = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "object": "data",
    "embed": "src",
}
"""Tags that make a browser fetch something, and by which attribute."""
FETCHING_LINKS: Final = frozenset({"stylesheet", "icon", "preload", "preconnect", "dns-prefetch"})
CSS_URL: Final = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""")


@dataclass(slots=True)
class Page(HTMLParser):
    """What a page fetches, where it leads, and which places of it can be led to."""

    fetched: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        self.anchors |= {given[name] for name in ("id", "name") if name in given}
        if tag in LOADED and LOADED[tag] in given:
            self.fetched.append(given[LOADED[tag]])
        if tag == "link" and FETCHING_LINKS & set(given.get("rel", "").split()):
            self.fetched.append(given.get("href", ""))
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])


def faults_of(site: Path) -> list[str]:
    """Sentences, none where the site is as it should be."""
    pages = {file: read(file) for file in sorted(site.rglob("*.html"))}
    faults = [fault for file in pages for fault in page_faults(site, file, pages)]
    for file in sorted(site.rglob("*.css")):
        faults += [f"{file.relative_to(site)} fetches {url}" for url in outside_urls(file)]
    return faults


def read(file: Path) -> Page:
    page = Page()
    page.feed(file.read_text(encoding="utf-8"))
    return page


def page_faults(site: Path, file: Path, pages: dict[Path, Page]) -> Iterator[str]:
    name, page = file.relative_to(site), pages[file]
    for url in page.fetched:
        if is_outside(url):
            yield f"{name} fetches {url}"
        elif not url.startswith("data:") and not target(file, url).is_file():
            yield f"{name} shows {url}, which is not there"
    for url in page.links:
        if not is_outside(url) and not is_reached(file, url, pages):
            yield f"{name} leads to {url}, which is not there"


def is_reached(file: Path, url: str, pages: dict[Path, Page]) -> bool:
    aim = target(file, url)
    anchor = unquote(urlsplit(url).fragment)
    if aim not in pages:
        return aim.is_file()
    return not anchor or anchor in pages[aim].anchors or anchor.startswith("__")


def target(file: Path, url: str) -> Path:
    path = unquote(urlsplit(url).path)
    aim = (file.parent / path).resolve() if path else file
    return aim / "index.html" if aim.is_dir() else aim


def is_outside(url: str) -> bool:
    return bool(re.match(r"(https?:)?//|mailto:", url))


def outside_urls(file: Path) -> Iterator[str]:
    for found in CSS_URL.finditer(file.read_text(encoding="utf-8")):
        url = found.group(1) or found.group(2)
        if is_outside(url):
            yield url
