"""Makes the documentation site: pages gathered, references written from the code, all built by
Zensical, and what came of it held to its rules."""

import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from deploy.site.api_reference import api_page
from deploy.site.client_reference import client_page
from deploy.site.commands_reference import commands_page
from deploy.site.gathering import Gathered, gather, written
from deploy.site.holding import faults_of
from edge_agent import client

PROJECT: Final = Path(__file__).parents[2]
SETTINGS: Final = PROJECT / "docs" / "site" / "zensical.toml"
BUILDER: Final = PROJECT / "build" / "docs-venv" / "bin" / "zensical"
NODE: Final = PROJECT / "build" / "docs-node" / "node_modules"
SCRIPTS: Final = {
    "mermaid.js": NODE / "@mermaid-js" / "tiny" / "dist" / "mermaid.tiny.js",
    "iframe-worker.js": NODE / "iframe-worker" / "shim" / "index.js",
}
"""Of others, from npm, by the names that they have in the site."""
LISTED_ELSEWHERE: Final = "decisions/"
"""Its own index lists its pages."""
LONGEST_BUILD_S: Final = 300
COLOUR: Final = re.compile(r"\x1b\[[0-9;]*m")
TRACE: Final = "Traceback"
"""Begins what only the builder's own people can read."""
FROM_A_ROOT: Final = ("404.html", "sitemap.xml")
"""Made by the theme for the root of a host: this site lies in any folder, where both mislead."""


@dataclass(frozen=True, slots=True)
class Made:
    pages: int
    faults: tuple[str, ...]
    """Sentences; none where the site is as it should be."""


def make_site(work: Path, site: Path) -> Made:
    """Anew, in `work`, which is left as the builder read it; then moved to `site`."""
    for folder in (work, site):
        shutil.rmtree(folder, ignore_errors=True)
    gathered = prepared(work)
    refused = list(built(work))
    if (work / "site").is_dir():
        site.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(work / "site", site)
        for name in FROM_A_ROOT:
            (site / name).unlink(missing_ok=True)
    faults = (*gathered.faults, *strangers(gathered.pages), *refused)
    return Made(len(gathered.pages), faults or tuple(faults_of(site)))


def prepared(work: Path) -> Gathered:
    """Everything that the builder reads."""
    pages = work / "pages"
    gathered = gather(PROJECT, pages)
    references = dict(reference_pages())
    for place, text in references.items():
        written(pages / place, text)
    put_assets(pages / "assets")
    shutil.copyfile(SETTINGS, work / SETTINGS.name)
    return replace(gathered, pages=gathered.pages | references.keys())


def reference_pages() -> Iterator[tuple[str, str]]:
    yield "reference/commands.md", commands_page()
    yield "reference/client.md", client_page(client)
    for name, title, file, told in (
        ("station", "The station's API", "openapi.json", "[The API](../api.md)"),
        ("centre", "The centre's API", "centre-openapi.json", "[The centre](../centre.md#api)"),
    ):
        document = json.loads((PROJECT / "docs" / file).read_text(encoding="utf-8"))
        yield f"reference/{name}.md", api_page(title, f"{told} tells how it is used.", document)


def put_assets(out: Path) -> None:
    """Style, scripts, fonts and the icon: the product's own."""
    shutil.copytree(SETTINGS.parent, out, ignore=shutil.ignore_patterns("*.toml"))
    static = PROJECT / "edge_agent" / "web" / "static"
    shutil.copyfile(static / "icon.svg", out / "icon.svg")
    shutil.copytree(static / "vendor" / "atkinson", out / "fonts")
    for name, source in SCRIPTS.items():
        shutil.copyfile(source, out / name)


def strangers(pages: frozenset[str]) -> Iterator[str]:
    """Pages without a place in the navigation, and places without a page."""
    named = set(places(tomllib.loads(SETTINGS.read_text(encoding="utf-8"))["project"]["nav"]))
    for page in sorted(pages - named):
        if not page.startswith(LISTED_ELSEWHERE):
            yield f"{page} is not in the navigation: give it a line in docs/site/zensical.toml"
    for page in sorted(named - pages):
        yield f"docs/site/zensical.toml names {page}, which is not there"


def places(nav: list[Any] | Mapping[str, Any] | str) -> Iterator[str]:
    if isinstance(nav, str):
        yield nav
        return
    for one in nav.values() if isinstance(nav, Mapping) else nav:
        yield from places(one)


def built(work: Path) -> Iterator[str]:
    """Builds; what the builder complains of."""
    done = subprocess.run(  # noqa: S603 - the program that the lock installed
        [BUILDER, "build", "--strict", "--clean"],
        cwd=work,
        capture_output=True,
        text=True,
        timeout=LONGEST_BUILD_S,
    )
    if done.returncode:
        said = COLOUR.sub("", done.stdout + done.stderr.split(TRACE)[0])
        yield f"the builder refused:\n{said}"
