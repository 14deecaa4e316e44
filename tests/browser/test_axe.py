"""Whoever cannot see well, or uses no pointer, is not left out: axe finds nothing, and the colours
of the palette differ enough.
"""

import re
from importlib.resources import files
from itertools import product
from pathlib import Path

import pytest

from edge_agent.web import static_files
from tests.browser.every_page import OWN_LAYOUT, Looks, most_may

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
RULES = {"resultTypes": ["violations"]}
BASE = Path(static_files.__file__).with_name("static") / "base.css"
TEXT, PARTS = 4.5, 3.0
"""WCAG 2.2, 1.4.3 and 1.4.11: of words, and of what must be recognised."""
ON = ("page", "panel", "raised")
READ = [
    *product(("ink", "ink-2", "alarm", "note"), ("panel", "raised")),
    *product(("ink", "ink-2"), ("page",)),
    ("alarm-ink", "alarm"),
    ("caution-ink", "caution"),
]
SEEN = [
    *product(("edge-strong", "caution-edge", "alarm"), ON),
    ("caution-edge", "caution"),
]


@pytest.mark.parametrize("path", OWN_LAYOUT)
def test_axe_finds_nothing(looks: Looks, path: str) -> None:
    page = looks.at(path, most_may(path))
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
    told = [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]
    looks.faults()
    assert told == []


def palette() -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", BASE.read_text(encoding="utf-8")))


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance of sRGB."""
    shares = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("words", "ground"), READ)
def test_words_stand_out_from_their_ground(words: str, ground: str) -> None:
    colours = palette()
    assert contrast(colours[words], colours[ground]) >= TEXT


@pytest.mark.parametrize(("edge", "ground"), SEEN)
def test_edges_stand_out_from_their_ground(edge: str, ground: str) -> None:
    colours = palette()
    assert contrast(colours[edge], colours[ground]) >= PARTS


def test_black_and_white_differ_as_much_as_can_be() -> None:
    assert round(contrast("#000000", "#ffffff"), 6) == 21
