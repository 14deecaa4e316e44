"""The worked example of hardware/README.md runs, and its drawings are there."""

import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from hardware.errors import DeviceLost

PAGE = Path(__file__).parents[2] / "hardware" / "README.md"
TEXT = PAGE.read_text(encoding="utf-8")


@pytest.fixture
def example() -> dict[str, Any]:
    """The names that the page's Python defines."""
    names: dict[str, Any] = {"__name__": "hardware_page"}
    for block in re.findall(r"```python\n(.*?)```", TEXT, flags=re.DOTALL):
        exec(compile(block, str(PAGE), "exec"), names)
    return names


def test_the_example_switches_and_is_left_off(example: dict[str, Any]) -> None:
    asked: list[str] = []

    def board(line: str) -> str:
        asked.append(line)
        return ">"

    settings = example["TextRelaySettings"](type="text-relay", port="/dev/ttyACM0", relay=3)
    relay = example["TextRelay"](settings, board)
    relay.switch(True)
    relay.close()
    assert asked == ["relay on 3", "relay off 3"]


def test_the_example_tells_a_board_that_is_gone(example: dict[str, Any]) -> None:
    settings = example["TextRelaySettings"](type="text-relay", port="/dev/ttyACM0", relay=3)
    with pytest.raises(DeviceLost, match="ttyACM0"):
        example["TextRelay"](settings, lambda _: "").switch(True)


def test_the_example_refuses_a_key_that_it_does_not_know(example: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        example["TextRelaySettings"](type="text-relay", port="/dev/ttyACM0", relai=3)


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)#]+)\)", TEXT))
def test_what_the_page_points_to_is_there(target: str) -> None:
    assert (PAGE.parent / target).exists()
