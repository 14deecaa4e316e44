"""What is written is read back to the byte; everything else is refused with a reason."""

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as some

from edge_agent.core.telemetry.streams import Stream
from edge_agent.core.telemetry.stretches import Position, Stretch
from edge_agent.uplink.batches import (
    LARGEST_BYTES,
    SCHEMA,
    Batch,
    BatchRefused,
    LogName,
    read,
    written,
)

NAME = LogName("plant-1/line-1/box", "0123456789abcdef", Stream.RECORDS)
ENTRY = {"pack_no": 7, "outcome": "passed", "lot": "Grüße"}


def a_batch(count: int = 2) -> Batch:
    entry = json.dumps(ENTRY, ensure_ascii=False).encode()
    return Batch(NAME, Position(2, 118), Position(3, 1), [entry] * count)


def lines_of(batch: Batch) -> list[bytes]:
    return gzip.decompress(written(batch)).split(b"\n")


def packed(lines: list[bytes]) -> bytes:
    return gzip.compress(b"\n".join(lines))


def with_heading(**changes: object) -> bytes:
    first, *rest = lines_of(a_batch())
    return packed([json.dumps({**json.loads(first), **changes}).encode(), *rest])


def test_a_batch_comes_back_to_the_byte() -> None:
    batch = a_batch(3)
    assert read(written(batch)) == batch
    assert batch.stretch == Stretch(Position(2, 118), Position(3, 3))
    assert batch.position_of(2) == Position(3, 3)


@given(
    some.binary(max_size=200)
    | some.builds(gzip.compress, some.binary(max_size=200))
    | some.builds(
        lambda payload, place, byte: payload[:place] + bytes([byte]) + payload[place + 1 :],
        some.just(written(a_batch())),
        some.integers(0, len(written(a_batch())) - 1),
        some.integers(0, 255),
    )
)
def test_bytes_are_a_batch_or_refused(payload: bytes) -> None:
    try:
        batch = read(payload)
    except BatchRefused:
        return
    assert read(written(batch)) == batch


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"schema": SCHEMA + 1}, "schema version is 2, and this one reads 1"),
        ({"station": "plant-1/#/box"}, "station"),
        ({"log": "no"}, "log"),
        ({"stream": "gossip"}, "stream"),
        ({"count": 3}, "3 entries, and 2 lines"),
        ({"count": 0}, "count"),
        ({"after": [3, 1]}, "right after"),
        ({"after": [2, 118], "seq": 2}, "begins with 1"),
        ({"boot": 2, "seq": 120}, "right after"),
        ({"boot": 2**60}, "boot"),
        ({"more": 1}, "more"),
    ],
)
def test_a_wrong_heading_is_named(changes: dict[str, object], says: str) -> None:
    with pytest.raises(BatchRefused, match=says):
        read(with_heading(**changes))


def test_a_bomb_is_not_unpacked() -> None:
    with pytest.raises(BatchRefused, match="uncompressed"):
        read(gzip.compress(b"0" * (LARGEST_BYTES + 1)))


def test_something_behind_the_end_is_refused() -> None:
    with pytest.raises(BatchRefused, match="followed"):
        read(written(a_batch()) + b"more")
