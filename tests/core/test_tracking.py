"""Which pack is where: none is lost, none ends twice, no eye means another pack than it saw."""

from collections import Counter
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.core.packs import Action, Outcome
from edge_agent.core.tracking import PackOnBelt, Tracker, TrackGeometry

GEOMETRY = TrackGeometry(
    camera_ticks={"top": 400, "bottom": 600},
    eye_to_gate_ticks=3000,
    gate_to_exit_ticks=1200,
    gate_to_reject_ticks=800,
    deadline_ticks=300,
    stop_ticks=900,
    window_ticks=440,
    match_ticks=220,
    confirms_rejects=True,
    sees_exit=True,
)
EYE_AT = {
    Action.PASS: GEOMETRY.gate_to_exit_ticks,
    Action.REJECT: GEOMETRY.gate_to_reject_ticks,
    Action.HOLD: GEOMETRY.gate_to_reject_ticks,
}
ENDED = {
    Action.PASS: Outcome.PASSED,
    Action.REJECT: Outcome.REJECTED,
    Action.HOLD: Outcome.HELD,
}
PATIENCE = GEOMETRY.eye_to_gate_ticks + GEOMETRY.gate_to_exit_ticks + GEOMETRY.match_ticks


def tracker_with(*centres: int, **geometry: bool) -> Tracker:
    tracker = Tracker(replace(GEOMETRY, **geometry))  # type: ignore[arg-type]
    for pack_no, centre in enumerate(centres, start=1):
        tracker.seen(pack_no, centre, touching=False)
    return tracker


# Whatever happens on the belt


@dataclass(frozen=True)
class Fate:
    """What becomes of one pack: how far behind the one before it comes, and what the eyes see."""

    gap_ticks: int
    done: Action | None
    """None: the controller never tells of it."""
    eye: Action | None
    """Which eye sees it behind the gate."""
    off_ticks: int
    """How far from its place that eye sees it."""
    taken_off: bool


FATES = st.builds(
    Fate,
    gap_ticks=st.integers(1, 1500),
    done=st.none() | st.sampled_from(Action),
    eye=st.none() | st.sampled_from(Action),
    off_ticks=st.integers(-400, 400),
    taken_off=st.booleans(),
)
Happening = tuple[int, str, int, Fate]


def happenings(fates: list[Fate]) -> list[Happening]:
    """All that happens on the belt, in the order of its ticks."""
    planned: list[Happening] = []
    centre = 0
    for pack_no, fate in enumerate(fates, start=1):
        centre += fate.gap_ticks
        gate_tick = centre + GEOMETRY.eye_to_gate_ticks
        planned.append((centre, "seen", pack_no, fate))
        if fate.taken_off:
            planned.append((gate_tick - 500, "taken off", pack_no, fate))
        if fate.done is not None:
            planned.append((gate_tick + 80, "done", pack_no, fate))
        if fate.eye is not None:
            eye_tick = gate_tick + EYE_AT[fate.eye] + fate.off_ticks
            planned.append((eye_tick, "eye", pack_no, fate))
    return sorted(planned, key=lambda happening: happening[:2])


def carry_out(tracker: Tracker, happening: Happening) -> None:
    tick, kind, pack_no, fate = happening
    pack = tracker.packs.get(pack_no)
    if kind == "seen":
        tracker.seen(pack_no, tick, touching=False)
    elif kind == "eye" and fate.eye is not None:
        assert_eye_means_a_near_pack(tracker, fate.eye, tick)
    elif pack is not None and kind == "done":
        pack.done = fate.done
    elif pack is not None:
        pack.taken_off = True


def assert_eye_means_a_near_pack(tracker: Tracker, where: Action, tick: int) -> None:
    """Never one further off than `match_ticks`, never one seen before, and the nearest of all."""
    off = {
        pack.pack_no: abs(tracker.gate_tick(pack) + EYE_AT[where] - tick)
        for pack in tracker.packs.values()
        if not pack.seen_at_exit and pack.seen_at_reject is None
    }
    meant = tracker.left(where, tick)
    if meant is None:
        assert min(off.values(), default=PATIENCE) > GEOMETRY.match_ticks
    else:
        assert off[meant.pack_no] == min(off.values()) <= GEOMETRY.match_ticks


