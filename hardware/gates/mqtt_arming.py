"""The handshake that arms the gate, from the host's side. Pure.

Rules
- The gate is armed by giving back the nonce of its last state, which is good for one time.
- What was lost stays trouble until it has been told; only then the gate is armed again, to what the
  line said last. So no armed level comes back before the line knows that it was gone.
- A gate that another host commands is left alone.
"""

from hardware.gates.mqtt_messages import Arm, Default, State
from hardware.interfaces import FailState, GateAction

ASK_AGAIN_NS = 100_000_000
LATEST_NS = 500_000_000
"""The handshake takes one round trip of a few milliseconds; after so long something is wrong."""


class Arming:
    """Of one gate by one host."""

    def __init__(self, session: str, on_silence: FailState) -> None:
        self.session, self.on_silence = session, on_silence
        self.wanted: Default | None = None
        self.state: State | None = None
        """The gate's last one."""
        self.is_done = False
        self.loss: str | None = None
        self._wanted_ns = 0
        self._asked_ns: int | None = None
        self._offered: str | None = None
        """The nonce that we gave back last."""
        self._is_told = False
        self._is_fresh = True

    def want(self, default: GateAction, now_ns: int) -> None:
        if default is GateAction.HOLD:
            raise ValueError("a gate is armed to pass or to reject")
        if default is not self.wanted:
            self.wanted, self._wanted_ns = default, now_ns
            self._asked_ns, self.is_done = None, False

    def heard(self, state: State) -> None:
        """The gate's state; one that is not newer than the last of its boot says nothing."""
        last = self.state
        if last is not None and state.boot == last.boot and state.state_no <= last.state_no:
            return
        was_ours = last is not None and self._is_ours(last)
        self.state, self.is_done = state, self._is_as_wanted(state)
        if self.is_done:
            self.loss, self._is_fresh = None, False
        elif was_ours and state.armed is None:
            self.lose("it did not hear this host in time, and went to its fail state")
        elif was_ours and not self._is_ours(state):
            self.lose("another host has taken it over")

    def _is_ours(self, state: State) -> bool:
        return state.owner == self.session and state.armed is not None

    def _is_as_wanted(self, state: State) -> bool:
        """By our own doing: with a nonce newer than the one that we gave back."""
        is_answer = self.is_done or self._offered not in {None, state.nonce}
        is_wanted = state.armed is self.wanted and state.on_silence is self.on_silence
        return self._is_ours(state) and is_answer and is_wanted

    def lose(self, why: str) -> None:
        """Whatever the gate does now, it is not relied on."""
        if self.wanted is not None and self.loss is None:
            self.loss, self._is_told = why, False
        self.is_done, self._asked_ns, self._offered = False, None, None

    def told(self) -> None:
        """The line knows that something is wrong."""
        self._is_told = True

    @property
    def rival(self) -> str | None:
        """The host that commands the gate now, where it is not this one."""
        state = self.state
        if state is None or state.armed is None or state.owner == self.session:
            return None
        return state.owner

    def trouble(self, now_ns: int) -> str | None:
        if self.rival is not None:
            return (
                f"another host (session {self.rival}) commands it, and this one "
                f"({self.session}) is refused; stop the other one"
            )
        if self.loss is not None:
            return self.loss
        if self.wanted is None or self.is_done or now_ns - self._wanted_ns < LATEST_NS:
            return None
        complaint = "" if self.state is None else self.state.complaint or ""
        return f"it does not let itself be armed to {self.wanted}{complaint and f': {complaint}'}"

    def ask(self, now_ns: int) -> Arm | None:
        """The answer to the gate's nonce, when it is due."""
        if self.wanted is None or self.is_done or self.state is None or self.rival is not None:
            return None
        if self.loss is not None and not self._is_told:
            return None
        if self._asked_ns is not None and now_ns - self._asked_ns < ASK_AGAIN_NS:
            return None
        self._asked_ns, self._offered = now_ns, self.state.nonce
        return Arm(
            session=self.session,
            boot=self.state.boot,
            nonce=self.state.nonce,
            default=self.wanted,
            on_silence=self.on_silence,
            fresh=self._is_fresh,
        )
