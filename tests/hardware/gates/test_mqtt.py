"""The MQTT gate in virtual time: what is told, armed and carried out, whatever the network does."""

import json
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.gates.mqtt_messages import Bin, Order, State, Topic, decoded, encoded
from hardware.gates.mqtt_window import KEPT_EVENTS
from hardware.interfaces import (
    FailState,
    GateAction,
    GateDone,
    GateEvent,
    GateOrder,
    OrderRefused,
    PackLeft,
    PackSeen,
)
from hardware.letters import Letter
from tests.hardware.gates.mqtt_floor import RIVAL, ROOT, Floor

SHARES = st.floats(0.0, 0.4)


def by_turns(seen: PackSeen) -> GateAction:
    return GateAction.REJECT if seen.pack_no % 3 == 0 else GateAction.PASS


def numbers(events: Sequence[GateEvent], kind: type[PackSeen] | type[GateDone]) -> list[int]:
    return [event.pack_no for event in events if isinstance(event, kind)]


def state_of(floor: Floor) -> State:
    return floor.program.state()


# Orders


@settings(max_examples=8, deadline=None)
@given(lost=SHARES, doubled=SHARES, swapped=SHARES, seed=st.integers(0, 99))
def test_whatever_the_network_does_no_event_is_lost_and_no_order_is_carried_out_late(
    lost: float, doubled: float, swapped: float, seed: int
) -> None:
    floor = Floor(packs=12, seed=seed)
    floor.arm(GateAction.REJECT)
    for way in (floor.inward, floor.outward):
        way.lost_share, way.doubled_share, way.swapped_share = lost, doubled, swapped
    floor.run(by_turns)
    for way in (floor.inward, floor.outward):
        way.lost_share = way.doubled_share = way.swapped_share = 0.0
    floor.run_ms(600)
    assert numbers(floor.events, PackSeen) == list(range(1, 13))
    assert numbers(floor.events, GateDone) == list(range(1, 13))
    assert len(floor.told(PackLeft)) == 12
    for done in floor.told(GateDone):
        wanted = GateAction.REJECT if done.pack_no % 3 == 0 else GateAction.PASS
        assert done.action is (wanted if done.ordered else GateAction.REJECT)
    assert len(floor.near.given) == len({order.pack_no for _, order in floor.near.given})
    assert_in_time(floor)


def assert_in_time(floor: Floor) -> None:
    """No order reached the gate when its pack was nearer than the lead."""
    gate = floor.near.capability
    centres = {seen.pack_no: seen.centre_tick for seen in floor.told(PackSeen)}
    for tick, order in floor.near.given:
        deadline_tick = centres[order.pack_no] + gate.eye_to_gate_ticks - gate.order_lead_ticks
        assert tick <= deadline_tick


def test_an_order_under_way_for_too_long_is_refused_as_late_and_never_carried_out() -> None:
    floor = Floor(packs=8)
    floor.arm(GateAction.REJECT)
    floor.orders.delay_ns = 570_000_000
    floor.run(lambda seen: GateAction.PASS if seen.pack_no > 1 else None)
    refused = floor.told(OrderRefused)
    assert [event.late for event in refused] == [True] * len(refused)
    assert_in_time(floor)
    carried_out = {order.pack_no for _, order in floor.near.given}
    late = {event.pack_no for event in refused}
    assert late
    assert late.isdisjoint(carried_out)
    assert all(not done.ordered for done in floor.told(GateDone) if done.pack_no in late)


def test_of_two_orders_the_later_one_counts_in_whatever_order_they_arrive() -> None:
    floor = Floor(packs=3)
    floor.arm(GateAction.REJECT)
    while not floor.told(PackSeen):
        floor.step()
    floor.gate.order(GateOrder(1, GateAction.REJECT))
    floor.gate.order(GateOrder(1, GateAction.PASS))
    sent = floor.hosts[0][1].sent
    first, second = (letter for letter in sent if letter.topic.endswith("order"))
    sent[:] = [letter for letter in sent if letter not in (first, second)] + [second, first]
    floor.run(lambda seen: None)
    assert floor.told(GateDone)[0].action is GateAction.PASS
    assert [order.action for _, order in floor.near.given] == [GateAction.PASS]


def test_an_order_for_a_pack_that_is_elsewhere_is_refused() -> None:
    """A number that slipped by one must not throw the neighbour out."""
    floor = Floor(packs=3)
    floor.arm(GateAction.PASS)
    while not floor.told(PackSeen):
        floor.step()
    floor.gate.order(GateOrder(1, GateAction.REJECT))
    sent = floor.hosts[0][1].sent
    order = decoded(Order, sent[-1].payload)
    slipped = order.model_copy(
        update={"from_tick": order.from_tick + 600, "to_tick": order.to_tick + 600}
    )
    sent[-1] = Letter(sent[-1].topic, encoded(slipped))
    floor.run(lambda seen: None)
    assert [event.pack_no for event in floor.told(OrderRefused)] == [1]
    assert floor.near.given == []


