"""The references name everything that is there."""

import json
from pathlib import Path

import pytest

from deploy.site.api_reference import METHODS, api_page
from deploy.site.client_reference import client_page
from deploy.site.commands_reference import commands_page
from edge_agent import client
from edge_agent.__main__ import commands

DOCS = Path(__file__).parents[2] / "docs"


def test_every_command_with_a_section_of_its_own_and_its_options() -> None:
    page = commands_page()
    for name in commands():
        assert f"## packwarden {name}\n" in page
    demo = page.split("## packwarden demo\n", 1)[1].split("\n## ", 1)[0]
    assert "| `--packs` | How many packs run by." in demo
    assert "`report`, `recommend`, `act_when_sure`, `act_always`" in demo


@pytest.mark.parametrize("file", ["openapi.json", "centre-openapi.json"])
def test_every_address_and_every_schema(file: str) -> None:
    document = json.loads((DOCS / file).read_text(encoding="utf-8"))
    page = api_page("API", "Intro.", document)
    asked = [
        f"`{method.upper()} {path}`"
        for path, methods in document["paths"].items()
        for method in METHODS
        if method in methods
    ]
    assert [one for one in asked if one not in page] == []
    schemas = document["components"]["schemas"]
    assert [name for name in schemas if f"\n### {name}\n" not in page] == []


def test_everything_that_the_client_hands_out() -> None:
    page = client_page(client)
    assert [name for name in client.__all__ if f"\n## {name}\n" not in page] == []
    assert "\ninspect(recipe: str, " in page
    assert "\nasync station() -> Station\n" in page
