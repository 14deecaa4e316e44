"""Lamps as they are wired, also where one of them is lost."""

from hardware.errors import DeviceLost
from hardware.interfaces import Output
from hardware.signal_points import TRY_AGAIN_NS, StackLight
from hardware.signals import HALF_PERIOD_NS, Lamp, Notice, Pattern, Situation, Work, shown

WORKING = shown(Situation(Work.ACTS, Notice.NONE))


class Relay:
    """An output whose wire may be cut."""

    def __init__(self) -> None:
        self.on = False
        self.switched: list[bool] = []
        self.is_cut = False

    def switch(self, on: bool) -> None:
        if self.is_cut:
            raise DeviceLost("no answer")
        self.on = on
        self.switched.append(on)

    def close(self) -> None:
        self.switch(False)


def stack() -> tuple[dict[Lamp, Relay], StackLight]:
    relays = {lamp: Relay() for lamp in Lamp}
    lamps: dict[Lamp, Output] = dict(relays.items())
    return relays, StackLight(lamps)


def on(relays: dict[Lamp, Relay]) -> set[Lamp]:
    return {lamp for lamp, relay in relays.items() if relay.on}


def test_lamps_show_what_they_are_told_and_are_switched_only_when_that_changes() -> None:
    relays, light = stack()
    for step in range(50):
        light.show(WORKING, step * 1_000_000)
    assert on(relays) == {Lamp.GREEN}
    assert {len(relay.switched) for relay in relays.values()} == {1}
    light.show(shown(Situation(Work.ACTS, Notice.KNOWN)), 60_000_000)
    assert on(relays) == {Lamp.RED}
    assert light.trouble is None


def test_a_flashing_lamp_is_switched_at_every_half_period() -> None:
    relays, light = stack()
    half_ns = HALF_PERIOD_NS[Pattern.FAST]
    for step in range(8 * 5):
        light.show({Lamp.BLUE: Pattern.FAST}, step * half_ns // 5)
    assert relays[Lamp.BLUE].switched == [True, False] * 4


def test_a_lost_lamp_is_told_and_tried_again_and_darkens_no_other() -> None:
    relays, light = stack()
    relays[Lamp.RED].is_cut = True
    light.show(WORKING, 0)
    assert light.trouble == "lamp red: no answer"
    assert on(relays) == {Lamp.GREEN}
    relays[Lamp.RED].is_cut = False
    light.show(WORKING, TRY_AGAIN_NS - 1)
    assert light.trouble is not None
    light.show(WORKING, TRY_AGAIN_NS)
    assert light.trouble is None
    assert relays[Lamp.RED].switched == [False]


def test_a_lamp_that_is_not_fitted_is_left_out() -> None:
    green = Relay()
    light = StackLight({Lamp.GREEN: green})
    light.show(WORKING, 0)
    assert green.on
    light.show({}, 1)
    assert not green.on


def test_closing_leaves_all_dark_also_where_one_is_lost() -> None:
    relays, light = stack()
    light.show(dict.fromkeys(Lamp, Pattern.STEADY), 0)
    relays[Lamp.RED].is_cut = True
    light.close()
    assert on(relays) == {Lamp.RED}
