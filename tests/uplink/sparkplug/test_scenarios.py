"""An edge node over real brokers: every requirement holds in every scenario; nothing is lost.

After an outage the listener is the primary host: the node waits until it is back to hear.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from signal import SIGSTOP

import pytest

from edge_agent.core.packml.words import PackmlCommand
from edge_agent.core.told import CommandPackml, StopBelt
from edge_agent.uplink.sparkplug.life import MOST_UNPROVEN
from edge_agent.uplink.sparkplug.sparkplug_b_pb2 import Payload
from tests.peers import needs
from tests.uplink.sparkplug.checker.rulebook import complaints
from tests.uplink.sparkplug.checker.story import messages, named, number_of
from tests.uplink.sparkplug.independent import as_tahu_says, read_by_tahu, shortened
from tests.uplink.sparkplug.rig import ALL, FITTED, HOST, NAME, Rig, a_line, rebirth, rig

pytestmark = needs("mosquitto")
PACK_NO = "Last Pack/Number"


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Rig]:
    with rig(tmp_path) as turning:
        yield turning


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Rig]:
    with rig(tmp_path, brokers=2) as turning:
        yield turning


def born(turning: Rig) -> None:
    """And everything of it has reached the listener."""
    turning.until(turning.is_born)
    births = turning.edge.counts.births
    turning.until(lambda: len(turning.listener.of("NBIRTH")) >= births)


def well(turning: Rig, **known: frozenset[str]) -> None:
    """Every rule holds, and nothing was sent that no rule looks into."""
    recording = turning.recording(**known)
    assert complaints(recording) == {}
    for message in messages(recording):
        kinds = {metric.WhichOneof("value") for metric in message.metrics}
        assert not kinds & {"dataset_value", "template_value", "bytes_value", "extension_value"}


def pack_numbers(turning: Rig, historical: bool) -> list[int]:
    """As they came to the listener, in this order."""
    alias = next(
        metric.alias
        for birth in turning.listener.payloads("NBIRTH")
        if (metric := named(birth, PACK_NO)) is not None
    )
    return [
        metric.long_value
        for data in turning.listener.payloads("NDATA")
        for metric in data.metrics
        if metric.alias == alias and metric.is_historical is historical
    ]


@pytest.mark.parametrize("protocol", ["5", "3.1.1"])
def test_from_birth_to_an_intended_end(one: Rig, protocol: str) -> None:
    one.write(2)
    one.start(protocol=protocol)
    born(one)
    one.write(3)
    one.until(lambda: pack_numbers(one, historical=False) == [3, 4, 5])
    one.state = a_line(belt_mm_per_s=300.0, belt_stops=("bin_full",))
    one.until(lambda: len(one.listener.of("DDATA")) >= 1)
    one.commands(rebirth())
    one.until(lambda: len(one.listener.of("NBIRTH")) == 2)
    one.stop()
    one.until(lambda: len(one.listener.of("NDEATH")) >= 1)
    well(one)


def test_the_number_of_sessions_goes_on_over_restarts(one: Rig) -> None:
    for expected in range(3):
        one.start()
        born(one)
        assert number_of(one.listener.payloads("NBIRTH")[-1]) == expected
        one.stop()
    well(one)


def test_who_vanishes_is_dead_by_his_will_and_comes_back_with_another_number(one: Rig) -> None:
    one.start()
    born(one)
    assert one.edge.link is not None
    one.edge.link.cut()
    one.until(lambda: len(one.listener.of("NBIRTH")) == 2)
    assert [number_of(death) for death in one.listener.payloads("NDEATH")] == [0]
    assert [number_of(birth) for birth in one.listener.payloads("NBIRTH")] == [0, 1]
    well(one)


def test_an_attempt_that_reaches_nobody_uses_up_no_number(one: Rig) -> None:
    one.taps[0].close()
    node = one.start()
    one.until(lambda: node.walk.in_vain >= 3)
    assert node.trouble is not None
    assert "cannot be reached" in node.trouble
    assert node.memory.next_number() == 0


def test_packs_of_an_outage_are_told_as_history_in_their_order(one: Rig) -> None:
    """Killed, not ended; nothing is lost, what came live is not flagged."""
    one.write(5)
    one.start(primary_host=HOST)
    one.host_says(online=True, at_ms=1)
    born(one)
    one.write(20)
    one.until(lambda: pack_numbers(one, historical=False) == list(range(6, 26)))
    one.brokers[0].kill()
    one.until(lambda: not one.is_born())
    one.write(250)
    one.brokers[0].start()
    one.host_says(online=True, at_ms=2)
    one.until(lambda: len(one.listener.of("NBIRTH")) == 2)
    one.write(5)
    one.until(lambda: pack_numbers(one, historical=False)[-1] == 280)
    one.until(lambda: len(pack_numbers(one, historical=True)) >= 250)
    told_late = pack_numbers(one, historical=True)
    assert told_late == list(range(told_late[0], 276))
    assert told_late[0] <= 26
    assert pack_numbers(one, historical=False) == [*range(6, 26), *range(276, 281)]
    one.stop()
    one.until(lambda: len(one.listener.of("NDEATH")) >= 1)
    well(one)


def test_what_a_broker_took_and_never_read_is_told_again(one: Rig) -> None:
    """Only a mark proves; here none came back before the broker died."""
    one.start(primary_host=HOST)
    one.host_says(online=True, at_ms=1)
    born(one)
    assert one.edge.life is not None
    one.edge.life.next_mark_ns = 2**62
    one.write(3)
    one.until(lambda: pack_numbers(one, historical=False) == [1, 2, 3])
    one.brokers[0].kill()
    one.until(lambda: not one.is_born())
    one.brokers[0].start()
    one.host_says(online=True, at_ms=2)
    one.until(lambda: pack_numbers(one, historical=True) == [1, 2, 3])
    well(one)


@pytest.mark.slow
def test_a_broker_that_hangs_is_left_and_gets_no_more_than_it_may(one: Rig) -> None:
    """Stopped in the middle, as behind a cable that was pulled: nobody says that it is gone."""
    one.start(primary_host=HOST)
    one.host_says(online=True, at_ms=1)
    born(one)
    one.brokers[0].process.signal(SIGSTOP)
    before = one.edge.link
    assert before is not None
    most = 0
    while one.edge.link is before and one.is_born():
        if one.edge.life is not None:
            one.edge.life.next_tell_ns = 0
        one.write(1)
        one.turn()
        most = max(most, before.mail.sent_count)
        assert before.mail.sent_count <= MOST_UNPROVEN + 8
    assert most >= MOST_UNPROVEN
    one.brokers[0].kill()
    one.brokers[0].start()
    one.host_says(online=True, at_ms=2)
    one.until(lambda: 1 in pack_numbers(one, historical=True))
    one.until(lambda: set(pack_numbers(one, historical=True)) == set(range(1, one.written + 1)))


@pytest.mark.slow
def test_twenty_deaths_of_the_broker_under_flow_lose_no_pack(one: Rig) -> None:
    """And each is told live once at most; what comes twice comes as history."""
    one.start(primary_host=HOST)
    random = Random(7)
    for kill in range(20):
        one.host_says(online=True, at_ms=kill)
        one.until(one.is_born)
        for _ in range(random.randint(5, 60)):
            one.write(1)
            one.turn()
        one.brokers[0].kill()
        one.write(3)
        one.brokers[0].start()
    one.host_says(online=True, at_ms=20)
    everything = set(range(1, one.written + 1))

    def told_packs() -> set[int]:
        return {*pack_numbers(one, historical=True), *pack_numbers(one, historical=False)}

    one.until(lambda: bool(one.listener.of("NBIRTH")) and told_packs() >= everything)
    live = pack_numbers(one, historical=False)
    assert live == sorted(set(live))
    well(one)


def test_while_no_host_is_anywhere_brokers_are_left_in_peace(two: Rig) -> None:
    """Attempts in vain come ever later, though each of them was connected."""
    two.host_says(online=False, at_ms=1, broker=0)
    two.host_says(online=False, at_ms=1, broker=1)
    two.start(primary_host=HOST)
    two.until(lambda: two.edge.walk.in_vain >= 5)
    assert [len(listener.of("NBIRTH")) for listener in two.listeners] == [0, 0]
    assert {dialogue.broker for dialogue in two.dialogues} == {one.port for one in two.brokers}


def test_history_goes_on_where_a_restart_left_it(one: Rig) -> None:
    one.start()
    born(one)
    one.stop()
    one.write(400)
    one.start()
    born(one)
    one.until(lambda: len(pack_numbers(one, historical=True)) >= 100)
    one.until(lambda: one.edge.life is not None and one.edge.life.proven_count > 5)
    one.stop()
    one.start()
    one.until(lambda: 400 in pack_numbers(one, historical=True))
    told_late = pack_numbers(one, historical=True)
    assert set(told_late) == set(range(1, 401))
    assert len(told_late) < 800
    well(one)


def test_a_lost_camera_dies_and_is_born_again(one: Rig) -> None:
    steady = ALL - {"camera-side", "gate"}
    one.start()
    born(one)
    one.state = a_line(lost_cameras={"side": "no answer"}, gate_trouble="no answer")
    one.until(lambda: len(one.listener.of("DDEATH")) == 2)
    one.state = a_line()
    one.until(lambda: len(one.listener.of("DBIRTH")) == 5)
    one.commands(rebirth())
    one.until(lambda: len(one.listener.of("NBIRTH")) == 2)
    one.stop()
    well(one, steady=steady, lost=frozenset(("camera-side", "gate")))


def test_without_a_line_all_devices_die_and_values_are_stale(one: Rig) -> None:
    one.start()
    born(one)
    one.state = None
    one.until(lambda: len(one.listener.of("DDEATH")) == 3)
    one.until(lambda: bool(one.listener.of("NDATA")))
    qualities = {
        value.int_value
        for data in one.listener.payloads("NDATA")
        for metric in data.metrics
        for value in metric.properties.values
    }
    assert qualities == {500}
    one.state = a_line()
    one.until(lambda: len(one.listener.of("DBIRTH")) == 6)
    well(one, steady=frozenset(), lost=ALL)


def test_a_node_waits_for_its_host_and_dies_with_it(one: Rig) -> None:
    one.start(primary_host=HOST)
    one.until(lambda: "waits for host" in (one.edge.trouble or ""))
    one.host_says(online=False, at_ms=1000)
    one.say("spBv1.0/STATE/another", b'{"online":true,"timestamp":5000}', retain=True)
    one.say(f"spBv1.0/STATE/{HOST}", b"online")
    one.until(lambda: one.edge.counts.refused == 1)
    assert not one.is_born()
    one.host_says(online=True, at_ms=2000)
    born(one)
    one.host_says(online=False, at_ms=1999)
    one.write(1)
    one.until(lambda: bool(pack_numbers(one, historical=False)))
    one.host_says(online=False, at_ms=2000)
    one.until(lambda: len(one.listener.of("NDEATH")) >= 1)
    one.until(lambda: "waits for host" in (one.edge.trouble or ""))
    one.host_says(online=True, at_ms=3000)
    born(one)
    one.write(1)
    one.until(lambda: pack_numbers(one, historical=False) == [1, 2])
    one.stop()
    well(one)


def test_brokers_are_walked_in_their_order(two: Rig) -> None:
    two.start(primary_host=HOST)
    two.host_says(online=True, at_ms=1000, broker=0)
    born(two)
    two.host_says(online=True, at_ms=900, broker=1)
    two.host_says(online=False, at_ms=1000, broker=0)
    two.until(lambda: len(two.listeners[1].of("NBIRTH")) == 1)
    two.host_says(online=True, at_ms=1100, broker=0)
    two.host_says(online=False, at_ms=900, broker=1)
    two.until(lambda: len(two.listeners[0].of("NBIRTH")) == 2)
    two.stop()
    assert [dialogue.broker for dialogue in two.dialogues] == [
        two.brokers[place].port for place in (0, 1, 0)
    ]
    well(two)


def test_the_sequence_wraps_over_300_messages(one: Rig) -> None:
    one.start()
    born(one)
    for count in range(300):
        one.write(1)
        assert one.edge.life is not None
        one.edge.life.next_tell_ns = 0
        one.until(lambda heard=count: len(one.listener.of("NDATA")) > heard)  # type: ignore[misc]
    seqs = [data.seq for data in one.listener.payloads("NDATA")]
    assert {0, 255} < set(seqs)
    well(one)


def test_commands_go_as_far_as_calming_things_and_no_further(one: Rig) -> None:
    one.start()
    born(one)
    calm = Payload(timestamp=1)
    calm.metrics.add(name="Control/Stop Belt", boolean_value=True)
    one.commands(calm, device="gate")
    one.until(lambda: len(one.edge.words) == 1)
    packml = Payload(timestamp=1)
    for value in (PackmlCommand.START, PackmlCommand.CLEAR, PackmlCommand.STOP):
        packml.metrics.add(name="PackML/Command", int_value=value)
    one.commands(packml)
    one.until(lambda: len(one.edge.words) == 2)
    person = "sparkplug plant-1"
    assert list(one.edge.words) == [StopBelt(person), CommandPackml(PackmlCommand.STOP, person)]
    assert one.edge.counts.ignored == 2


def test_commands_are_not_even_offered_where_they_are_not_allowed(one: Rig) -> None:
    one.start(fitted=replace(FITTED, commands=False))
    born(one)
    names = {
        m.name
        for kind in ("NBIRTH", "DBIRTH")
        for p in one.listener.payloads(kind)
        for m in p.metrics
    }
    assert not names & {"PackML/Command", "Control/Stop Belt"}
    calm = Payload(timestamp=1)
    calm.metrics.add(name="Control/Stop Belt", boolean_value=True)
    one.commands(calm, device="gate")
    one.until(lambda: one.edge.counts.ignored == 1)
    assert not one.edge.words


@pytest.mark.parametrize("payload", [b"\xff" * 20, b"", b"\x12\x02\x20\x63", b"x" * 70_000])
def test_payloads_that_are_none_are_counted_and_change_nothing(one: Rig, payload: bytes) -> None:
    one.start()
    born(one)
    before = one.edge.counts.births
    one.say(f"spBv1.0/{NAME.group}/NCMD/{NAME.node}", payload)
    one.commands(rebirth())
    one.until(lambda: one.edge.counts.births == before + 1)
    assert one.edge.counts.refused == (1 if payload else 0)


@needs("node")
def test_somebody_else_s_decoder_reads_the_same(one: Rig) -> None:
    one.write(2)
    one.start(primary_host=HOST)
    one.host_says(online=True, at_ms=1)
    born(one)
    one.write(2)
    one.until(lambda: len(pack_numbers(one, historical=False)) == 2)
    one.brokers[0].kill()
    one.until(lambda: not one.is_born())
    one.state = a_line(lost_cameras={"side": "no answer"})
    one.write(3)
    one.brokers[0].start()
    one.host_says(online=True, at_ms=2)
    one.until(lambda: len(pack_numbers(one, historical=True)) >= 3)
    one.state = None
    one.until(lambda: bool(one.listener.of("DDEATH")))
    one.stop()
    sent = [message.packet.payload for message in messages(one.recording())]
    assert [shortened(theirs) for theirs in read_by_tahu(sent)] == [as_tahu_says(p) for p in sent]
