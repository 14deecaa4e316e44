"""What the lamps say in every situation there is."""

from itertools import product

import pytest

from hardware.signals import (
    HALF_PERIOD_NS,
    Lamp,
    Notice,
    Pattern,
    Situation,
    Work,
    beeper,
    burns,
    shown,
)

EVERY = [
    Situation(*parts)
    for parts in product(Work, Notice, Notice, (False, True), (False, True), (False, True))
]


def of(lamp: Lamp, pattern: Pattern) -> list[Situation]:
    return [situation for situation in EVERY if shown(situation)[lamp] is pattern]


def test_every_lamp_is_told_in_every_situation() -> None:
    assert len(EVERY) == 3 * 3 * 3 * 2 * 2 * 2
    for situation in EVERY:
        assert shown(situation).keys() == set(Lamp)


def test_green_is_normal_work_and_nothing_else() -> None:
    for situation in EVERY:
        is_normal = situation.trouble is Notice.NONE and situation.work is not Work.NONE
        moves = not (situation.belt_is_stopped or situation.emergency_stop)
        is_green = shown(situation)[Lamp.GREEN] is not Pattern.OFF
        assert is_green is (is_normal and moves)
    assert all(situation.work is Work.ACTS for situation in of(Lamp.GREEN, Pattern.STEADY))
    assert all(situation.work is Work.SHOWS for situation in of(Lamp.GREEN, Pattern.SLOW))


def test_red_and_green_are_never_on_together() -> None:
    for situation in EVERY:
        lamps = shown(situation)
        assert Pattern.OFF in (lamps[Lamp.RED], lamps[Lamp.GREEN])


def test_red_is_trouble_or_a_pulled_emergency_stop() -> None:
    for situation in EVERY:
        is_red = shown(situation)[Lamp.RED] is not Pattern.OFF
        assert is_red is (situation.trouble is not Notice.NONE or situation.emergency_stop)


@pytest.mark.parametrize(
    ("lamp", "asks"),
    [
        (Lamp.AMBER, lambda situation: situation.alarm is Notice.NEW),
        (Lamp.BLUE, lambda situation: situation.person_is_asked),
        (
            Lamp.RED,
            lambda situation: situation.trouble is Notice.NEW or situation.emergency_stop,
        ),
    ],
    ids=["amber", "blue", "red"],
)
def test_fast_is_what_a_person_should_notice(lamp: Lamp, asks: object) -> None:
    assert callable(asks)
    assert of(lamp, Pattern.FAST) == [situation for situation in EVERY if asks(situation)]


def test_white_says_that_the_station_stopped_the_belt() -> None:
    stopped = [situation for situation in EVERY if situation.belt_is_stopped]
    assert of(Lamp.WHITE, Pattern.STEADY) == stopped


def test_the_beeper_is_silent_once_a_person_has_noticed() -> None:
    for situation in EVERY:
        new = Notice.NEW in (situation.trouble, situation.alarm)
        assert (beeper(situation) is not Pattern.OFF) is new
    assert all(situation.trouble is Notice.NEW for situation in of(Lamp.BEEPER, Pattern.FAST))


def test_before_anything_is_known_it_shows_trouble() -> None:
    assert shown(Situation())[Lamp.RED] is Pattern.FAST


def test_flashing_keeps_to_the_frequencies_of_the_standard() -> None:
    for pattern, lowest_hz, highest_hz in ((Pattern.SLOW, 0.4, 0.8), (Pattern.FAST, 1.4, 2.8)):
        half_ns = HALF_PERIOD_NS[pattern]
        assert lowest_hz <= 1e9 / (2 * half_ns) <= highest_hz
        assert burns(pattern, 0)
        assert burns(pattern, half_ns - 1)
        assert not burns(pattern, half_ns)
        assert burns(pattern, 2 * half_ns)
