"""Which state of OPC 40100-1 a station is in, from the PackML state of its line.

Pure. Rules
- No line: Halted. Nothing is claimed of a station of which nothing is known.
- Aborted is Error, Stopped is Halted; both are left only as the standard allows.
- A line that waits (Idle, Held, Complete) is Ready; one that works, or only waits for packs, is in
  ContinuousExecution. SingleExecution is never reached: packs are not asked for one by one.
- While another recipe is on its way, and whenever the recipe has changed, the automatic mode goes
  through Initialized.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from edge_agent.core.machine_vision.states import State, Transition, way
from edge_agent.core.packml.words import PackmlState

GOALS: Final[Mapping[PackmlState, State]] = {
    PackmlState.CLEARING: State.ERROR,
    PackmlState.STOPPED: State.HALTED,
    PackmlState.STARTING: State.READY,
    PackmlState.IDLE: State.READY,
    PackmlState.SUSPENDED: State.CONTINUOUS_EXECUTION,
    PackmlState.EXECUTE: State.CONTINUOUS_EXECUTION,
    PackmlState.STOPPING: State.HALTED,
    PackmlState.ABORTING: State.ERROR,
    PackmlState.ABORTED: State.ERROR,
    PackmlState.HOLDING: State.READY,
    PackmlState.HELD: State.READY,
    PackmlState.UNHOLDING: State.READY,
    PackmlState.SUSPENDING: State.CONTINUOUS_EXECUTION,
    PackmlState.UNSUSPENDING: State.CONTINUOUS_EXECUTION,
    PackmlState.RESETTING: State.PREOPERATIONAL,
    PackmlState.COMPLETING: State.READY,
    PackmlState.COMPLETE: State.READY,
}
NEEDS_RECIPE: Final = frozenset({State.READY, State.CONTINUOUS_EXECUTION})


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of the line."""

    packml: PackmlState | None
    """None while there is no line."""
    prepared: str | None
    """The recipe that is in force, as its hash; None while another one is on its way."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the state machines stand."""

    state: State = State.PREOPERATIONAL
    prepared: str | None = None
    """The recipe that was prepared last."""


def course(before: Standing, now: Situation) -> tuple[Standing, tuple[Transition, ...]]:
    """Where the machines stand from now on, and all transitions on the way there."""
    goal = goal_of(now)
    if goal not in NEEDS_RECIPE:
        return Standing(goal, before.prepared), way(before.state, goal)
    if before.state.automatic is not None and now.prepared != before.prepared:
        first = way(before.state, State.INITIALIZED)
        gone = (*first, *way(State.INITIALIZED, goal))
    else:
        gone = way(before.state, goal)
    return Standing(goal, now.prepared), gone


def goal_of(now: Situation) -> State:
    if now.packml is None:
        return State.HALTED
    goal = GOALS[now.packml]
    return State.INITIALIZED if goal in NEEDS_RECIPE and now.prepared is None else goal
