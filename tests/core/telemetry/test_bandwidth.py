"""No more goes in a time than was allowed, whatever is asked for."""

from hypothesis import given
from hypothesis import strategies as some

from edge_agent.core.telemetry.bandwidth import Bandwidth

SECOND_NS = 1_000_000_000


@given(
    some.integers(1_000, 1_000_000),
    some.lists(some.tuples(some.integers(0, SECOND_NS), some.integers(1, 300_000)), max_size=60),
)
def test_in_any_time_goes_at_most_what_it_allows_a_second_of_rest_and_one_piece(
    per_s: int, asked: list[tuple[int, int]]
) -> None:
    bandwidth, now_ns, sent, largest = Bandwidth(per_s), 0, 0, 0
    for pause_ns, piece in asked:
        now_ns += pause_ns
        if bandwidth.is_open(now_ns):
            bandwidth.spend(piece)
            sent, largest = sent + piece, max(largest, piece)
    assert sent <= per_s * (now_ns / SECOND_NS + 1) + largest


def test_what_was_overdrawn_is_paid_before_the_next() -> None:
    bandwidth = Bandwidth(1_000)
    assert bandwidth.is_open(0)
    bandwidth.spend(3_000)
    assert not bandwidth.is_open(2 * SECOND_NS)
    assert bandwidth.is_open(2 * SECOND_NS + 1)


def test_a_long_silence_is_worth_one_second() -> None:
    bandwidth = Bandwidth(1_000)
    bandwidth.is_open(0)
    bandwidth.is_open(3600 * SECOND_NS)
    assert bandwidth.left_bytes == 1_000
