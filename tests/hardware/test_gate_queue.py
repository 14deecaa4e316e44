"""The controller's head: whatever edges and orders come, every pack is done once and right."""

from dataclasses import dataclass, field, replace
from itertools import accumulate, groupby, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.gate_queue import (
    LONGEST_PIECE_PACKS,
    LONGEST_PULSE_NS,
    PULSE_REST_NS,
    GateGeometry,
    GateQueue,
)
from hardware.interfaces import GateAction, GateDone, GateOrder, PackSeen

GEOMETRY = GateGeometry(
    eye_to_gate_ticks=360,
    order_lead_ticks=24,
    pulse_ticks=16,
    pack_ticks=36,
    merge_gap_ticks=5,
    shortest_pack_ticks=12,
    travel_ns=10_000_000,
)
NS_PER_TICK = 1_600_000
TICKS_PER_S = 1e9 / NS_PER_TICK
"""1.6 m/s with a tick every 2.5 mm: coarse, so that every single tick can be tried."""
LAST_TICK = 3000
"""No edge, order or arming comes later."""
END_TICK = LAST_TICK + 4 * GEOMETRY.pack_ticks + 2 * GEOMETRY.eye_to_gate_ticks
TRAVEL_TICKS = 6.25


def at(tick: int) -> int:
    return tick * NS_PER_TICK


# Whatever comes


@dataclass(frozen=True)
class Edge:
    tick: int
    dark: bool


@dataclass(frozen=True)
class Order:
    tick: int
    pack_no: int
    action: GateAction


@dataclass(frozen=True)
class Arming:
    tick: int
    default: GateAction


