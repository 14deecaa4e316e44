"""The firmware's register of packs does what hardware/gate_queue.py does, note for note."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.gate_queue import GateGeometry, GateQueue
from hardware.interfaces import GateAction, GateOrder, PackSeen
from hardware.wire.codes import Action, Result
from hardware.wire.packing import pack
from tests.firmware.core.bench_controller import CONFIGURE, signed
from tests.firmware.core.library import is_counting, library
from tests.peers import needs

pytestmark = needs("gcc")

DARK, LIGHT, LOOK, ORDER, DEFAULT, STOOD = range(6)
SEEN, DONE, ANSWER, DRIVEN, NEXT_TICK, NEXT_END = range(6)
MOST_PACKS = 48
Row = tuple[int, int, int, int, int]
ACTIONS = {
    Action.PASS: GateAction.PASS,
    Action.REJECT: GateAction.REJECT,
    Action.HOLD: GateAction.HOLD,
}
CODES = {action: code for code, action in ACTIONS.items()}


@dataclass(frozen=True)
class Step:
    what: int
    ticks: int
    """Since the step before; a belt may also be pushed back."""
    us: int
    ticks_per_s: int = 0
    pack_no: int = 0
    action: Action = Action.PASS


@dataclass(frozen=True)
class Now:
    """Counted without end; the firmware's counters wrap."""

    step: Step
    tick: int
    us: int


def placed(steps: list[Step], tick: int, us: int) -> list[Now]:
    happenings = []
    for step in steps:
        tick, us = tick + step.ticks, us + step.us
        happenings.append(Now(step, tick, us))
    return happenings


# The firmware


def rows_of_firmware(geometry: GateGeometry, happenings: list[Now]) -> list[Row]:
    words = [
        word
        for now in happenings
        for word in (now.step.what, signed(now.tick), signed(now.us), now.step.ticks_per_s,
                     now.step.pack_no, now.step.action)
    ]  # fmt: skip
    rows = (ctypes.c_int32 * 5 * (30 * len(happenings) + 200))()
    count = library().play_register(
        told(geometry), (ctypes.c_int32 * len(words))(*words), len(happenings), rows
    )
    return [tuple(row) for row in rows[:count]]


def told(geometry: GateGeometry) -> bytes:
    return pack(
        replace(
            CONFIGURE,
            eye_to_gate_ticks=geometry.eye_to_gate_ticks,
            order_lead_ticks=geometry.order_lead_ticks,
            pulse_ticks=geometry.pulse_ticks,
            pack_ticks=geometry.pack_ticks,
            merge_gap_ticks=geometry.merge_gap_ticks,
            shortest_pack_ticks=geometry.shortest_pack_ticks,
            travel_us=geometry.travel_ns // 1000,
        )
    )


# The register in Python


def rows_of_queue(geometry: GateGeometry, happenings: list[Now]) -> list[Row]:
    queue, rows = GateQueue(geometry), list[Row]()
    for now in happenings:
        rows += rows_at(queue, now)
    return rows


def rows_at(queue: GateQueue, now: Now) -> Iterator[Row]:
    step, at_ns = now.step, now.us * 1000
    match step.what:
        case 0 | 1:
            yield from seen_rows(queue.edge(step.what == DARK, now.tick, at_ns))
        case 2:
            yield from look_rows(queue, now, at_ns)
        case 3:
            order = GateOrder(step.pack_no, ACTIONS[step.action])
            refused = queue.order(order, now.tick, at_ns)
            if refused is None:
                yield ANSWER, Result.DONE, 0, 0, 0
            else:
                yield ANSWER, Result.LATE if refused.late else Result.UNKNOWN_PACK, 0, 0, 0
        case 4:
            queue.arm(ACTIONS[step.action])
        case 5:
            queue.stood()


def seen_rows(packs: tuple[PackSeen, ...]) -> Iterator[Row]:
    for seen in packs:
        front, back = signed(seen.front_tick), signed(seen.back_tick)
        yield SEEN, seen.pack_no, front, back, int(seen.touching)


def look_rows(queue: GateQueue, now: Now, at_ns: int) -> Iterator[Row]:
    speed = now.step.ticks_per_s
    yield from pin_rows(queue, at_ns)
    yield from seen_rows(queue.settle(now.tick, at_ns))
    queue.begin(now.tick, at_ns, speed)
    yield from pin_rows(queue, at_ns)
    for done in queue.advance(now.tick, at_ns, speed):
        yield DONE, done.pack_no, CODES[done.action], int(done.ordered), 0
    yield from pin_rows(queue, at_ns)
    tick = queue.next_tick(speed)
    yield NEXT_TICK, int(tick is not None), signed(tick or 0), 0, 0


