"""What the command `train` refuses."""

from pathlib import Path

import pytest

from edge_agent.core.errors import InvalidInput
from training.commands_train import reader_command


@pytest.mark.parametrize(("steps", "minutes"), [(None, None), (5, 1.0)])
def test_a_run_is_bounded_in_exactly_one_way(
    tmp_path: Path, steps: int | None, minutes: float | None
) -> None:
    with pytest.raises(InvalidInput, match="--steps or --minutes"):
        reader_command(tmp_path, steps, minutes)
    assert not list(tmp_path.iterdir())