# Silence


def test_a_silent_host_loses_the_gate_within_half_a_second_and_everything_is_rejected() -> None:
    floor = Floor(packs=20)
    floor.arm(GateAction.REJECT)
    floor.run_ms(300)
    floor.is_alive = False
    floor.run_ms(500)
    assert floor.program.armed is None
    floor.run_ms(4_000)
    went = {pack.went for pack in floor.plant.packs}
    assert went == {GateAction.REJECT}
    assert not floor.near.belt_is_stopped


@pytest.mark.parametrize("default", [GateAction.PASS, GateAction.REJECT])
def test_a_silent_host_stops_the_belt_where_that_was_asked_for(default: GateAction) -> None:
    floor = Floor(packs=4, fail_state=FailState.STOP_BELT)
    floor.arm(default)
    floor.is_alive = False
    floor.run_ms(500)
    assert floor.near.belt_is_stopped
    floor.is_alive = True
    floor.run_ms(300)
    assert not floor.near.belt_is_stopped
    assert floor.troubles


def test_a_silent_host_at_a_level_that_does_not_act_lets_packs_pass() -> None:
    floor = Floor(packs=4, fail_state=FailState.PASS_ALL)
    floor.arm(GateAction.PASS)
    floor.is_alive = False
    floor.run_ms(4_000)
    assert {pack.went for pack in floor.plant.packs} == {GateAction.PASS}
    assert floor.plant.driven == frozenset()


def test_beats_alone_do_not_arm_a_gate_that_fell() -> None:
    floor = Floor(packs=4)
    floor.arm(GateAction.REJECT)
    floor.is_alive = False
    floor.run_ms(500)
    for _ in range(300):
        floor.step()
        floor.gate.heartbeat(floor.clock.now_ns())
    assert floor.program.armed is None  # nobody has looked at its trouble
    assert floor.gate.trouble is not None
    floor.is_alive = True
    floor.run_ms(100)
    assert floor.program.armed is GateAction.REJECT
    assert floor.gate.trouble is None


def test_a_cut_shorter_than_the_gates_patience_is_no_trouble_and_loses_nothing() -> None:
    floor = Floor(packs=8)
    floor.arm(GateAction.REJECT)
    for _ in range(6):
        floor.run_ms(200)
        floor.is_cut = True
        floor.run_ms(300)
        floor.is_cut = False
    floor.run(by_turns)
    assert floor.troubles == []
    assert numbers(floor.events, PackSeen) == list(range(1, 9))
    assert numbers(floor.events, GateDone) == list(range(1, 9))


def test_a_longer_cut_is_told_and_the_gate_is_armed_again_as_the_line_said_last() -> None:
    floor = Floor(packs=4)
    floor.arm(GateAction.REJECT)
    floor.is_cut = True
    floor.run_ms(600)
    assert floor.troubles == [f"the gate at {ROOT} does not answer"]
    floor.gate.arm(GateAction.PASS)
    floor.is_cut = False
    floor.run_ms(200)
    assert floor.gate.trouble is None
    assert floor.program.armed is GateAction.PASS


def test_an_old_wish_arms_nothing() -> None:
    floor = Floor(packs=2)
    floor.arm(GateAction.REJECT)
    floor.gate.arm(GateAction.PASS)
    old = floor.hosts[0][1].sent[-1]
    assert old.topic == f"{ROOT}/arm"
    floor.run_ms(200)
    floor.gate.arm(GateAction.REJECT)
    floor.run_ms(200)
    assert floor.program.armed is GateAction.REJECT
    nonce = state_of(floor).nonce
    floor.program.hear(Topic.ARM, old.payload, floor.clock.now_ns())
    assert floor.program.armed is GateAction.REJECT
    assert state_of(floor).nonce == nonce


# Restarts


def test_over_a_restart_of_the_gate_packs_and_ticks_go_on() -> None:
    floor = Floor(packs=20)
    floor.arm(GateAction.REJECT)
    while len(floor.told(PackSeen)) < 6:
        floor.step()
    before = floor.gate.position()
    floor.restart()
    floor.run(lambda seen: None)
    assert floor.troubles == ["it has started anew, and knows nothing of the packs on the belt"]
    seen = numbers(floor.events, PackSeen)
    assert seen == list(range(1, 21))
    after = floor.gate.position()
    assert after.tick > before.tick
    places = [event.centre_tick for event in floor.told(PackSeen)]
    assert places == sorted(places)
    true_tick = floor.near.position().tick
    assert abs(after.tick - true_tick) < floor.near.capability.window_ticks


