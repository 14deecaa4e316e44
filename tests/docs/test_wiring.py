"""The settings shown in docs/wiring.md are valid, and each gate may go as far as the page says."""

import re
import tomllib
from pathlib import Path

import pytest

from edge_agent.station_refusals import level_refusals
from edge_agent.station_tables import StationSettings

PAGE = (Path(__file__).parents[2] / "docs" / "wiring.md").read_text(encoding="utf-8")
REST = """
[station]
site = "plant-1"
line = "line-2"
name = "tray"
recipe = "recipe"
ceiling = "{ceiling}"
fail_state = "stop_belt"

[[cameras]]
view = "top"
type = "aravis"
device = "192.168.10.21"
trigger = "line0"
at_mm = 180.0
"""
SHOWN = re.compile(r"^## ([^\n]+)\n(?:(?!^## ).)*?```toml\n(.*?)```", re.M | re.S)
GATES: dict[str, str] = dict(SHOWN.findall(PAGE))


def station(title: str, ceiling: str) -> StationSettings:
    return StationSettings.model_validate(
        tomllib.loads(REST.format(ceiling=ceiling) + GATES[title])
    )


@pytest.mark.parametrize("title", GATES)
def test_a_gate_may_go_as_far_as_the_page_says(title: str) -> None:
    anchor = re.sub(r"[^a-z -]", "", title.lower()).replace(" ", "-")
    (furthest,) = re.findall(rf"\]\(#{anchor}\) \|[^|]+\| `(\w+)` \|", PAGE)
    acts = furthest.startswith("act")
    refused = [what for _, what in level_refusals(station(title, "act_always"))]
    assert (refused == []) is acts
    assert station(title, furthest).gate.type == tomllib.loads(GATES[title])["gate"]["type"]


def test_all_four_ways_are_shown() -> None:
    assert len(GATES) == 4
