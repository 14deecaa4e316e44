"""A picture arrives whole over a way that loses, doubles and delays, and nothing is sent twice."""

from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as some

from edge_agent.core.telemetry.moving import (
    LARGEST_PIECE_BYTES,
    MOST_BEGINNINGS,
    SMALLEST_PIECE_BYTES,
    Moving,
    Piece,
    piece_bytes,
)
from edge_agent.core.telemetry.sending import Manner

STEP_NS = 1_000_000_000
MANNER = Manner(patience_ns=2 * STEP_NS, longest_patience_ns=8 * STEP_NS)


def a_moving(size_bytes: int, waits: bool = True) -> Moving:
    return Moving(size_bytes, 100, Random(1), MANNER, waits)


def taken(held: int, piece: Piece) -> int:
    """As a centre does."""
    return piece.end if piece.begin == held else held


def test_it_begins_with_a_question_and_goes_on_where_the_centre_stands() -> None:
    moving = a_moving(1_000)
    assert moving.next_piece(0) == Piece(0, 0)
    moving.sent(Piece(0, 0), 0)
    assert moving.next_piece(1) is None
    moving.heard(850)
    assert moving.next_piece(2) == Piece(850, 950)
    moving.sent(Piece(850, 950), 2)
    moving.heard(950)
    assert moving.next_piece(3) == Piece(950, 1_000)


@given(
    some.booleans(),
    some.integers(1, 2_000),
    some.integers(0, 2_000),
    some.lists(some.sampled_from(["arrives", "lost", "answer lost", "twice"]), max_size=40),
)
def test_whatever_is_lost_it_arrives_and_never_skips_a_byte(
    waits: bool, size: int, there: int, luck: list[str]
) -> None:
    moving, held, now_ns = a_moving(size, waits), min(there, size), 0
    for chance in [*luck, *["arrives"] * 60]:
        now_ns += STEP_NS
        piece = moving.next_piece(now_ns)
        if piece is None:
            continue
        moving.sent(piece, now_ns)
        assert piece.end - piece.begin <= 100
        for _ in range({"lost": 0, "twice": 2}.get(chance, 1)):
            held = taken(held, piece)
            if chance != "answer lost":
                moving.heard(held)
    assert held == size


def test_silence_makes_it_ask_again_more_and_more_seldom() -> None:
    moving, asked = a_moving(1_000), []
    for second in range(60):
        if (piece := moving.next_piece(second * STEP_NS)) is not None:
            moving.sent(piece, second * STEP_NS)
            asked.append(second)
    pauses = [later - sooner for sooner, later in pairwise(asked)]
    assert pauses[0] <= 2
    assert 4 <= pauses[-1] <= 8


def test_a_centre_that_begins_anew_over_and_over_is_hopeless() -> None:
    moving = a_moving(1_000)
    for _ in range(MOST_BEGINNINGS):
        assert not moving.is_hopeless
        moving.heard(900)
        moving.heard(0)
    assert moving.is_hopeless


def test_a_piece_is_half_a_second_of_the_budget_within_its_limits() -> None:
    assert piece_bytes(100_000) == 50_000
    assert piece_bytes(1) == SMALLEST_PIECE_BYTES
    assert piece_bytes(1e9) == LARGEST_PIECE_BYTES


def test_where_nobody_waits_for_answers_all_pieces_go_and_after_long_silence_again() -> None:
    moving, sent = a_moving(250, waits=False), []
    while (piece := moving.next_piece(0)) is not None:
        moving.sent(piece, 0)
        sent.append(piece)
    assert sent == [Piece(0, 100), Piece(100, 200), Piece(200, 250)]
    moving.heard(100)
    assert moving.next_piece(1) is None
    assert moving.next_piece(9 * STEP_NS) == Piece(100, 200)
    moving.heard(0)
    assert moving.next_piece(9 * STEP_NS) == Piece(0, 100)
