"""Every trouble of a device takes the acting level, is named, and is noticed to be over."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial

import pytest

from edge_agent.core.monitoring.audit import AuditRates
from edge_agent.core.packs import Level, Outcome
from edge_agent.core.told import Examined, StartBelt, StartBypass, StopBelt
from edge_agent.line.parts import AuditPlan, Watching
from hardware.interfaces import BeltPosition, GateAction, GateEvent, PackLeft
from simulators.devices import PlantGate
from tests.line.plants import SLOW_LINE, Shift, set_up
from tests.line.troubles import NOBODY, change_speed, set_wall, unplug_camera
from tests.line.truths import assert_true

WORST_NS = 4_000_000_000
"""Trouble begins at 4 s."""


class BackwardsGate(PlantGate):
    """One reading of the encoder is too low."""

    is_over = False

    def position(self) -> BeltPosition:
        position = super().position()
        if self.is_over or position.at_ns < WORST_NS:
            return position
        self.is_over = True
        return replace(position, tick=position.tick - 400)


class BlindGate(PlantGate):
    """The eye that confirms rejects misses the first two."""

    hidden = 0

    def poll(self) -> Sequence[GateEvent]:
        events = super().poll()
        seen = [one for one in events if not is_confirmation(one)]
        if self.hidden >= 2 or len(seen) == len(events):
            return events
        self.hidden += 1
        return seen


class GhostlyGate(PlantGate):
    """An eye behind the gate sees packs that are not there."""

    def poll(self) -> Sequence[GateEvent]:
        events = list(super().poll())
        now_ns = self.clock.now_ns()
        if WORST_NS < now_ns < WORST_NS + 400_000_000:
            tick = self.plant.position(now_ns).tick - 90_000
            events.append(PackLeft(GateAction.PASS, tick, now_ns))
        return events


class LostGate(PlantGate):
    """For two seconds its controller does not answer."""

    def poll(self) -> Sequence[GateEvent]:
        is_lost = 4.0 <= self.clock.now_ns() / 1e9 < 6.0
        self.trouble = "no answer from its controller" if is_lost else None
        return super().poll()


def is_confirmation(event: GateEvent) -> bool:
    return isinstance(event, PackLeft) and event.where is GateAction.REJECT


def jump_once(shift: Shift) -> None:
    shift.at_s(4.0, partial(set_wall, shift, timedelta(hours=1)))


def lose_frames(shift: Shift) -> None:
    """A loose plug: for three seconds no picture comes, and the camera does not know."""
    shift.at_s(4.0, partial(set_lost_share, shift, 1.0))
    shift.at_s(7.0, partial(set_lost_share, shift, 0.0))


def set_lost_share(shift: Shift, share: float, now_ns: int) -> None:
    plant = shift.runner.plant
    cameras = plant.settings.cameras.model_copy(update={"lost_share": share})
    plant.settings = plant.settings.model_copy(update={"cameras": cameras})


def unplug_and_plug_in(shift: Shift) -> None:
    unplug_camera(shift)
    shift.at_s(8.0, lambda now_ns: setattr(shift.runner.cameras[0], "is_unplugged", False))


def nothing(shift: Shift) -> None:
    """The gate alone is in trouble."""


def fill_disk(shift: Shift) -> None:
    shift.at_s(4.0, partial(set_disk, shift, "database or disk is full"))
    shift.at_s(6.0, partial(set_disk, shift, None))


def set_disk(shift: Shift, trouble: str | None, now_ns: int) -> None:
    shift.notes.trouble = trouble


@dataclass(frozen=True)
class Fault:
    cause: str
    why: str
    happen: Callable[[Shift], None] = nothing
    how: dict[str, object] = field(default_factory=dict)


FAULTS = {
    "a camera is unplugged": Fault("camera_fault", "does not answer", unplug_and_plug_in),
    "pictures do not come": Fault("camera_fault", "pictures of view 0", lose_frames),
    "the encoder runs back": Fault(
        "encoder_trouble", "ran back by", how={"gate_of": BackwardsGate}
    ),
    "the wall clock jumps": Fault("clock_trouble", "jumped by 3600 s", jump_once),
    "the controller does not answer": Fault(
        "gate_lost", "no answer from its controller", how={"gate_of": LostGate}
    ),
    "rejects are not confirmed": Fault(
        "gate_not_confirming", "not confirmed", how={"gate_of": BlindGate, "plant": SLOW_LINE}
    ),
    "the disk takes no records": Fault("store_trouble", "disk is full", fill_disk),
    "packs come unexpected": Fault(
        "gate_not_confirming", "come unexpected", how={"gate_of": GhostlyGate}
    ),
}
PACKS = 1000
"""Long enough for the clocks to be believed again after a quiet minute."""


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_takes_the_level_says_why_and_is_over_when_it_is_over(name: str) -> None:
    fault = FAULTS[name]
    shift = set_up(PACKS, Level.ACT_ALWAYS, **fault.how)  # type: ignore[arg-type]
    fault.happen(shift)
    shift.runner.run()
    (fall,) = (body for kind, body in shift.notes.events if kind == "level_fell")
    assert fall["cause"] == fault.cause
    assert fault.why in str(fall["why"])
    assert ("trouble_over", {"cause": fall["cause"]}) in shift.notes.events
    assert shift.runner.line.level is Level.RECOMMEND
    assert shift.runner.line.ledger.adds_up
    (suspension,) = shift.runner.line.guard.standing.suspensions
    assert suspension.is_over


@pytest.mark.parametrize("name", FAULTS)
def test_where_nothing_acts_the_same_fault_takes_nothing(name: str) -> None:
    fault = FAULTS[name]
    shift = set_up(120, Level.RECOMMEND, **fault.how)  # type: ignore[arg-type]
    fault.happen(shift)
    shift.runner.run()
    assert shift.notes.count("level_fell") == 0
    assert shift.notes.count("belt_stop") == 0


def say(shift: Shift, at_s: float, word: object) -> None:
    shift.at_s(at_s, lambda now_ns: shift.runner.line.told.put(word))  # type: ignore[arg-type]


def test_a_persons_stop_stands_until_a_person_starts_whatever_else_happens() -> None:
    shift = set_up(100, Level.ACT_ALWAYS)
    say(shift, 3.0, StopBelt("ana"))
    change_speed(shift, 5.0, 1.0, to_share=0.5)
    say(shift, 60.0, StartBelt("ben"))
    speeds = {}
    for now_ns in shift.runner.steps():
        speeds[now_ns] = shift.runner.plant.belt.speed_mm_per_s
    standing = [speed for at_ns, speed in speeds.items() if 3.3e9 < at_ns < 60e9]
    assert set(standing) == {0.0}
    assert_true(shift)
    assert ("belt_stop", {"why": "person", "by": "ana"}) in shift.notes.events
    assert ("belt_stop_over", {"why": "person", "by": "ben"}) in shift.notes.events


def test_in_a_bypass_packs_pass_and_after_it_they_are_guarded_again() -> None:
    """Nobody accepts: the lead's minute is over, and the belt waits for the operator."""
    shift = set_up(200, Level.ACT_ALWAYS, defect_share=0.0, doubt_share=0.0, operator=NOBODY)
    unplug_camera(shift)
    say(shift, 5.5, StartBypass(0.1, "lead", "a" * 64))  # 6 s
    stood: list[int] = []
    for now_ns in shift.runner.steps():
        if now_ns > 6.0e9 and shift.runner.plant.belt.speed_mm_per_s == 0:
            stood.append(now_ns)
    during = [record for record in shift.records if 6.0e9 < record.seen_ns < 11.0e9]
    assert len(during) > 20
    assert {record.outcome for record in during} == {Outcome.PASSED}
    assert 11.4e9 < min(stood) < 12.0e9
    guarded = [record for record in shift.records if 11.501e9 < record.seen_ns < min(stood)]
    assert guarded
    assert {record.outcome for record in guarded} == {Outcome.REJECTED}


