"""Whatever people, devices and time do to a line, in any order: what must always hold, holds.

A machine of hypothesis leads a whole line (real plant, real pack register, real guard) through
words, mishaps and restarts in virtual time; after every step the truth of the plant is asked.
"""

from collections.abc import Iterator
from datetime import timedelta

import hypothesis.strategies as some
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from edge_agent.core.autonomy.causes import SUSPENDING, Cause
from edge_agent.core.autonomy.standing import SignedRaise
from edge_agent.core.packml.words import PackmlCommand
from edge_agent.core.packs import Action, Level, Outcome, Verdict
from edge_agent.core.told import (
    Accept,
    Answer,
    ClearSuspension,
    CommandPackml,
    LowerLevel,
    Raise,
    StartBelt,
    StartBypass,
    StopBelt,
    TakeBack,
    Told,
)
from hardware.interfaces import GateAction, GateOrder
from simulators.packs import TruePack
from tests.line.whole_line import (
    ACT,
    CHECKS,
    KINDS,
    PACKS,
    PERSON,
    VIEW,
    Numbered,
    Ordered,
    WholeLine,
    verdict_of,
)

STEPS = 200
LEAST_STEPS, LEAST_ORDERS = 150, 8
"""Of a sequence, in the mean: a machine that hardly moves, or a line that hardly acts, would prove
nothing."""
MS = 1_000_000
PRODUCTION_NS = 1_500 * MS
"""A dozen packs at the acting level."""
LONGEST_END = 6
"""Fives of seconds: all packs pass in 16 s."""
checks = some.sampled_from(CHECKS)
levels = some.sampled_from(Level)
waits = some.integers(5, 150)
OUTSIDE = sorted(set(Cause) - SUSPENDING)


