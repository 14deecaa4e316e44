"""A belt with a triggered camera at it: whatever gets lost, no frame bears another pack's tick."""

from dataclasses import dataclass
from itertools import count

from hypothesis import example, given, settings
from hypothesis import strategies as st

from hardware.cameras.trigger_pairing import Pairing, PairingLimits, Unpaired
from hardware.interfaces import CameraTrigger, Frame
from tests.samples import a_picture

MS = 1_000_000
LIMITS = PairingLimits(longest_ns=14 * MS, report_ns=50 * MS)
PIXELS = a_picture()


def trigger(number: int, at_ms: float) -> CameraTrigger:
    return CameraTrigger("top", number, 100 * number, round(at_ms * MS))


def frame(number: int, taken_ms: float) -> Frame:
    return Frame("top", PIXELS, number, number, round(taken_ms * MS), 0)


def begun(*triggers: CameraTrigger) -> Pairing:
    pairing = Pairing(LIMITS)
    pairing.begin([])
    pairing.hear(triggers)
    return pairing


def test_a_frame_gets_the_trigger_before_it() -> None:
    pairing = begun(trigger(1, 0), trigger(2, 100))
    assert pairing.pair(frame(1, 8), 9 * MS) == trigger(1, 0)
    assert pairing.pair(frame(2, 108), 109 * MS) == trigger(2, 100)


def test_a_frame_whose_trigger_is_not_told_yet_waits_and_is_then_in_doubt() -> None:
    pairing = begun()
    assert pairing.pair(frame(1, 8), 9 * MS) is Unpaired.WAIT
    assert pairing.pair(frame(1, 8), 59 * MS) is Unpaired.DOUBT


def test_a_later_trigger_ends_the_waiting() -> None:
    pairing = begun(trigger(1, 0), trigger(2, 100))
    pairing.pair(frame(1, 8), 9 * MS)
    assert pairing.pair(frame(2, 60), 101 * MS) is Unpaired.DOUBT


def test_triggers_from_before_the_camera_started_are_nobodys() -> None:
    pairing = Pairing(LIMITS)
    pairing.begin([trigger(6, 0), trigger(7, 100)])
    pairing.hear([trigger(8, 200)])
    assert pairing.pair(frame(1, 208), 209 * MS) == trigger(8, 200)


def test_after_a_trigger_that_the_camera_missed_one_frame_is_in_doubt() -> None:
    pairing = begun(*(trigger(number, 100 * number) for number in range(1, 6)))
    assert pairing.pair(frame(1, 108), 0) == trigger(1, 100)
    assert pairing.pair(frame(2, 308), 0) is Unpaired.DOUBT
    assert pairing.pair(frame(3, 408), 0) == trigger(4, 400)


def test_frames_that_were_lost_on_their_way_cost_no_other() -> None:
    pairing = begun(*(trigger(number, 100 * number) for number in range(1, 6)))
    assert pairing.pair(frame(1, 108), 0) == trigger(1, 100)
    assert pairing.pair(frame(4, 408), 0) == trigger(4, 400)


def test_two_possible_triggers_leave_a_frame_in_doubt() -> None:
    pairing = begun(trigger(1, 0), trigger(2, 5))
    assert pairing.pair(frame(1, 8), 9 * MS) is Unpaired.DOUBT


def test_one_frame_that_comes_later_than_it_can_is_not_given_to_the_next_pack() -> None:
    pairing = begun(*(trigger(number, 28 * number) for number in range(1, 6)))
    assert pairing.pair(frame(1, 28 + 8), 0) == trigger(1, 28)
    assert pairing.pair(frame(2, 56 + 29), 0) is Unpaired.DOUBT


def test_a_controller_that_counts_anew_is_believed_from_the_second_frame_on() -> None:
    pairing = begun(trigger(1, 0), trigger(2, 100))
    pairing.pair(frame(1, 8), 0)
    pairing.pair(frame(2, 108), 0)
    pairing.hear([trigger(1, 200), trigger(2, 300)])
    assert pairing.pair(frame(3, 208), 0) is Unpaired.DOUBT
    assert pairing.pair(frame(4, 308), 0) == trigger(2, 300)


@dataclass(frozen=True)
class Happening:
    """What goes on with one pack, and right before it."""

    gap_ms: float
    delay_ms: float
    report_ms: float
    camera_misses: bool = False
    frame_lost: bool = False
    report_lost: bool = False
    extra_before_ms: float | None = None
    """An exposure that nobody asked for, so long before the pack's trigger."""
    camera_restarts: bool = False
    controller_restarts: bool = False


