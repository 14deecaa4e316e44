"""What of a line decides about its PackML state: why it may not start, holds, waits or aborts.

Rules
- What must be mended before a start can be seen while the belt stands: devices that do not answer,
  records that are not written, models that fail, an order that is not there.
- Trouble that only passing packs show, and reasons for which the belt stands, hold.
- One lost camera holds; the gate, several cameras or an emergency stop abort.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from edge_agent.core.autonomy.causes import Cause
from edge_agent.core.belt_speed import BeltSpeed
from edge_agent.core.errors import InvalidInput
from edge_agent.core.expected_print import check_needs
from edge_agent.core.ledger import Ledger
from edge_agent.core.order import Order
from edge_agent.core.packml.sight import Sight, StopCause
from edge_agent.core.packml.words import PackmlMode, StopReason
from edge_agent.core.recipe import Recipe
from edge_agent.line.device_health import DeviceHealth
from edge_agent.line.guard import Guard
from edge_agent.line.orders import Orders
from edge_agent.line.pack_in_work import PackInWork
from edge_agent.line.stops import (
    BIN_FULL,
    BY_PERSON,
    CHANGEOVER,
    FIRST_PACKS,
    LEVEL_FELL,
    Stops,
)
from hardware.interfaces import Gate

OF_STOP: Final = {
    BY_PERSON: StopReason.PERSON_STOPPED,
    LEVEL_FELL: StopReason.LEVEL_FELL,
    BIN_FULL: StopReason.BIN_FULL,
    CHANGEOVER: StopReason.CHANGEOVER,
    FIRST_PACKS: StopReason.FIRST_PACKS,
}
"""By the reason for which the line stops the belt; a command of PackML is none of its own."""
OF_STOP_FOR_PACK: Final = {
    "hold": StopReason.PACK_HELD,
    "no_answer": StopReason.ANSWER_AWAITED,
}
"""By the word before the number of the pack."""
OF_TROUBLE: Final = {
    Cause.CAMERA_FAULT: StopReason.CAMERA_FAULT,
    Cause.LATE_VERDICTS: StopReason.LATE_VERDICTS,
    Cause.ENCODER_TROUBLE: StopReason.ENCODER_TROUBLE,
    Cause.CLOCK_TROUBLE: StopReason.CLOCK_TROUBLE,
    Cause.GATE_NOT_CONFIRMING: StopReason.GATE_NOT_CONFIRMING,
    Cause.STORE_TROUBLE: StopReason.STORE_TROUBLE,
}
"""A lost gate and the safe mode are lacking, and abort."""
BLOCKED_NS: Final = 2_000_000_000
"""A belt needs some time to start; one that stands longer is kept by somebody."""
SEVERAL: Final = 2


@dataclass(frozen=True, slots=True)
class PackmlSetup:
    """How a station begins with PackML."""

    auto_start: bool = True
    starved_after_ns: int = 60_000_000_000
    mode: PackmlMode = PackmlMode.PRODUCTION
    is_stopped: bool = False
    """It stood by a command before this start, and nobody has told it to go on since."""
    self_test_trouble: str | None = None
    """Why the models are not what they were when they were trained."""


class LineAtWork(Protocol):
    """What is looked at."""

    gate: Gate
    health: DeviceHealth
    stops: Stops
    guard: Guard
    orders: Orders
    speed: BeltSpeed
    ledger: Ledger
    packs: dict[int, PackInWork]


class PackmlSight:
    """Of one line; remembers since when no pack came and the belt stands."""

    def __init__(self, line: LineAtWork, recipe: Recipe, setup: PackmlSetup, now_ns: int) -> None:
        self.line, self.setup = line, setup
        self.needs_order = needs_order(recipe)
        self.emergency_stop = False
        self.completing: frozenset[int] = frozenset()
        """Packs that were on the belt when the order was completed."""
        self.seen, self.seen_ns = 0, now_ns
        self.moved_ns = now_ns

    def now(self, now_ns: int) -> Sight:
        self.remember(now_ns)
        stands = self.line.speed.ticks_per_s <= 0
        return Sight(
            aborting=self.aborting(),
            lacking=tuple(self.lacking()),
            waiting=self.waiting(),
            outside=self.outside(now_ns),
            belt_stands=stands or self.line.gate.capability.stop_ticks == 0,
            is_empty=self.completing.isdisjoint(self.line.packs),
        )

    def remember(self, now_ns: int) -> None:
        """Neither packs nor movement are expected while the station itself stops the belt, nor
        while its gate's controller does, which has lost it."""
        line = self.line
        is_stopped = line.stops.reasons or line.health.gate_trouble is not None
        if line.speed.ticks_per_s > 0 or is_stopped:
            self.moved_ns = now_ns
        if line.speed.ticks_per_s <= 0 or line.packs or line.ledger.seen != self.seen:
            self.seen, self.seen_ns = line.ledger.seen, now_ns

    def aborting(self) -> StopCause | None:
        health = self.line.health
        if self.emergency_stop:
            return StopCause(StopReason.EMERGENCY_STOP)
        if health.safe_mode is not None:
            return StopCause(StopReason.SAFE_MODE, health.safe_mode)
        if health.gate_trouble is not None:
            return StopCause(StopReason.GATE_LOST, health.gate_trouble)
        if len(health.lost_cameras) >= SEVERAL:
            return StopCause(StopReason.SEVERAL_DEVICES_LOST, told_cameras(health.lost_cameras))
        return None

    def lacking(self) -> Iterator[StopCause]:
        health = self.line.health
        if self.emergency_stop:
            yield StopCause(StopReason.EMERGENCY_STOP)
        if health.safe_mode is not None:
            yield StopCause(StopReason.SAFE_MODE, health.safe_mode)
        if health.gate_trouble is not None:
            yield StopCause(StopReason.GATE_LOST, health.gate_trouble)
        if health.lost_cameras:
            yield StopCause(StopReason.CAMERA_FAULT, told_cameras(health.lost_cameras))
        if health.store_trouble is not None:
            yield StopCause(StopReason.STORE_TROUBLE, "events and records")
        elif self.line.guard.keep_again_ns is not None:
            yield StopCause(StopReason.STORE_TROUBLE, "the levels")
        if self.setup.self_test_trouble is not None:
            yield StopCause(StopReason.SELF_TEST_FAILED, self.setup.self_test_trouble)
        if self.needs_order and self.line.orders.current is None:
            yield StopCause(StopReason.NO_ORDER)

    def waiting(self) -> StopCause | None:
        stopped = [cause for stop in self.line.stops.reasons for cause in of_stop(stop)]
        if stopped:
            return min(stopped, key=lambda cause: (cause.reason, cause.why or ""))
        for cause, why in self.line.health.troubles().items():
            if cause in OF_TROUBLE:
                return StopCause(OF_TROUBLE[cause], why)
        return None

    def outside(self, now_ns: int) -> StopCause | None:
        if now_ns - self.moved_ns >= BLOCKED_NS:
            return StopCause(StopReason.BLOCKED)
        if now_ns - self.seen_ns >= self.setup.starved_after_ns:
            return StopCause(StopReason.STARVED)
        return None


def of_stop(stop: str) -> Iterator[StopCause]:
    """Of a reason for which the belt stands; nothing for PackML's own."""
    word, _, pack_no = stop.partition(" ")
    if stop in OF_STOP:
        yield StopCause(OF_STOP[stop])
    elif word in OF_STOP_FOR_PACK:
        yield StopCause(OF_STOP_FOR_PACK[word], f"pack {pack_no}")


def told_cameras(lost: Mapping[str, str]) -> str:
    return "; ".join(f"camera {view} lost: {why}" for view, why in lost.items())


def needs_order(recipe: Recipe) -> bool:
    """Whether something is compared with what is ordered."""
    try:
        for check in recipe.checks:
            check_needs(check, Order(recipe.name))
    except InvalidInput:
        return True
    return False
