"""What pages say, in every language: one table of words for each page, side by side.

`texts/NAME.toml` has a table for each text, with a key for each language. A text may have places
for values, the same in every language. A page has the words of its own file and those of the frame
around it; a key that neither has is a fault, found by the test that reads every template.
"""

import tomllib
from collections import ChainMap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from edge_agent.core.reasons.languages import Language, Phrase
from edge_agent.web.pages.book import TEXTS

FOLDER: Final = TEXTS
FRAME: Final = "frame"


@dataclass(frozen=True, slots=True)
class Texts:
    """The words of one page in one language."""

    language: Language
    phrases: Mapping[str, Phrase]

    def __call__(self, key: str, **values: str) -> str:
        return self.phrases[key].said(self.language, **values)

    def all(self) -> dict[str, str]:
        """As the page's scripts get them; places for values are still in them."""
        return {key: getattr(phrase, self.language) for key, phrase in self.phrases.items()}


def texts_of(page: str, language: Language, folders: Sequence[Path] = (FOLDER,)) -> Texts:
    """The page's own words come before those of the frame, an earlier folder's before others."""
    wanted = [(name, folder) for name in (page, FRAME) for folder in folders]
    found = [phrases(name, folder) for name, folder in wanted if has(name, folder)]
    return Texts(language, dict(ChainMap(*found)))


def has(page: str, folder: Path) -> bool:
    return (folder / f"{page}.toml").is_file()


@cache
def phrases(page: str, folder: Path = FOLDER) -> dict[str, Phrase]:
    tables = tomllib.loads((folder / f"{page}.toml").read_text(encoding="utf-8"))
    return {key: Phrase(**table) for key, table in tables.items()}
