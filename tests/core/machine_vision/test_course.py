from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as some

from edge_agent.core.machine_vision.course import GOALS, Situation, Standing, course, goal_of
from edge_agent.core.machine_vision.states import Happening, State
from edge_agent.core.packml.words import PackmlState

SITUATIONS = [Situation(None, None)] + [
    Situation(state, prepared) for state, prepared in product(PackmlState, (None, "ab", "cd"))
]
STANDINGS = [Standing(state, prepared) for state, prepared in product(State, (None, "ab"))]


def names(before: Standing, now: Situation) -> list[str]:
    return [one.name for one in course(before, now)[1]]


@pytest.mark.parametrize("before", STANDINGS)
@pytest.mark.parametrize("now", SITUATIONS)
def test_only_allowed_transitions_lead_to_where_the_line_is(
    before: Standing, now: Situation
) -> None:
    after, gone = course(before, now)
    state = before.state
    for transition in gone:
        assert transition.leaves(state)
        state = transition.leads_to
    assert state is after.state is goal_of(now)


@given(some.lists(some.sampled_from(SITUATIONS), max_size=30))
def test_who_stays_where_he_is_goes_nowhere(situations: list[Situation]) -> None:
    standing = Standing()
    for now in situations:
        standing, _ = course(standing, now)
        assert course(standing, now) == (standing, ())


def test_every_state_of_packml_has_its_place() -> None:
    assert set(GOALS) == set(PackmlState)


def test_without_a_line_nothing_is_claimed() -> None:
    assert goal_of(Situation(None, None)) is State.HALTED


@pytest.mark.parametrize("state", PackmlState)
def test_only_a_line_that_executes_or_waits_for_packs_is_executing(state: PackmlState) -> None:
    executing = goal_of(Situation(state, "ab")) is State.CONTINUOUS_EXECUTION
    waits = {
        PackmlState.EXECUTE,
        PackmlState.SUSPENDING,
        PackmlState.SUSPENDED,
        PackmlState.UNSUSPENDING,
    }
    assert executing == (state in waits)


@pytest.mark.parametrize("now", SITUATIONS)
def test_packs_are_never_asked_for_one_by_one(now: Situation) -> None:
    assert goal_of(now) is not State.SINGLE_EXECUTION


def test_another_recipe_is_prepared_before_a_job_starts() -> None:
    before = Standing(State.CONTINUOUS_EXECUTION, "ab")
    assert names(before, Situation(PackmlState.EXECUTE, "cd")) == [
        "ContinuousExecutionToReadyAuto",
        "ReadyToInitializedAuto",
        "InitializedToReadyAuto",
        "ReadyToContinuousExecutionAuto",
    ]


def test_while_another_recipe_is_on_its_way_nothing_is_ready() -> None:
    before = Standing(State.READY, "ab")
    assert names(before, Situation(PackmlState.HELD, None)) == ["ReadyToInitializedAuto"]


def test_trouble_is_told_and_told_again_when_it_is_over() -> None:
    there, gone = course(
        Standing(State.CONTINUOUS_EXECUTION, "ab"), Situation(PackmlState.ABORTED, "ab")
    )
    assert gone[-1].happenings == (Happening.ERROR,)
    _, back = course(there, Situation(PackmlState.EXECUTE, "ab"))
    assert [one for step in back for one in step.happenings] == [
        Happening.ERROR_RESOLVED,
        Happening.RECIPE_PREPARED,
        Happening.JOB_STARTED,
    ]