Happening = Edge | Order | Arming
TICKS = st.integers(0, LAST_TICK // 2)


def edges_between(lengths: list[int]) -> list[Edge]:
    """Dark and light in turn, each for so many ticks."""
    ticks = list(accumulate(lengths))
    return [Edge(tick, dark=place % 2 == 0) for place, tick in enumerate(ticks)]


ANY_EDGES = st.lists(st.builds(Edge, TICKS, st.booleans()), max_size=30)
PACKS = st.lists(st.integers(1, 100), max_size=30).map(edges_between)
EDGES = ANY_EDGES | PACKS
ORDERS = st.lists(
    st.builds(Order, TICKS, st.integers(1, 14), st.sampled_from(GateAction)), max_size=25
)
ARMINGS = st.lists(
    st.builds(Arming, TICKS, st.sampled_from([GateAction.PASS, GateAction.REJECT])), max_size=4
)


def in_time(*happenings: list[Edge] | list[Order] | list[Arming]) -> list[Happening]:
    return sorted((one for many in happenings for one in many), key=lambda one: one.tick)


@dataclass
class Host:
    """Notes what the controller tells, and what must come of it, without looking into it."""

    queue: GateQueue = field(default_factory=lambda: GateQueue(GEOMETRY))
    tick: int = 0
    seen: dict[int, PackSeen] = field(default_factory=dict)
    expected: dict[int, tuple[GateAction, bool]] = field(default_factory=dict)
    done: list[GateDone] = field(default_factory=list)
    begun_ns: dict[int, int] = field(default_factory=dict)

    def look(self, tick: int) -> None:
        """What a controller does when it looks at its encoder."""
        self.tick = tick
        self.note(self.queue.settle(tick, at(tick)))
        self.queue.begin(tick, at(tick), TICKS_PER_S)
        for queued in self.queue.queue:
            if queued.driven_from_ns is not None:
                self.begun_ns[queued.seen.pack_no] = queued.driven_from_ns
        self.done += self.queue.advance(tick, at(tick), TICKS_PER_S)

    def look_until(self, end_tick: int, only_when_asked: bool) -> None:
        """Looks at every tick, or only at those at which the controller says it must."""
        if not only_when_asked:
            for tick in range(self.tick, end_tick):
                self.look(tick)
            self.tick = end_tick
            return
        while (due := self.queue.next_tick(TICKS_PER_S)) is not None and due < end_tick:
            self.look(max(due, self.tick))

    def meet(self, happening: Happening) -> None:
        self.tick = happening.tick
        match happening:
            case Edge():
                self.note(self.queue.edge(happening.dark, happening.tick, at(happening.tick)))
            case Order():
                self.order(happening)
            case Arming():
                self.queue.arm(happening.default)

    def note(self, packs: tuple[PackSeen, ...]) -> None:
        for pack in packs:
            self.seen[pack.pack_no] = pack
            self.expected[pack.pack_no] = (self.queue.default, False)

    def order(self, order: Order) -> None:
        refused = self.queue.order(
            GateOrder(order.pack_no, order.action), order.tick, at(order.tick)
        )
        pack = self.seen.get(order.pack_no)
        if pack is not None and order.tick <= deadline_tick(pack):
            assert refused is None
            self.expected[order.pack_no] = (order.action, True)
            return
        assert refused is not None
        assert (refused.pack_no, refused.action) == (order.pack_no, order.action)
        assert refused.late == (pack is not None)


def deadline_tick(pack: PackSeen) -> int:
    return pack.centre_tick + GEOMETRY.eye_to_gate_ticks - GEOMETRY.order_lead_ticks


def play(happenings: list[Happening], only_when_asked: bool = True) -> Host:
    host = Host()
    for happening in happenings:
        host.look_until(happening.tick, only_when_asked)
        host.meet(happening)
    host.look_until(END_TICK, only_when_asked)
    return host


@given(EDGES, ORDERS, ARMINGS)
def test_every_numbered_pack_is_done_once_in_order_and_as_last_ordered_in_time(
    edges: list[Edge], orders: list[Order], armings: list[Arming]
) -> None:
    """An order too late or unknown is refused and changes nothing; the default is of its sight."""
    host = play([*in_time(edges, orders, armings), Edge(LAST_TICK, dark=False)])
    assert list(host.seen) == list(range(1, len(host.seen) + 1))
    assert [done.pack_no for done in host.done] == list(host.seen)
    assert {done.pack_no: (done.action, done.ordered) for done in host.done} == host.expected
    assert not host.queue.queue


@given(EDGES)
def test_packs_come_one_behind_the_other_and_each_is_long_enough(edges: list[Edge]) -> None:
    packs = list(play([*in_time(edges), Edge(LAST_TICK, dark=False)]).seen.values())
    for before, after in pairwise(packs):
        assert before.back_tick <= after.front_tick
    assert all(pack.back_tick - pack.front_tick >= GEOMETRY.shortest_pack_ticks for pack in packs)


@settings(max_examples=40)
@given(EDGES, ORDERS, ARMINGS)
def test_a_controller_that_looks_when_it_must_does_what_one_that_always_looks_does(
    edges: list[Edge], orders: list[Order], armings: list[Arming]
) -> None:
    happenings = in_time(edges, orders, armings)
    asked, always = play(happenings), play(happenings, only_when_asked=False)
    assert asked.seen == always.seen
    assert asked.done == always.done
    assert asked.begun_ns == always.begun_ns


# The eye


def pieces(*dark: tuple[int, int]) -> list[Happening]:
    return [Edge(tick, tick == front) for front, back in dark for tick in (front, back)]


@given(
    length=st.integers(30, 44),
    flickers=st.lists(st.tuples(st.integers(1, 28), st.integers(1, 5)), max_size=4),
)
def test_a_flicker_makes_no_second_pack(length: int, flickers: list[tuple[int, int]]) -> None:
    light = {place + step for place, gap in flickers for step in range(gap)} - {0, length - 1}
    while run := longest_run(light):
        if run[1] - run[0] <= GEOMETRY.merge_gap_ticks:
            break
        light.remove(run[0])
    is_dark = [100 <= tick < 100 + length and tick - 100 not in light for tick in range(200)]
    edges: list[Happening] = [
        Edge(tick, is_dark[tick]) for tick in range(1, 200) if is_dark[tick] != is_dark[tick - 1]
    ]
    (pack,) = play(edges).seen.values()
    assert (pack.front_tick, pack.back_tick, pack.touching) == (100, 100 + length, False)


def longest_run(ticks: set[int]) -> tuple[int, int]:
    """First and one past the last of the longest run of consecutive ticks; (0, 0) of none."""
    runs, begin = [(0, 0)], None
    for tick in range(max(ticks, default=0) + 2):
        if tick in ticks and begin is None:
            begin = tick
        elif tick not in ticks and begin is not None:
            runs.append((begin, tick))
            begin = None
    return max(runs, key=lambda run: run[1] - run[0])


@pytest.mark.parametrize(("gap", "count"), [(5, 1), (6, 2)])
def test_a_gap_longer_than_a_flicker_parts_two_packs(gap: int, count: int) -> None:
    host = play(pieces((100, 122), (122 + gap, 144 + gap)))
    assert len(host.seen) == count


@given(count=st.integers(1, 6), off=st.integers(-15, 15))
def test_a_piece_as_long_as_several_packs_is_that_many_touching(count: int, off: int) -> None:
    back = 100 + count * GEOMETRY.pack_ticks + off
    packs = list(play(pieces((100, back))).seen.values())
    assert len(packs) == count
    assert all(pack.touching == (count > 1) for pack in packs)
    fronts, backs = [pack.front_tick for pack in packs], [pack.back_tick for pack in packs]
    assert [100, *backs] == [*fronts, back]
    lengths = [pack.back_tick - pack.front_tick for pack in packs]
    early = max(0, (back - 100) // GEOMETRY.pack_ticks - LONGEST_PIECE_PACKS)
    assert lengths[:early] == [GEOMETRY.pack_ticks] * early, "numbered while the eye was dark"
    assert max(lengths[early:]) - min(lengths[early:]) <= 1, "the rest in equal shares"


@pytest.mark.parametrize(("length", "count"), [(11, 0), (12, 1)])
def test_dirt_is_no_pack(length: int, count: int) -> None:
    assert len(play(pieces((100, 100 + length))).seen) == count


def test_an_edge_that_got_lost_costs_no_pack() -> None:
    """Dark twice, or light twice: the piece is as long as the eye can have been dark."""
    host = play([Edge(100, True), Edge(110, True), Edge(130, False), Edge(134, False)])
    (pack,) = host.seen.values()
    assert (pack.front_tick, pack.back_tick) == (100, 134)
    assert play([Edge(100, False)]).seen == {}


def test_a_pack_before_a_dark_eye_is_not_numbered_yet() -> None:
    queue = GateQueue(GEOMETRY)
    queue.edge(True, 100, 0)
    assert queue.settle(100 + (LONGEST_PIECE_PACKS + 1) * GEOMETRY.pack_ticks - 1, 0) == ()


def test_behind_a_blocked_eye_no_pack_comes_to_the_gate_unknown() -> None:
    """The belt goes on under a dark eye: it is taken for one pack behind the other."""
    queue = GateQueue(GEOMETRY)
    queue.edge(True, 100, 0)
    for tick in range(100, 3000):
        queue.settle(tick, 0)
        numbered_to = 100 + (queue.next_pack_no - 1) * GEOMETRY.pack_ticks
        assert tick - numbered_to < (LONGEST_PIECE_PACKS + 1) * GEOMETRY.pack_ticks
    assert all(queued.seen.touching for queued in queue.queue)


# The gate


@pytest.mark.parametrize("after_ticks", [-1, 0, 1, 2])
@pytest.mark.parametrize("action", list(GateAction), ids=str)
def test_an_order_may_be_replaced_until_its_deadline_and_no_longer(
    action: GateAction, after_ticks: int
) -> None:
    host = Host()
    for edge in (Edge(100, True), Edge(136, False)):
        host.meet(edge)
    host.look(142)
    host.meet(Order(143, 1, GateAction.PASS))
    tick = deadline_tick(host.seen[1]) + after_ticks
    refused = host.queue.order(GateOrder(1, action), tick, at(tick))
    assert (refused is None) == (after_ticks <= 0)
    host.look_until(END_TICK, only_when_asked=True)
    (done,) = host.done
    assert done.action is (action if refused is None else GateAction.PASS)


@dataclass(frozen=True)
class Waiting:
    """A controller with one pack that is the only one on its way."""

    queue: GateQueue
    gate_tick: int


def one_pack(action: GateAction) -> Waiting:
    host = Host()
    host.queue.arm(action)
    host.meet(Edge(100, True))
    host.meet(Edge(136, False))
    host.look(142)
    return Waiting(host.queue, host.seen[1].centre_tick + GEOMETRY.eye_to_gate_ticks)


@settings(max_examples=40)
@given(
    action=st.sampled_from(GateAction),
    speeds=st.lists(st.integers(1, 1000), min_size=1, max_size=30),
    steps_ms=st.integers(1, 40),
)
def test_a_pulse_never_lasts_longer_than_the_limit_whatever_the_belt_does(
    action: GateAction, speeds: list[int], steps_ms: int
) -> None:
    """Sampled every millisecond of a belt that changes its speed all the time."""
    driven = driven_by_ms(one_pack(action), [speeds[ms // steps_ms % len(speeds)] for ms in MS])
    runs = [(on, len(list(run))) for on, run in groupby(driven)]
    assert action is GateAction.PASS or all(length <= 200 for on, length in runs if on)
    assert all(length >= 20 for on, length in runs[1:-1] if not on), "the gate comes back between"


MS = range(2000)


def driven_by_ms(waiting: Waiting, speeds: list[int]) -> list[bool]:
    """Whether the gate is driven, in every millisecond of a belt with these ticks per second."""
    queue, place, driven = waiting.queue, float(waiting.gate_tick - 40), []
    for now_ms, speed in enumerate(speeds):
        place += speed / 1000
        queue.begin(int(place), now_ms * 1_000_000, speed)
        driven.append(bool(queue.driven(now_ms * 1_000_000)))
        queue.advance(int(place), now_ms * 1_000_000, speed)
    return driven


@pytest.mark.parametrize(
    "slow",
    [pytest.param(20, id="crawls"), pytest.param(1, id="all but stands")],
)
def test_a_pulse_that_was_over_before_its_pack_came_is_given_anew(slow: int) -> None:
    """The belt slows down at once, while the pack is a few ticks before the gate."""
    waiting = one_pack(GateAction.REJECT)
    fast_ms = 32
    driven = driven_by_ms(waiting, [1000] * fast_ms + [slow] * 12_000)
    place = waiting.gate_tick - 40 + fast_ms
    comes_ms = fast_ms + (waiting.gate_tick - place) * 1000 // slow
    assert driven[fast_ms]
    assert not driven[fast_ms + 220]
    assert driven[comes_ms]


def test_a_belt_that_stood_for_a_moment_lets_no_pack_slip() -> None:
    """Too short to be told of: the pulse ends meanwhile, and the pack has not come yet."""
    waiting = one_pack(GateAction.REJECT)
    driven = driven_by_ms(waiting, [1000] * 30 + [0] * 190 + [200] * 200)
    assert driven[29]
    comes_ms = 220 + 10 * 5
    assert driven[comes_ms]


def test_who_looks_only_when_asked_learns_of_a_missed_pulse() -> None:
    waiting = one_pack(GateAction.REJECT)
    queue, gate_tick = waiting.queue, waiting.gate_tick
    queue.begin(gate_tick - 14, 0, TICKS_PER_S)
    before_tick = gate_tick - 7
    assert queue.next_tick(TICKS_PER_S) == before_tick
    queue.begin(before_tick, LONGEST_PULSE_NS, TICKS_PER_S)
    assert queue.next_tick(TICKS_PER_S) == queue.open_tick(queue.queue[0], TICKS_PER_S)
    queue.begin(before_tick, LONGEST_PULSE_NS + PULSE_REST_NS, TICKS_PER_S)
    assert queue.driven(LONGEST_PULSE_NS + PULSE_REST_NS) == {GateAction.REJECT}
    assert queue.next_tick(TICKS_PER_S) == queue.close_tick(queue.queue[0])


@given(st.floats(20, 2000))
def test_the_gate_stands_when_the_middle_of_the_pack_is_there(ticks_per_s: float) -> None:
    """Also on a belt so slow that the pulse is over before its length of belt is."""
    for action in GateAction:
        waiting = one_pack(action)
        queue, now_ns = waiting.queue, 0
        for tick in range(waiting.gate_tick - 60, waiting.gate_tick + 1):
            now_ns = round(tick / ticks_per_s * 1e9)
            queue.begin(tick, now_ns, ticks_per_s)
        assert queue.driven(now_ns) == {action}
        begun_ns = queue.queue[0].driven_from_ns
        assert begun_ns is not None
        one_tick_ns = 1e9 / ticks_per_s
        assert now_ns - begun_ns >= GEOMETRY.travel_ns - one_tick_ns


def test_a_window_to_pass_ends_with_the_belt_and_a_pulse_by_time() -> None:
    for action, still_driven in ((GateAction.PASS, {GateAction.PASS}), (GateAction.REJECT, set())):
        waiting = one_pack(action)
        waiting.queue.begin(waiting.gate_tick, 0, TICKS_PER_S)
        assert waiting.queue.driven(LONGEST_PULSE_NS - 1) == {action}
        assert waiting.queue.driven(LONGEST_PULSE_NS) == still_driven


def test_a_pulse_names_its_end_and_a_window_to_pass_has_none() -> None:
    for action, end_ns in ((GateAction.PASS, None), (GateAction.HOLD, LONGEST_PULSE_NS + 7)):
        waiting = one_pack(action)
        assert waiting.queue.next_end_ns(0) is None
        waiting.queue.begin(waiting.gate_tick, 7, TICKS_PER_S)
        assert waiting.queue.next_end_ns(7) == end_ns
        assert waiting.queue.next_end_ns(LONGEST_PULSE_NS + 7) is None


def test_a_pack_that_stood_before_the_gate_gets_a_pulse_anew() -> None:
    waiting = one_pack(GateAction.REJECT)
    queue, later_ns = waiting.queue, 10 * LONGEST_PULSE_NS
    queue.begin(waiting.gate_tick, 0, TICKS_PER_S)
    assert queue.driven(later_ns) == set()
    queue.stood()
    queue.begin(waiting.gate_tick, later_ns, TICKS_PER_S)
    assert queue.driven(later_ns) == {GateAction.REJECT}


def test_a_window_to_pass_stays_open_while_the_belt_stands() -> None:
    waiting = one_pack(GateAction.PASS)
    waiting.queue.begin(waiting.gate_tick, 0, TICKS_PER_S)
    waiting.queue.stood()
    assert waiting.queue.driven(10 * LONGEST_PULSE_NS) == {GateAction.PASS}


def test_a_pulse_lies_evenly_around_the_pack_plus_the_travel_of_the_gate() -> None:
    waiting = one_pack(GateAction.REJECT)
    (queued,) = waiting.queue.queue
    half = GEOMETRY.pulse_ticks // 2
    assert waiting.queue.open_tick(queued, TICKS_PER_S) == round(
        waiting.gate_tick - half - TRAVEL_TICKS
    )
    assert waiting.queue.close_tick(queued) == waiting.gate_tick + half
    no_travel = GateQueue(replace(GEOMETRY, travel_ns=0))
    assert no_travel.open_tick(queued, TICKS_PER_S) == waiting.gate_tick - half


def test_nothing_on_the_way_asks_for_nothing() -> None:
    assert GateQueue(GEOMETRY).next_tick(TICKS_PER_S) is None
    assert GateQueue(GEOMETRY).driven(0) == set()
    assert GateQueue(GEOMETRY).default is GateAction.REJECT
