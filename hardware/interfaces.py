"""What each kind of device promises, and the small values they exchange.

Places on the belt are encoder ticks, counted from the controller's start. The controller sees every
pack first: it numbers it at the photo-eye and owns the timing of its gate. The host only answers
with an order for that number, before the pack's deadline.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
"""A picture, height x width x 3, blue-green-red, 8 bits."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One exposure of one camera."""

    view: str
    pixels: Pixels
    frame_no: int
    tick: int
    """Belt position when the exposure was triggered."""
    taken_ns: int
    """Monotonic time of the trigger."""
    dropped_before: int
    """Frames that the source knows it lost since the one before."""


class FrameSource(Protocol):
    """A camera, or anything that gives pictures in the order they were taken."""

    view: str

    def start(self) -> None: ...

    def next(self, timeout_s: float) -> Frame | None:
        """The oldest frame not yet taken; None when none came in time; DeviceLost when gone."""
        ...

    @property
    def exhausted(self) -> bool:
        """True when no frame will ever come again (a folder or a film at its end)."""
        ...

    def stop(self) -> None: ...


@dataclass(frozen=True, slots=True)
class BeltPosition:
    tick: int
    at_ns: int


class GateAction(StrEnum):
    """What the gate does with one pack."""

    PASS = "pass"
    REJECT = "reject"
    HOLD = "hold"


class GateKind(StrEnum):
    """diverter: energised = pass, a spring rejects. pulse: energised = reject (air, pusher)."""

    DIVERTER = "diverter"
    PULSE = "pulse"


class HoldKind(StrEnum):
    """Where a held pack waits for a person."""

    OUTLET = "outlet"
    STOP = "stop"


class FailState(StrEnum):
    """What happens to packs while the host is dead: the controller's own doing."""

    PASS_ALL = "pass_all"
    REJECT_ALL = "reject_all"
    STOP_BELT = "stop_belt"


@dataclass(frozen=True, slots=True)
class GateCapability:
    """What this gate can honour; the line refuses levels that need more."""

    kind: GateKind
    hold: HoldKind | None
    """Where it can hold a pack; None where neither a second outlet nor a belt stop exists."""
    confirms_rejects: bool
    """A reject-confirm eye is fitted."""
    sees_exit: bool
    """An exit eye is fitted."""
    keeps_own_time: bool
    """The controller opens by its own encoder; False: the host must time it."""
    jitter_ms: float
    """How far beside the asked moment the gate may move, either way."""
    eye_to_gate_ticks: int
    gate_to_exit_ticks: int
    """From the gate to the exit eye, middle of the pack to middle of the pack."""
    gate_to_reject_ticks: int
    """Belt travel while a rejected or held pack goes from the gate to its confirming eye."""
    order_lead_ticks: int
    """An order must arrive while the pack is still this far before the gate."""
    stop_ticks: int
    """Belt travel from a stop signal until the belt stands; 0 where it cannot be stopped."""
    window_ticks: int
    """Length of belt that one action occupies; packs nearer to each other share their fate."""
    ticks_per_mm: float
    news_ticks: int = 0
    """Belt travel after the middle of a pack was at an eye behind the gate, until that is told."""


@dataclass(frozen=True, slots=True)
class GateOrder:
    pack_no: int
    action: GateAction


@dataclass(frozen=True, slots=True)
class PackSeen:
    """The controller's photo-eye saw a pack and numbered it."""

    pack_no: int
    front_tick: int
    back_tick: int
    at_ns: int
    touching: bool
    """The eye saw it in one piece with a neighbour; its edges are shares of that piece."""

    @property
    def centre_tick(self) -> int:
        return (self.front_tick + self.back_tick) // 2


@dataclass(frozen=True, slots=True)
class GateDone:
    """A pack came to the gate, and what was driven for it."""

    pack_no: int
    action: GateAction
    ordered: bool
    """False when no order came in time and the armed default was carried out."""
    at_ns: int


@dataclass(frozen=True, slots=True)
class PackLeft:
    """An eye behind the gate saw a pack: where it really went."""

    where: GateAction
    tick: int
    """Belt position when the eye saw the middle of the pack."""
    at_ns: int


@dataclass(frozen=True, slots=True)
class OrderRefused:
    """An order that came too late, or names a pack that is not on the belt."""

    pack_no: int
    action: GateAction
    late: bool
    at_ns: int


@dataclass(frozen=True, slots=True)
class BinFull:
    full: bool
    at_ns: int


GateEvent = PackSeen | GateDone | PackLeft | OrderRefused | BinFull


@dataclass(frozen=True, slots=True)
class CameraTrigger:
    """The controller told a camera to take its picture."""

    view: str
    count: int
    """1 for the first of this view since the controller was reached; the camera counts as well."""
    tick: int
    at_ns: int


class CameraTriggers(Protocol):
    """A controller that triggers the cameras, and knows where the belt was when it did."""

    def triggered(self, view: str) -> Sequence[CameraTrigger]:
        """Triggers of this view since the last call, oldest first."""
        ...


class Gate(Protocol):
    """The reject controller: photo-eyes, encoder, pack register and the gate itself.

    Numbers and ticks grow for as long as the host runs, also where the controller behind them
    starts anew: a pack keeps its number, and an order for one from before never reaches one from
    after.
    """

    capability: GateCapability

    @property
    def trouble(self) -> str | None:
        """Why the controller cannot be relied on now, in words for a person; None: it answers and
        is armed as it was told. While it lasts `position` is the last one known and `poll` may be
        empty; nothing is raised, and the gate tries by itself to reach its controller again."""
        ...

    def arm(self, default: GateAction) -> None:
        """Sets what happens to a pack for which no order comes (PASS or REJECT)."""
        ...

    def order(self, order: GateOrder) -> None:
        """Hands over a decision. Never waits; a late order is answered by OrderRefused."""
        ...

    def stop_belt(self, stop: bool) -> None: ...

    def position(self) -> BeltPosition: ...

    def poll(self) -> Sequence[GateEvent]:
        """What happened since the last call, oldest first."""
        ...

    def heartbeat(self, now_ns: int) -> None:
        """Tells the controller that the host lives; without it the gate goes to its safe state."""
        ...


@runtime_checkable
class LatchesFaults(Protocol):
    """A gate whose controller keeps what it found wrong until somebody has seen to it."""

    def clear_faults(self) -> None:
        """What is still wrong is found again. A belt that stands for them alone may run then."""
        ...


class Output(Protocol):
    """One thing that is switched: a coil, a lamp, a relay."""

    def switch(self, on: bool) -> None:
        """DeviceLost when it does not answer; never waits longer than 100 ms."""
        ...

    def close(self) -> None:
        """Leaves it off."""
        ...


class Input(Protocol):
    """One thing that is on or off: a key switch, an eye, an emergency stop that was pulled."""

    def is_on(self) -> bool:
        """DeviceLost when it does not answer."""
        ...

    def close(self) -> None: ...


class Clock(Protocol):
    def now_ns(self) -> int: ...

    def wall(self) -> datetime: ...

    def sleep_until_ns(self, wake_ns: int) -> None: ...
