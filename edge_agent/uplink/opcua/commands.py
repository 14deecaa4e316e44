"""Which command of PackML a method of the vision system means. Pure.

What the line refuses stays refused: the guard of the line decides, not this table.
"""

from collections.abc import Mapping
from typing import Final

from edge_agent.core.errors import Conflict
from edge_agent.core.packml.words import PackmlCommand, PackmlState

STARTS: Final[Mapping[PackmlState, PackmlCommand]] = {
    PackmlState.IDLE: PackmlCommand.START,
    PackmlState.HELD: PackmlCommand.UNHOLD,
    PackmlState.SUSPENDED: PackmlCommand.UNSUSPEND,
}


def start_command(state: PackmlState) -> PackmlCommand:
    """What StartContinuous means; Conflict where nothing can be started."""
    command = STARTS.get(state)
    if command is None:
        raise Conflict(
            f"nothing is started while the station is {state.name.lower()}; it must be idle, "
            "held or suspended"
        )
    return command


def reset_command(state: PackmlState) -> PackmlCommand:
    """What Reset means: out of Error, or out of Halted."""
    return PackmlCommand.CLEAR if state is PackmlState.ABORTED else PackmlCommand.RESET
