"""The PackML state machine of one station. Pure.

Rules
- Every change is one of `transitions`: by a command of a person or of the plant, by the same
  command given by the station itself, or because an acting state has ended.
- An inside reason holds, one from outside suspends, a lost gate, several lost devices and an
  emergency stop abort. What the station did by itself it takes back by itself, but an abort.
- What was commanded only a command takes back; until then the belt stands.
- Nothing here lets a pack go or a belt run that something else has stopped.
"""

from dataclasses import dataclass, replace
from typing import Final, Self

from edge_agent.core.errors import Conflict
from edge_agent.core.packml.sight import Sight, StopCause
from edge_agent.core.packml.transitions import ABORTED, ENDS_IN, STOPPED, WAYS, possible
from edge_agent.core.packml.words import PackmlCommand, PackmlMode, PackmlState, StopReason

LONGEST_ACTING_NS: Final = 10_000_000_000
"""A belt that has not come to a stand by then is told of by its speed, not waited for."""
LONGEST_COMPLETING_NS: Final = 60_000_000_000
MODE_CHANGES_IN: Final = frozenset({PackmlState.STOPPED, PackmlState.IDLE, PackmlState.ABORTED})
AT_REST: Final = frozenset(
    {
        PackmlState.STOPPED,
        PackmlState.STOPPING,
        PackmlState.RESETTING,
        PackmlState.IDLE,
        PackmlState.COMPLETE,
    }
)
"""A device that is lost here has to be back before the start; nothing is aborted for it."""
WAITING: Final = AT_REST | ABORTED | {PackmlState.CLEARING}
"""Where nothing is produced before somebody starts."""
PRODUCING: Final = frozenset(
    {
        PackmlState.STARTING,
        PackmlState.EXECUTE,
        PackmlState.UNHOLDING,
        PackmlState.UNSUSPENDING,
        PackmlState.COMPLETING,
    }
)
"""The belt may run, even where a command brought the station here."""
MEANT_ALREADY: Final = {
    PackmlCommand.STOP: ABORTED | STOPPED,
    PackmlCommand.ABORT: ABORTED,
    PackmlCommand.HOLD: frozenset({PackmlState.HOLDING, PackmlState.HELD}),
    PackmlCommand.SUSPEND: frozenset({PackmlState.SUSPENDING, PackmlState.SUSPENDED}),
}
"""Where the station stands by itself as it is told to: from then on it does so on command."""
TAKEN_BACK_BY: Final = {
    PackmlState.HELD: PackmlCommand.UNHOLD,
    PackmlState.SUSPENDED: PackmlCommand.UNSUSPEND,
}


@dataclass(frozen=True, slots=True)
class Unit:
    """A station as the standard sees it."""

    state: PackmlState = PackmlState.STOPPED
    mode: PackmlMode = PackmlMode.PRODUCTION
    since_ns: int = 0
    """Of the state."""
    cause: StopCause | None = None
    """Why it does not execute, where something came up; None before the first start as well."""
    is_commanded: bool = False
    """It stands by a command, and goes on only by another one."""

    def moved(self, to: PackmlState, now_ns: int, cause: StopCause | None) -> Self:
        return replace(self, state=to, since_ns=now_ns, cause=cause)

    def stops_belt(self, auto_start: bool) -> bool:
        """Whether the belt stands for PackML's sake."""
        if self.state in PRODUCING:
            return False
        starts_alone = auto_start and self.mode is PackmlMode.PRODUCTION
        return self.is_commanded or (not starts_alone and self.state in WAITING)


# By itself


def advanced(unit: Unit, sight: Sight, now_ns: int, auto_start: bool) -> Unit:
    """One transition further, or as it was. Called again until nothing changes, it settles."""
    wanted = own_command(unit, sight, now_ns, auto_start)
    if wanted is not None:
        command, cause = wanted
        return unit.moved(WAYS[command].to, now_ns, cause)
    if unit.state in ENDS_IN and has_ended(unit, sight, now_ns, auto_start):
        return unit.moved(ENDS_IN[unit.state], now_ns, unit.cause)
    return replace(unit, cause=cause_now(unit, sight))


def own_command(
    unit: Unit, sight: Sight, now_ns: int, auto_start: bool
) -> tuple[PackmlCommand, StopCause | None] | None:
    """What the station tells itself, and why; the gravest first."""
    if sight.aborting is not None and aborts(unit, sight.aborting, now_ns):
        return PackmlCommand.ABORT, sight.aborting
    if unit.is_commanded:
        return None
    if sight.holding is not None and unit.state in WAYS[PackmlCommand.HOLD].of:
        return PackmlCommand.HOLD, sight.holding
    if sight.outside is not None and unit.state is PackmlState.EXECUTE:
        return PackmlCommand.SUSPEND, sight.outside
    onward = way_on(unit, sight, auto_start)
    return None if onward is None else (onward, None)


def aborts(unit: Unit, cause: StopCause, now_ns: int) -> bool:
    if unit.state in ABORTED:
        return False
    if unit.state is PackmlState.CLEARING:
        return is_overdue(unit, now_ns)
    return unit.state not in AT_REST or cause.reason is StopReason.EMERGENCY_STOP


