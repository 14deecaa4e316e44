"""What is held up never keeps what is new from its turn."""

from edge_agent.uplink.rhythm import GO_ON_NS, NS_PER_S, Rhythm


def looks(rhythm: Rhythm, is_held_up: bool, seconds: int) -> tuple[int, int]:
    """How often it looked what is new, and how often something else went on."""
    now_ns = due = other = 0
    while now_ns < seconds * NS_PER_S:
        if rhythm.is_due(now_ns, has_changed=False):
            due += 1
        else:
            other += 1
        now_ns += max(1_000_000, rhythm.rest_ns(now_ns, is_held_up))
    return due, other


def test_new_entries_travel_together_whatever_is_held_up() -> None:
    assert looks(Rhythm(10.0), is_held_up=False, seconds=100) == (10, 0)
    due, other = looks(Rhythm(10.0), is_held_up=True, seconds=100)
    assert due == 10
    assert other == 100 * NS_PER_S // GO_ON_NS - due


def test_by_a_broker_every_step_looks_what_is_new() -> None:
    for is_held_up in (False, True):
        assert looks(Rhythm(0.05), is_held_up, seconds=10) == (200, 0)


def test_a_way_that_has_come_is_used_at_once() -> None:
    rhythm = Rhythm(3_600.0)
    assert rhythm.is_due(0, has_changed=False)
    assert not rhythm.is_due(5, has_changed=False)
    assert rhythm.is_due(6, has_changed=True)
    assert rhythm.rest_ns(6, is_held_up=False) == 3_600 * NS_PER_S
