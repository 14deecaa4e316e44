"""Files cut into pieces and put together again; what is asked for, and how often."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from edge_agent.core.errors import InvalidInput
from edge_agent.uplink.recipes.asking import (
    FIRST_PATIENCE_NS,
    LONGEST_PATIENCE_NS,
    Asked,
    next_asked,
)
from edge_agent.uplink.recipes.documents import MOST_ASKED
from edge_agent.uplink.recipes.listing import (
    MOST_BYTES,
    MOST_FILES,
    PIECE_BYTES,
    ListedFile,
    check_listing,
    cut,
    lacking,
    listed,
    put_together,
    sha256_of,
    wanted_of,
)

SIZES = some.sampled_from([1, 7, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 2 * PIECE_BYTES])


@settings(max_examples=20)
@given(SIZES, some.integers(0, 255))
def test_what_was_cut_is_put_together_and_a_letter_with_a_piece_stays_small(
    size: int, seed: int
) -> None:
    content = bytes((seed + place // PIECE_BYTES) % 256 for place in range(size))
    (file,) = listed({"recipe.toml": content})
    pieces = {sha256_of(piece): piece for piece in cut(content)}
    assert put_together(file, pieces.__getitem__) == content
    assert max(map(len, pieces.values())) < 256 * 1024
    for name, piece in pieces.items():
        assert piece in [content[place] for place in wanted_of(file, {name})]
    assert lacking((file,), pieces.__contains__) == ()
    assert set(lacking((file,), lambda _: False)) == set(pieces)


def a_file(name: str = "recipe.toml", size: int = 1, pieces: int = 1) -> ListedFile:
    return ListedFile(name, size, "a" * 64, ("b" * 64,) * pieces)


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ([], "expected a file recipe.toml"),
        ([a_file("top.png")], "expected a file recipe.toml"),
        ([a_file(), a_file()], "listed twice"),
        ([a_file(size=0, pieces=0)], "is empty"),
        ([a_file(pieces=2)], "has 1 pieces, not 2"),
        ([a_file(size=PIECE_BYTES + 1)], "has 2 pieces, not 1"),
        ([a_file(), *(a_file(f"{i}.png") for i in range(MOST_FILES))], "at most 65"),
        (
            [a_file(), a_file("a.png", MOST_BYTES, -(-MOST_BYTES // PIECE_BYTES))],
            "at most 67108864",
        ),
    ],
)
def test_a_list_of_no_recipe_is_refused_before_anything_is_fetched(
    files: list[ListedFile], why: str
) -> None:
    with pytest.raises(InvalidInput, match=why):
        check_listing(tuple(files))


def test_a_file_of_wrong_pieces_is_refused() -> None:
    (file,) = listed({"recipe.toml": b"abc"})
    with pytest.raises(InvalidInput, match="not the file that was listed"):
        put_together(file, lambda _: b"abx")


PIECES = tuple(f"{number:02}" for number in range(20))


def test_so_many_at_a_time_and_the_next_when_those_have_come() -> None:
    first = next_asked(None, PIECES, 0)
    assert first == Asked(frozenset(PIECES[:MOST_ASKED]), 0)
    assert next_asked(first, PIECES[1:], 1) is None
    second = next_asked(first, PIECES[MOST_ASKED:], 2)
    assert second == Asked(frozenset(PIECES[MOST_ASKED : 2 * MOST_ASKED]), 2)
    assert next_asked(second, (), 3) is None


def test_what_does_not_come_is_asked_for_ever_more_seldom() -> None:
    asked, now_ns, pauses = next_asked(None, PIECES, 0), 0, []
    assert asked is not None
    for _ in range(8):
        before_ns = now_ns
        while (again := next_asked(asked, PIECES, now_ns)) is None:
            now_ns += FIRST_PATIENCE_NS // 2
        pauses.append(now_ns - before_ns)
        asked = again
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (FIRST_PATIENCE_NS, LONGEST_PATIENCE_NS)


def test_where_some_came_whoever_sends_is_there_and_is_asked_soon_again() -> None:
    asked = Asked(frozenset(PIECES[:2]), 0, LONGEST_PATIENCE_NS)
    again = next_asked(asked, PIECES[1:], LONGEST_PATIENCE_NS)
    assert again is not None
    assert again.patience_ns == FIRST_PATIENCE_NS
