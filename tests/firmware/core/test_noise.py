"""100,000 disturbed frames through the decoders of both sides: none is heard that was not sent."""

import ctypes
import os
from random import Random

from hardware.wire.framing import END, FrameReader, WireFrame, encode
from hardware.wire.messages import TABLE
from hardware.wire.packing import LAYOUTS
from tests.firmware.core.library import is_counting, library
from tests.peers import needs

pytestmark = needs("gcc")

FUZZED = int(os.environ.get("PACKWARDEN_FRAMES", "100000"))
"""More in a release."""
SEED = int(os.environ.get("PACKWARDEN_SEED", "5"))
BATCH = 200


class FirmwareReader:
    """The decoder in C."""

    def __init__(self) -> None:
        self.memory = ctypes.create_string_buffer(library().reader_size())
        self.refused = 0

    def feed(self, line: bytes) -> list[WireFrame]:
        frames = ctypes.create_string_buffer(2 * len(line) + 256)  # one may have begun before
        refused = ctypes.c_int32()
        count = library().hear_all(self.memory, line, len(line), frames, ctypes.byref(refused))
        self.refused += refused.value
        heard, rest = [], frames.raw[:count]
        while rest:
            body, rest = rest[1 : 1 + rest[0]], rest[1 + rest[0] :]
            heard.append(WireFrame(body[0], body[1], body[2:]))
        return heard


def any_frame(random: Random) -> WireFrame:
    number, kind = random.choice(list(TABLE.items()))
    return WireFrame(random.randrange(256), number, random.randbytes(LAYOUTS[kind].packed.size))


# Disturbances: what comes of one frame's bytes, and of the next one's where it takes part


def flipped(random: Random, sent: bytes, _: bytes) -> bytes:
    disturbed = bytearray(sent)
    for _flip in range(random.randint(1, 6)):
        disturbed[random.randrange(len(sent))] ^= 1 << random.randrange(8)
    return bytes(disturbed)


def cut(random: Random, sent: bytes, _: bytes) -> bytes:
    begin = random.randrange(len(sent))
    return sent[:begin] + sent[begin + random.randint(1, len(sent)) :]


def joined(random: Random, sent: bytes, other: bytes) -> bytes:
    """Two frames without what was between them."""
    return sent[: random.randrange(len(sent))] + other[random.randrange(len(other)) :]


def noise(random: Random, sent: bytes, _: bytes) -> bytes:
    return random.randbytes(random.randint(1, 150))


def overwritten(random: Random, sent: bytes, _: bytes) -> bytes:
    begin = random.randrange(len(sent))
    length = random.randint(1, 8)
    return sent[:begin] + random.randbytes(length) + sent[begin + length :]


def swapped(random: Random, sent: bytes, other: bytes) -> bytes:
    """The payload of one frame behind the head of another: its CRC is another one's."""
    return sent[:4] + other[4:]


DISTURBANCES = (flipped, cut, joined, noise, overwritten, swapped)


def test_of_100_000_disturbed_frames_none_is_heard_and_every_whole_one_behind_it_is() -> None:
    """Whole is what stands between two ends as it was sent; that one is always heard at once."""
    random = Random(SEED)
    whole = {encode(frame)[:-1]: frame for frame in (any_frame(random) for _ in range(800))}
    sent = [stuffed + END for stuffed in whole]
    readers = FrameReader(), FirmwareReader()
    for _ in range((FUZZED // 50 if is_counting() else FUZZED) // BATCH):
        line = b"".join(
            random.choice(DISTURBANCES)(random, random.choice(sent), random.choice(sent))
            + random.choice(sent)
            for _ in range(BATCH)
        )
        expected = [whole[stuffed] for stuffed in (line + END).split(END) if stuffed in whole]
        by_python, by_firmware = (reader.feed(line + END) for reader in readers)
        assert by_python == by_firmware == expected
        assert len(expected) > BATCH / 3, "only a frame that ran into its disturbance is lost"
    assert readers[0].refused == readers[1].refused > 0


def test_frames_in_any_pieces_are_the_same_to_both_sides() -> None:
    random = Random(6)
    line = b"".join(encode(any_frame(random)) for _ in range(500))
    readers: tuple[FrameReader | FirmwareReader, ...] = (FrameReader(), FirmwareReader())
    heard: tuple[list[WireFrame], list[WireFrame]] = ([], [])
    while line:
        length = random.randint(1, 90)
        for reader, frames in zip(readers, heard, strict=True):
            frames += reader.feed(line[:length])
        line = line[length:]
    assert heard[0] == heard[1]
    assert len(heard[0]) == 500
    assert not readers[0].feed(END)
