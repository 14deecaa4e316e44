"""How far each check may go now: what was granted, what is suspended, who has taken over. Pure.

Levels fall by themselves and at once; they rise by a signed act alone. A suspension leaves what was
granted as it is and ends when health is back, a challenge pack was caught and a person says so.
While an acting level has fallen and no person has taken over, `handover_open` keeps the gate's
default (reject) and asks for a stop of the belt: decisions are taken from the machine, never
protection from the pack.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

from edge_agent.core.autonomy.causes import Cause, Consequence, Lowering
from edge_agent.core.errors import Conflict
from edge_agent.core.packs import Level
from edge_agent.core.policy import lower_of, station_level
from edge_agent.core.recipe import Recipe

UNCERTIFIED = Level.RECOMMEND
"""The highest level that drives nothing by itself, and so needs no certificate."""


@dataclass(frozen=True, slots=True)
class Grant:
    """The highest level that a check has earned."""

    level: Level = UNCERTIFIED
    certificate_sha256: str | None = None
    """The file it stands on; None where it needs none."""

    def __post_init__(self) -> None:
        if self.level.rank > UNCERTIFIED.rank and self.certificate_sha256 is None:
            raise Conflict(f"{self.level.value} needs a certificate; pass the gate first")


@dataclass(frozen=True, slots=True)
class Suspension:
    """Trouble that took the acting levels away, and whether it is over."""

    cause: Cause
    why: str
    to: Level
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class SignedRaise:
    """What a signed act allows: one check, from the level in force to a higher one."""

    check: str
    level_from: Level
    level_to: Level
    certificate_sha256: str | None
    act_sha256: str
    """Of the act in the audit record."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Of one station with one recipe. Kept over restarts."""

    grants: dict[str, Grant]
    """By check of the recipe; a check without one has earned nothing that needs a certificate."""
    suspensions: tuple[Suspension, ...] = ()
    challenge_caught: bool = False
    """Since every trouble was over."""
    handover_open: bool = False
    """An acting level has fallen, and no person has accepted that yet."""
    safe_mode: str | None = None
    """Why the station has stopped acting until a person says otherwise; None where it has not."""

    @property
    def certificates(self) -> dict[str, str]:
        """By check: on which the levels stand that need one."""
        named = {check: grant.certificate_sha256 for check, grant in self.grants.items()}
        return {check: sha256 for check, sha256 in named.items() if sha256 is not None}

    def grant_of(self, check: str) -> Grant:
        return self.grants.get(check, Grant())

    def level_of(self, check: str) -> Level:
        """What the check may do now, whatever recipe and ceiling ask for."""
        level = self.grant_of(check).level
        for suspension in self.suspensions:
            level = lower_of(level, suspension.to)
        return level

    def permitted(self, recipe: Recipe) -> Recipe:
        """The recipe with every check at most at the level that it may have now."""
        checks = (
            replace(check, level=lower_of(check.level, self.level_of(check.name)))
            for check in recipe.checks
        )
        return replace(recipe, checks=tuple(checks))

    # Downwards: by itself and at once

    def fallen(self, cause: Cause, why: str, lowering: Lowering, checks: Iterable[str]) -> Self:
        """What the cause takes; a revoked check loses its certificate, others are untouched."""
        if lowering.consequence is Consequence.SUSPEND:
            return self.suspended(Suspension(cause, why, lowering.to))
        lowered = {check: self.lowered_grant(check, lowering.to) for check in checks}
        return self.handing_over(replace(self, grants={**self.grants, **lowered}))

    def suspended(self, suspension: Suspension) -> Self:
        """Of the same trouble that comes again, the lower level stays."""
        before = [one for one in self.suspensions if one.cause is suspension.cause]
        others = tuple(one for one in self.suspensions if one.cause is not suspension.cause)
        to = min((suspension.to, *(one.to for one in before)), key=lambda level: level.rank)
        again = replace(suspension, to=to)
        after = replace(self, suspensions=(*others, again), challenge_caught=False)
        return self.handing_over(after)

    def lowered(self, check: str, to: Level) -> Self:
        """One tap of a person; to regain the level takes a signed act."""
        return self.handing_over(
            replace(self, grants={**self.grants, check: self.lowered_grant(check, to)})
        )

    def lowered_grant(self, check: str, to: Level) -> Grant:
        before = self.grant_of(check)
        level = lower_of(before.level, to)
        return Grant(level, before.certificate_sha256 if level.acts else None)

    def handing_over(self, after: Self) -> Self:
        """`after`, with the handover open where an acting level was lost on the way."""
        lost = any(
            self.level_of(check).acts and not after.level_of(check).acts for check in self.grants
        )
        return replace(after, handover_open=self.handover_open or lost)

    def taken_over(self) -> Self:
        """A person has accepted the lower level and what put the station into its safe mode, or
        answers for a bypass."""
        return replace(self, handover_open=False, safe_mode=None)

    # Back from a suspension

    def healthy(self, cause: Cause) -> Self:
        """The trouble is over; that alone gives nothing back."""
        over = (replace(one, is_over=one.is_over or one.cause is cause) for one in self.suspensions)
        return replace(self, suspensions=tuple(over))

    def challenged(self, caught: bool) -> Self:
        """A challenge pack was recognised or not. It counts only when every trouble is over."""
        is_proof = caught and all(one.is_over for one in self.suspensions)
        return replace(self, challenge_caught=is_proof)

    def lacking(self) -> tuple[str, ...]:
        """What a suspended station still needs before a person may clear it; () for nothing."""
        if not self.suspensions:
            return ("nothing is suspended",)
        going_on = tuple(
            f"{one.cause.value} goes on" for one in self.suspensions if not one.is_over
        )
        proof = () if self.challenge_caught else ("no challenge pack was caught since",)
        return (*going_on, *proof)

    def cleared(self) -> Self:
        """A person clears the suspension. Conflict where something is lacking."""
        if lacking := self.lacking():
            raise Conflict(f"the suspension cannot be cleared: {'; '.join(lacking)}")
        return replace(self, suspensions=(), challenge_caught=False)

    # Upwards: by a signed act alone

    def raised(self, act: SignedRaise) -> Self:
        """Conflict where the act speaks of another level than the one that was granted."""
        before = self.grant_of(act.check)
        if act.level_from is not before.level or act.level_to.rank <= before.level.rank:
            raise Conflict(
                f"{act.check}: the act raises from {act.level_from.value} to "
                f"{act.level_to.value}; granted is {before.level.value}"
            )
        grant = Grant(act.level_to, act.certificate_sha256)
        return replace(self, grants={**self.grants, act.check: grant})


def level_in_force(standing: Standing, recipe: Recipe, ceiling: Level) -> Level:
    """The highest level at which any check works now."""
    return station_level(standing.permitted(recipe), ceiling)
