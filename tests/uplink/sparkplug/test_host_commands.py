"""Whatever a host writes: a station is born again or becomes calmer, and nothing else happens."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as some

from edge_agent.core.packml.words import PackmlCommand
from edge_agent.core.sparkplug.payloads import DataType, Metric, Payload, Value
from edge_agent.core.sparkplug.session import REBIRTH, Session
from edge_agent.core.sparkplug.tags import Plant
from edge_agent.core.told import CommandPackml, StopBelt, Told
from edge_agent.uplink.sparkplug.host_commands import CALMING, wishes
from edge_agent.uplink.sparkplug.line_tags import PACKML_COMMAND, STOP_BELT, plant_of
from edge_agent.uplink.sparkplug.wire import PayloadRefused, decoded, encoded
from tests.uplink.sparkplug.payloads import metrics
from tests.uplink.sparkplug.rig import FITTED, a_line

HOST = "sparkplug plant-1"
NAMES = some.sampled_from((REBIRTH, PACKML_COMMAND.name, STOP_BELT.name, "Autonomy/Level", ""))
COMMANDS = some.builds(
    Payload, some.none(), some.lists(metrics(NAMES), max_size=6).map(tuple), some.none()
)
DEVICES = some.sampled_from((None, "gate", "camera-top", "gate/2", ""))


def born() -> Session:
    session = Session(0)
    plant: Plant = plant_of(a_line(), None, FITTED, {}, 1)
    session.births(plant, 1)
    return session


def of(name: str, value: Value, kind: DataType = DataType.INT32) -> Payload:
    return Payload(1, (Metric(name=name, value=value, kind=kind, at_ms=1),))


@given(COMMANDS, DEVICES, some.booleans())
def test_only_calming_words_come_of_anything(
    payload: Payload, device: str | None, may_command: bool
) -> None:
    found = wishes(payload, device, born(), may_command, HOST)
    for word in found.words:
        assert may_command
        is_calming = isinstance(word, CommandPackml) and word.command in CALMING
        assert isinstance(word, StopBelt) or is_calming
        assert word.person == HOST
    assert len(found.words) + found.ignored + found.rebirth <= len(payload.metrics) + 1


@given(COMMANDS.map(encoded), some.integers(0, 300), some.integers(0, 255))
def test_changed_bytes_never_do_more(data: bytes, place: int, byte: int) -> None:
    changed = data[:place] + bytes([byte]) + data[place + 1 :]
    with suppress(PayloadRefused):
        for word in wishes(decoded(changed), None, born(), True, HOST).words:
            assert isinstance(word, CommandPackml)
            assert word.command in CALMING


@pytest.mark.parametrize("command", PackmlCommand)
def test_a_host_may_calm_and_never_start(command: PackmlCommand) -> None:
    found = wishes(of(PACKML_COMMAND.name, int(command)), None, born(), True, HOST)
    expected: list[Told] = [CommandPackml(command, HOST)] if command in CALMING else []
    assert found.words == expected
    assert found.ignored == (0 if expected else 1)


def test_what_stands_in_a_birth_can_be_written_by_its_alias() -> None:
    session = born()
    alias = next(
        alias for (device, tag), alias in session.aliases.items() if tag == STOP_BELT and device
    )
    told = Metric(alias=alias, value=True, kind=DataType.BOOLEAN, at_ms=1)
    assert wishes(Payload(1, (told,)), "gate", session, True, HOST).words == [StopBelt(HOST)]
    assert wishes(Payload(1, (told,)), None, session, True, HOST).words == []
    assert wishes(Payload(1, (told,)), "gate", session, False, HOST).words == []


def test_false_asks_for_nothing() -> None:
    found = wishes(of(REBIRTH, False, DataType.BOOLEAN), None, born(), True, HOST)
    assert (found.rebirth, found.ignored) == (False, 1)
