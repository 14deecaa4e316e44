"""Which command of PackML a method means, and whose act that is. Pure.

Rules
- A command that lets the belt run is the act of starting the belt; every other one is that of
  stopping it. Machines have neither: a plant's program may not start what a person must start.
- What the line refuses stays refused: the guard of the line decides, not this table.
"""

from collections.abc import Mapping
from typing import Final

from edge_agent.core.errors import Conflict
from edge_agent.core.packml.words import PackmlCommand, PackmlState
from edge_agent.core.roles import Act

ACTS: Final[Mapping[PackmlCommand, Act]] = {
    PackmlCommand.RESET: Act.START_BELT,
    PackmlCommand.START: Act.START_BELT,
    PackmlCommand.STOP: Act.STOP_BELT,
    PackmlCommand.HOLD: Act.STOP_BELT,
    PackmlCommand.UNHOLD: Act.START_BELT,
    PackmlCommand.SUSPEND: Act.STOP_BELT,
    PackmlCommand.UNSUSPEND: Act.START_BELT,
    PackmlCommand.ABORT: Act.STOP_BELT,
    PackmlCommand.CLEAR: Act.START_BELT,
    PackmlCommand.COMPLETE: Act.STOP_BELT,
}
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
