"""Which state follows which: the transitions of OPC 30050 (PackML 1.01), and no other.

An acting state ends by itself; a waiting one is left by a command alone, which a person, the plant
or the station itself gives.
"""

from dataclasses import dataclass
from typing import Final

from edge_agent.core.packml.words import PackmlCommand, PackmlState

ENDS_IN: Final[dict[PackmlState, PackmlState]] = {
    PackmlState.CLEARING: PackmlState.STOPPED,
    PackmlState.RESETTING: PackmlState.IDLE,
    PackmlState.STARTING: PackmlState.EXECUTE,
    PackmlState.HOLDING: PackmlState.HELD,
    PackmlState.UNHOLDING: PackmlState.EXECUTE,
    PackmlState.SUSPENDING: PackmlState.SUSPENDED,
    PackmlState.UNSUSPENDING: PackmlState.EXECUTE,
    PackmlState.COMPLETING: PackmlState.COMPLETE,
    PackmlState.STOPPING: PackmlState.STOPPED,
    PackmlState.ABORTING: PackmlState.ABORTED,
}
"""Every acting state, and the state that it leads to."""
ABORTED: Final = frozenset({PackmlState.ABORTING, PackmlState.ABORTED})
STOPPED: Final = frozenset({PackmlState.STOPPED, PackmlState.STOPPING, PackmlState.CLEARING})
RUNNING: Final = frozenset(PackmlState) - ABORTED - STOPPED
"""As the standard calls what Stop ends; not all of them produce."""


@dataclass(frozen=True, slots=True)
class Way:
    """Where a command is possible, and where it leads."""

    of: frozenset[PackmlState]
    to: PackmlState


WAYS: Final[dict[PackmlCommand, Way]] = {
    PackmlCommand.RESET: Way(
        frozenset({PackmlState.STOPPED, PackmlState.COMPLETE}), PackmlState.RESETTING
    ),
    PackmlCommand.START: Way(frozenset({PackmlState.IDLE}), PackmlState.STARTING),
    PackmlCommand.STOP: Way(RUNNING, PackmlState.STOPPING),
    PackmlCommand.HOLD: Way(
        frozenset(
            {
                PackmlState.STARTING,
                PackmlState.EXECUTE,
                PackmlState.UNHOLDING,
                PackmlState.SUSPENDING,
                PackmlState.SUSPENDED,
                PackmlState.UNSUSPENDING,
            }
        ),
        PackmlState.HOLDING,
    ),
    PackmlCommand.UNHOLD: Way(frozenset({PackmlState.HELD}), PackmlState.UNHOLDING),
    PackmlCommand.SUSPEND: Way(frozenset({PackmlState.EXECUTE}), PackmlState.SUSPENDING),
    PackmlCommand.UNSUSPEND: Way(frozenset({PackmlState.SUSPENDED}), PackmlState.UNSUSPENDING),
    PackmlCommand.ABORT: Way(frozenset(PackmlState) - ABORTED, PackmlState.ABORTING),
    PackmlCommand.CLEAR: Way(frozenset({PackmlState.ABORTED}), PackmlState.CLEARING),
    PackmlCommand.COMPLETE: Way(frozenset({PackmlState.EXECUTE}), PackmlState.COMPLETING),
}


def possible(state: PackmlState) -> tuple[PackmlCommand, ...]:
    """Commands that lead somewhere from here."""
    return tuple(command for command, way in WAYS.items() if state in way.of)
