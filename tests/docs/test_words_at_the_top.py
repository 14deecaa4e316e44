"""Every word that the pages show from afar stands where operators look it up."""

import re
import tomllib
from pathlib import Path

import pytest

from edge_agent.web.live.words import Word
from edge_agent.web.pages.book import TEXTS

DOCS = Path(__file__).parents[2] / "docs"
SHOWN = tomllib.loads((TEXTS / "live.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("page", "language"), [("operators.md", "en"), ("card.md", "en"), ("card.de.md", "de")]
)
def test_every_word_at_the_top_is_explained(page: str, language: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    cells = re.findall(r"^\| ([^|]+) \|", text, re.MULTILINE)
    told = {word.strip(" *") for cell in cells for word in cell.split(",")}
    assert {SHOWN[f"word_{word}"][language] for word in Word} - told == set()
