"""docs/plc.md says what the code does: its tables, its numbers, and its example, which is run."""

import re
import tomllib
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.gates.modbus_settings import ModbusGateSettings
from hardware.gates.register_map import (
    COMMAND,
    CYCLIC_WORDS,
    EVENT_REGISTERS,
    EVENT_SLOTS,
    MAGIC,
    ORDER_REGISTERS,
    ORDER_SLOTS,
    STATUS,
    VERSION,
    WATCHDOG_MS,
    Block,
    Register,
)
from hardware.interfaces import GateAction, GateOrder
from tests.hardware.gates.plc_floor import Wires
from tests.hardware.gates.plc_run import STEPS, Run, Step
from tests.hardware.gates.structured_text import GUIDE, StProgram, constants

Row = tuple[str, str, str, str]
NUMBERED = re.compile(r"^(event|order)\d+_")
FLOOR = partial(Wires, program_of=StProgram)


def rows(pattern: str) -> set[Row]:
    found = re.findall(rf"^\| ({pattern}) \| `(\w+)` \| (\d) \| (.+) \|$", text(), re.MULTILINE)
    return set(found)


def text() -> str:
    return GUIDE.read_text(encoding="utf-8")


def block_rows(block: Block) -> set[Row]:
    return {
        (str(address), one.name, str(one.words), one.meaning)
        for address, one in block.addressed()
        if not NUMBERED.match(one.name)
    }


def slot_rows(registers: tuple[Register, ...]) -> set[Row]:
    return {
        (f"+{place}", one.name, str(one.words), one.meaning)
        for place, one in Block(0, registers).addressed()
    }


def test_its_tables_are_the_register_map() -> None:
    assert rows(r"\d+") == block_rows(STATUS) | block_rows(COMMAND)
    assert rows(r"\+\d+") == slot_rows(EVENT_REGISTERS) | slot_rows(ORDER_REGISTERS)


def test_the_examples_constants_are_the_register_map() -> None:
    addresses = {name: value for name, value in constants().items() if name[:2] in {"S_", "C_"}}
    assert len(addresses) > 20
    for name, value in addresses.items():
        block = STATUS if name.startswith("S_") else COMMAND
        assert value == block.address(name[2:].lower()), name


def test_the_places_it_names_are_the_register_map() -> None:
    event, order = STATUS.address("event1_seq"), COMMAND.address("order1_pack_no")
    event_words, order_words = Block(0, EVENT_REGISTERS).size, Block(0, ORDER_REGISTERS).size
    for said in (
        f"Written by the PLC: {STATUS.first} to {STATUS.first + STATUS.size - 1}",
        f"Written by the station: {COMMAND.first} to {COMMAND.first + COMMAND.size - 1}",
        f"event slots 1 to {EVENT_SLOTS} stand from {event} on, {event_words} registers each",
        f"order slots 1 to {ORDER_SLOTS} stand from {order} on, {order_words} registers each",
        f"the first {CYCLIC_WORDS} registers",
        f"heartbeat stands for more than {WATCHDOG_MS} ms",
        f"heartbeat given up by the PLC | {WATCHDOG_MS} ms",
        f"-r {STATUS.first} -c {STATUS.size} ",
        f"{MAGIC} at {STATUS.address('magic')} and {VERSION} at {STATUS.address('version')}",
    ):
        assert said in text()


def test_its_settings_are_settings() -> None:
    (block,) = re.findall(r"```toml\n(.*?)```", text(), re.DOTALL)
    gate = ModbusGateSettings.model_validate(tomllib.loads(block)["gate"])
    assert gate.triggered_views == ("top",)


@settings(max_examples=15, deadline=None)
@given(steps=st.lists(st.sampled_from(STEPS), max_size=60))
def test_with_the_example_nothing_is_lost_and_nothing_doubled(steps: list[Step]) -> None:
    run = Run(FLOOR())
    run.go(steps)
    run.check_whole()


@settings(max_examples=15, deadline=None)
@given(steps=st.lists(st.sampled_from([*STEPS, *STEPS, "restart", "silence"]), max_size=60))
def test_with_the_example_no_order_meets_another_pack(steps: list[Step]) -> None:
    run = Run(FLOOR())
    run.go(steps)
    run.check_true()


@pytest.mark.parametrize("level", [GateAction.PASS, GateAction.REJECT])
@pytest.mark.parametrize("stops_belt", [False, True])
def test_the_example_gives_a_silent_station_up(level: GateAction, stops_belt: bool) -> None:
    wires = FLOOR(stops_belt=stops_belt)
    assert wires.near.default is GateAction.REJECT
    wires.read()
    wires.arm(level)
    wires.turns(10)
    assert wires.program.armed is level
    for _ in range(9):
        wires.pass_ms(50)
        wires.write()
        wires.scan()
    assert wires.program.armed is None
    assert wires.near.default is level
    assert wires.near.is_stopped is stops_belt
    wires.session.order(GateOrder(1, GateAction.PASS), wires.now_ns)
    wires.write()
    wires.scan()
    assert not wires.near.orders
    wires.turns(20)
    assert wires.program.armed is level
    assert not wires.near.is_stopped
