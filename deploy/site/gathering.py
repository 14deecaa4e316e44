"""Gathers the pages of the site: everything in docs/ and the README of every folder.

Pages stay where they are read in the repository; here they get a place in the site, and their
links are turned to those places. A link to a file that is no page leads to a copy of it (pictures,
examples, documents) or, for source code, becomes the name of the file; one to nothing is a fault.
"""

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from os.path import normpath, relpath
from pathlib import Path, PurePosixPath
from typing import Final

ROOTS: Final = ("docs", "edge_agent", "hardware", "simulators", "training", "deploy")
"""Folders with pages: all of docs/, and each README of the others."""
FRONT: Final = PurePosixPath("README.md")
OVERVIEW: Final = "overview.md"
"""The repository's front page; the site has one of its own."""
ASSETS: Final = frozenset(
    {".png", ".jpg", ".svg", ".json", ".pdf", ".sh", ".R", ".py", ".csv", ".yaml", ".yml"}
)
PICTURES: Final = frozenset({".png", ".jpg", ".svg"})
LINK: Final = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(([^()\s]+)\)")
FENCE: Final = re.compile(r"^\s*```")
MERMAID: Final = re.compile(r"^```mermaid$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was put in place. Places are relative to the folder of pages."""

    pages: frozenset[str]
    faults: tuple[str, ...]
    """Sentences on links that lead nowhere."""


def pages_of(project: Path) -> Mapping[PurePosixPath, str]:
    """From a page's path in the repository to its place in the site."""
    found = [*project.glob(str(FRONT)), *project.glob("docs/**/*.md")]
    for root in ROOTS[1:]:
        found += project.glob(f"{root}/**/README.md")
    paths = sorted(PurePosixPath(path.relative_to(project).as_posix()) for path in found)
    return {path: place_of(path) for path in paths}


def place_of(path: PurePosixPath) -> str:
    """docs/ is the top of the site; a folder's README is its index."""
    if path == FRONT:
        return OVERVIEW
    inner = path.relative_to("docs") if path.parts[0] == "docs" else path
    return (inner.with_name("index.md") if inner.name == "README.md" else inner).as_posix()


def gather(project: Path, out: Path) -> Gathered:
    """Writes all pages and what they show below `out`."""
    pages = pages_of(project)
    files: dict[str, Path] = {}
    faults: list[str] = []
    for path, place in pages.items():
        turned = Turned(project, path, pages, files, faults)
        text = turned.page((project / path).read_text(encoding="utf-8"))
        if MERMAID.search(text):
            text += f'\n<script src="{relative("assets/mermaid.js", place)}"></script>\n'
        written(out / place, text)
    for place, source in files.items():
        (out / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, out / place)
    return Gathered(frozenset(pages.values()), tuple(faults))


@dataclass(frozen=True, slots=True)
class Turned:
    """One page, its links turned to the places in the site."""

    project: Path
    path: PurePosixPath
    pages: Mapping[PurePosixPath, str]
    files: dict[str, Path]
    """Place to source of what pages lead to; grows."""
    faults: list[str]

    def page(self, text: str) -> str:
        parts: list[str] = []
        number = 1
        for is_code, part in blocks(text):
            parts.append(part if is_code else LINK.sub(self._link(number), part))
            number += part.count("\n")
        return "".join(parts)

    def _link(self, first: int) -> Callable[[re.Match[str]], str]:
        """For a part of the page that begins with that line."""

        def turned(found: re.Match[str]) -> str:
            number = first + found.string.count("\n", 0, found.end())
            shown, words, target = found.groups()
            if "://" in target or target.startswith(("#", "mailto:")):
                return found.group()
            return self._turned(shown, words, target, number)

        return turned

    def _turned(self, shown: str, words: str, target: str, number: int) -> str:
        name, mark, anchor = target.partition("#")
        aim = PurePosixPath(normpath(self.path.parent / name))
        if (self.project / aim).is_dir():
            aim = aim / "README.md"
        if aim in self.pages:
            here = self.pages[self.path]
            return f"{shown}[{words}]({relative(self.pages[aim], here)}{mark}{anchor})"
        if not (self.project / aim).exists():
            self.faults.append(f"{self.path}:{number} leads to {target}, which is not there")
            return words
        return self._file(shown, words, aim)

    def _file(self, shown: str, words: str, aim: PurePosixPath) -> str:
        is_shown = aim.suffix in PICTURES or (
            aim.suffix in ASSETS and aim.parts[0] == "docs" and aim.suffix != ".md"
        )
        if not is_shown:
            return words if f"`{aim}`" in words else f"{words} (`{aim}`)"
        place = place_of(aim)
        self.files[place] = self.project / aim
        return f"{shown}[{words}]({relative(place, self.pages[self.path])})"


def blocks(text: str) -> Iterator[tuple[bool, str]]:
    """Text and fenced code in turn, as they follow; links may go on from line to line."""
    is_code = False
    kept: list[str] = []
    for line in text.splitlines(keepends=True):
        if FENCE.match(line) is not None:
            yield is_code, "".join([*kept, line] if is_code else kept)
            kept = [] if is_code else [line]
            is_code = not is_code
        else:
            kept.append(line)
    yield is_code, "".join(kept)


def relative(place: str, page: str) -> str:
    return relpath(place, PurePosixPath(page).parent)


def written(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
