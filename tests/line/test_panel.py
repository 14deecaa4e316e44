"""The stack light follows the line, and what is switched is told, whatever a lamp does."""

from collections.abc import Callable
from dataclasses import dataclass, field

from edge_agent.core.packs import Level
from edge_agent.line.belt_shift import BeltShift
from edge_agent.line.panel import Panel
from edge_agent.line.told import StartBelt, StopBelt
from hardware.errors import DeviceLost
from hardware.signals import Lamp, Signals, Switch
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
    lit: dict[float, set[Lamp]] = field(default_factory=dict)
    """What was lit when, in s."""

    def run_until(self, end_s: float, look: Callable[[float], None] = lambda _: None) -> Panel:
        """look: called in every step with the time in s."""
        line = self.shift.runner.line
        panel = Panel(line, Signals(self.bulbs, {Switch.KEY: self.key}), self.shift.notes)

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


def test_green_while_all_is_well_and_every_lamp_is_switched_once() -> None:
    one = rig()
    one.run_until(3.0)
    assert one.lit_at(2.5) == {Lamp.GREEN}
    assert all(bulb.switched == 1 for bulb in one.bulbs.values())


def test_red_and_a_beep_when_the_belt_is_stopped_and_green_again_after() -> None:
    one = rig()
    line = one.shift.runner.line
    one.shift.at_s(2.0, lambda _: line.told.put(StopBelt("Ada")))
    one.shift.at_s(10.0, lambda _: line.told.put(StartBelt("Ada")))
    one.run_until(11.0)
    assert one.lit_at(3.0) == {Lamp.RED, Lamp.BEEPER}
    assert one.lit_at(9.0) == {Lamp.RED}
    assert one.lit_at(10.5) == {Lamp.GREEN}


def test_amber_while_a_camera_is_lost() -> None:
    one = rig()
    one.shift.at_s(1.0, lambda _: one.shift.runner.cameras[0].unplug())
    one.run_until(3.0)
    assert one.lit_at(2.5) == {Lamp.AMBER}


def test_a_key_that_is_turned_is_told_once() -> None:
    one = rig()
    one.shift.at_s(1.0, lambda _: setattr(one.key, "on", True))
    one.run_until(3.0)
    told = [body for kind, body in one.shift.notes.events if kind == "switched"]
    assert told == [{"switch": "key", "on": False}, {"switch": "key", "on": True}]


def test_a_lamp_that_does_not_answer_is_told_once_and_lit_when_it_does() -> None:
    one = rig()
    bulb = one.bulbs[Lamp.GREEN]
    bulb.is_lost = one.key.is_lost = True
    one.shift.at_s(2.0, lambda _: setattr(bulb, "is_lost", False))
    one.run_until(3.0)
    lost = [body["signal"] for kind, body in one.shift.notes.events if kind == "signal_lost"]
    assert lost == ["green", "key"]
    assert Lamp.GREEN not in one.lit_at(1.9)
    assert one.lit_at(2.5) == {Lamp.GREEN}


def test_who_goes_leaves_it_dark() -> None:
    one = rig()
    panel = one.run_until(1.0)
    one.bulbs[Lamp.RED].is_lost = True
    panel.close()
    assert not any(bulb.on for lamp, bulb in one.bulbs.items() if lamp is not Lamp.RED)
