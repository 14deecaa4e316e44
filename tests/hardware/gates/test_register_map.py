"""The registers: what is laid out is read back, and what is no such block is refused."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.gates.plc_blocks import (
    EventSlot,
    HostCommand,
    PlcStatus,
    command_words,
    read_command,
    read_status,
    status_words,
)
from hardware.gates.register_map import (
    COMMAND,
    CYCLIC_WORDS,
    EVENT_SLOTS,
    ORDER_SLOTS,
    STATUS,
    BadRegisters,
    Block,
    EventKind,
    HostOutputs,
    HostSignals,
    PlcInputs,
    PlcSignals,
)
from hardware.interfaces import GateAction, GateOrder

WORDS = st.integers(0, 0xFFFF)
PAIRS = st.integers(0, 0xFFFF_FFFF)
LEVELS = st.sampled_from([None, GateAction.PASS, GateAction.REJECT])
HAPPENINGS = st.sampled_from([kind for kind in EventKind if kind is not EventKind.NONE])


def flags(kind: Any) -> st.SearchStrategy[Any]:
    return st.integers(0, sum(kind)).map(kind)


EVENTS = st.builds(EventSlot, WORDS, HAPPENINGS, WORDS, st.booleans(), PAIRS, PAIRS, WORDS, PAIRS)
STATUSES = st.builds(
    PlcStatus,
    *(WORDS, WORDS, PAIRS, PAIRS, LEVELS, st.booleans(), WORDS, WORDS),
    *(flags(PlcInputs), flags(PlcSignals), WORDS, WORDS, WORDS),
    events=st.lists(EVENTS, max_size=EVENT_SLOTS).map(tuple),
)
ORDERS = st.builds(GateOrder, PAIRS, st.sampled_from(GateAction))
COMMANDS = st.builds(
    HostCommand,
    *(WORDS, WORDS, WORDS, flags(HostOutputs), flags(HostSignals), LEVELS, st.booleans(), WORDS),
    orders=st.lists(ORDERS, max_size=ORDER_SLOTS).map(tuple),
    order_seq=WORDS,
)


@given(STATUSES)
def test_the_plcs_block_is_read_as_it_was_laid_out(status: PlcStatus) -> None:
    assert read_status(status_words(status)) == status


@given(COMMANDS)
def test_the_stations_block_is_read_as_it_was_laid_out(command: HostCommand) -> None:
    assert read_command(command_words(command)) == command


@given(STATUSES, st.integers(1, 0xFFFF))
def test_a_block_that_was_read_while_it_was_written_says_nothing(
    status: PlcStatus, scans: int
) -> None:
    words = status_words(status)
    words[-1] = (words[-1] + scans) & 0xFFFF
    assert read_status(words) is None


def refusal(read: Callable[[list[int]], object], words: list[int]) -> str | None:
    try:
        read(words)
    except BadRegisters as error:
        return str(error)
    return None


@given(st.lists(WORDS, min_size=STATUS.size, max_size=STATUS.size))
def test_any_registers_are_a_status_or_refused_in_words(words: list[int]) -> None:
    assert refusal(read_status, words) != ""


@given(st.lists(WORDS, min_size=COMMAND.size, max_size=COMMAND.size))
def test_any_registers_are_a_command_or_refused_in_words(words: list[int]) -> None:
    assert refusal(read_command, words) != ""


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("magic", 0, "no PLC with our register map"),
        ("version", 2, "register map 2, this station 1"),
        ("armed", 3, "armed to hold"),
        ("armed", 9, "unknown action 9"),
        ("event1_kind", 7, "unknown kind 7"),
    ],
)
def test_a_foreign_block_is_refused_with_what_is_wrong(name: str, value: int, why: str) -> None:
    words = status_words(PlcStatus(scan=1, boot=1, tick=0, time_us=0))
    words[STATUS.address(name) - STATUS.first] = value
    with pytest.raises(BadRegisters, match=why):
        read_status(words)


def test_a_block_of_another_length_is_refused() -> None:
    words = status_words(PlcStatus(scan=1, boot=1, tick=0, time_us=0))
    with pytest.raises(BadRegisters, match="where"):
        read_status(words[:-1])


def test_a_long_number_has_its_high_word_first() -> None:
    status = PlcStatus(scan=1, boot=1, tick=0x12345678, time_us=0)
    words, address = status_words(status), STATUS.address("tick")
    assert words[address : address + 2] == [0x1234, 0x5678]


@given(st.integers(0, 1 << 40))
def test_a_counter_wraps_and_touches_no_neighbour(number: int) -> None:
    base = PlcStatus(scan=7, boot=1, tick=0, time_us=0)
    read = read_status(status_words(replace(base, tick=number)))
    assert read == replace(base, tick=number & 0xFFFF_FFFF)


@pytest.mark.parametrize("block", [STATUS, COMMAND])
def test_a_block_goes_into_one_request(block: Block) -> None:
    """At most 125 registers are read and 123 written (Modbus Application Protocol V1.1b3)."""
    assert block.size <= 123
    places = [address for address, _ in block.addressed()]
    assert len(set(places)) == len(places)


def test_station_and_plc_write_different_registers() -> None:
    assert STATUS.first + STATUS.size <= COMMAND.first


def test_without_orders_the_first_part_of_the_command_is_enough() -> None:
    names = [register.name for address, register in COMMAND.addressed()]
    cut = [name for name in names if COMMAND.address(name) - COMMAND.first < CYCLIC_WORDS]
    assert not any(name.startswith("order") for name in cut)
    assert names[-1] == "order_seq"