@given(st.lists(FATES, max_size=25))
def test_no_pack_is_lost_and_none_ends_twice(fates: list[Fate]) -> None:
    tracker, ends, last_tick = Tracker(GEOMETRY), Counter[int](), 0
    for happening in happenings(fates):
        carry_out(tracker, happening)
        last_tick = happening[0]
        ends.update(pack.pack_no for pack, _ in tracker.ended(last_tick))
    ends.update(pack.pack_no for pack, _ in tracker.ended(last_tick + PATIENCE + 1))
    assert ends == Counter(range(1, len(fates) + 1))
    assert not tracker.packs


@given(st.lists(FATES, max_size=25))
def test_a_pack_never_waits_longer_than_its_last_eye(fates: list[Fate]) -> None:
    tracker = Tracker(GEOMETRY)
    for happening in happenings(fates):
        carry_out(tracker, happening)
        tracker.ended(happening[0])
        assert all(tracker.patience_tick(pack) >= happening[0] for pack in tracker.packs.values())


@given(
    centres=st.lists(st.integers(0, 6000), min_size=1, max_size=12, unique=True).map(sorted),
    frames=st.lists(
        st.tuples(st.sampled_from(["top", "bottom"]), st.integers(0, 7000)), max_size=30
    ),
)
def test_a_picture_belongs_to_one_near_pack_and_a_view_is_taken_once(
    centres: list[int], frames: list[tuple[str, int]]
) -> None:
    tracker, pictured = tracker_with(*centres), Counter[tuple[int, str]]()
    for view, tick in frames:
        place = tick - GEOMETRY.camera_ticks[view]
        free = [pack for pack in tracker.packs.values() if view not in pack.views]
        nearest = min((abs(pack.centre_tick - place) for pack in free), default=PATIENCE)
        pack = tracker.pictured(view, tick)
        assert (pack is not None) == (nearest <= GEOMETRY.match_ticks)
        if pack is not None:
            assert abs(pack.centre_tick - place) == nearest
            pictured[pack.pack_no, view] += 1
    assert all(count == 1 for count in pictured.values())


@given(st.lists(st.integers(1, 900), min_size=1, max_size=15))
def test_packs_nearer_than_the_window_are_too_close_and_no_others(gaps: list[int]) -> None:
    centres = [sum(gaps[: place + 1]) for place in range(len(gaps))]
    tracker, told = Tracker(GEOMETRY), list[PackOnBelt]()
    for pack_no, centre in enumerate(centres, start=1):
        told += [pack for pack in tracker.seen(pack_no, centre, False) if pack.too_close]
    is_close = [gap < GEOMETRY.window_ticks for gap in gaps[1:]]
    expected = [
        before or after
        for before, after in zip([False, *is_close], [*is_close, False], strict=True)
    ]
    assert [pack.too_close for pack in tracker.packs.values()] == expected
    assert Counter(pack.pack_no for pack in told) == Counter(
        pack_no for pack_no, close in enumerate(expected, start=1) if close
    )


# Rule by rule


def test_touching_packs_are_too_close_by_themselves() -> None:
    tracker = Tracker(GEOMETRY)
    (pack,) = tracker.seen(1, 0, touching=True)
    assert pack.too_close


@pytest.mark.parametrize(("gap", "too_close"), [(-1, True), (0, False)])
def test_a_whole_window_between_two_packs_is_enough(gap: int, too_close: bool) -> None:
    tracker = tracker_with(100, 100 + GEOMETRY.window_ticks + gap)
    assert {pack.too_close for pack in tracker.packs.values()} == {too_close}


def test_a_pack_behind_one_that_has_ended_is_too_close_alone() -> None:
    tracker = tracker_with(0)
    tracker.packs[1].done = Action.REJECT
    tracker.packs[1].taken_off = True
    tracker.ended(0)
    (pack,) = tracker.seen(2, 100, touching=False)
    assert pack.too_close


def test_neighbours_are_all_that_one_movement_would_hit() -> None:
    window = GEOMETRY.window_ticks
    tracker = tracker_with(0, window, window + 300, window + 600, window + 900, 2 * window + 900)
    named = [pack.pack_no for pack in tracker.neighbours(tracker.packs[4])]
    assert named == [3, 2, 5]
    assert list(tracker.neighbours(tracker.packs[1])) == []
    assert list(tracker.neighbours(tracker.packs[6])) == []