def way_on(unit: Unit, sight: Sight, auto_start: bool) -> PackmlCommand | None:
    """Towards Execute, where nothing speaks against it any more."""
    produces = unit.mode is PackmlMode.PRODUCTION
    match unit.state:
        case PackmlState.HELD if sight.holding is None:
            return PackmlCommand.UNHOLD
        case PackmlState.SUSPENDED if sight.outside is None:
            return PackmlCommand.UNSUSPEND
        case PackmlState.STOPPED if produces and unit.cause is None:
            return PackmlCommand.RESET
        case PackmlState.IDLE if produces and auto_start and not sight.lacking:
            return PackmlCommand.START
    return None


def has_ended(unit: Unit, sight: Sight, now_ns: int, auto_start: bool) -> bool:
    """Whether what this acting state waits for has come, or was waited for long enough."""
    if is_overdue(unit, now_ns):
        return True
    match unit.state:
        case PackmlState.CLEARING:
            return sight.aborting is None
        case PackmlState.COMPLETING:
            return sight.is_empty
    return sight.belt_stands or not unit.stops_belt(auto_start)


def is_overdue(unit: Unit, now_ns: int) -> bool:
    completes = unit.state is PackmlState.COMPLETING
    longest_ns = LONGEST_COMPLETING_NS if completes else LONGEST_ACTING_NS
    return now_ns - unit.since_ns >= longest_ns


def cause_now(unit: Unit, sight: Sight) -> StopCause | None:
    """A station that holds by itself may do so for another reason by now."""
    own = {PackmlState.HELD: sight.holding, PackmlState.SUSPENDED: sight.outside}.get(unit.state)
    if unit.is_commanded or own is None or unit.cause is None:
        return unit.cause
    return unit.cause if unit.cause.reason is own.reason else own


# By command


def commanded(unit: Unit, command: PackmlCommand, sight: Sight, person: str, now_ns: int) -> Unit:
    """As it is after the command. Conflict where that is not possible now, and why."""
    cause = StopCause(StopReason.COMMAND, person)
    if unit.state in MEANT_ALREADY.get(command, ()):
        return replace(unit, is_commanded=True, cause=cause)
    refuse_impossible(unit, command, sight)
    to = WAYS[command].to
    match command:
        case PackmlCommand.UNHOLD | PackmlCommand.UNSUSPEND:
            return taken_back(unit, command, sight, now_ns)
        case PackmlCommand.START:
            return replace(unit.moved(to, now_ns, None), is_commanded=False)
        case PackmlCommand.RESET:
            return unit.moved(to, now_ns, None)
        case PackmlCommand.CLEAR:
            return unit.moved(to, now_ns, unit.cause)
    return replace(unit.moved(to, now_ns, cause), is_commanded=True)


def refuse_impossible(unit: Unit, command: PackmlCommand, sight: Sight) -> None:
    if unit.state not in WAYS[command].of:
        names = ", ".join(told(one) for one in possible(unit.state))
        raise Conflict(f"{told(command)} is not possible in {told(unit.state)}; possible: {names}")
    if unit.state in TAKEN_BACK_BY and command is TAKEN_BACK_BY[unit.state]:
        refuse_own(unit)
    if command is PackmlCommand.START:
        refuse_start(unit, sight)


def refuse_own(unit: Unit) -> None:
    """A station that holds by itself goes on by itself."""
    if not unit.is_commanded and unit.cause is not None:
        raise Conflict(
            f"nobody has commanded {told(unit.state)}: the station goes on by itself when this is "
            f"over: {told_cause(unit.cause)}"
        )


def refuse_start(unit: Unit, sight: Sight) -> None:
    if unit.mode is PackmlMode.MANUAL:
        raise Conflict("nothing is started in mode Manual; set mode Production or Maintenance")
    if sight.lacking:
        raise Conflict(f"not ready to start: {'; '.join(map(told_cause, sight.lacking))}")


def taken_back(unit: Unit, command: PackmlCommand, sight: Sight, now_ns: int) -> Unit:
    """The command is; an inside reason of the station's own holds on."""
    free = replace(unit, is_commanded=False)
    if command is PackmlCommand.UNHOLD and sight.holding is not None:
        return replace(free, cause=sight.holding)
    return free.moved(WAYS[command].to, now_ns, None)


def in_mode(unit: Unit, mode: PackmlMode) -> Unit:
    """Conflict while it runs. In any mode but Production only a command starts it."""
    if unit.state not in MODE_CHANGES_IN:
        names = ", ".join(told(state) for state in sorted(MODE_CHANGES_IN))
        raise Conflict(f"the mode changes in {names} alone; the station is in {told(unit.state)}")
    stands = unit.is_commanded or mode is not PackmlMode.PRODUCTION
    return replace(unit, mode=mode, is_commanded=stands)


def told(word: PackmlState | PackmlCommand | PackmlMode) -> str:
    """As the standard writes it."""
    return word.name.capitalize()


def told_cause(cause: StopCause) -> str:
    reason = cause.reason.name.lower().replace("_", " ")
    return reason if cause.why is None else f"{reason} ({cause.why})"
