"""PackML at a line: looks, follows commands, stops the belt for them, and tells every change.

Rules
- It adds one reason to stop the belt and takes back that one alone: whatever else has stopped it,
  and whatever the gate does with packs, stays as it is.
- A change by command is always told; of those that come by themselves so many a minute that trouble
  that flickers cannot fill a disk, and the next one tells how many were left out.
"""

from typing import Final

from edge_agent.control.allowance import Allowance
from edge_agent.core.ledger import Ledger
from edge_agent.core.line_events import PACKML_CHANGED
from edge_agent.core.packml.sight import StopCause
from edge_agent.core.packml.times import StateTimes
from edge_agent.core.packml.unit import Unit, advanced, commanded, in_mode
from edge_agent.core.packml.view import PackmlView
from edge_agent.core.packml.words import PackmlCommand, PackmlMode, PackmlState, StopReason
from edge_agent.core.recipe import Recipe
from edge_agent.core.told import CommandPackml, SetPackmlMode
from edge_agent.line.packml_sight import LineAtWork, PackmlSetup, PackmlSight
from edge_agent.line.parts import Parts
from edge_agent.line.stops import PACKML
from hardware.interfaces import LatchesFaults

BEFORE: Final = "before this start"
LOOK_NS: Final = 10_000_000
"""Far quicker than any plant asks for the state."""
TOLD_PER_S: Final = 0.2
TOLD_AT_ONCE: Final = 60.0


class PackmlAtLine:
    """Of one line, from its start on."""

    def __init__(self, parts: Parts, line: LineAtWork, recipe: Recipe, setup: PackmlSetup) -> None:
        now_ns = parts.clock.now_ns()
        self.line, self.recorder, self.clock = line, parts.recorder, parts.clock
        self.auto_start = setup.auto_start
        self.sight = PackmlSight(line, recipe, setup, now_ns)
        self.unit = first_unit(setup, now_ns)
        self.times = StateTimes(self.unit.mode, self.unit.state, now_ns)
        self.allowance, self.untold = Allowance(TOLD_PER_S, TOLD_AT_ONCE), 0
        self.look_ns = 0
        self.settle_belt()

    # By itself

    def look(self, now_ns: int) -> None:
        """Called in every step; looks now and then."""
        if now_ns >= self.look_ns:
            self.look_ns = now_ns + LOOK_NS
            self.advance(now_ns)

    def advance(self, now_ns: int) -> None:
        """As far as it comes now."""
        sight = self.sight.now(now_ns)
        while (after := advanced(self.unit, sight, now_ns, self.auto_start)) != self.unit:
            self.become(after, now_ns)

    # By command

    def command(self, told: CommandPackml, now_ns: int) -> None:
        """Conflict where it is not possible now."""
        sight = self.sight.now(now_ns)
        after = commanded(self.unit, told.command, sight, told.person, now_ns)
        if told.command is PackmlCommand.COMPLETE:
            self.sight.completing = frozenset(self.line.packs)
        self.become(after, now_ns, told.person)
        if told.command is PackmlCommand.CLEAR:
            self.clear_faults()
        self.advance(now_ns)

    def set_mode(self, told: SetPackmlMode, now_ns: int) -> None:
        """Conflict while it runs."""
        self.become(in_mode(self.unit, told.mode), now_ns, told.person)
        self.advance(now_ns)

    def clear_faults(self) -> None:
        """What the controller keeps until somebody sees to it; the belt stands meanwhile."""
        gate = self.line.gate
        if PACKML in self.line.stops.reasons and isinstance(gate, LatchesFaults):
            gate.clear_faults()

    # What follows

    def become(self, after: Unit, now_ns: int, by: str | None = None) -> None:
        before, self.unit = self.unit, after
        if after == before:
            return
        self.times.became(after.mode, after.state, now_ns)
        self.settle_belt()
        if by is not None or self.allowance.takes(now_ns):
            self.recorder.event(PACKML_CHANGED, self.change_body(before, by))
            self.untold = 0
        else:
            self.untold += 1

    def change_body(self, before: Unit, by: str | None) -> dict[str, object]:
        unit = self.unit
        body: dict[str, object] = {
            "from": word(before.state),
            "to": word(unit.state),
            "mode": word(unit.mode),
            "is_commanded": unit.is_commanded,
        }
        if unit.cause is not None:
            body |= {"cause": word(unit.cause.reason), "why": unit.cause.why}
        if by is not None:
            body["by"] = by
        return body if self.untold == 0 else {**body, "untold": self.untold}

    def settle_belt(self) -> None:
        stops = self.line.stops
        if self.unit.stops_belt(self.auto_start):
            stops.stop(PACKML)
        else:
            stops.start(PACKML)

    # For whoever asks

    @property
    def starts_as_it_was(self) -> bool:
        """Another start of the line waits for no command that this one did not wait for."""
        return self.auto_start or self.unit.state is PackmlState.STOPPED

    def view(self, now_ns: int) -> PackmlView:
        unit, sight = self.unit, self.sight.now(now_ns)
        lacking = tuple(dict.fromkeys(cause.reason for cause in sight.lacking))
        cause = unit.cause or cause_of_idle(unit, sight.lacking)
        outside = None if sight.outside is None else sight.outside.reason
        ledger = self.line.ledger
        return PackmlView(
            *(unit.state, unit.mode, None if cause is None else cause.reason, unit.since_ns),
            why=None if cause is None else cause.why,
            lacking=lacking,
            is_starved=outside is StopReason.STARVED,
            is_blocked=outside is StopReason.BLOCKED,
            processed=ended(ledger),
            defective=ledger.rejected + ledger.held,
            times=self.times.told(now_ns),
        )


def first_unit(setup: PackmlSetup, now_ns: int) -> Unit:
    """Stopped; what a command has stopped before this start waits for one."""
    cause = StopCause(StopReason.COMMAND, BEFORE) if setup.is_stopped else None
    is_commanded = setup.is_stopped or setup.mode is not PackmlMode.PRODUCTION
    return Unit(mode=setup.mode, since_ns=now_ns, cause=cause, is_commanded=is_commanded)


def cause_of_idle(unit: Unit, lacking: tuple[StopCause, ...]) -> StopCause | None:
    """It waits for what is lacking, or for nothing but a command."""
    return lacking[0] if unit.state is PackmlState.IDLE and lacking else None


def ended(ledger: Ledger) -> int:
    return ledger.passed + ledger.rejected + ledger.held + ledger.missed


def word(one: PackmlState | PackmlMode | StopReason) -> str:
    return one.name.lower()
