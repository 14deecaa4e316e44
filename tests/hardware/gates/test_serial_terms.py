"""Numbers, ticks and triggers that go on over every start of a controller, and over the host's."""

from hardware.gates.serial_terms import HostTerms
from hardware.interfaces import (
    BinFull,
    CameraTrigger,
    GateAction,
    GateDone,
    GateEvent,
    OrderRefused,
    PackLeft,
    PackSeen,
)
from hardware.wire.codes import Action, Fault
from hardware.wire.messages import (
    BinTold,
    Event,
    FaultTold,
    GateDoneTold,
    OrderRefusedTold,
    PackLeftTold,
    PackSeenTold,
    TriggeredTold,
)
from tests.hardware.wire.far_end import a_status, a_welcome

MS = 1_000_000
US = 1_000
VIEWS = ("top", "bottom")


def reached(next_pack_no: int = 1, tick: int = 0, boot: int = 1, now_ns: int = 5 * MS) -> HostTerms:
    terms = HostTerms(VIEWS)
    terms.welcomed(a_welcome(boot=boot, next_pack_no=next_pack_no, tick=tick), now_ns)
    return terms


def seen(pack_no: int, front_tick: int = 100, time_us: int = 0) -> PackSeenTold:
    return PackSeenTold(0, pack_no, front_tick, front_tick + 50, time_us, False)


def run_belt(terms: HostTerms, from_ms: int, ticks_per_ms: int, for_ms: int, tick: int = 0) -> None:
    for at_ms in range(0, for_ms, 10):
        status = a_status(at_ms * US, tick=tick + at_ms * ticks_per_ms)
        terms.reported(status, (from_ms + at_ms) * MS)


def test_every_event_becomes_the_lines_word_for_it() -> None:
    terms = reached()
    at_ns = terms.at_ns(500, 10 * MS)
    told: list[tuple[Event, GateEvent | CameraTrigger | None]] = [
        (seen(1, time_us=500), PackSeen(1, 100, 150, at_ns, False)),
        (
            GateDoneTold(0, 1, Action.HOLD, True, 500),
            GateDone(1, GateAction.HOLD, True, at_ns),
        ),
        (PackLeftTold(0, Action.REJECT, 70, 500), PackLeft(GateAction.REJECT, 70, at_ns)),
        (
            OrderRefusedTold(0, 9, Action.PASS, False, 500),
            OrderRefused(9, GateAction.PASS, False, at_ns),
        ),
        (BinTold(0, True, 500), BinFull(True, at_ns)),
        (TriggeredTold(0, 1, 1, 60, 500), CameraTrigger("bottom", 1, 60, at_ns)),
        (TriggeredTold(0, 3, 1, 60, 500), None),
        (FaultTold(0, Fault.AIR_LOW, 500), None),
    ]
    for event, meant in told:
        assert terms.event(event, 10 * MS) == meant


def test_nothing_happened_in_the_future() -> None:
    terms = reached(now_ns=5 * MS)
    event = terms.event(BinTold(0, True, 60_000_000), 6 * MS)
    assert event == BinFull(True, 6 * MS)


def test_a_host_that_starts_anew_goes_on_with_the_controllers_numbers() -> None:
    terms = reached(next_pack_no=57, tick=9000, boot=4)
    assert terms.host_pack_no(57) == 57
    assert terms.controller_pack_no(56) == 56  # may still be on the belt
    assert terms.host_tick(9100) == 9100


def test_after_a_start_of_the_controller_packs_are_counted_on() -> None:
    terms = reached()
    for number in (1, 2, 3):
        terms.event(seen(number), 10 * MS)
    terms.welcomed(a_welcome(boot=2), 20 * MS)
    event = terms.event(seen(1), 30 * MS)
    assert isinstance(event, PackSeen)
    assert event.pack_no == 4
    assert terms.controller_pack_no(4) == 1
    assert terms.controller_pack_no(3) is None


def test_the_same_start_reached_again_changes_nothing() -> None:
    terms = reached()
    terms.event(seen(1), 10 * MS)
    terms.welcomed(a_welcome(boot=1, next_pack_no=2, tick=300, time_us=15_000), 20 * MS)
    assert terms.controller_pack_no(1) == 1
    assert terms.host_tick(300) == 300


def test_after_a_start_of_the_controller_the_belt_is_where_it_would_have_come_to() -> None:
    terms = reached(now_ns=0)
    run_belt(terms, 0, ticks_per_ms=6, for_ms=500)
    before = terms.position(490 * MS)
    terms.welcomed(a_welcome(boot=2, time_us=100, tick=40), 990 * MS)
    after = terms.host_tick(40)
    assert abs(after - before.tick - 500 * 6) <= 6 * 6
    run_belt(terms, 990, ticks_per_ms=6, for_ms=300, tick=40)
    assert terms.position(1300 * MS).tick > after


def test_ticks_and_times_go_on_when_the_counters_wrap() -> None:
    terms = reached(tick=2**31 - 100, now_ns=0)
    terms.welcomed(a_welcome(boot=2, tick=2**31 - 100, time_us=2**32 - 1000), 10 * MS)
    start_tick = terms.host_tick(2**31 - 100)
    terms.reported(a_status(9_000, tick=-(2**31) + 20), 20 * MS)
    assert terms.host_tick(-(2**31) + 20) == start_tick + 120
    assert 18 * MS <= terms.at_ns(9_000, 20 * MS) <= 20 * MS


def test_triggers_are_counted_from_the_first_and_over_starts() -> None:
    terms = reached()
    counts = []
    for boot, told in ((1, (501, 502)), (2, (1, 2))):
        terms.welcomed(a_welcome(boot=boot), 10 * MS)
        for count in told:
            event = terms.event(TriggeredTold(0, 0, count, 60, 500), 20 * MS)
            assert isinstance(event, CameraTrigger)
            counts.append(event.count)
    assert counts == [1, 2, 3, 4]