RARELY = st.sampled_from([False] * 5 + [True])
HAPPENINGS = st.builds(
    Happening,
    gap_ms=st.floats(28, 90),
    delay_ms=st.floats(0.1, 13.9),
    report_ms=st.floats(0.1, 49),
    camera_misses=RARELY,
    frame_lost=RARELY,
    report_lost=RARELY,
    extra_before_ms=st.none() | st.floats(0.1, 27),
    camera_restarts=RARELY,
    controller_restarts=RARELY,
)


@dataclass
class Belt:
    """Plays what happened, in the order in which the host hears of it."""

    now_ms: float = 0.0
    frame_no: int = 0
    trigger_no: int = 0

    def __post_init__(self) -> None:
        self.heard: list[tuple[float, int, CameraTrigger | Frame]] = []
        self.triggered_ms: dict[int, float] = {}
        """Tick to when."""
        self.exposed_ms: dict[int, float] = {}
        """Frame (by identity of its time) to when it was really exposed."""
        self.order = count()

    def play(self, happenings: list[Happening]) -> None:
        last_frame_ms = last_report_ms = 0.0
        for pack, happening in enumerate(happenings, 1):
            self.now_ms += happening.gap_ms
            if happening.extra_before_ms is not None:
                exposed_ms = self.now_ms - happening.extra_before_ms
                last_frame_ms = self.expose(exposed_ms, happening, last_frame_ms)
            if happening.controller_restarts:
                self.trigger_no = 0
            self.trigger_no += 1
            self.triggered_ms[100 * pack] = self.now_ms
            told = CameraTrigger("top", self.trigger_no, 100 * pack, round(self.now_ms * MS))
            last_report_ms = max(last_report_ms, self.now_ms + happening.report_ms)
            if not happening.report_lost:
                self.heard.append((last_report_ms, next(self.order), told))
            if happening.camera_restarts:
                self.frame_no = 0
            if not happening.camera_misses:
                last_frame_ms = self.expose(self.now_ms, happening, last_frame_ms)

    def expose(self, exposed_ms: float, happening: Happening, last_frame_ms: float) -> float:
        """Frames arrive in the order in which they were taken."""
        self.frame_no += 1
        arrived_ms = max(last_frame_ms, exposed_ms + happening.delay_ms)
        if not happening.frame_lost:
            taken = frame(self.frame_no, arrived_ms)
            self.exposed_ms[id(taken)] = exposed_ms
            self.heard.append((arrived_ms, next(self.order), taken))
        return arrived_ms

    def nearest_tick(self, exposed_ms: float) -> int:
        return min(self.triggered_ms, key=lambda tick: abs(self.triggered_ms[tick] - exposed_ms))


def delivered(belt: Belt) -> list[tuple[Frame, CameraTrigger]]:
    """As TriggeredCamera asks: after everything that is heard, the oldest frame first."""
    pairing = Pairing(LIMITS)
    pairing.begin([])
    waiting: list[Frame] = []
    pairs = []
    for heard_ms, _order, heard in sorted(belt.heard, key=lambda news: news[:2]):
        if isinstance(heard, Frame):
            waiting.append(heard)
        else:
            pairing.hear([heard])
        while waiting:
            found = pairing.pair(waiting[0], round(heard_ms * MS))
            if found is Unpaired.WAIT:
                break
            taken = waiting.pop(0)
            if isinstance(found, CameraTrigger):
                pairs.append((taken, found))
    return pairs


@settings(max_examples=400, deadline=None)
@given(st.lists(HAPPENINGS, min_size=1, max_size=30))
@example([Happening(28, 13.9, 49, extra_before_ms=13.8), Happening(28, 0.1, 1)])
def test_no_frame_ever_bears_the_tick_of_a_pack_that_it_does_not_show(
    happenings: list[Happening],
) -> None:
    belt = Belt()
    belt.play(happenings)
    for taken, paired in delivered(belt):
        assert paired.tick == belt.nearest_tick(belt.exposed_ms[id(taken)])


@settings(max_examples=200, deadline=None)
@given(st.lists(HAPPENINGS, min_size=1, max_size=30))
def test_no_trigger_is_given_to_two_frames(happenings: list[Happening]) -> None:
    belt = Belt()
    belt.play(happenings)
    ticks = [paired.tick for _taken, paired in delivered(belt)]
    assert ticks == sorted(set(ticks))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.builds(
            Happening,
            gap_ms=st.floats(28, 90),
            delay_ms=st.floats(0.1, 13.9),
            report_ms=st.floats(0.1, 49),
            frame_lost=RARELY,
        ),
        min_size=1,
        max_size=30,
    )
)
def test_where_only_frames_are_lost_every_other_is_paired(happenings: list[Happening]) -> None:
    belt = Belt()
    belt.play(happenings)
    came = [heard for _ms, _order, heard in belt.heard if isinstance(heard, Frame)]
    assert [taken for taken, _paired in delivered(belt)] == came
