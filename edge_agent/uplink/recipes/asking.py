"""Which pieces are asked for now. Pure; the same at both ends.

So many at a time; the next ones when those have come. What does not come is asked for again, soon
first and then ever more seldom, for as long as it is wanted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from edge_agent.uplink.recipes.documents import MOST_ASKED

FIRST_PATIENCE_NS: Final = 2_000_000_000
LONGEST_PATIENCE_NS: Final = 60_000_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    pieces: frozenset[str]
    at_ns: int
    patience_ns: int = FIRST_PATIENCE_NS


def next_asked(asked: Asked | None, lacking: Sequence[str], now_ns: int) -> Asked | None:
    """What to ask for now; None where nothing is."""
    if not lacking:
        return None
    pieces = frozenset(lacking[:MOST_ASKED])
    if asked is None or not asked.pieces & set(lacking):
        return Asked(pieces, now_ns)
    if now_ns - asked.at_ns < asked.patience_ns:
        return None
    if asked.pieces - set(lacking):
        return Asked(pieces, now_ns)  # some came: whoever sends them is there
    return Asked(pieces, now_ns, min(2 * asked.patience_ns, LONGEST_PATIENCE_NS))
