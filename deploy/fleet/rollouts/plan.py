"""What a roll-out does, step after step, and when it stops itself. As people write it, strict.

Shadow: the release looks on beside the one in use, and decides nothing. Canary: so many stations
work with it. Portions: a share of all stations does, counted from the first.
"""

from math import floor
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Minutes = Annotated[float, Field(ge=0, le=60 * 24 * 28, allow_inf_nan=False)]
Share = Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]
Rise = Annotated[float, Field(ge=0, lt=1, allow_inf_nan=False)]
MOST_STEPS: Final = 12


class PlanPart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Step(PlanPart):
    kind: Literal["shadow", "canary", "portion"]
    stations: Annotated[int, Field(ge=1, le=100)] | None = None
    """Of shadow and canary."""
    share: Share | None = None
    """Of a portion: of all stations, those of the steps before counted in."""
    packs: Annotated[int, Field(ge=0, le=1_000_000)] = 300
    """At least so many of each station that the step has chosen."""
    minutes: Minutes = 120
    """At least so long from when each of them took it."""

    @model_validator(mode="after")
    def says_how_many(self) -> Self:
        if (self.share is None) != (self.kind != "portion"):
            raise ValueError("a portion has a share, shadow and canary have stations")
        if (self.stations is None) != (self.kind == "portion"):
            raise ValueError("shadow and canary have stations, a portion has a share")
        return self

    def count(self, stations: int) -> int:
        """How many of so many stations are chosen when it begins; at least one, never more than
        the share."""
        wanted = self.stations or floor((self.share or 0.0) * stations + 1e-9)
        return min(max(wanted, 1), stations)

    @property
    def takes(self) -> bool:
        """Whether its stations work with the release."""
        return self.kind != "shadow"


class Rules(PlanPart):
    """When it halts by itself."""

    alpha: Annotated[float, Field(gt=0, lt=0.5)] = 0.01
    """Chance that figures halt a release that is worse nowhere: over all stations, figures and
    looks together."""
    more_not_ok: Rise = 0.01
    """These are rises of a share, against the same station before, that are tolerated."""
    more_unsure: Rise = 0.01
    more_failed: Rise = 0.002
    more_late: Rise = 0.005
    more_overridden: Rise = 0.05
    most_different: Share | None = None
    """Of packs on which the release that looks on judges otherwise; None: people judge that."""
    refusals: Annotated[int, Field(ge=0, le=1000)] = 0
    """So many stations may refuse it, and are left as they are; one more halts."""
    silent_minutes: Annotated[float, Field(ge=2, le=1440)] = 10
    """Nothing heard of a station that took it."""
    stopped_minutes: Annotated[float, Field(ge=1, le=1440)] = 15
    """A station that took it does not run."""


def usual_steps() -> tuple[Step, ...]:
    return (
        Step(kind="shadow", stations=1, packs=500, minutes=60),
        Step(kind="canary", stations=1, packs=500, minutes=120),
        Step(kind="portion", share=0.1, packs=300, minutes=240),
        Step(kind="portion", share=0.5, packs=300, minutes=480),
        Step(kind="portion", share=1.0, packs=100, minutes=60),
    )


class Plan(PlanPart):
    steps: Annotated[tuple[Step, ...], Field(min_length=1, max_length=MOST_STEPS)] = Field(
        default_factory=usual_steps
    )
    rules: Rules = Rules()

    @model_validator(mode="after")
    def grows_to_all(self) -> Self:
        kinds = [step.kind for step in self.steps]
        if kinds != sorted(kinds, key=("shadow", "canary", "portion").index):
            raise ValueError("steps come as shadow, canary, portions")
        shares = [step.share for step in self.steps if step.share is not None]
        if shares != sorted(set(shares)):
            raise ValueError("each portion is larger than the one before")
        if not shares or shares[-1] != 1:
            raise ValueError("the last portion is 1: all stations")
        return self
