"""What follows when a level changes: gate, belt, event, file; and what is refused."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from edge_agent.core.autonomy.causes import Cause
from edge_agent.core.autonomy.standing import Grant, SignedRaise, Standing
from edge_agent.core.autonomy.verdict_rules import Thresholds
from edge_agent.core.errors import Conflict, StoreFailed
from edge_agent.core.packs import Level
from edge_agent.line.guard import LONGEST_BYPASS_MINUTES, Guard
from edge_agent.line.parts import Granted
from edge_agent.line.stops import LEVEL_FELL, Stops
from hardware.interfaces import GateAction, GateCapability, GateKind, HoldKind
from simulators.clock import VirtualClock
from simulators.shift import Memory, Notes, granted
from tests.line.whole_line import CHECKS, recipe

ACT = "b" * 64
MINUTE_NS = 60_000_000_000


class ToldGate:
    """A gate that writes down what it is told of packs in general."""

    def __init__(self, hold: HoldKind | None) -> None:
        self.capability = GateCapability(
            *(GateKind.PULSE, hold, True, True, True, 0.0, 100, 10, 10, 5, 5, 20, 1.0)
        )
        self.default: GateAction | None = None
        self.belt_stands = False

    def arm(self, default: GateAction) -> None:
        self.default = default

    def stop_belt(self, stop: bool) -> None:
        self.belt_stands = stop


@dataclass
class FullDisk:
    """Takes nothing while it is full."""

    is_full: bool = True
    kept: list[Standing] = field(default_factory=list)

    def keep(self, standing: Standing, is_stopped: bool) -> None:
        if self.is_full:
            raise StoreFailed("no space left")
        self.kept.append(standing)


class Place:
    """A guard with everything around it that it moves."""

    def __init__(
        self,
        level: Level = Level.ACT_ALWAYS,
        hold: HoldKind | None = HoldKind.OUTLET,
        standing: Standing | None = None,
        keeper: Any = None,
    ) -> None:
        self.gate, self.notes, self.clock = ToldGate(hold), Notes(), VirtualClock()
        self.keeper = keeper or Memory()
        parts: Any = SimpleNamespace(
            gate=self.gate, recorder=self.notes, clock=self.clock, keeper=self.keeper
        )
        grants = {check: granted(check, level) for check in CHECKS}
        self.guard = Guard(
            parts,
            Stops(self.gate, self.notes),  # type: ignore[arg-type]
            recipe(),
            Level.ACT_ALWAYS,
            Granted(standing or Standing(grants), {CHECKS[0]: Thresholds(0.2, 0.8)}),
        )

    def fall(self, cause: Cause = Cause.CAMERA_FAULT, checks: tuple[str, ...] = CHECKS) -> None:
        self.guard.fall(cause, "seen", checks)

    def state(self) -> tuple[Level, GateAction | None, bool]:
        return self.guard.level, self.gate.default, self.gate.belt_stands


def raising(check: str, to: Level, level_from: Level = Level.RECOMMEND) -> SignedRaise:
    return SignedRaise(check, level_from, to, "c" * 64 if to.acts else None, ACT)


@pytest.mark.parametrize("cause", Cause)
def test_every_fall_is_told_kept_and_guards_until_somebody_takes_over(cause: Cause) -> None:
    place = Place()
    assert place.state() == (Level.ACT_ALWAYS, GateAction.REJECT, False)
    place.fall(cause)
    assert place.state() == (Level.RECOMMEND, GateAction.REJECT, True)
    assert place.keeper.kept == place.guard.standing
    (body,) = (body for kind, body in place.notes.events if kind == "level_fell")
    assert (body["cause"], body["why"], body["checks"]) == (cause, "seen", list(CHECKS))
    assert (body["from"], body["to"]) == (Level.ACT_ALWAYS, Level.RECOMMEND)
    place.guard.accept("ana")
    assert place.state() == (Level.RECOMMEND, GateAction.PASS, False)


@pytest.mark.parametrize("cause", Cause)
def test_what_never_acted_falls_without_a_word(cause: Cause) -> None:
    place = Place(Level.RECOMMEND)
    place.fall(cause)
    assert place.notes.events == []
    assert place.state() == (Level.RECOMMEND, GateAction.PASS, False)


def test_where_another_check_still_acts_the_gate_stays_armed_after_taking_over() -> None:
    place = Place()
    place.fall(Cause.SCORE_DRIFT, CHECKS[:1])
    assert place.state() == (Level.ACT_ALWAYS, GateAction.REJECT, True)
    place.guard.accept("ana")
    assert place.state() == (Level.ACT_ALWAYS, GateAction.REJECT, False)


def test_thresholds_go_with_their_certificate_and_stay_in_a_suspension() -> None:
    suspended, revoked = Place(), Place()
    suspended.fall(Cause.CAMERA_FAULT)
    revoked.fall(Cause.SCORE_DRIFT)
    assert CHECKS[0] in suspended.guard.thresholds
    assert revoked.guard.thresholds == {}


def test_a_restart_before_somebody_took_over_guards_again() -> None:
    place = Place()
    place.fall()
    again = Place(standing=place.keeper.kept)
    assert again.state() == (Level.RECOMMEND, GateAction.REJECT, True)


def test_a_bypass_ends_by_itself_and_the_belt_waits_again() -> None:
    place = Place()
    place.fall()
    place.guard.start_bypass(10, "lead", ACT, now_ns=0)
    assert place.state() == (Level.RECOMMEND, GateAction.PASS, False)
    assert place.guard.wake_ns() == 10 * MINUTE_NS
    place.guard.time_passes(10 * MINUTE_NS - 1)
    assert not place.gate.belt_stands
    place.guard.time_passes(10 * MINUTE_NS)
    assert place.state() == (Level.RECOMMEND, GateAction.REJECT, True)
    assert [place.notes.count(kind) for kind in ("bypass_started", "bypass_over")] == [1, 1]


def test_a_bypass_is_not_taken_over_by_a_restart() -> None:
    place = Place()
    place.fall()
    place.guard.start_bypass(10, "lead", ACT, now_ns=0)
    assert Place(standing=place.keeper.kept).gate.belt_stands


def test_another_loss_ends_a_bypass() -> None:
    place = Place()
    place.fall(Cause.SCORE_DRIFT, CHECKS[:1])
    place.guard.start_bypass(10, "lead", ACT, now_ns=0)
    place.fall(Cause.SCORE_DRIFT, CHECKS[1:])
    assert place.state() == (Level.RECOMMEND, GateAction.REJECT, True)
    assert place.guard.wake_ns() is None


@pytest.mark.parametrize("minutes", [0, -1, LONGEST_BYPASS_MINUTES + 1, float("nan")])
def test_a_bypass_without_an_end_is_refused(minutes: float) -> None:
    place = Place()
    place.fall()
    with pytest.raises(Conflict, match="a bypass lasts"):
        place.guard.start_bypass(minutes, "lead", ACT, now_ns=0)
    assert place.gate.belt_stands


def test_where_nothing_waits_there_is_nothing_to_bypass_or_accept() -> None:
    place = Place()
    with pytest.raises(Conflict, match="nothing to bypass"):
        place.guard.start_bypass(1, "lead", ACT, now_ns=0)
    with pytest.raises(Conflict, match="no lower level"):
        place.guard.accept("ana")


def test_a_suspension_ends_with_health_proof_and_a_person_and_in_no_other_way() -> None:
    place = Place()
    place.guard.look({Cause.CAMERA_FAULT: "camera top lost"})
    place.guard.look({Cause.CAMERA_FAULT: "camera top lost"})
    assert place.notes.count("level_fell") == 1
    place.guard.challenged(caught=True)
    with pytest.raises(Conflict, match="camera_fault goes on; no challenge pack"):
        place.guard.clear("ana", ACT)
    place.guard.look({})
    place.guard.challenged(caught=False)
    with pytest.raises(Conflict, match="no challenge pack"):
        place.guard.clear("ana", ACT)
    place.guard.challenged(caught=True)
    place.guard.clear("ana", ACT)
    assert place.state() == (Level.ACT_ALWAYS, GateAction.REJECT, False)
    assert not place.guard.standing.handover_open


def test_trouble_that_comes_back_takes_the_level_again() -> None:
    place = Place()
    for troubles in ({Cause.CLOCK_TROUBLE: "jumped"}, {}, {Cause.CLOCK_TROUBLE: "jumped"}):
        place.guard.look(troubles)
    assert place.notes.count("level_fell") == 2
    assert place.guard.standing.lacking() != ()


def test_a_signed_act_raises_one_check_and_names_itself() -> None:
    place = Place(Level.RECOMMEND)
    place.guard.raise_by(raising("lot", Level.ACT_ALWAYS), Thresholds(0.1, 0.9), "eva")
    assert place.guard.standing.level_of("lot") is Level.ACT_ALWAYS
    assert place.guard.standing.level_of("sticker") is Level.RECOMMEND
    assert place.guard.thresholds["lot"] == Thresholds(0.1, 0.9)
    assert place.state() == (Level.ACT_ALWAYS, GateAction.REJECT, False)
    (body,) = (body for kind, body in place.notes.events if kind == "level_raised")
    assert (body["act"], body["certificate"], body["by"]) == (ACT, "c" * 64, "eva")


def test_nothing_is_raised_from_another_level_or_while_something_is_lost() -> None:
    place = Place(Level.RECOMMEND)
    with pytest.raises(Conflict, match="granted is recommend"):
        place.guard.raise_by(raising("lot", Level.ACT_ALWAYS, Level.REPORT), None, "eva")
    place = Place()
    place.fall(Cause.SCORE_DRIFT, CHECKS[:1])
    with pytest.raises(Conflict, match="nothing is raised"):
        place.guard.raise_by(raising(CHECKS[0], Level.ACT_ALWAYS), None, "eva")


def test_no_level_needs_a_hold_that_the_gate_does_not_have() -> None:
    place = Place(hold=None)
    with pytest.raises(Conflict, match="second outlet"):
        place.guard.lower("lot", Level.ACT_WHEN_SURE, "ana")
    assert place.guard.standing.level_of("lot") is Level.ACT_ALWAYS
    place.guard.lower("lot", Level.RECOMMEND, "ana")
    place.guard.accept("ana")
    with pytest.raises(Conflict, match="second outlet"):
        place.guard.raise_by(raising("lot", Level.ACT_WHEN_SURE), None, "eva")
    with pytest.raises(Conflict, match="no check 'ean'"):
        place.guard.lower("ean", Level.REPORT, "ana")


def test_a_fall_that_the_disk_did_not_take_is_kept_as_soon_as_it_does() -> None:
    disk = FullDisk()
    place = Place(keeper=disk)
    place.fall()
    place.guard.time_passes(2_000_000_000)
    assert place.notes.count("standing_not_kept") == 1
    assert place.state() == (Level.RECOMMEND, GateAction.REJECT, True)
    disk.is_full = False
    place.clock.sleep_until_ns(5_000_000_000)
    place.guard.time_passes(5_000_000_000)
    assert disk.kept == [place.guard.standing]
    place.guard.time_passes(9_000_000_000)
    assert len(disk.kept) == 1


def test_the_belt_waits_for_every_reason() -> None:
    place = Place()
    place.fall()
    place.guard.stops.stop("person", by="ana")
    place.guard.accept("ana")
    assert place.gate.belt_stands
    assert LEVEL_FELL not in place.guard.stops.reasons


def test_a_check_that_has_earned_nothing_takes_nothing_from_the_others() -> None:
    standing = Standing({"lot": Grant(Level.ACT_ALWAYS, "d" * 64)})
    place = Place(standing=standing)
    place.fall(Cause.SCORE_DRIFT, ("sticker",))
    assert place.guard.standing == standing
