"""Frames: what was sent is heard, what was not is not, and noise costs one frame at most."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.wire.framing import (
    END,
    LONGEST_BODY,
    LONGEST_FRAME,
    FrameReader,
    WireFrame,
    decode,
    encode,
)
from hardware.wire.packing import LONGEST_PAYLOAD

FRAMES = st.builds(
    WireFrame, st.integers(0, 255), st.integers(0, 255), st.binary(max_size=LONGEST_PAYLOAD)
)


@given(st.lists(FRAMES, max_size=5), st.data())
def test_frames_are_heard_as_they_were_sent_in_whatever_pieces(
    frames: list[WireFrame], data: st.DataObject
) -> None:
    line = b"".join(encode(frame) for frame in frames)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(line)), max_size=6)))
    reader, heard = FrameReader(), []
    for begin, end in zip([0, *cuts], [*cuts, len(line)], strict=True):
        heard += reader.feed(line[begin:end])
    assert heard == frames
    assert reader.refused == 0


@given(FRAMES)
def test_a_frame_has_no_zero_before_its_end_and_grows_by_two(frame: WireFrame) -> None:
    sent = encode(frame)
    assert sent.index(END) == len(sent) - 1
    assert len(sent) == 2 + len(frame.payload) + 4 + 2
    assert len(sent) - 1 <= LONGEST_FRAME


def test_the_crc_is_the_usual_one() -> None:
    """The check value of CRC-32/ISO-HDLC, also called zlib's."""
    assert zlib.crc32(b"123456789") == 0xCBF43926
    assert encode(WireFrame(1, 2, b"")) == b"\x07\x01\x02" + crc_bytes(b"\x01\x02") + END


def crc_bytes(covered: bytes) -> bytes:
    crc = zlib.crc32(covered).to_bytes(4, "little")
    assert 0 not in crc
    return crc


@given(FRAMES, st.data())
def test_one_flipped_bit_is_always_noticed(frame: WireFrame, data: st.DataObject) -> None:
    sent = bytearray(encode(frame)[:-1])
    bit = data.draw(st.integers(0, 8 * len(sent) - 1))
    sent[bit // 8] ^= 1 << bit % 8
    assert decode(bytes(sent)) is None or 0 in sent


@pytest.mark.parametrize(
    "noise",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\x01", id="a frame without anything"),
        pytest.param(b"\x05ab", id="a cut block"),
        pytest.param(b"x" * 1000, id="no end for long"),
        pytest.param(encode(WireFrame(1, 2, b"abc"))[:-3], id="a cut frame"),
    ],
)
def test_the_frame_behind_a_disturbance_is_heard(noise: bytes) -> None:
    reader = FrameReader()
    good = WireFrame(7, 8, b"good")
    assert reader.feed(noise + END + encode(good)) == [good]
    assert reader.refused == (1 if noise else 0)


def test_what_has_no_end_is_not_kept() -> None:
    reader = FrameReader()
    for _ in range(100):
        reader.feed(b"\x11" * 50)
        assert len(reader.begun) <= LONGEST_FRAME
    assert reader.feed(END) == []
    assert reader.refused == 1


def test_a_whole_frame_with_more_than_any_payload_is_refused() -> None:
    assert decode(encode(WireFrame(0, 0, bytes(LONGEST_PAYLOAD)))[:-1]) is not None
    longer = encode(WireFrame(0, 0, bytes(LONGEST_PAYLOAD + 1)))[:-1]
    assert len(longer) == LONGEST_BODY + 2
    assert decode(longer) is None
