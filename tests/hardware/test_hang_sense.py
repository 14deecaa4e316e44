"""A call that does not return hangs; one that had no time to does not."""

from hardware.hang_sense import GRACE_NS, HangSense

DUE_NS = 5_000_000_000
LOOK_NS = 1_000_000


def test_an_overdue_call_hangs_once_those_who_look_have_been_at_work_for_a_while() -> None:
    sense = HangSense()
    looks = range(0, DUE_NS + 2 * GRACE_NS, LOOK_NS)
    first = next(now_ns for now_ns in looks if sense.hangs(DUE_NS, now_ns))
    assert first == DUE_NS + GRACE_NS


def test_a_call_that_returns_after_everything_was_stopped_does_not_hang() -> None:
    sense = HangSense()
    assert not sense.hangs(DUE_NS, DUE_NS - LOOK_NS)
    assert not sense.hangs(DUE_NS, 10 * DUE_NS), "the process slept, and so did the call"
    assert not sense.hangs(20 * DUE_NS, 10 * DUE_NS + GRACE_NS)


def test_the_next_call_begins_anew() -> None:
    sense = HangSense()
    sense.hangs(DUE_NS, DUE_NS)
    assert not sense.hangs(None, DUE_NS + LOOK_NS)
    assert not sense.hangs(DUE_NS + 1, DUE_NS + GRACE_NS)
    assert sense.hangs(DUE_NS + 1, DUE_NS + 2 * GRACE_NS)
