"""The handshake from the host's side: what is asked, what is answered, and when it is trouble."""

import pytest

from hardware.gates.serial_arming import ASK_AGAIN_NS, LATEST_NS, Arming
from hardware.interfaces import GateAction
from hardware.wire.codes import Action, Result, State
from hardware.wire.messages import Arm, AskArm, Nonce
from tests.hardware.wire.far_end import a_status

REJECT = GateAction.REJECT


def wanting(default: GateAction = REJECT) -> Arming:
    arming = Arming()
    arming.want(default, 0)
    return arming


def armed() -> Arming:
    arming = wanting()
    arming.reported(a_status(0, state=State.ARMED, default_action=Action.REJECT))
    return arming


def test_what_nobody_asked_for_is_not_armed_and_no_trouble() -> None:
    arming = Arming()
    assert arming.ask(0) is None
    assert arming.trouble(10 * LATEST_NS) is None
    assert arming.answer(Nonce(Action.REJECT, 5)) is None
    arming.lapsed("it was lost")
    assert arming.trouble(10 * LATEST_NS) is None


def test_it_asks_and_asks_again_until_it_is_armed() -> None:
    arming = wanting()
    assert arming.ask(0) == AskArm(Action.REJECT)
    assert arming.ask(ASK_AGAIN_NS - 1) is None
    assert arming.ask(ASK_AGAIN_NS) == AskArm(Action.REJECT)
    arming.reported(a_status(0, state=State.ARMED, default_action=Action.REJECT))
    assert arming.ask(10 * ASK_AGAIN_NS) is None


def test_only_the_number_for_what_is_wanted_is_answered() -> None:
    arming = wanting()
    assert arming.answer(Nonce(Action.PASS, 5)) is None
    assert arming.answer(Nonce(Action.REJECT, 6)) == Arm(Action.REJECT, 6)
    assert armed().answer(Nonce(Action.REJECT, 7)) is None


def test_another_wish_begins_anew_and_the_same_does_not() -> None:
    arming = armed()
    arming.want(REJECT, 5)
    assert arming.is_done
    arming.want(GateAction.PASS, 6)
    assert not arming.is_done
    assert arming.ask(6) == AskArm(Action.PASS)


@pytest.mark.parametrize(
    ("state", "default"),
    [(State.READY, Action.REJECT), (State.LAPSED, Action.REJECT), (State.ARMED, Action.PASS)],
)
def test_armed_is_only_what_was_wanted(state: State, default: Action) -> None:
    arming = wanting()
    arming.reported(a_status(0, state=state, default_action=default))
    assert not arming.is_done
    assert arming.trouble(LATEST_NS - 1) is None
    assert arming.trouble(LATEST_NS) is not None


def test_what_was_armed_and_lapsed_is_trouble_at_once_until_it_is_armed_again() -> None:
    arming = armed()
    assert arming.trouble(1) is None
    arming.reported(a_status(0, state=State.LAPSED, default_action=Action.REJECT))
    assert "fail state" in (arming.trouble(1) or "")
    arming.reported(a_status(0, state=State.READY, default_action=Action.REJECT))
    assert "fail state" in (arming.trouble(1) or "")
    arming.reported(a_status(0, state=State.ARMED, default_action=Action.REJECT))
    assert arming.trouble(1) is None


def test_a_lost_link_is_trouble_until_it_is_armed_again() -> None:
    arming = armed()
    arming.lapsed("it was lost")
    assert "it was lost" in (arming.trouble(1) or "")
    assert arming.ask(1) == AskArm(Action.REJECT)


def test_a_lapse_that_another_host_left_behind_is_none_of_ours() -> None:
    arming = wanting()
    arming.reported(a_status(0, state=State.LAPSED, default_action=Action.REJECT))
    assert arming.trouble(1) is None


def test_a_refusal_is_told_with_what_to_do() -> None:
    arming = wanting()
    arming.answered(Result.WOULD_PASS_ALL)
    assert "set fail_state to" in (arming.trouble(1) or "")
    arming.answered(Result.WRONG_NONCE)
    assert arming.trouble(1) is None
