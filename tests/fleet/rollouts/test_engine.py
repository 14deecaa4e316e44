"""Whatever stations say, the engine keeps to its rules, and says the same of the same."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from deploy.fleet.orders.commanding import Fate
from deploy.fleet.rollouts.choosing import line_of, ranked
from deploy.fleet.rollouts.engine import Decisions, Rollout, State, next_step
from deploy.fleet.rollouts.plan import Plan, Rules, Step
from deploy.fleet.rollouts.saying import Counts, StationSays, Told, Word
from deploy.fleet.rollouts.standing import At, Ordering, StationAt
from tests.samples import NOON

OLD, NEW = "a" * 64, "b" * 64
NAMES = ranked([f"s/line-{line}/{place}" for line in range(4) for place in "abc"], NEW)
PLAN = Plan(
    steps=(
        Step(kind="shadow", stations=2, packs=10, minutes=1),
        Step(kind="canary", stations=1, packs=10, minutes=1),
        Step(kind="portion", share=0.25, packs=10, minutes=1),
        Step(kind="portion", share=1.0, packs=10, minutes=1),
    ),
    rules=Rules(refusals=3),
)
MOMENTS = st.integers(0, 180).map(lambda minutes: NOON - timedelta(minutes=minutes))
WORDS = st.none() | st.builds(Word, MOMENTS, st.just("why"), st.sampled_from(["mia", "station"]))
TOLD = st.builds(Told, MOMENTS, st.sampled_from(Fate), st.just(""), st.just(1), st.booleans())
ORDERINGS = st.sampled_from(list(Ordering))


@st.composite
def stations_say(draw: st.DrawFn) -> dict[str, StationSays]:
    return {
        name: StationSays(
            name,
            heard_at=draw(MOMENTS),
            mode=draw(st.sampled_from(["running", "held", "faulted", "no_line"])),
            mode_since=draw(MOMENTS),
            online=draw(st.booleans()),
            runs=draw(st.sampled_from([OLD, OLD, NEW])),
            began=draw(WORDS),
            offered=draw(WORDS),
            refused=draw(WORDS),
            returned=draw(WORDS),
            told=draw(st.dictionaries(ORDERINGS, TOLD, max_size=3)),
            before=Counts(100, 2),
            after=Counts(draw(st.integers(0, 40))),
        )
        for name in NAMES
    }


@st.composite
def rollouts(draw: st.DrawFn) -> tuple[Rollout, dict[str, StationSays]]:
    says = draw(stations_say())
    state = draw(st.sampled_from(State))
    stations = tuple(
        StationAt(
            *(name, rank, draw(st.none() | st.integers(1, 3))),
            *(
                at_of(says[name], what)
                for what in (Ordering.SHADOW, Ordering.TAKE, Ordering.RETURN)
            ),
        )
        for rank, name in enumerate(NAMES)
    )
    step = draw(st.integers(0, 3))
    return Rollout(1, "r.zip", NEW, PLAN, state, step, draw(MOMENTS), stations), says


def at_of(says: StationSays, what: Ordering) -> datetime | None:
    told = says.told.get(what)
    return None if told is None else told.at


def ordered(decisions: Decisions, *what: Ordering) -> list[str]:
    return [one.station for one in decisions.orders if one.what in what]


@settings(max_examples=40)
@given(rollouts())
def test_only_one_that_runs_goes_forward_and_only_one_that_halted_goes_back(
    given_one: tuple[Rollout, dict[str, StationSays]],
) -> None:
    rollout, says = given_one
    decisions = next_step(rollout, says, NOON)
    assert decisions == next_step(rollout, says, NOON)
    forward = ordered(decisions, Ordering.TAKE, Ordering.SHADOW)
    back = ordered(decisions, Ordering.RETURN, Ordering.END_SHADOW)
    assert not forward or rollout.state is State.RUNNING
    assert not back or rollout.state is State.HALTED
    assert not (decisions.halt and decisions.orders)
    assert len(set(forward)) == len(forward)


@settings(max_examples=40)
@given(rollouts())
def test_nobody_is_told_to_take_it_who_was_not_chosen_or_is_not_there(
    given_one: tuple[Rollout, dict[str, StationSays]],
) -> None:
    rollout, says = given_one
    decisions = next_step(rollout, says, NOON)
    chosen = {one.station for one in rollout.stations if one.chosen_step is not None}
    for name in ordered(decisions, Ordering.TAKE):
        assert name in chosen | set(decisions.chosen)
        assert says[name].online
        assert NOON - says[name].heard_at <= timedelta(minutes=2)
    if rollout.state is State.RUNNING and decisions.chosen:
        assert len(decisions.chosen) <= rollout.now_step.count(len(NAMES))


@settings(max_examples=40)
@given(rollouts())
def test_of_a_line_one_station_is_never_told_while_all_others_change(
    given_one: tuple[Rollout, dict[str, StationSays]],
) -> None:
    rollout, says = given_one
    decisions = next_step(rollout, says, NOON)
    told = set(ordered(decisions, Ordering.TAKE))
    for line in {line_of(name) for name in told}:
        mates = {name for name in NAMES if line_of(name) == line}
        assert not mates <= told


@settings(max_examples=40)
@given(rollouts())
def test_halted_whoever_may_work_with_it_has_a_word_under_way_or_gets_one(
    given_one: tuple[Rollout, dict[str, StationSays]],
) -> None:
    rollout, says = given_one
    decisions = next_step(rollout, says, NOON)
    if rollout.state is not State.HALTED:
        return
    for one in rollout.stations:
        at, word = decisions.states[one.station], says[one.station].told.get(Ordering.RETURN)
        if at in (At.ORDERED, At.READY, At.TOOK, At.RETURNING) and one.take_at is not None:
            assert word is not None or one.station in ordered(decisions, Ordering.RETURN)
