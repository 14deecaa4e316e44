"""Frames come through in any pieces; what is no frame is refused, and never kept without bound."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.control.errors import BadFrame
from edge_agent.control.framing import (
    ATTACHED,
    FROM_LINE,
    FROM_PAGES,
    LENGTH,
    Bounds,
    Frame,
    FrameReader,
    encoded,
)

SMALL = Bounds(header_bytes=200, attachments=2, attached_bytes=50)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc"), inner, max_size=3),
    max_leaves=6,
)
HEADERS = st.dictionaries(st.text("abcdefg", min_size=1), JSON, max_size=4)
FRAMES = st.builds(Frame, HEADERS, st.lists(st.binary(max_size=40), max_size=3).map(tuple))


def in_pieces(content: bytes, size: int) -> list[bytes]:
    return [content[start : start + size] for start in range(0, len(content), size)]


@given(st.lists(FRAMES, max_size=4), st.integers(1, 60))
def test_frames_come_through_in_pieces_of_any_size(frames: list[Frame], size: int) -> None:
    content = b"".join(encoded(frame, FROM_LINE) for frame in frames)
    reader = FrameReader(FROM_LINE)
    read = [frame for piece in in_pieces(content, size) for frame in reader.fed(piece)]
    assert read == frames
    assert not reader.kept


@given(FRAMES, st.data())
def test_a_frame_that_is_cut_off_is_no_frame(frame: Frame, data: st.DataObject) -> None:
    content = encoded(frame, FROM_LINE)
    cut = data.draw(st.integers(0, len(content) - 1))
    assert FrameReader(FROM_LINE).fed(content[:cut]) == []


@given(st.lists(FRAMES, min_size=1, max_size=3), st.data())
def test_mutated_bytes_are_frames_or_refused_and_nothing_else(
    frames: list[Frame], data: st.DataObject
) -> None:
    content = bytearray(b"".join(encoded(frame, FROM_LINE) for frame in frames))
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    fed_or_refused(FrameReader(SMALL), bytes(content))


@given(st.binary(max_size=400))
def test_any_bytes_are_frames_or_refused_and_nothing_else(content: bytes) -> None:
    fed_or_refused(FrameReader(SMALL), content)


def fed_or_refused(reader: FrameReader, content: bytes) -> None:
    """Byte by byte; what waits stays within what the bounds allow for one frame."""
    most = LENGTH.size + SMALL.header_bytes + SMALL.attached_bytes
    try:
        for piece in in_pieces(content, 1):
            for frame in reader.fed(piece):
                assert isinstance(frame.header, dict)
                assert sum(map(len, frame.attached)) <= SMALL.attached_bytes
            assert len(reader.kept) <= most
    except BadFrame as error:
        assert str(error)  # noqa: PT017 - no frame may come, and then only this is allowed


@pytest.mark.parametrize("length", [0, 1, FROM_PAGES.header_bytes + 1, 2**32 - 1])
def test_a_length_out_of_bounds_is_refused_before_anything_of_it_has_come(length: int) -> None:
    with pytest.raises(BadFrame, match=f"header of {length} bytes"):
        FrameReader(FROM_PAGES).fed(LENGTH.pack(length))


@pytest.mark.parametrize(
    "header",
    [
        b"[]",
        b'"text"',
        b"{}x",
        b'{"a": NaN}',
        b'{"a": ' + b"9" * 5000 + b"}",
        b"[" * 9000,
        b'{"a": "\xff"}',
        b'{"attached": -1}',
        b'{"attached": [true]}',
        b'{"attached": [-1]}',
        b'{"attached": [1.0]}',
        b'{"attached": {}}',
    ],
)
def test_a_header_that_is_no_object_of_json_is_refused(header: bytes) -> None:
    with pytest.raises(BadFrame):
        FrameReader(FROM_PAGES).fed(LENGTH.pack(len(header)) + header)


@pytest.mark.parametrize("sizes", [[1, 1, 1], [51], [25, 26], [10**15]])
def test_attachments_out_of_bounds_are_refused_before_they_have_come(sizes: list[int]) -> None:
    header = json.dumps({ATTACHED: sizes}).encode()
    with pytest.raises(BadFrame, match="attachments"):
        FrameReader(SMALL).fed(LENGTH.pack(len(header)) + header)


def test_nobody_sends_what_the_other_side_would_refuse() -> None:
    with pytest.raises(BadFrame, match="header"):
        encoded(Frame({"text": "x" * 70_000}), FROM_PAGES)
    with pytest.raises(BadFrame, match="attachments"):
        encoded(Frame({}, (b"picture",)), FROM_PAGES)
    with pytest.raises(BadFrame, match="JSON cannot say"):
        encoded(Frame({"number": float("nan")}), FROM_PAGES)
    with pytest.raises(BadFrame, match="JSON cannot say"):
        encoded(Frame({"thing": object()}), FROM_PAGES)