def test_what_audits_find_takes_the_level() -> None:
    """Every pack is drawn; the examiner finds defects on packs that were passed."""
    plan = AuditPlan(AuditRates(1.0, 1.0), b"key", boot=1)
    shift = set_up(150, Level.ACT_ALWAYS, defect_share=0.0, watching=Watching(audit=plan))
    line = shift.runner.line
    for _ in shift.runner.steps():
        drawn = [body for kind, body in shift.notes.events if kind == "audit_drawn"]
        seen = shift.notes.count("audit_examined")
        if len(drawn) > seen and drawn[seen]["action"] == "pass":
            number = int(str(drawn[seen]["pack_no"]))
            line.told.put(Examined(1, number, ("check view 0",), "quality"))
    (fall,) = (body for kind, body in shift.notes.events if kind == "level_fell")
    assert fall["cause"] == "audit_errors_rise"
    assert shift.notes.count("alarm") == 1
    labels = [body for kind, body in shift.notes.events if kind == "label"]
    assert {body["source"] for body in labels} == {"audit"}


def test_a_pack_that_was_not_drawn_is_not_examined() -> None:
    shift = set_up(20, Level.ACT_ALWAYS)
    say(shift, 1.0, Examined(1, 1, (), "quality"))
    shift.runner.run()
    assert shift.notes.count("word_refused") == 1
