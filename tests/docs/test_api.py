"""docs/api.md has every address of the API, and no other."""

import re
from pathlib import Path

import pytest

from edge_agent.web.app import operations

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
TABLE = PAGE.split("| address under /api/v1 | |", 1)[1].split("\n\n", 1)[0]
LIVE = "live"
"""The live socket: no operation of the document, which knows requests only."""


def plain(address: str) -> str:
    """Without what the parts in braces are called."""
    return re.sub(r"\{\w+\}", "{}", address)


PATHS = sorted(
    plain(path.removeprefix("/api/v1/"))
    for path in operations().openapi()["paths"]
    if path.startswith("/api")
)


def told() -> set[str]:
    cells = [row.split("|")[1] for row in TABLE.splitlines()[2:]]
    return {plain(address) for cell in cells for address in re.findall(r"`([^`]+)`", cell)}


def begins(path: str, address: str) -> bool:
    return path == address or path.startswith(f"{address}/")


@pytest.mark.parametrize("path", PATHS)
def test_an_address_or_its_family_has_its_row(path: str) -> None:
    assert any(begins(path, address) for address in told())


def test_no_row_is_of_something_that_is_not_there() -> None:
    assert {one for one in told() if not any(begins(path, one) for path in PATHS)} == {LIVE}
