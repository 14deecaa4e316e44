"""Five restarts within a minute, and not one more."""

import numpy as np

from hardware.restart_budget import MOST_RESTARTS, WINDOW_NS, RestartBudget


def test_no_minute_ever_has_more_restarts_than_it_may() -> None:
    budget, random, spent, now_ns = RestartBudget(), np.random.default_rng(1), list[int](), 0
    for _ in range(2_000):
        now_ns += int(random.integers(0, 20_000_000_000))
        if budget.allows(now_ns):
            budget.spend(now_ns)
            spent.append(now_ns)
    pairs = zip(spent, spent[MOST_RESTARTS:], strict=False)
    assert all(later - early >= WINDOW_NS for early, later in pairs)
    assert len(spent) > now_ns // WINDOW_NS * (MOST_RESTARTS - 2), "and nearly all that it may"
