"""How a station stands in PackML's words, as one frozen value for pages, plant and centre."""

from dataclasses import dataclass

from edge_agent.core.packml.words import PackmlMode, PackmlState, StopReason


@dataclass(frozen=True, slots=True)
class StateTime:
    """How long the station was in one state of one mode since its start."""

    mode: PackmlMode
    state: PackmlState
    total_s: float


@dataclass(frozen=True, slots=True)
class PackmlView:
    state: PackmlState = PackmlState.STOPPED
    mode: PackmlMode = PackmlMode.PRODUCTION
    cause: StopReason | None = None
    """Why it does not execute; None where it does, or is on the way there."""
    since_ns: int = 0
    """Of the state; monotonic time of the line."""
    why: str | None = None
    """The cause in detail, in English: which device, or who gave the command."""
    lacking: tuple[StopReason, ...] = ()
    """What has to be mended before it can start."""
    is_starved: bool = False
    is_blocked: bool = False
    processed: int = 0
    """Packs that have ended since the start, however."""
    defective: int = 0
    """Of these, rejected or held."""
    times: tuple[StateTime, ...] = ()
