"""What a stack light shows, over every state of a line."""

from itertools import product

import pytest

from edge_agent.core.lights import BEEP_NS, Light, LineState, lights

STATES = [LineState(*facts) for facts in product((False, True), repeat=4)]


@pytest.mark.parametrize("state", STATES)
def test_exactly_one_colour_is_lit_and_the_worst_wins(state: LineState) -> None:
    lit = lights(state, None, 0) - {Light.BEEPER}
    assert len(lit) == 1
    if state.stands or state.is_gate_lost:
        assert lit == {Light.RED}
    elif state.has_trouble or state.waits_for_word:
        assert lit == {Light.AMBER}
    else:
        assert lit == {Light.GREEN}


@pytest.mark.parametrize("state", STATES)
def test_it_beeps_only_while_red_is_new(state: LineState) -> None:
    is_red = state.stands or state.is_gate_lost
    assert (Light.BEEPER in lights(state, None, 0)) is is_red
    assert (Light.BEEPER in lights(state, 7, 7 + BEEP_NS - 1)) is is_red
    assert Light.BEEPER not in lights(state, 7, 7 + BEEP_NS)
