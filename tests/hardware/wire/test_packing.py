"""The message table: every message survives the wire, and both sides have the same table."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.interfaces import FailState, GateAction, GateKind
from hardware.wire.codes import CODES, Action, Kind, Silence
from hardware.wire.header import HEADER, header
from hardware.wire.messages import SEQUENCED, TABLE, TO_CONTROLLER, TO_HOST, Message, Order
from hardware.wire.packing import (
    LAYOUTS,
    LONGEST_PAYLOAD,
    NUMBERS,
    PROTOCOL,
    PayloadRefused,
    WireField,
    canonical_table,
    pack,
    unpack,
)
from hardware.wire.table import README, with_table

LIMITS = {
    "u8": (0, 2**8 - 1),
    "u16": (0, 2**16 - 1),
    "u32": (0, 2**32 - 1),
    "i32": (-(2**31), 2**31 - 1),
}


def values(field: WireField) -> st.SearchStrategy[int]:
    if field.meaning is int:
        return st.integers(*LIMITS[field.number.name])
    if field.meaning is bool:
        return st.booleans()
    return st.sampled_from(list(field.meaning))  # type: ignore[call-overload]


def built(kind: type[Message]) -> st.SearchStrategy[Message]:
    return st.builds(kind, *map(values, LAYOUTS[kind].fields))


@given(st.sampled_from(list(TABLE.values())).flatmap(built))
def test_every_message_comes_back_as_it_was(message: Message) -> None:
    payload = pack(message)
    assert len(payload) <= LONGEST_PAYLOAD
    back = unpack(NUMBERS[type(message)], payload)
    assert back == message
    assert [type(getattr(back, field.name)) for field in LAYOUTS[type(message)].fields] == [
        type(field.meaning(getattr(message, field.name))) for field in LAYOUTS[type(message)].fields
    ]


@given(st.integers(0, 255), st.binary(max_size=64))
def test_any_payload_is_a_message_or_refused(number: int, payload: bytes) -> None:
    try:
        message = unpack(number, payload)
    except PayloadRefused:
        return
    assert pack(message) == payload


@pytest.mark.parametrize(
    ("number", "payload", "word"),
    [
        (99, b"", "no message 99"),
        (5, b"", "has 5 bytes, not 0"),
        (5, bytes([0, 0, 0, 0, 9]), "action cannot be 9"),
        (6, bytes([2]), "stop cannot be 2"),
    ],
)
def test_a_refusal_says_why(number: int, payload: bytes, word: str) -> None:
    with pytest.raises(PayloadRefused, match=word):
        unpack(number, payload)


def test_a_value_that_does_not_fit_is_refused_before_it_is_sent() -> None:
    with pytest.raises(ValueError, match="does not fit the wire"):
        pack(Order(2**32, Action.PASS))


# The table


def test_no_number_is_used_twice_and_both_directions_are_apart() -> None:
    assert len(NUMBERS) == len(TO_CONTROLLER) + len(TO_HOST) == len(TABLE)
    assert max(TO_CONTROLLER) < 16 <= min(TO_HOST)
    assert set(SEQUENCED) <= set(TO_CONTROLLER.values())


def test_every_event_begins_with_its_number() -> None:
    for number, kind in TABLE.items():
        names = [field.name for field in LAYOUTS[kind].fields]
        assert ("event_no" in names) == (number >= 48)
        assert "event_no" not in names[1:]


def test_the_words_of_the_wire_are_those_of_the_devices() -> None:
    for code, words in ((Action, GateAction), (Kind, GateKind), (Silence, FailState)):
        assert {one.name for one in code} == {word.name for word in words}


def test_the_header_in_c_is_the_one_of_this_table() -> None:
    """Stale? python -m hardware.wire.header"""
    assert HEADER.read_text() == header()


def test_the_table_that_people_read_is_the_one_of_the_wire() -> None:
    """Stale? python -m hardware.wire.header"""
    readme = README.read_text()
    assert readme == with_table(readme)
    assert f"`{PROTOCOL:08x}`" in readme


def test_the_protocol_is_the_hash_of_every_line_of_the_table() -> None:
    lines = list(canonical_table())
    assert len(lines) == len(TABLE) + len(CODES) + 1
    assert f"PROTOCOL UINT32_C(0x{PROTOCOL:08x})" in HEADER.read_text()
    assert 0 < PROTOCOL < 2**32


def changed_words() -> Iterator[str]:
    for line in canonical_table():
        yield from line.split()


def test_the_table_names_every_field_and_every_code() -> None:
    words = set(changed_words())
    for kind in TABLE.values():
        assert {f"{field.name}:{field.number.name}" for field in LAYOUTS[kind].fields} <= words
    for code in CODES:
        assert {f"{one.name}={one.value}" for one in code} <= words