def test_an_order_for_a_pack_from_before_a_restart_reaches_no_pack_from_after() -> None:
    floor = Floor(packs=20)
    floor.arm(GateAction.PASS)
    while len(floor.told(PackSeen)) < 3:
        floor.step()
    floor.is_cut = True
    floor.gate.order(GateOrder(3, GateAction.REJECT))
    floor.step()
    floor.restart()
    floor.is_cut = False
    while len(floor.told(PackSeen)) < 8:
        floor.step()
    floor.gate.order(GateOrder(2, GateAction.REJECT))
    floor.run(lambda seen: None)
    refused = [(event.pack_no, event.late) for event in floor.told(OrderRefused)]
    assert refused == [(3, True), (2, True)]
    assert floor.near.given == []


def test_a_host_that_starts_anew_is_not_told_what_happened_before() -> None:
    floor = Floor(packs=12)
    floor.arm(GateAction.REJECT)
    while len(floor.told(PackSeen)) < 4:
        floor.step()
    floor.is_alive = False
    floor.run_ms(700)
    known = len(floor.plant.seen_by)
    floor.gate, floor.events, floor.is_alive = floor.host(RIVAL), [], True
    floor.gate.arm(GateAction.REJECT)
    floor.run(lambda seen: None)
    seen = numbers(floor.events, PackSeen)
    assert seen[0] > known - 1
    assert seen == list(range(seen[0], 13))
    assert floor.gate.inbox.lost_count == 0


# Two hosts, other gates


def test_a_second_host_is_refused_and_told_who_has_the_gate() -> None:
    floor = Floor(packs=6)
    floor.arm(GateAction.REJECT)
    second = floor.host(RIVAL)
    second.arm(GateAction.PASS)
    floor.run_ms(1_000)
    trouble = second.trouble
    assert trouble is not None
    assert "another host (session 00000000000000aa) commands it" in trouble
    assert floor.troubles == []
    assert floor.program.armed is GateAction.REJECT
    assert floor.program.owner == floor.gate.session
    floor.is_alive = False
    floor.run_ms(1_000)
    assert second.trouble is None
    assert floor.program.owner == RIVAL


def test_a_gate_for_another_belt_is_not_relied_on() -> None:
    floor = Floor(packs=2)
    belt = floor.program.belt.model_copy(update={"eye_to_gate_ticks": 9_999})
    floor.program.belt = belt
    floor.gate.arm(GateAction.REJECT)
    floor.run_ms(1_100)
    trouble = floor.gate.trouble
    assert trouble is not None
    assert "eye_to_gate_ticks 9999" in trouble


def test_a_gate_that_would_pass_all_does_not_let_itself_be_armed_to_reject() -> None:
    floor = Floor(packs=2, fail_state=FailState.PASS_ALL)
    floor.gate.arm(GateAction.REJECT)
    floor.run_ms(1_000)
    assert floor.program.armed is None
    trouble = floor.gate.trouble
    assert trouble is not None
    assert "must not pass all" in trouble


def test_a_gate_of_another_version_is_named_at_both_ends() -> None:
    floor = Floor(packs=2)
    floor.arm(GateAction.REJECT)
    body = json.loads(encoded(state_of(floor))) | {"schema": "gate-state/2"}
    floor.deliver(Topic.STATE, json.dumps(body).encode())
    assert floor.gate.trouble == (
        "its state is not understood: schema 'gate-state/2' where 'gate-state/1' is spoken"
    )
    floor.program.hear(Topic.ORDER, b'{"schema": "gate-order/2"}', floor.clock.now_ns())
    complaint = state_of(floor).complaint
    assert complaint == "order: schema 'gate-order/2' where 'gate-order/1' is spoken"
    floor.run_ms(1_100)
    assert floor.gate.trouble is None


def test_what_the_gate_could_not_keep_is_told_for_a_while() -> None:
    floor = Floor(packs=2)
    floor.arm(GateAction.PASS)
    for number in range(KEPT_EVENTS + 5):
        floor.program.outbox.add(Bin(full=False, at_us=number), floor.clock.now_ns())
    floor.run_ms(100)
    assert floor.troubles == ["it had to forget what happened; nobody acknowledged it for too long"]
    floor.run_ms(2_100)
    assert floor.gate.trouble is None


# Belt and cameras


def test_the_belt_is_known_to_a_few_millimetres_while_it_runs_and_brakes() -> None:
    floor = Floor(packs=6)
    floor.arm(GateAction.PASS)
    most_ticks = floor.near.capability.ticks_per_mm * 20
    floor.run_ms(300)
    floor.gate.stop_belt(True)
    for _ in range(600):
        floor.step()
        assert abs(floor.gate.position().tick - floor.near.position().tick) < most_ticks
    assert floor.plant.belt.speed_mm_per_s == 0


def test_triggers_are_counted_on_over_a_restart() -> None:
    floor = Floor(packs=16)
    floor.arm(GateAction.PASS)
    while len(floor.triggers) < 4:
        floor.step()
    floor.restart()
    floor.run(lambda seen: None)
    counts = [trigger.count for trigger in floor.triggers]
    assert counts == sorted(set(counts))
    assert len(counts) >= 14
