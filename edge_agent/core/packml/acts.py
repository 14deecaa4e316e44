"""Whose act a command of PackML is: what brings a station to stand, and what lets it go on."""

from typing import Final

from edge_agent.core.packml.words import PackmlCommand
from edge_agent.core.roles import Act

ACTS: Final[dict[PackmlCommand, Act]] = {
    PackmlCommand.RESET: Act.RUN_STATION,
    PackmlCommand.START: Act.RUN_STATION,
    PackmlCommand.STOP: Act.HALT_STATION,
    PackmlCommand.HOLD: Act.HALT_STATION,
    PackmlCommand.UNHOLD: Act.RUN_STATION,
    PackmlCommand.SUSPEND: Act.HALT_STATION,
    PackmlCommand.UNSUSPEND: Act.RUN_STATION,
    PackmlCommand.ABORT: Act.HALT_STATION,
    PackmlCommand.CLEAR: Act.RUN_STATION,
    PackmlCommand.COMPLETE: Act.HALT_STATION,
}
