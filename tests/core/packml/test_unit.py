"""The state machine under any course of commands, troubles and time."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from edge_agent.core.errors import Conflict
from edge_agent.core.packml.sight import Sight, StopCause
from edge_agent.core.packml.transitions import ABORTED, ENDS_IN, WAYS
from edge_agent.core.packml.unit import (
    LONGEST_ACTING_NS,
    LONGEST_COMPLETING_NS,
    Unit,
    advanced,
    commanded,
    in_mode,
)
from edge_agent.core.packml.words import PackmlCommand, PackmlMode, PackmlState, StopReason

ANNA = "anna"
SECOND_NS = 1_000_000_000
READY = Sight()
NO_CAMERA = StopCause(StopReason.CAMERA_FAULT, "camera top lost: unplugged")
NO_GATE = StopCause(StopReason.GATE_LOST, "gate: no answer")
PULLED = StopCause(StopReason.EMERGENCY_STOP)
BIN_FULL = StopCause(StopReason.BIN_FULL)
STARVED = StopCause(StopReason.STARVED)
BLOCKED = StopCause(StopReason.BLOCKED)
SIGHTS = some.builds(
    Sight,
    aborting=some.sampled_from([None, None, NO_GATE, PULLED]),
    lacking=some.sampled_from([(), (), (NO_CAMERA,)]),
    waiting=some.sampled_from([None, None, BIN_FULL]),
    outside=some.sampled_from([None, None, STARVED, BLOCKED]),
    belt_stands=some.booleans(),
    is_empty=some.booleans(),
).map(lambda sight: replace(sight, lacking=lacking_of(sight)))
ALLOWED = {(of, way.to) for way in WAYS.values() for of in way.of} | set(ENDS_IN.items())
BRINGS_TO_STAND = (
    *(PackmlCommand.STOP, PackmlCommand.HOLD, PackmlCommand.SUSPEND),
    *(PackmlCommand.ABORT, PackmlCommand.COMPLETE),
)

LETS_GO_ON = (PackmlCommand.START, PackmlCommand.UNHOLD, PackmlCommand.UNSUSPEND)


def lacking_of(sight: Sight) -> tuple[StopCause, ...]:
    """What aborts is lacking as well."""
    return sight.lacking if sight.aborting is None else (sight.aborting, *sight.lacking)


def settled(unit: Unit, sight: Sight, now_ns: int = 0, auto_start: bool = True) -> Unit:
    """What it comes to in one look; every sight comes to an end."""
    for _ in range(len(PackmlState) + 1):
        after = advanced(unit, sight, now_ns, auto_start)
        assert after.state is unit.state or (unit.state, after.state) in ALLOWED
        if after == unit:
            return unit
        unit = after
    raise AssertionError(f"{sight} never settles")


def at_work() -> Unit:
    return settled(Unit(), READY)


def held_for(sight: Sight) -> Unit:
    return settled(at_work(), sight)


# By itself


def test_a_station_starts_by_itself_as_soon_as_all_is_ready() -> None:
    waits = settled(Unit(), Sight(lacking=(NO_CAMERA,)))
    assert waits.state is PackmlState.IDLE
    assert settled(waits, READY).state is PackmlState.EXECUTE


def test_where_it_may_not_it_waits_with_a_standing_belt_for_a_start() -> None:
    idle = settled(Unit(), READY, auto_start=False)
    assert (idle.state, idle.stops_belt(auto_start=False)) == (PackmlState.IDLE, True)
    works = settled(commanded(idle, PackmlCommand.START, READY, ANNA, 0), READY, auto_start=False)
    assert (works.state, works.stops_belt(auto_start=False)) == (PackmlState.EXECUTE, False)


@pytest.mark.parametrize(
    ("sight", "state"),
    [
        (Sight(lacking=(NO_CAMERA,)), PackmlState.HELD),
        (Sight(waiting=BIN_FULL), PackmlState.HELD),
        (Sight(outside=STARVED), PackmlState.SUSPENDED),
        (Sight(outside=BLOCKED), PackmlState.SUSPENDED),
        (Sight(waiting=BIN_FULL, outside=BLOCKED), PackmlState.HELD),
    ],
)
def test_what_comes_up_holds_or_suspends_and_is_over_by_itself(
    sight: Sight, state: PackmlState
) -> None:
    stands = held_for(sight)
    assert stands.state is state
    assert not stands.stops_belt(auto_start=True)
    assert settled(stands, READY).state is PackmlState.EXECUTE


def test_suspended_is_held_when_something_inside_comes_up() -> None:
    stands = settled(held_for(Sight(outside=STARVED)), Sight(waiting=BIN_FULL, outside=STARVED))
    assert (stands.state, stands.cause) == (PackmlState.HELD, BIN_FULL)
    again = settled(stands, Sight(outside=STARVED))
    assert (again.state, again.cause) == (PackmlState.SUSPENDED, STARVED)


def test_held_for_one_reason_after_the_other_it_names_the_present_one() -> None:
    stands = settled(held_for(Sight(waiting=BIN_FULL)), Sight(lacking=(NO_CAMERA,)))
    assert (stands.state, stands.cause) == (PackmlState.HELD, NO_CAMERA)


@pytest.mark.parametrize("cause", [NO_GATE, PULLED])
def test_an_abort_needs_clear_and_reset(cause: StopCause) -> None:
    lost = Sight(aborting=cause, lacking=(cause,))
    stands = held_for(lost)
    assert (stands.state, stands.cause) == (PackmlState.ABORTED, cause)
    assert settled(stands, READY) == stands
    cleared = settled(commanded(stands, PackmlCommand.CLEAR, READY, ANNA, 0), READY)
    assert (cleared.state, cleared.cause) == (PackmlState.STOPPED, cause)
    reset = commanded(cleared, PackmlCommand.RESET, READY, ANNA, 0)
    assert settled(reset, READY).state is PackmlState.EXECUTE


def test_a_cause_that_goes_on_is_not_cleared() -> None:
    lost = Sight(aborting=NO_GATE, lacking=(NO_GATE,))
    clearing = settled(commanded(held_for(lost), PackmlCommand.CLEAR, lost, ANNA, 0), lost)
    assert clearing.state is PackmlState.CLEARING
    assert settled(clearing, lost, LONGEST_ACTING_NS).state is PackmlState.ABORTED


def test_a_gate_that_is_not_there_yet_at_the_start_aborts_nothing() -> None:
    lost = Sight(aborting=NO_GATE, lacking=(NO_GATE,))
    assert settled(Unit(), lost).state is PackmlState.IDLE
    pulled = Sight(aborting=PULLED, lacking=(PULLED,))
    assert settled(Unit(), pulled).state is PackmlState.ABORTED


# By command


def test_what_was_commanded_waits_for_a_command() -> None:
    held = settled(commanded(at_work(), PackmlCommand.HOLD, READY, ANNA, 0), READY)
    assert (held.state, held.stops_belt(auto_start=True)) == (PackmlState.HELD, True)
    assert settled(held, READY) == held
    works = settled(commanded(held, PackmlCommand.UNHOLD, READY, ANNA, 0), READY)
    assert (works.state, works.stops_belt(auto_start=True)) == (PackmlState.EXECUTE, False)


def test_after_a_stop_both_reset_and_start_are_commanded() -> None:
    stopped = settled(commanded(at_work(), PackmlCommand.STOP, READY, ANNA, 0), READY)
    assert settled(stopped, READY).state is PackmlState.STOPPED
    idle = settled(commanded(stopped, PackmlCommand.RESET, READY, ANNA, 0), READY)
    assert (idle.state, idle.stops_belt(auto_start=True)) == (PackmlState.IDLE, True)
    started = commanded(idle, PackmlCommand.START, READY, ANNA, 0)
    assert settled(started, READY).state is PackmlState.EXECUTE


def test_unhold_takes_back_the_command_and_not_what_the_station_holds_for() -> None:
    full = Sight(waiting=BIN_FULL)
    held = settled(commanded(at_work(), PackmlCommand.HOLD, READY, ANNA, 0), full)
    free = settled(commanded(held, PackmlCommand.UNHOLD, full, ANNA, 0), full)
    assert (free.state, free.cause, free.is_commanded) == (PackmlState.HELD, BIN_FULL, False)
    with pytest.raises(Conflict, match="goes on by itself when this is over: bin full"):
        commanded(free, PackmlCommand.UNHOLD, full, ANNA, 0)


def test_what_stands_by_itself_stands_on_command_once_that_is_said() -> None:
    for sight, command in (
        (Sight(waiting=BIN_FULL), PackmlCommand.HOLD),
        (Sight(outside=STARVED), PackmlCommand.SUSPEND),
        (Sight(aborting=NO_GATE, lacking=(NO_GATE,)), PackmlCommand.STOP),
    ):
        stands = commanded(held_for(sight), command, sight, ANNA, 0)
        assert stands.state is held_for(sight).state
        assert stands.stops_belt(auto_start=True)
        assert settled(stands, READY) == stands


def test_nothing_starts_that_is_not_ready_and_the_person_hears_why() -> None:
    idle = settled(Unit(), READY, auto_start=False)
    with pytest.raises(Conflict, match=r"not ready to start: camera fault \(camera top lost"):
        commanded(idle, PackmlCommand.START, Sight(lacking=(NO_CAMERA,)), ANNA, 0)
    manual = in_mode(idle, PackmlMode.MANUAL)
    with pytest.raises(Conflict, match="nothing is started in mode Manual"):
        commanded(manual, PackmlCommand.START, READY, ANNA, 0)


def test_a_command_that_is_not_possible_names_those_that_are() -> None:
    with pytest.raises(Conflict, match="Reset is not possible in Execute; possible: Stop, Hold"):
        commanded(at_work(), PackmlCommand.RESET, READY, ANNA, 0)


def test_the_mode_changes_only_at_rest() -> None:
    with pytest.raises(Conflict, match="changes in Stopped, Idle, Aborted alone"):
        in_mode(at_work(), PackmlMode.MAINTENANCE)
    stopped = settled(commanded(at_work(), PackmlCommand.STOP, READY, ANNA, 0), READY)
    assert in_mode(stopped, PackmlMode.MAINTENANCE).mode is PackmlMode.MAINTENANCE


def test_only_production_starts_by_itself() -> None:
    service = in_mode(settled(Unit(), Sight(lacking=(NO_CAMERA,))), PackmlMode.MAINTENANCE)
    assert settled(service, READY).state is PackmlState.IDLE
    assert service.stops_belt(auto_start=True)
    lost = Sight(aborting=PULLED, lacking=(PULLED,))
    at_service = Unit(PackmlState.EXECUTE, PackmlMode.MAINTENANCE)
    assert settled(at_service, lost).stops_belt(auto_start=True)
    started = commanded(service, PackmlCommand.START, READY, ANNA, 0)
    assert settled(started, READY).state is PackmlState.EXECUTE


def test_completing_waits_for_the_packs_on_the_belt_and_not_for_ever() -> None:
    full = Sight(is_empty=False, belt_stands=False)
    completing = commanded(at_work(), PackmlCommand.COMPLETE, full, ANNA, 0)
    assert settled(completing, full, SECOND_NS).state is PackmlState.COMPLETING
    assert not completing.stops_belt(auto_start=True)
    for over in (settled(completing, READY, SECOND_NS), settled(completing, full, 60 * SECOND_NS)):
        assert (over.state, over.stops_belt(auto_start=True)) == (PackmlState.COMPLETE, True)


@given(some.sampled_from(PackmlState), some.booleans(), SIGHTS)
def test_abort_reaches_aborted_from_everywhere(
    state: PackmlState, is_commanded: bool, sight: Sight
) -> None:
    unit = Unit(state, is_commanded=is_commanded)
    aborting = commanded(unit, PackmlCommand.ABORT, sight, ANNA, 0)
    assert aborting.state in ABORTED
    stands = settled(aborting, sight, LONGEST_ACTING_NS)
    assert (stands.state, stands.stops_belt(auto_start=True)) == (PackmlState.ABORTED, True)


@given(some.sampled_from(sorted(ENDS_IN)), some.booleans(), SIGHTS, some.booleans())
def test_every_acting_state_ends(
    state: PackmlState, is_commanded: bool, sight: Sight, auto_start: bool
) -> None:
    unit = Unit(state, since_ns=SECOND_NS, is_commanded=is_commanded)
    after = settled(unit, sight, SECOND_NS + LONGEST_COMPLETING_NS, auto_start)
    assert after.state not in ENDS_IN or after.since_ns > SECOND_NS
    last = settled(after, sight, SECOND_NS + 2 * LONGEST_COMPLETING_NS, auto_start)
    assert last.state not in ENDS_IN


class AnyCourse(RuleBasedStateMachine):
    """Commands, troubles and time in any order; a stop holds until somebody starts."""

    def __init__(self) -> None:
        super().__init__()
        self.unit, self.sight, self.now_ns = Unit(), READY, 0
        self.must_stand = False
        """By what was commanded, whatever the machine says of itself."""

    @rule(sight=SIGHTS, seconds=some.integers(0, 20))
    def time_passes(self, sight: Sight, seconds: int) -> None:
        self.now_ns += seconds * SECOND_NS
        self.sight = sight
        self.unit = settled(self.unit, sight, self.now_ns)

    @rule(command=some.sampled_from(PackmlCommand))
    def is_commanded(self, command: PackmlCommand) -> None:
        before = self.unit
        try:
            told = commanded(before, command, self.sight, ANNA, self.now_ns)
        except Conflict:
            return
        assert told.state is before.state or (before.state, told.state) in ALLOWED
        if command in BRINGS_TO_STAND:
            self.must_stand = True
        elif command in LETS_GO_ON:
            self.must_stand = False
        self.unit = settled(told, self.sight, self.now_ns)

    @rule(mode=some.sampled_from(PackmlMode))
    def mode_is_set(self, mode: PackmlMode) -> None:
        try:
            self.unit = settled(in_mode(self.unit, mode), self.sight, self.now_ns)
        except Conflict:
            return
        assert self.unit.mode is mode

    @invariant()
    def executes_only_when_ready(self) -> None:
        if self.unit.state is PackmlState.EXECUTE:
            assert self.sight.is_ready
            assert self.unit.mode is not PackmlMode.MANUAL

    @invariant()
    def what_was_commanded_stands(self) -> None:
        if self.must_stand and self.unit.state is not PackmlState.COMPLETING:
            assert self.unit.state is not PackmlState.EXECUTE
            assert self.unit.stops_belt(auto_start=True)

    @invariant()
    def says_why_it_does_not_execute(self) -> None:
        if self.unit.state in {PackmlState.HELD, PackmlState.SUSPENDED, PackmlState.ABORTED}:
            assert self.unit.cause is not None


AnyCourse.TestCase.settings = settings(max_examples=300, stateful_step_count=40, deadline=None)
test_any_course = AnyCourse.TestCase
