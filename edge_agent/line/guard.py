"""How far the station may go now, and what follows when that changes: gate, belt, event, file.

Rules
- In force is the least of what the recipe asks for, the ceiling, and the standing.
- The gate is armed (silence rejects) while any check acts, and after a loss until a person takes
  over. Until then the belt is asked to stop and the machine decides nothing.
- Falls happen at once and by themselves; nothing here raises a level but a signed act, or a person
  who clears a suspension for which nothing is lacking.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from edge_agent.core.autonomy import level_events
from edge_agent.core.autonomy.causes import SUSPENDING, Cause, Consequence, Lowering
from edge_agent.core.autonomy.standing import SignedRaise, Standing, level_in_force
from edge_agent.core.autonomy.verdict_rules import Thresholds
from edge_agent.core.errors import Conflict, StoreFailed
from edge_agent.core.packs import Level
from edge_agent.core.policy import lower_of, refuse_unless_holdable
from edge_agent.core.recipe import Recipe
from edge_agent.line.parts import Granted, Parts
from edge_agent.line.stops import BY_PERSON, LEVEL_FELL, Stops
from hardware.interfaces import GateAction

LONGEST_BYPASS_MINUTES = 60.0
"""A bypass bridges a repair; what lasts longer is a lower level, and is accepted as one."""
KEEP_AGAIN_NS = 1_000_000_000
SEEN_BY_DEVICES = SUSPENDING - {Cause.CHALLENGE_OVERDUE}
"""Trouble that the devices tell of, and whose end they tell as well."""


@dataclass(frozen=True, slots=True)
class Bypass:
    person: str
    until_ns: int


class Guard:
    """Owns the standing of one station with one recipe."""

    def __init__(
        self, parts: Parts, stops: Stops, recipe: Recipe, ceiling: Level, granted: Granted
    ) -> None:
        self.parts, self.stops, self.asked, self.ceiling = parts, stops, recipe, ceiling
        self.standing, self.lowerings = granted.standing, granted.lowerings
        self.thresholds = dict(granted.thresholds)
        self.bypass: Bypass | None = None
        self.epoch = 0
        """Counts losses and takings over: a guarded pack is decided about in its own epoch."""
        self.raises = 0
        """Signed acts since the start."""
        self.keep_again_ns: int | None = None
        if granted.is_stopped:
            stops.stop(BY_PERSON)
        self.recipe = self.permitted(self.standing)
        self.level = level_in_force(self.standing, self.asked, self.ceiling)
        """The highest at which any check works now."""
        self.settle()

    # What is in force

    @property
    def hands_over(self) -> bool:
        """An acting level was lost, and nobody answers for what would pass now."""
        return self.standing.handover_open and self.bypass is None

    @property
    def is_armed(self) -> bool:
        return self.level.acts or self.hands_over

    def permitted(self, standing: Standing) -> Recipe:
        """The recipe in force; Conflict where nothing could hold what it would hold."""
        recipe = standing.permitted(self.asked)
        refuse_unless_holdable(recipe, self.ceiling, self.parts.gate.capability.hold is not None)
        return recipe

    def acting(self, standing: Standing) -> set[str]:
        """Checks that act by themselves."""
        return self.acting_in(standing.permitted(self.asked))

    def acting_in(self, recipe: Recipe) -> set[str]:
        checks = recipe.checks
        return {check.name for check in checks if lower_of(check.level, self.ceiling).acts}

    # Down

    def look(self, troubles: Mapping[Cause, str]) -> None:
        """What the devices tell of themselves, twice in every step."""
        going_on = self.going_on()
        if not troubles and not going_on:
            return
        for cause, why in troubles.items():
            if cause not in going_on:
                self.fall(cause, why, self.check_names())
        for cause in (self.going_on() & SEEN_BY_DEVICES) - troubles.keys():
            self.over(cause)

    def going_on(self) -> set[Cause]:
        """What suspends, and is not over yet."""
        return {one.cause for one in self.standing.suspensions if not one.is_over}

    def over(self, cause: Cause) -> None:
        """The trouble is over; that alone gives nothing back."""
        if cause in self.going_on():
            self.change(self.standing.healthy(cause))
            self.tell(level_events.TROUBLE_OVER, {"cause": cause})

    def fall(self, cause: Cause, why: str, checks: tuple[str, ...]) -> None:
        """Takes what the cause takes; no news where that was taken before."""
        lowering = self.lowerings[cause]
        if not self.takes(lowering, checks):
            return
        before, standing = self.level, self.standing
        self.change(self.standing.fallen(cause, why, lowering, checks))
        body = {"cause": cause, "why": why, "from": before, "to": self.level}
        revoked: list[str] = []
        if lowering.consequence is Consequence.REVOKE:
            self.forget_thresholds(checks)
            revoked = certificates_of(standing, checks)
        self.tell(level_events.FELL, {**body, "checks": list(checks), "revoked": revoked})

    def latch(self, why: str) -> None:
        """The safe mode, until a person accepts; the first reason stays."""
        if self.standing.safe_mode is None:
            self.change(replace(self.standing, safe_mode=why))
            self.tell("safe_mode", {"why": why})

    def takes(self, lowering: Lowering, checks: tuple[str, ...]) -> bool:
        granted = (self.standing.grant_of(check).level for check in checks)
        return any(level.rank > lowering.to.rank for level in granted)

    def lower(self, check: str, to: Level, person: str) -> None:
        """One tap. Conflict for a check that is not there, or where nothing could hold a pack."""
        if check not in self.check_names():
            raise Conflict(f"recipe {self.asked.name} has no check {check!r}")
        before = self.level
        after = self.standing.lowered(check, to)
        self.permitted(after)
        self.change(after)
        body = {"check": check, "check_to": to, "from": before, "to": self.level, "by": person}
        self.tell(level_events.LOWERED, body)

    # A person takes over

    def accept(self, person: str) -> None:
        before = self.standing
        if not before.handover_open and before.safe_mode is None:
            raise Conflict("no lower level waits to be accepted")
        self.bypass = None
        self.change(self.standing.taken_over())
        self.tell(level_events.ACCEPTED, {"level": self.level, "by": person})
        if before.safe_mode is not None:
            self.tell("safe_mode_over", {"by": person})

    def start_bypass(self, minutes: float, person: str, act_sha256: str, now_ns: int) -> None:
        if not self.hands_over:
            raise Conflict("there is nothing to bypass: the belt does not wait for a person")
        if self.standing.safe_mode is not None:
            raise Conflict("in safe mode nothing is bypassed; accept the lower level")
        if not 0 < minutes <= LONGEST_BYPASS_MINUTES:
            raise Conflict(f"{minutes:g} minutes; a bypass lasts up to {LONGEST_BYPASS_MINUTES:g}")
        self.bypass = Bypass(person, now_ns + int(minutes * 60e9))
        self.tell(
            level_events.BYPASS_STARTED, {"minutes": minutes, "by": person, "act": act_sha256}
        )
        self.begin_epoch()

    def wake_ns(self) -> int | None:
        """When something ends by time."""
        return None if self.bypass is None else self.bypass.until_ns

    def time_passes(self, now_ns: int) -> None:
        if self.bypass is not None and now_ns >= self.bypass.until_ns:
            self.tell(level_events.BYPASS_OVER, {"by": self.bypass.person})
            self.bypass = None
            self.begin_epoch()
        if self.keep_again_ns is not None and now_ns >= self.keep_again_ns:
            self.keep()

    # Back and up

    def challenged(self, caught: bool) -> None:
        self.change(self.standing.challenged(caught))

    def clear(self, person: str, act_sha256: str) -> None:
        """Gives back what was suspended. Where that is all that was lost, nobody has to accept."""
        after = self.standing.cleared()
        self.permitted(after)
        if self.acting(after) == self.acting_in(self.asked):
            after, self.bypass = after.taken_over(), None
        self.change(after)
        self.tell(level_events.CLEARED, {"level": self.level, "by": person, "act": act_sha256})

    def raise_by(self, act: SignedRaise, thresholds: Thresholds | None, person: str) -> None:
        """Conflict while something is suspended or lost, or where the act does not fit."""
        if self.standing.suspensions or self.standing.handover_open:
            raise Conflict("nothing is raised while a level is suspended or a loss not accepted")
        after = self.standing.raised(act)
        self.permitted(after)
        if thresholds is not None:
            self.thresholds[act.check] = thresholds
        self.raises += 1
        self.change(after)
        body = {"check": act.check, "from": act.level_from, "to": act.level_to, "by": person}
        named = {"certificate": act.certificate_sha256, "act": act.act_sha256}
        self.tell(level_events.RAISED, {**body, **named, "level": self.level})

    # What follows from a change

    def change(self, after: Standing) -> None:
        """A loss is of what was in force: what was granted and never asked for protects nothing."""
        before = self.standing
        lost = bool(self.acting(before) - self.acting(after))
        still_open = before.handover_open and after.handover_open
        self.standing = replace(after, handover_open=lost or still_open)
        self.recipe = self.permitted(self.standing)
        self.level = level_in_force(self.standing, self.asked, self.ceiling)
        if lost:
            self.bypass = None
        if lost or before.handover_open != self.standing.handover_open:
            self.begin_epoch()
        else:
            self.settle()
        self.keep()

    def begin_epoch(self) -> None:
        self.epoch += 1
        self.settle()

    def settle(self) -> None:
        """The gate's default for packs seen from now on, and whether the belt waits."""
        self.parts.gate.arm(GateAction.REJECT if self.is_armed else GateAction.PASS)
        if self.hands_over:
            self.stops.stop(LEVEL_FELL)
        else:
            self.stops.start(LEVEL_FELL)

    def keep(self) -> None:
        """Also after a person's stop or start. What the disk did not take is tried again."""
        try:
            self.parts.keeper.keep(self.standing, BY_PERSON in self.stops.reasons)
        except StoreFailed as error:
            if self.keep_again_ns is None:
                self.tell("standing_not_kept", {"why": str(error)})
            self.keep_again_ns = self.parts.clock.now_ns() + KEEP_AGAIN_NS
        else:
            self.keep_again_ns = None

    def forget_thresholds(self, checks: tuple[str, ...]) -> None:
        for check in checks:
            self.thresholds.pop(check, None)

    def check_names(self) -> tuple[str, ...]:
        return tuple(check.name for check in self.asked.checks)

    def tell(self, kind: str, body: Mapping[str, object]) -> None:
        self.parts.recorder.event(kind, {**body})


def certificates_of(standing: Standing, checks: tuple[str, ...]) -> list[str]:
    """On which the checks stood: what was revoked once raises nothing again."""
    grants = (standing.grant_of(check) for check in checks)
    return [grant.certificate_sha256 for grant in grants if grant.certificate_sha256 is not None]
