"""What a station may do when it starts: what was kept, as far as it still holds.

Rules
- A station stands where it stood, also over a restart.
- A file that is damaged, edited or gone counts as nothing earned; where the station could have
  acted before, a person must take over before anything passes.
- A grant whose certificate no longer holds falls before the first pack; an acting level that is
  lost so opens the handover.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from edge_agent.core.autonomy.causes import Cause, Lowering
from edge_agent.core.autonomy.standing import Standing
from edge_agent.core.errors import StoreDamaged
from edge_agent.store.standing import StandingFile


@dataclass(frozen=True, slots=True)
class Kept:
    """What the disk says, and what is wrong with that."""

    standing: Standing
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class Lapse:
    """A grant that no longer holds, and why."""

    check: str
    cause: Cause
    why: str


def kept_standing(file: StandingFile, is_first_start: bool, could_act: bool) -> Kept:
    """`could_act`: the station has a gate that it could have moved by itself."""
    nothing = Standing(grants={}, handover_open=could_act)
    try:
        standing = file.read()
    except StoreDamaged as error:
        return Kept(nothing, str(error))
    if standing is not None:
        return Kept(standing)
    if is_first_start:
        return Kept(Standing(grants={}))
    return Kept(nothing, f"{file.path} is gone")


def without_lapsed(
    standing: Standing, lapses: Iterable[Lapse], lowerings: Mapping[Cause, Lowering]
) -> Standing:
    """The standing after every lapse."""
    for lapse in lapses:
        lowering = lowerings[lapse.cause]
        standing = standing.fallen(lapse.cause, lapse.why, lowering, (lapse.check,))
    return standing
