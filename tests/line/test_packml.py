"""A whole line in the words of PackML: what comes up, what is commanded, and what never changes."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from edge_agent.core.line_events import PACKML_CHANGED
from edge_agent.core.packml.words import PackmlCommand, PackmlMode, PackmlState, StopReason
from edge_agent.core.packs import Level, Outcome
from edge_agent.core.recipe import NoAnswer
from edge_agent.core.told import CommandPackml, SetPackmlMode, StartBelt, StopBelt, Told
from edge_agent.line import stops
from edge_agent.line.packml import LOOK_NS, TOLD_AT_ONCE, TOLD_PER_S
from edge_agent.line.packml_sight import PackmlSetup, of_stop
from simulators.devices import PlantGate
from tests.line.plants import SLOW_LINE, Shift, set_up
from tests.line.troubles import NOBODY, change_speed
from tests.line.truths import assert_true

ANNA = "anna"
WAITS = PackmlSetup(auto_start=False)
LOOK_S = 0.05
EXECUTE, HELD, STOPPED = PackmlState.EXECUTE, PackmlState.HELD, PackmlState.STOPPED


class FaultyGate(PlantGate):
    """Its controller stops answering at 4 s and keeps that until somebody clears it."""

    is_cleared = False

    @property
    def trouble(self) -> str | None:
        return None if self.is_cleared or self.clock.now_ns() < 4_000_000_000 else "air is low"

    @trouble.setter
    def trouble(self, _: str | None) -> None: ...

    def clear_faults(self) -> None:
        self.is_cleared = True


@dataclass
class Course:
    """A shift that is looked at all the time, whatever its belt does."""

    shift: Shift
    seen: list[tuple[PackmlState, StopReason | None]] = field(default_factory=list)
    """Every state that lasted until somebody looked, with its cause."""
    stood: dict[PackmlState, set[bool]] = field(default_factory=dict)
    """Whether the belt was told to stand, in each state."""

    def says(self, at_s: float, word: Told) -> None:
        self.shift.at_s(at_s, lambda _: self.shift.runner.line.told.put(word))

    def commands(self, at_s: float, command: PackmlCommand) -> None:
        self.says(at_s, CommandPackml(command, ANNA))

    def run(self, until_s: float) -> "Course":
        for number in range(int(until_s / LOOK_S)):
            self.shift.at_s(number * LOOK_S, lambda _: None)
        for now_ns in self.shift.runner.steps():
            self.look(now_ns)
        return self

    def look(self, now_ns: int) -> None:
        line = self.shift.runner.line
        view = line.packml.view(now_ns)
        if not self.seen or self.seen[-1] != (view.state, view.cause):
            self.seen.append((view.state, view.cause))
        self.stood.setdefault(view.state, set()).add(stops.PACKML in line.stops.reasons)
        if view.state is EXECUTE and line.packml.look_ns == now_ns + LOOK_NS:
            assert line.packml.sight.now(now_ns).is_ready

    @property
    def states(self) -> list[PackmlState]:
        return [state for state, _ in self.seen]

    @property
    def told(self) -> list[dict[str, object]]:
        return [body for kind, body in self.shift.notes.events if kind == PACKML_CHANGED]

    @property
    def refused(self) -> list[object]:
        return [body["why"] for kind, body in self.shift.notes.events if kind == "word_refused"]


def course(count: int = 60, level: Level = Level.REPORT, **how: object) -> Course:
    return Course(set_up(count, level, defect_share=0.0, doubt_share=0.0, **how))  # type: ignore[arg-type]


def everything_ended_once(one: Course) -> None:
    assert_true(one.shift)
    ledger = one.shift.runner.line.ledger
    assert ledger.adds_up
    assert ledger.on_belt == 0


def unplugged(one: Course, from_s: float, until_s: float) -> None:
    """Every camera."""

    def plug(is_unplugged: bool) -> None:
        for camera in one.shift.runner.cameras:
            camera.is_unplugged = is_unplugged

    one.shift.at_s(from_s, lambda _: plug(True))
    one.shift.at_s(until_s, lambda _: plug(False))


# By itself


def test_a_line_goes_to_execute_by_itself_and_stops_no_belt() -> None:
    one = course().run(4.0)
    assert one.states[0] is EXECUTE
    assert [body["to"] for body in one.told][:4] == ["resetting", "idle", "starting", "execute"]
    assert one.shift.notes.count("belt_stop") == 0
    everything_ended_once(one)


@pytest.mark.parametrize("views", [1, 2])
def test_a_camera_that_is_unplugged_holds_and_two_abort(views: int) -> None:
    one = course(100, views=views)
    unplugged(one, 3.0, 5.0)
    one.run(10.0)
    if views == 1:
        assert one.seen[1] == (HELD, StopReason.CAMERA_FAULT)
        assert one.states[-1] is EXECUTE
    else:
        assert one.seen[1] == (PackmlState.ABORTED, StopReason.SEVERAL_DEVICES_LOST)
        assert one.states[-1] is PackmlState.ABORTED
    everything_ended_once(one)


def test_an_acting_line_that_loses_its_camera_is_held_until_a_person_took_over() -> None:
    one = course(100, level=Level.ACT_ALWAYS)
    unplugged(one, 3.0, 5.0)
    one.run(16.0)
    held = [(HELD, StopReason.CAMERA_FAULT), (HELD, StopReason.LEVEL_FELL)]
    assert one.seen == [(EXECUTE, None), *held, (EXECUTE, None)]
    assert any(record.outcome is Outcome.REJECTED for record in one.shift.records)
    everything_ended_once(one)


def test_an_abort_is_cleared_and_reset_and_the_line_goes_on() -> None:
    one = course(100, views=2)
    unplugged(one, 2.0, 4.0)
    one.commands(6.0, PackmlCommand.CLEAR)
    one.commands(7.0, PackmlCommand.RESET)
    one.run(12.0)
    assert one.seen[2] == (STOPPED, StopReason.SEVERAL_DEVICES_LOST)
    assert one.states[-1] is EXECUTE
    assert one.shift.notes.count("belt_stop") == 0
    everything_ended_once(one)


def test_without_an_order_that_the_recipe_needs_it_waits_in_idle() -> None:
    one = course()
    one.shift.runner.line.packml.sight.needs_order = True
    one.run(2.0)
    assert one.seen == [(PackmlState.IDLE, StopReason.NO_ORDER)]
    everything_ended_once(one)


def test_a_pack_that_nobody_answers_for_holds_until_somebody_does() -> None:
    patient = set_up(
        *(10, Level.RECOMMEND),
        plant=SLOW_LINE,
        defect_share=1.0,
        operator=NOBODY,
        no_answer=NoAnswer.STOP,
    )
    one = Course(patient).run(20.0)
    assert one.seen[:2] == [(EXECUTE, None), (HELD, StopReason.ANSWER_AWAITED)]
    assert one.states[-1] is EXECUTE
    everything_ended_once(one)


def test_a_belt_without_packs_is_starved_and_one_that_others_stop_blocked() -> None:
    one = course(60, packml=PackmlSetup(starved_after_ns=3_000_000_000))
    change_speed(one.shift, 2.0, 5.0, to_share=0.0)
    one.run(22.0)
    assert one.seen == [
        (EXECUTE, None),
        (PackmlState.SUSPENDED, StopReason.BLOCKED),
        (EXECUTE, None),
        (PackmlState.SUSPENDED, StopReason.STARVED),
    ]
    view = one.shift.runner.line.packml.view(one.shift.runner.clock.now_ns())
    assert (view.is_starved, view.is_blocked) == (True, False)
    everything_ended_once(one)


def test_a_person_who_stops_the_belt_holds_the_line_and_starts_it_again() -> None:
    one = course()
    one.says(2.0, StopBelt(ANNA))
    one.says(5.0, StartBelt(ANNA))
    one.run(10.0)
    assert one.seen == [(EXECUTE, None), (HELD, StopReason.PERSON_STOPPED), (EXECUTE, None)]
    everything_ended_once(one)


# By command


@pytest.mark.parametrize("level", [Level.REPORT, Level.ACT_ALWAYS], ids=str)
def test_hold_stops_the_belt_and_unhold_lets_it_go_on(level: Level) -> None:
    one = course(level=level)
    one.commands(2.0, PackmlCommand.HOLD)
    one.commands(5.0, PackmlCommand.UNHOLD)
    one.run(10.0)
    assert one.states == [EXECUTE, PackmlState.HOLDING, HELD, EXECUTE]
    assert one.stood[HELD] == {True}
    assert one.stood[EXECUTE] == {False}
    assert {record.outcome for record in one.shift.records} == {Outcome.PASSED}
    everything_ended_once(one)


def test_what_another_has_stopped_stays_stopped_when_the_command_is_over() -> None:
    one = course()
    one.commands(2.0, PackmlCommand.STOP)
    one.says(3.0, StopBelt(ANNA))
    one.commands(4.0, PackmlCommand.RESET)
    one.commands(5.0, PackmlCommand.START)
    one.says(7.0, StartBelt(ANNA))
    one.run(12.0)
    assert one.seen[-2:] == [(HELD, StopReason.PERSON_STOPPED), (EXECUTE, None)]
    line = one.shift.runner.line
    started_again = [body for kind, body in one.shift.notes.events if kind == "belt_stop_over"]
    assert [body["why"] for body in started_again] == [stops.PACKML, stops.BY_PERSON]
    assert line.stops.reasons == set()
    everything_ended_once(one)


def test_a_persons_start_of_the_belt_does_not_take_back_a_command() -> None:
    one = course()
    one.commands(2.0, PackmlCommand.ABORT)
    one.says(3.0, StartBelt(ANNA))
    one.run(6.0)
    assert one.states[-1] is PackmlState.ABORTED
    assert one.shift.runner.plant.is_stopped


def test_completing_lets_the_packs_on_the_belt_end_first() -> None:
    one = course()
    one.commands(3.0, PackmlCommand.COMPLETE)
    one.run(6.0)
    line = one.shift.runner.line
    assert one.states == [EXECUTE, PackmlState.COMPLETING, PackmlState.COMPLETE]
    assert one.stood[PackmlState.COMPLETING] == {False}
    assert one.stood[PackmlState.COMPLETE] == {True}
    assert line.packml.sight.completing
    assert line.packml.sight.completing.isdisjoint(line.packs)


def test_faults_that_the_controller_keeps_are_cleared_while_the_belt_stands() -> None:
    one = course(gate_of=FaultyGate)
    one.commands(6.0, PackmlCommand.STOP)
    for at_s, command in ((7.0, PackmlCommand.CLEAR), (8.0, PackmlCommand.RESET)):
        one.commands(at_s, command)
    one.commands(9.0, PackmlCommand.START)
    one.run(14.0)
    aborted = (PackmlState.ABORTED, StopReason.GATE_LOST)
    assert one.seen[1:3] == [aborted, (PackmlState.ABORTED, StopReason.COMMAND)]
    assert one.states[-1] is EXECUTE
    everything_ended_once(one)


def test_nothing_is_cleared_where_the_belt_might_run_for_it() -> None:
    one = course(gate_of=FaultyGate)
    one.commands(6.0, PackmlCommand.CLEAR)
    one.run(20.0)
    assert one.states[-1] is PackmlState.ABORTED
    assert PackmlState.CLEARING in one.states


def test_a_command_that_is_not_possible_is_refused_and_told() -> None:
    one = course()
    one.commands(2.0, PackmlCommand.CLEAR)
    one.says(3.0, SetPackmlMode(PackmlMode.MANUAL, ANNA))
    one.run(4.0)
    assert one.refused == [
        "Clear is not possible in Execute; possible: Stop, Hold, Suspend, Abort, Complete",
        "the mode changes in Stopped, Idle, Aborted alone; the station is in Execute",
    ]


# Where it starts on command only


def test_the_belt_stands_in_idle_until_somebody_starts() -> None:
    one = course(packml=WAITS)
    one.commands(3.0, PackmlCommand.START)
    one.run(8.0)
    assert one.seen[0] == (PackmlState.IDLE, None)
    assert one.stood[PackmlState.IDLE] == {True}
    assert one.stood[EXECUTE] == {False}
    assert one.shift.records
    everything_ended_once(one)


def test_start_waits_for_no_lost_camera() -> None:
    one = course(packml=WAITS)
    one.shift.runner.cameras[0].unplug()
    one.commands(3.0, PackmlCommand.START)
    one.run(5.0)
    assert one.seen[-1] == (PackmlState.IDLE, StopReason.CAMERA_FAULT)
    assert one.refused == [
        "not ready to start: camera fault (camera view 0 lost: camera view 0 does not answer)"
    ]
    assert not one.shift.records


def test_what_was_stopped_before_a_restart_stays_stopped() -> None:
    one = course(packml=PackmlSetup(is_stopped=True, mode=PackmlMode.MAINTENANCE))
    one.commands(2.0, PackmlCommand.RESET)
    one.commands(3.0, PackmlCommand.START)
    one.run(8.0)
    assert one.seen[0] == (STOPPED, StopReason.COMMAND)
    assert one.states[-1] is EXECUTE
    assert one.told[-1]["mode"] == "maintenance"
    everything_ended_once(one)


# What is told


def test_the_view_counts_packs_and_times() -> None:
    one = course()
    one.commands(2.0, PackmlCommand.HOLD)
    one.commands(5.0, PackmlCommand.UNHOLD)
    one.run(10.0)
    now_ns = one.shift.runner.clock.now_ns()
    view = one.shift.runner.line.packml.view(now_ns)
    assert (view.processed, view.defective) == (len(one.shift.records), 0)
    assert sum(time.total_s for time in view.times) == pytest.approx(now_ns / 1e9, abs=0.01)
    held = next(time.total_s for time in view.times if time.state is HELD)
    assert 2.0 < held < 3.1


def test_rejected_packs_are_defective() -> None:
    shift = set_up(40, Level.ACT_ALWAYS, defect_share=0.5, doubt_share=0.0)
    one = Course(shift).run(1.0)
    ledger = shift.runner.line.ledger
    view = shift.runner.line.packml.view(0)
    assert (view.processed, view.defective) == (ledger.seen, ledger.rejected)
    assert view.defective > 0
    everything_ended_once(one)


def test_trouble_that_flickers_does_not_fill_the_log() -> None:
    one = course(600)
    lost = one.shift.runner.line.health.lost_cameras

    def flicker(now_ns: int) -> None:
        if lost:
            lost.clear()
        else:
            lost["other"] = "flickers"

    for number in range(500):
        one.shift.at_s(number * 0.1, flicker)
    one.run(60.0)
    assert len(one.told) < TOLD_AT_ONCE + 60 * TOLD_PER_S + 1
    assert any("untold" in body for body in one.told)


def test_every_reason_to_stop_the_belt_has_its_reason_in_packml() -> None:
    named = [
        value
        for name, value in vars(stops).items()
        if name.isupper() and isinstance(value, str) and value != stops.PACKML
    ]
    makers: tuple[Callable[[int], str], ...] = (stops.hold_of, stops.no_answer_for)
    for stop in (*named, *(make(7) for make in makers)):
        assert len(list(of_stop(stop))) == 1, stop
    assert not list(of_stop(stops.PACKML))
