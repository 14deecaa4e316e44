"""The table [feedback] of centre.toml: how many packs people label, which, and how many of them
twice.
"""

from math import isclose
from typing import Annotated, Self

from pydantic import Field, model_validator

from edge_agent.toml_files import StrictModel

Share = Annotated[float, Field(ge=0, le=1)]


class FeedbackTable(StrictModel):
    labels_a_day: int = Field(default=200, ge=0, le=10_000)
    """A pack that two persons label counts twice."""
    unsure_share: Share = 0.30
    disagreeing_share: Share = 0.20
    overridden_share: Share = 0.15
    drifted_share: Share = 0.15
    random_share: Share = 0.20
    """These five of the day's labels; together 1."""
    audit_share: float = Field(default=0.01, ge=0, le=0.1)
    """Of all packs whose pictures came: as many are drawn at random, within `random_share`."""
    twice_share: float = Field(default=0.05, ge=0, le=1)
    """Of the packs that one person would do for: as many get a second one, to see how far people
    agree."""
    lease_minutes: int = Field(default=5, ge=1, le=60)
    """So long a pack waits for who was given it, and nobody else is."""

    @model_validator(mode="after")
    def adds_up(self) -> Self:
        total = sum(getattr(self, name) for name in type(self).model_fields if name in PARTS)
        if not isclose(total, 1, abs_tol=1e-9):
            raise ValueError(f"{', '.join(PARTS)} are {total:g} together; they must be 1")
        return self


PARTS = ("unsure_share", "disagreeing_share", "overridden_share", "drifted_share", "random_share")
