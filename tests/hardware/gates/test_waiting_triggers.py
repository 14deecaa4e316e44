"""Every camera gets its own triggers once, and one that never asks fills no memory."""

from hardware.gates.waiting_triggers import MOST_WAITING, WaitingTriggers
from hardware.interfaces import CameraTrigger


def trigger(view: str, count: int) -> CameraTrigger:
    return CameraTrigger(view, count, tick=10 * count, at_ns=1_000_000 * count)


def test_each_view_gets_its_own_once_and_in_order() -> None:
    waiting = WaitingTriggers()
    told = [trigger("top", 1), trigger("side", 1), trigger("top", 2)]
    for one in told:
        waiting.add(one)
    assert waiting.triggered("top") == (told[0], told[2])
    assert waiting.triggered("top") == ()
    assert waiting.triggered("side") == (told[1],)
    assert waiting.triggered("bottom") == ()


def test_of_a_view_that_nobody_asks_about_the_newest_are_kept() -> None:
    waiting = WaitingTriggers()
    for count in range(1, 3 * MOST_WAITING + 1):
        waiting.add(trigger("top", count))
    kept = [one.count for one in waiting.triggered("top")]
    assert kept == list(range(2 * MOST_WAITING + 1, 3 * MOST_WAITING + 1))