class LineMachine(RuleBasedStateMachine):
    """What may happen on a shift."""

    steps = orders = 0
    """Of all sequences together."""

    @initialize(
        seed=some.integers(0, 2**16),
        ceiling=some.sampled_from([Level.ACT_WHEN_SURE, Level.ACT_ALWAYS]),
    )
    def begin(self, seed: int, ceiling: Level) -> None:
        mostly_fine = [0, 0, 0, *range(KINDS**2)]
        marks = [mostly_fine[(seed * 7919 + i * i) % len(mostly_fine)] for i in range(PACKS)]
        self.whole = WholeLine(seed, ceiling, marks)
        self.issued = self.looked = 0
        self.slipped: set[int] = set()
        """Packs that the gate was to throw out, and that a belt just stopped carried past it."""
        self.whole.pass_time(PRODUCTION_NS)

    # Time and the plant

    @rule(ms=some.integers(20, 400))
    def time_passes(self, ms: int) -> None:
        self.whole.pass_time(ms * MS)

    @rule(ms=some.sampled_from([20, 20, 60, 200, 600]))
    def inspection_takes(self, ms: int) -> None:
        self.whole.slow_ns = ms * MS

    @rule(is_lost=some.booleans())
    def camera(self, is_lost: bool) -> None:
        self.whole.camera.is_unplugged = is_lost

    @rule(ticks=some.sampled_from([-4000, -200, 40_000]))
    def encoder_tells_a_wrong_place(self, ticks: int) -> None:
        self.whole.gate.glitch_ticks = ticks

    @rule(seconds=some.integers(-100_000, 100_000))
    def wall_clock_jumps(self, seconds: int) -> None:
        self.whole.clock.wall_offset += timedelta(seconds=seconds)

    @rule(is_blind=some.booleans())
    def reject_eye(self, is_blind: bool) -> None:
        self.whole.gate.is_blind = is_blind

    @rule()
    def line_restarts(self) -> None:
        self.whole.restart()

    # People

    def say(self, word: Told, ms: int) -> None:
        self.whole.pass_time(ms * MS)
        self.whole.say(word)

    @rule(ms=waits)
    def stop_belt(self, ms: int) -> None:
        self.say(StopBelt(PERSON), ms)

    @rule(ms=waits)
    def start_belt(self, ms: int) -> None:
        self.say(StartBelt(PERSON), ms)

    @rule(ms=waits, command=some.sampled_from(PackmlCommand))
    def command_packml(self, ms: int, command: PackmlCommand) -> None:
        self.say(CommandPackml(command, PERSON), ms)

    @rule(ms=waits)
    def accept(self, ms: int) -> None:
        self.say(Accept(PERSON), ms)

    @rule(ms=waits, seconds=some.integers(1, 10))
    def bypass(self, ms: int, seconds: int) -> None:
        self.say(StartBypass(seconds / 60, PERSON, ACT), ms)

    @rule(ms=waits, check=checks, to=levels)
    def lower(self, ms: int, check: str, to: Level) -> None:
        self.say(LowerLevel(check, to, PERSON), ms)
        if not self.whole.standing.grant_of(check).level.acts:
            self.whole.valid[check] = None

    @rule(ms=waits, cause=some.sampled_from(OUTSIDE), which=some.sets(checks, min_size=1))
    def evidence_is_gone(self, ms: int, cause: Cause, which: set[str]) -> None:
        self.whole.pass_time(ms * MS)
        for check in which:
            self.whole.valid[check] = None
        self.whole.say(TakeBack(cause, "seen", tuple(sorted(which)), PERSON))

    @rule(ms=waits, check=checks, to=levels, is_fitting=some.booleans())
    def raise_level(self, ms: int, check: str, to: Level, is_fitting: bool) -> None:
        """An act that does not fit speaks of another level than the one that was granted."""
        self.whole.pass_time(ms * MS)
        level_from = self.whole.standing.grant_of(check).level
        if not is_fitting:
            level_from = Level.REPORT if level_from is not Level.REPORT else Level.RECOMMEND
        self.raise_by(check, level_from, to)

    def raise_by(self, check: str, level_from: Level, to: Level) -> None:
        self.issued += 1
        sha256 = f"{self.issued:064x}" if to.acts else None
        held, before = self.whole.valid[check], self.whole.standing.grant_of(check)
        self.whole.valid[check] = sha256 or held
        self.whole.say(Raise(SignedRaise(check, level_from, to, sha256, ACT), None, PERSON))
        after = self.whole.standing.grant_of(check)
        if after.certificate_sha256 != sha256 or sha256 is None:
            self.whole.valid[check] = held if after == before else None
        else:
            assert before.level is level_from

    @rule(is_caught=some.booleans())
    def challenge_pack(self, is_caught: bool) -> None:
        self.whole.line.guard.challenged(is_caught)

    @rule(ms=waits)
    def clear_suspension(self, ms: int) -> None:
        self.say(ClearSuspension(PERSON, ACT), ms)

    @rule(ms=waits, action=some.sampled_from(Action))
    def answer(self, ms: int, action: Action) -> None:
        self.whole.pass_time(ms * MS)
        is_open = [no for no, work in self.whole.line.packs.items() if work.is_open]
        self.whole.say(Answer(min(is_open, default=1), action, PERSON))

    @precondition(lambda self: self.whole.plant.is_stopped)
    @rule()
    def all_is_put_right(self) -> None:
        self.whole.put_right()

    @precondition(lambda self: not self.whole.acting())
    @rule()
    def all_is_earned_again(self) -> None:
        """So that a sequence does not end at its first fall."""
        self.whole.restore()
        for check in CHECKS:
            level = self.whole.standing.grant_of(check).level
            if level is not Level.ACT_ALWAYS:
                self.raise_by(check, level, Level.ACT_ALWAYS)
        self.whole.pass_time(PRODUCTION_NS)

    # What must hold

    @invariant()
    def the_machine_acts_only_while_level_certificate_and_health_permit(self) -> None:
        for ordered in self.whole.machine_orders[self.looked :]:
            assert ordered.acting
            assert ordered.is_certified
            assert not ordered.handover
            assert not ordered.camera_is_lost
            assert ordered.troubles == ()
        LineMachine.orders += len(self.whole.machine_orders) - self.looked
        LineMachine.steps += 1
        self.looked = len(self.whole.machine_orders)

    @invariant()
    def an_armed_gate_lets_only_known_packs_pass(self) -> None:
        """Known: by a verdict in time for this very pack, or by the word of a person."""
        for number, pack in self.on_belt():
            done = self.whole.gate.done.get(number)
            if pack.default is not GateAction.REJECT or pack.true.went is not GateAction.PASS:
                continue
            if done is GateAction.PASS:
                assert pack.last is not None
                assert pack.last.order == GateOrder(number, GateAction.PASS)
                assert is_justified(pack.last, pack.true)
            elif done is not None:
                self.slipped.add(number)

    @invariant()
    def before_a_person_took_over_every_new_pack_is_guarded(self) -> None:
        for _, pack in self.on_belt():
            assert not pack.during_handover or pack.default is GateAction.REJECT

    def on_belt(self) -> Iterator[tuple[int, Numbered]]:
        """And those that have just left it."""
        last = max(self.whole.numbered, default=0)
        return ((no, self.whole.numbered[no]) for no in range(max(1, last - 30), last + 1))

    @invariant()
    def every_pack_is_on_the_belt_or_ended_once(self) -> None:
        line = self.whole.line
        assert line.ledger.on_belt == len(line.packs) == len(line.tracker.packs)

    def teardown(self) -> None:
        if not hasattr(self, "whole"):
            return
        for _ in range(LONGEST_END):
            self.whole.put_right()
            self.whole.pass_time(5_000 * MS)
        assert not self.whole.plant.is_busy
        assert self.whole.line.ledger.adds_up
        assert self.whole.line.ledger.seen == self.whole.seen_by_line
        told = {record.pack_no: record.outcome for record in self.whole.notes.records}
        assert {told.get(number, Outcome.MISSED) for number in self.slipped} <= {Outcome.MISSED}


def is_justified(ordered: Ordered, pack: TruePack) -> bool:
    if ordered.answer is not None and ordered.answer.pack_no == ordered.order.pack_no:
        return ordered.answer.action is Action.PASS
    mark = int(pack.pictures[VIEW][0, 0, 0])
    return all(verdict_of(mark, check) is Verdict.OK for check in ordered.acting)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("sequences", [40, pytest.param(130, marks=pytest.mark.release)])
def test_a_line_keeps_its_promises_whatever_happens(sequences: int) -> None:
    LineMachine.steps = LineMachine.orders = 0
    run_state_machine_as_test(
        LineMachine,
        settings=settings(
            max_examples=sequences,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
            phases=[Phase.generate],  # to make a failure smaller takes longer than to read it
            database=None,
        ),
    )
    assert LineMachine.steps >= LEAST_STEPS * sequences
    assert LineMachine.orders >= LEAST_ORDERS * sequences
