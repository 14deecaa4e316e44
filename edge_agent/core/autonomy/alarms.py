"""A reason to take decisions back, as the monitors and challenge packs tell it."""

from dataclasses import dataclass

from edge_agent.core.autonomy.causes import Cause


@dataclass(frozen=True, slots=True)
class Alarm:
    cause: Cause
    checks: tuple[str, ...]
    """Of the recipe: those whose evidence is in doubt."""
    why: str
    """One sentence for people, with the figures."""
