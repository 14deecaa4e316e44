from itertools import product

import pytest

from edge_agent.core.machine_vision.states import TRANSITIONS, State, Transition, way
from tests.core.machine_vision.nodeset import allowed

STANDARD = allowed("Opc.Ua.MachineVision.NodeSet2.xml")


@pytest.mark.parametrize("transition", TRANSITIONS, ids=lambda one: one.name)
def test_every_transition_is_one_of_the_standard(transition: Transition) -> None:
    found = STANDARD[transition.name]
    said = (found.machine, found.before, found.after)
    assert said == (transition.machine.value, transition.before, transition.after)


def test_every_transition_that_a_system_makes_by_itself_is_there() -> None:
    """Preoperational leads to Operational by its automatic mode's first state."""
    machines = {one.machine.value for one in TRANSITIONS}
    automatic = {
        name for name, one in STANDARD.items() if name.endswith("Auto") and one.machine in machines
    }
    here = {one.name for one in TRANSITIONS}
    assert automatic - here == {"PreoperationalToOperationalAuto"}
    assert here <= automatic


@pytest.mark.parametrize(("start", "goal"), list(product(State, State)))
def test_every_state_leads_to_every_other_by_transitions_that_meet(
    start: State, goal: State
) -> None:
    state = start
    for transition in way(start, goal):
        assert transition.leaves(state)
        state = transition.leads_to
    assert state is goal


def test_no_way_is_longer_than_it_must_be() -> None:
    """Out of the deepest state into Error in one step; out of Halted only by Preoperational."""
    assert [one.name for one in way(State.CONTINUOUS_EXECUTION, State.ERROR)] == [
        "OperationalToErrorAuto"
    ]
    assert [one.name for one in way(State.HALTED, State.ERROR)] == [
        "HaltedToPreoperationalAuto",
        "PreoperationalToErrorAuto",
    ]