@pytest.mark.parametrize("off", [-GEOMETRY.match_ticks, 0, GEOMETRY.match_ticks])
@pytest.mark.parametrize("where", list(Action), ids=str)
def test_an_eye_confirms_a_pack_within_match_ticks(where: Action, off: int) -> None:
    tracker = tracker_with(0)
    pack = tracker.packs[1]
    pack.done = where
    tick = tracker.gate_tick(pack) + EYE_AT[where] + off
    assert tracker.left(where, tick) is pack
    assert tracker.left(where, tick) is None
    assert tracker.ended(tick) == ((pack, ENDED[where]),)


@pytest.mark.parametrize("off", [-GEOMETRY.match_ticks - 1, GEOMETRY.match_ticks + 1])
def test_an_eye_too_far_off_saw_a_stray(off: int) -> None:
    tracker = tracker_with(0)
    place = tracker.gate_tick(tracker.packs[1]) + EYE_AT[Action.PASS]
    assert tracker.left(Action.PASS, place + off) is None
    assert Tracker(GEOMETRY).left(Action.PASS, place) is None


def test_a_rejected_pack_at_the_exit_is_missed() -> None:
    """Also where the gate let pass what the line wanted out."""
    for done, ordered in [
        (Action.REJECT, Action.REJECT),
        (Action.REJECT, None),
        (Action.PASS, Action.REJECT),
        (Action.HOLD, Action.HOLD),
    ]:
        tracker = tracker_with(0)
        pack = tracker.packs[1]
        pack.done, pack.ordered, pack.seen_at_exit = done, ordered, True
        assert tracker.outcome(pack, 0) is Outcome.MISSED


def test_a_good_pack_in_the_bin_is_told_as_rejected() -> None:
    tracker = tracker_with(0)
    pack = tracker.packs[1]
    pack.done, pack.seen_at_reject = Action.PASS, Action.REJECT
    assert tracker.outcome(pack, 0) is Outcome.REJECTED


@pytest.mark.parametrize(
    ("done", "seen_at", "outcome"),
    [
        (Action.HOLD, Action.REJECT, Outcome.HELD),
        (Action.HOLD, Action.HOLD, Outcome.HELD),
        (Action.REJECT, Action.HOLD, Outcome.HELD),
        (Action.REJECT, Action.REJECT, Outcome.REJECTED),
    ],
)
def test_one_eye_behind_both_outlets_is_believed_about_what_the_gate_held(
    done: Action, seen_at: Action, outcome: Outcome
) -> None:
    tracker = tracker_with(0)
    pack = tracker.packs[1]
    pack.done, pack.ordered, pack.seen_at_reject = done, done, seen_at
    assert tracker.outcome(pack, 0) is outcome


def test_a_pack_taken_off_the_standing_belt_is_held() -> None:
    tracker = tracker_with(0)
    pack = tracker.packs[1]
    pack.taken_off = True
    assert tracker.outcome(pack, PATIENCE - 1) is None
    pack.done = Action.REJECT
    assert tracker.outcome(pack, 0) is Outcome.HELD


@pytest.mark.parametrize("done", [None, *Action], ids=str)
def test_silence_of_an_eye_that_is_fitted_is_missed(done: Action | None) -> None:
    tracker = tracker_with(0)
    pack = tracker.packs[1]
    pack.done = done
    assert tracker.ended(PATIENCE) == ()
    assert tracker.ended(PATIENCE + 1) == ((pack, Outcome.MISSED),)


@pytest.mark.parametrize("done", list(Action), ids=str)
def test_without_an_eye_the_order_is_believed(done: Action) -> None:
    tracker = tracker_with(0, confirms_rejects=False, sees_exit=False)
    pack = tracker.packs[1]
    pack.done = done
    assert tracker.ended(0) == ((pack, ENDED[done]),)


@pytest.mark.parametrize("done", list(Action), ids=str)
def test_each_way_is_confirmed_by_its_own_eye(done: Action) -> None:
    for confirms_rejects, sees_exit in ((True, False), (False, True)):
        tracker = tracker_with(0, confirms_rejects=confirms_rejects, sees_exit=sees_exit)
        tracker.packs[1].done = done
        is_confirmed = sees_exit if done is Action.PASS else confirms_rejects
        assert tracker.outcome(tracker.packs[1], 0) is (None if is_confirmed else ENDED[done])


def test_the_belt_is_told_to_stop_before_the_deadline_and_that_is_before_the_gate() -> None:
    tracker = tracker_with(100)
    pack = tracker.packs[1]
    assert tracker.gate_tick(pack) == 3100
    assert tracker.deadline_tick(pack) == 2800
    assert tracker.stop_tick(pack) == 1900
