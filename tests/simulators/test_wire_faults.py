"""A wire is as slow, as lossy and as garbling as it is told to be, and keeps its bytes in order."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulators.wire_faults import FaultyWire, WireFaults

BAUD = 250_000
BYTE_NS = 40_000
LATER_NS = 10**12


def wire(seed: int = 1, **faults: float) -> FaultyWire:
    return FaultyWire(BAUD, WireFaults(**faults), np.random.default_rng(seed))


@given(st.lists(st.binary(max_size=40), max_size=20))
def test_a_good_wire_carries_everything_in_order(pieces: list[bytes]) -> None:
    one = wire()
    arrived = b"".join(one.carry(piece, at_ns) for at_ns, piece in enumerate(pieces))
    assert arrived + one.carry(b"", LATER_NS) == b"".join(pieces)


def test_ten_bits_a_byte() -> None:
    one = wire()
    assert one.carry(b"12345", 0) == b""
    assert one.carry(b"", 5 * BYTE_NS - 1) == b""
    assert one.carry(b"", 5 * BYTE_NS) == b"12345"


@given(data=st.binary(min_size=1, max_size=200), seed=st.integers(0, 99))
def test_split_bytes_come_late_but_all_and_in_order(data: bytes, seed: int) -> None:
    one = wire(seed, split_share=0.5, late_ms=5)
    arrived, at_ns = b"", 0
    sent = data
    while len(arrived) < len(data):
        arrived += one.carry(sent, at_ns)
        sent, at_ns = b"", at_ns + 100_000
        assert at_ns < 10 * len(data) * 1_000_000
    assert arrived == data


def test_lost_bytes_are_lost_at_their_share() -> None:
    one = wire(lost_share=0.1)
    one.carry(bytes(20_000), 0)
    arrived = one.carry(b"", LATER_NS)
    assert 0.08 < 1 - len(arrived) / 20_000 < 0.12


def test_garbled_bytes_have_one_wrong_bit() -> None:
    one = wire(garbled_share=0.1)
    one.carry(bytes(20_000), 0)
    arrived = one.carry(b"", LATER_NS)
    wrong = [byte for byte in arrived if byte]
    assert len(arrived) == 20_000
    assert all(byte.bit_count() == 1 for byte in wrong)
    assert 0.08 < len(wrong) / 20_000 < 0.12


def test_the_same_seed_is_the_same_wire() -> None:
    first, second, other = (
        wire(seed, lost_share=0.1, garbled_share=0.1, split_share=0.1, late_ms=1)
        for seed in (1, 1, 2)
    )
    data = bytes(range(200))
    told = [one.carry(data, 0) + one.carry(b"", LATER_NS) for one in (first, second, other)]
    assert told[0] == told[1] != told[2]
