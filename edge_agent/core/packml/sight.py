"""What a station sees of itself that decides about its PackML state, as one small frozen value."""

from dataclasses import dataclass

from edge_agent.core.packml.words import StopReason


@dataclass(frozen=True, slots=True)
class StopCause:
    reason: StopReason
    why: str | None = None
    """In detail, in English: which device, or who."""


@dataclass(frozen=True, slots=True)
class Sight:
    aborting: StopCause | None = None
    """What the station cannot go on with."""
    lacking: tuple[StopCause, ...] = ()
    """What has to be mended before it may start, the gravest first."""
    waiting: StopCause | None = None
    """Something inside that the station or a person sees to while it holds."""
    outside: StopCause | None = None
    """Starved or blocked."""
    belt_stands: bool = True
    """Or it cannot be stopped from here."""
    is_empty: bool = True
    """Every pack has ended that was on the belt when the order was completed."""

    @property
    def holding(self) -> StopCause | None:
        """The inside reason not to execute; None where all is ready."""
        return self.lacking[0] if self.lacking else self.waiting

    @property
    def is_ready(self) -> bool:
        return self.aborting is None and self.holding is None
