"""The handshake that arms the controller, from the host's side. Pure.

Rules
- What the line told last is what the controller is brought to, whenever it is found otherwise.
- That it was found otherwise is told as trouble until it is armed again: the line then takes the
  level back, and the handshake alone never gives it.
"""

from hardware.gates.serial_terms import ACTIONS, CODES
from hardware.interfaces import GateAction
from hardware.wire.codes import Result, State
from hardware.wire.messages import Arm, AskArm, Nonce, Status

ASK_AGAIN_NS = 50_000_000
LATEST_NS = 500_000_000
"""The handshake takes two round trips of a few milliseconds; after so long something is wrong."""

REFUSALS = {
    Result.WOULD_PASS_ALL: "it rejects nothing by itself where a silent host lets everything pass; "
    "set fail_state to 'reject_all' or 'stop_belt'",
    Result.NOT_CONFIGURED: "it was not told its distances",
}


class Arming:
    """What the line wants, and how far the controller has come."""

    def __init__(self) -> None:
        self.wanted: GateAction | None = None
        self.wanted_ns = 0
        self.asked_ns: int | None = None
        self.lapse: str | None = None
        """Why the controller is not armed any more."""
        self.refusal: Result | None = None
        self.is_done = False
        self.was_armed = False
        """By this host, ever: what it never did to it cannot lapse."""

    def want(self, default: GateAction, now_ns: int) -> None:
        if default is not self.wanted:
            self.wanted, self.wanted_ns = default, now_ns
            self.asked_ns, self.refusal, self.is_done = None, None, False

    def lapsed(self, why: str) -> None:
        """The controller is, or may be, in its fail state."""
        if self.was_armed:
            self.lapse = why
        self.asked_ns, self.is_done = None, False

    def reported(self, status: Status) -> None:
        is_armed = status.state is State.ARMED and ACTIONS[status.default_action] is self.wanted
        if is_armed:
            self.lapse, self.refusal, self.was_armed = None, None, True
        elif status.state is State.LAPSED and self.was_armed:
            self.lapse = "it heard nothing from this host for too long and went to its fail state"
        self.is_done = is_armed

    def ask(self, now_ns: int) -> AskArm | None:
        """The first step, when it is due."""
        if self.wanted is None or self.is_done:
            return None
        if self.asked_ns is not None and now_ns - self.asked_ns < ASK_AGAIN_NS:
            return None
        self.asked_ns = now_ns
        return AskArm(CODES[self.wanted])

    def answer(self, nonce: Nonce) -> Arm | None:
        """The last step; None where it answers what is not wanted any more."""
        if self.is_done or ACTIONS[nonce.default_action] is not self.wanted:
            return None
        return Arm(nonce.default_action, nonce.nonce)

    def answered(self, result: Result) -> None:
        self.refusal = None if result is Result.DONE else result

    def trouble(self, now_ns: int) -> str | None:
        if self.wanted is None or self.is_done:
            return None
        if self.refusal in REFUSALS:
            return f"the controller refuses to be armed: {REFUSALS[self.refusal]}"
        if self.lapse is not None:
            return f"the controller is not armed: {self.lapse}"
        if now_ns - self.wanted_ns >= LATEST_NS:
            return f"the controller is not armed yet to {self.wanted.value}"
        return None