def pin_rows(queue: GateQueue, at_ns: int) -> Iterator[Row]:
    yield DRIVEN, sum(1 << CODES[action] for action in queue.driven(at_ns)), 0, 0, 0
    end_ns = queue.next_end_ns(at_ns)
    yield NEXT_END, int(end_ns is not None), signed((end_ns or 0) // 1000), 0, 0


# Games

SOONEST_US, LATEST_US = 200, 90_000
TO_THE_MICROSECOND = (0, 20_000, 100_000, 200_000)
"""What adds up to the very end of a pulse and of its rest."""


def game(random: Random, length: int) -> tuple[GateGeometry, list[Step]]:
    pack_ticks = random.randint(6, 80)
    pulse_ticks = random.randint(1, 2 * pack_ticks)
    lead_ticks = (pulse_ticks + 1) // 2 + random.randint(0, 30)
    geometry = GateGeometry(
        eye_to_gate_ticks=lead_ticks + random.randint(1, 8 * pack_ticks),
        order_lead_ticks=lead_ticks,
        pulse_ticks=pulse_ticks,
        pack_ticks=pack_ticks,
        merge_gap_ticks=random.randint(0, 8),
        shortest_pack_ticks=random.randint(1, pack_ticks),
        travel_ns=1000 * random.randint(0, 200_000),
    )
    speed = random.choice([3, 40, 400, 3000, 60_000])
    return geometry, [any_step(random, pack_ticks, speed) for _ in range(length)]


def any_step(random: Random, pack_ticks: int, speed: int) -> Step:
    what = random.choices([DARK, LIGHT, LOOK, ORDER, DEFAULT, STOOD], [4, 4, 12, 4, 0.5, 0.5])[0]
    ticks = random.choice([0, 1, 3, pack_ticks // 3, pack_ticks, 2 * pack_ticks])
    return Step(
        what,
        ticks if random.random() < 0.97 else -1,
        random.choice([random.randint(SOONEST_US, LATEST_US), *TO_THE_MICROSECOND]),
        random.choice([0, speed, speed, speed + 1, max(1, speed // 7)]),
        random.randint(0, 30),
        random.choice(list(Action)),
    )


def shortened(geometry: GateGeometry, happenings: list[Now]) -> list[Now]:
    """Up to where the firmware's memory is full, which is a fault there."""
    queue = GateQueue(geometry)
    for place, now in enumerate(happenings):
        list(rows_at(queue, now))
        if len(queue.queue) > MOST_PACKS - 4:
            return happenings[:place]
    return happenings


def compare(geometry: GateGeometry, happenings: list[Now]) -> list[Row]:
    rows = rows_of_queue(geometry, happenings)
    assert rows_of_firmware(geometry, happenings) == rows
    return rows


@pytest.mark.parametrize("start", [(0, 0), (2**31 - 300, 2**32 - 500_000)], ids=["early", "wraps"])
def test_a_thousand_random_games_are_the_same_in_c_and_in_python(start: tuple[int, int]) -> None:
    random = Random(20)
    told_rows: set[tuple[int, int]] = set()
    for _ in range(30 if is_counting() else 150):
        geometry, steps = game(random, 120)
        rows = compare(geometry, shortened(geometry, placed(steps, *start)))
        told_rows |= {(row[0], row[1]) for row in rows if row[0] in (DRIVEN, ANSWER)}
    assert {(ANSWER, code) for code in (Result.DONE, Result.LATE, Result.UNKNOWN_PACK)} <= told_rows
    assert {(DRIVEN, 1 << action) for action in Action} <= told_rows


STEPS = st.lists(
    st.builds(
        Step,
        what=st.sampled_from([DARK, LIGHT, LOOK, LOOK, LOOK, ORDER, DEFAULT, STOOD]),
        ticks=st.integers(-2, 60),
        us=st.integers(1, 250_000),
        ticks_per_s=st.integers(0, 65_535),
        pack_no=st.integers(0, 12),
        action=st.sampled_from(Action),
    ),
    max_size=60,
)


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_no_game_is_found_that_differs(steps: list[Step]) -> None:
    geometry = GateGeometry(360, 24, 15, 36, 5, 12, 10_000_000)
    happenings = shortened(geometry, placed(steps, 0, 0))
    compare(geometry, happenings)


def test_the_rest_of_a_long_piece_touches_though_the_belt_is_pushed_back() -> None:
    geometry = GateGeometry(360, 24, 15, 36, 5, 12, 10_000_000)
    ticks = [(DARK, 0), (LOOK, 108), (LIGHT, -36), (LOOK, 6)]
    rows = compare(geometry, placed([Step(what, tick, 1000) for what, tick in ticks], 0, 0))
    seen = [row[2:] for row in rows if row[0] == SEEN]
    assert seen == [(0, 36, True), (36, 72, True)]


def test_a_piece_of_more_packs_than_can_be_counted_does_not_overflow() -> None:
    """Light again and again, each a flicker after the one before: no belt does that."""
    steps = [Step(DARK, 0, 1), *[Step(LIGHT, 5, 1)] * 600, Step(LOOK, 6, 1, 100)]
    geometry = GateGeometry(360, 24, 15, 10, 5, 1, 0)
    rows = rows_of_firmware(geometry, placed(steps, 0, 0))
    assert len([row for row in rows if row[0] == SEEN]) == MOST_PACKS
