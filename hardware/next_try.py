"""When to try again what failed: at once, then ever later, at random within that, so that a hundred
stations do not knock at a returning peer together."""

from random import Random

SHORTEST_PAUSE_S = 0.05
LONGEST_PAUSE_S = 2.0


def pause_s(attempt: int, random: Random) -> float:
    """How long to wait before the `attempt`th try in a row (1 is the first after a loss)."""
    most_s = min(LONGEST_PAUSE_S, SHORTEST_PAUSE_S * 2.0 ** min(attempt - 1, 16))
    return random.uniform(SHORTEST_PAUSE_S / 2, most_s)
