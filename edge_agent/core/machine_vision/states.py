"""The states of a vision system and the ways between them, as OPC 40100-1 (Machine Vision) names
them.

Pure. States and transitions bear the browse names of the standard's own nodeset (1.0.0 of
2019-07-11). Only transitions that a system makes by itself stand here: a station follows its line,
and a method that was called changes the line first.
"""

from collections import deque
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Final


class Happening(StrEnum):
    """Types of the events that come with a transition, beside StateChangedEventType."""

    RECIPE_PREPARED = "RecipePreparedEventType"
    JOB_STARTED = "JobStartedEventType"
    READY = "ReadyEventType"
    ERROR = "ErrorEventType"
    ERROR_RESOLVED = "ErrorResolvedEventType"


class Machine(StrEnum):
    """Types of the state machines."""

    VISION = "VisionStateMachineType"
    AUTOMATIC = "VisionAutomaticModeStateMachineType"


class State(Enum):
    """Of the outer machine, and of the automatic mode inside of Operational."""

    PREOPERATIONAL = ("Preoperational", None)
    HALTED = ("Halted", None)
    ERROR = ("Error", None)
    INITIALIZED = ("Operational", "Initialized")
    READY = ("Operational", "Ready")
    SINGLE_EXECUTION = ("Operational", "SingleExecution")
    CONTINUOUS_EXECUTION = ("Operational", "ContinuousExecution")

    def __init__(self, vision: str, automatic: str | None) -> None:
        self.vision, self.automatic = vision, automatic
        """Browse names; the automatic mode has none outside of Operational."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One way that the standard allows."""

    name: str
    machine: Machine
    before: str
    after: str
    """Browse names of the states of that machine."""
    leads_to: State
    happenings: tuple[Happening, ...] = ()

    def leaves(self, state: State) -> bool:
        inside = state.vision if self.machine is Machine.VISION else state.automatic
        return inside == self.before


def outer(before: str, leads_to: State, *happenings: Happening) -> Transition:
    """Inside of Operational the automatic mode begins with Initialized."""
    after = leads_to.automatic if before == "Preoperational" else None
    after = after or leads_to.vision
    return Transition(
        f"{before}To{after}Auto", Machine.VISION, before, after, leads_to, tuple(happenings)
    )


def inner(before: str, leads_to: State, *happenings: Happening) -> Transition:
    after = str(leads_to.automatic)
    return Transition(
        f"{before}To{after}Auto", Machine.AUTOMATIC, before, after, leads_to, tuple(happenings)
    )


TRANSITIONS: Final = (
    inner("Initialized", State.READY, Happening.RECIPE_PREPARED),
    inner("Ready", State.INITIALIZED),
    inner("Ready", State.SINGLE_EXECUTION, Happening.JOB_STARTED),
    inner("Ready", State.CONTINUOUS_EXECUTION, Happening.JOB_STARTED),
    inner("SingleExecution", State.READY, Happening.READY),
    inner("ContinuousExecution", State.READY, Happening.READY),
    outer("Preoperational", State.INITIALIZED),
    outer("Preoperational", State.HALTED),
    outer("Preoperational", State.ERROR, Happening.ERROR),
    outer("Operational", State.PREOPERATIONAL),
    outer("Operational", State.HALTED),
    outer("Operational", State.ERROR, Happening.ERROR),
    outer("Error", State.PREOPERATIONAL),
    outer("Error", State.INITIALIZED, Happening.ERROR_RESOLVED),
    outer("Error", State.HALTED),
    outer("Halted", State.PREOPERATIONAL),
)
"""Those inside of the automatic mode first: of two ways as short as each other it is taken."""


def way(start: State, goal: State) -> tuple[Transition, ...]:
    """The shortest; () where the goal is reached already. Every state leads to every other."""
    ways: deque[tuple[State, tuple[Transition, ...]]] = deque([(start, ())])
    seen = {start}
    while True:
        state, gone = ways.popleft()
        if state is goal:
            return gone
        for one in TRANSITIONS:
            if one.leaves(state) and one.leads_to not in seen:
                seen.add(one.leads_to)
                ways.append((one.leads_to, (*gone, one)))
