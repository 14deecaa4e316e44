"""The tables of station.toml that say how a site watches its line: challenge packs and audits."""

from datetime import UTC, time, timedelta
from typing import Self

from pydantic import Field, model_validator

from edge_agent.core.autonomy.challenge_plan import Challenge, ChallengePlan
from edge_agent.core.errors import InvalidInput
from edge_agent.core.monitoring.audit import AuditRates
from edge_agent.toml_files import StrictModel


class ChallengeTable(StrictModel):
    """One kind of pack of known truth."""

    name: str = Field(min_length=1, max_length=60)
    checks: tuple[str, ...] = ()
    """That must notice what is faulty; none for a good pack."""
    marker: str | None = Field(default=None, min_length=1)

    def challenge(self) -> Challenge:
        return Challenge(self.name, self.checks, self.marker)


class ChallengesTable(StrictModel):
    packs: tuple[ChallengeTable, ...] = ()
    shift_starts: tuple[time, ...] = ()
    """Of day, in UTC."""
    every_minutes: float | None = Field(default=240.0, gt=0, le=1440)
    every_packs: int | None = Field(default=None, ge=1)
    grace_minutes: float = Field(default=15.0, gt=0, le=240)

    @model_validator(mode="after")
    def can_be_asked_for(self) -> Self:
        try:
            self.plan()
        except InvalidInput as error:
            raise ValueError(str(error)) from error
        return self

    def plan(self) -> ChallengePlan:
        every = None if self.every_minutes is None else timedelta(minutes=self.every_minutes)
        return ChallengePlan(
            challenges=tuple(pack.challenge() for pack in self.packs),
            shift_starts=tuple(start.replace(tzinfo=UTC) for start in self.shift_starts),
            every=every,
            every_packs=self.every_packs,
            grace=timedelta(minutes=self.grace_minutes),
        )


class AuditTable(StrictModel):
    """Shares of packs that a person shall examine, drawn at random."""

    passed: float = Field(gt=0, le=1)
    rejected: float = Field(gt=0, le=1)

    def rates(self) -> AuditRates:
        return AuditRates(self.passed, self.rejected)
