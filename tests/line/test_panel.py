"""The stack light follows the line, and what is switched is told, whatever a lamp does."""

from collections.abc import Callable
from dataclasses import dataclass, field

from edge_agent.core.packml.words import PackmlState, StopReason
from edge_agent.core.packs import Level
from edge_agent.core.told import StartBelt, StopBelt
from edge_agent.line.belt_shift import BeltShift
from edge_agent.line.panel import Panel
from hardware.errors import DeviceLost
from hardware.gates.gate_signals import GateSignals, Switch
from hardware.signals import Lamp
from tests.line.plants import Shift, set_up
from tests.line.test_belt_shift import MovingClock


@dataclass
class Bulb:
    """An Output that remembers."""

    is_lost: bool = False
    on: bool | None = None
    switched: int = 0

    def switch(self, on: bool) -> None:
        if self.is_lost:
            raise DeviceLost("no answer")
        self.on, self.switched = on, self.switched + 1

    def close(self) -> None:
        self.switch(False)


@dataclass
class Key:
    """An Input that a test turns."""

    on: bool = False
    is_lost: bool = False

    def is_on(self) -> bool:
        if self.is_lost:
            raise DeviceLost("no answer")
        return self.on

    def close(self) -> None: ...


@dataclass
class Rig:
    shift: Shift
    bulbs: dict[Lamp, Bulb] = field(default_factory=lambda: {lamp: Bulb() for lamp in Lamp})
    key: Key = field(default_factory=Key)
    key_is: Switch = Switch.KEY
    lit: dict[float, set[Lamp]] = field(default_factory=dict)
    """What was lit when, in s."""

    def run_until(self, end_s: float, look: Callable[[float], None] = lambda _: None) -> Panel:
        """look: called in every step with the time in s."""
        line = self.shift.runner.line
        panel = Panel(line, GateSignals(self.bulbs, {self.key_is: self.key}), self.shift.notes)

        def show(now_ns: int) -> None:
            look(now_ns / 1e9)
            panel.look(now_ns)
            self.lit[now_ns / 1e9] = {lamp for lamp, bulb in self.bulbs.items() if bulb.on}

        clock = MovingClock(self.shift)
        belt_shift = BeltShift(line, line.gate, clock, self.shift.notes, lambda _: None, show)
        belt_shift.run(lambda: clock.now_ns() >= end_s * 1e9, None)
        return panel

    def lit_at(self, when_s: float) -> set[Lamp]:
        return self.lit[max(at_s for at_s in self.lit if at_s <= when_s)]


def rig(level: Level = Level.REPORT) -> Rig:
    return Rig(set_up(80, level, defect_share=0.0, doubt_share=0.0))


def test_green_flashes_slowly_while_it_only_shows_and_burns_while_it_acts() -> None:
    for level, lit in ((Level.REPORT, {True, False}), (Level.ACT_ALWAYS, {True})):
        one = rig(level)
        one.run_until(4.0)
        assert {Lamp.GREEN in lamps for at_s, lamps in one.lit.items() if at_s > 0.1} == lit
        assert not one.bulbs[Lamp.RED].on


def test_white_and_blue_while_a_person_has_stopped_the_belt() -> None:
    one = rig(Level.ACT_ALWAYS)
    line = one.shift.runner.line
    one.shift.at_s(2.0, lambda _: line.told.put(StopBelt("Ada")))
    one.shift.at_s(6.0, lambda _: line.told.put(StartBelt("Ada")))
    one.run_until(8.0)
    stopped = [lamps for at_s, lamps in one.lit.items() if 2.1 < at_s < 5.9]
    assert all(Lamp.WHITE in lamps and Lamp.GREEN not in lamps for lamps in stopped)
    assert any(Lamp.BLUE in lamps for lamps in stopped)
    assert one.lit_at(7.5) == {Lamp.GREEN}


def test_red_flashes_and_beeps_for_a_new_trouble_and_burns_for_a_known_one() -> None:
    one = rig()
    one.shift.at_s(1.0, lambda _: one.shift.runner.cameras[0].unplug())
    one.run_until(15.0)
    new = [lamps for at_s, lamps in one.lit.items() if 1.2 < at_s < 10.9]
    known = [lamps for at_s, lamps in one.lit.items() if 11.2 < at_s < 15.0]
    assert {Lamp.RED in lamps for lamps in new} == {True, False}
    assert any(Lamp.BEEPER in lamps for lamps in new)
    assert known
    assert all(Lamp.RED in lamps and Lamp.BEEPER not in lamps for lamps in known)


def test_a_key_that_is_turned_is_told_once() -> None:
    one = rig()
    one.shift.at_s(1.0, lambda _: setattr(one.key, "on", True))
    one.run_until(3.0)
    told = [body for kind, body in one.shift.notes.events if kind == "switched"]
    assert told == [{"switch": "key", "on": False}, {"switch": "key", "on": True}]


def test_an_emergency_stop_aborts_until_it_is_cleared() -> None:
    one = rig()
    one.key_is = Switch.EMERGENCY_STOP
    one.shift.at_s(1.0, lambda _: setattr(one.key, "on", True))
    one.shift.at_s(2.0, lambda _: setattr(one.key, "on", False))
    one.run_until(3.0)
    view = one.shift.runner.line.packml.view(0)
    assert (view.state, view.cause) == (PackmlState.ABORTED, StopReason.EMERGENCY_STOP)
    assert view.lacking == ()


def test_a_lamp_that_does_not_answer_is_told_once_and_lit_when_it_does() -> None:
    one = rig(Level.ACT_ALWAYS)
    bulb = one.bulbs[Lamp.GREEN]
    bulb.is_lost = one.key.is_lost = True
    one.shift.at_s(2.0, lambda _: setattr(bulb, "is_lost", False))
    one.run_until(5.0)
    lost = [body["signal"] for kind, body in one.shift.notes.events if kind == "signal_lost"]
    assert lost == ["key", "stack light"]
    assert Lamp.GREEN not in one.lit_at(1.9)
    assert one.lit_at(4.0) == {Lamp.GREEN}


def test_who_goes_leaves_it_dark() -> None:
    one = rig()
    panel = one.run_until(1.0)
    one.bulbs[Lamp.RED].is_lost = True
    panel.close()
    assert not any(bulb.on for lamp, bulb in one.bulbs.items() if lamp is not Lamp.RED)
