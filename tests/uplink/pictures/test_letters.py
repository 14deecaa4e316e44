"""Pieces come back to the byte; everything else is refused with a reason."""

import json
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as some

from edge_agent.core.keeping import PictureFormat
from edge_agent.core.telemetry.moving import LARGEST_PIECE_BYTES
from edge_agent.uplink.pictures.letters import (
    GonePictures,
    PictureLetterRefused,
    PictureName,
    PicturePiece,
    read_picture_letter,
    written_gone,
    written_piece,
)

STATION: Final = "plant-1/line-1/box"
NAMES = some.builds(
    PictureName,
    some.text("0123456789abcdef", min_size=16, max_size=16),
    some.integers(1, 2**53 - 1),
    some.integers(1, 2**53 - 1),
    some.text("0123456789abcdef", min_size=64, max_size=64),
)
NAME = PictureName("5f0c" * 4, 3, 17, "9f" * 32)
PIECE = PicturePiece(STATION, NAME, PictureFormat.JPEG, 1_000, 10, b"some bytes\nof a picture")


@given(NAMES, some.sampled_from(PictureFormat), some.integers(0, 1000), some.binary(max_size=200))
def test_a_piece_comes_back(
    name: PictureName, form: PictureFormat, begin: int, content: bytes
) -> None:
    size = max(1, begin + len(content))
    piece = PicturePiece(STATION, name, form, size, begin, content)
    assert read_picture_letter(written_piece(piece)) == piece


@given(some.lists(NAMES, min_size=1, max_size=5))
def test_word_of_what_is_gone_comes_back(names: list[PictureName]) -> None:
    gone = GonePictures(STATION, tuple(names))
    assert read_picture_letter(written_gone(gone)) == gone


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"schema": 2}, "schema version is 2, and this one reads 1"),
        ({"station": "plant-1/#/box"}, "station"),
        ({"sha256": "../../etc/passwd"}, "sha256"),
        ({"format": "exe"}, "format"),
        ({"size_bytes": 20}, "beyond the picture's 20"),
        ({"size_bytes": 2**40}, "size_bytes"),
        ({"begin": -1}, "begin"),
        ({"kind": "gossip"}, "kind|tag"),
        ({"more": 1}, "more"),
    ],
)
def test_a_wrong_heading_is_named(changes: dict[str, object], says: str) -> None:
    line, content = written_piece(PIECE).split(b"\n", 1)
    heading = json.dumps({**json.loads(line), **changes}).encode()
    with pytest.raises(PictureLetterRefused, match=says):
        read_picture_letter(heading + b"\n" + content)


def test_a_piece_that_is_too_large_is_refused() -> None:
    size = LARGEST_PIECE_BYTES + 1
    piece = PicturePiece(STATION, NAME, PictureFormat.PNG, size, 0, bytes(size))
    with pytest.raises(PictureLetterRefused, match="are the most"):
        read_picture_letter(written_piece(piece))


def test_bytes_behind_a_word_of_what_is_gone_are_refused() -> None:
    with pytest.raises(PictureLetterRefused, match="4 bytes follow"):
        read_picture_letter(written_gone(GonePictures(STATION, (NAME,))) + b"more")


@given(some.binary(max_size=300))
def test_any_bytes_are_a_letter_or_refused(content: bytes) -> None:
    with pytest.raises(PictureLetterRefused):
        read_picture_letter(content)


SENT: Final = written_piece(PIECE)


@given(some.integers(0, len(SENT) - 1), some.integers(1, 255))
def test_a_changed_byte_is_another_letter_or_refused(place: int, change: int) -> None:
    changed = SENT[:place] + bytes([SENT[place] ^ change]) + SENT[place + 1 :]
    try:
        letter = read_picture_letter(changed)
    except PictureLetterRefused:
        return
    assert letter != PIECE
