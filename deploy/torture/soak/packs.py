"""How long each pack of a run took from its last picture's trigger to the decision, and when."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from deploy.torture.soak.agreement import opened
from deploy.torture.soak.rota import Planned

RECOVERED_S: Final = 10.0
"""After a fault: what was held up is through, and the level stands as it will."""
TIMES: Final = (
    "SELECT json_extract(body, '$.seen_ns') / 1e9, json_extract(body, '$.latency_ms') "
    "FROM records WHERE boot = ? AND json_extract(body, '$.latency_ms') IS NOT NULL ORDER BY seq"
)


def nothing() -> NDArray[np.float64]:
    return np.zeros(0)


@dataclass(frozen=True, slots=True)
class PackTimes:
    """Of the packs that got a verdict."""

    seen_s: NDArray[np.float64] = field(default_factory=nothing)
    """Since the line began."""
    latency_ms: NDArray[np.float64] = field(default_factory=nothing)

    def between(self, from_s: float, until_s: float) -> "PackTimes":
        chosen = (self.seen_s >= from_s) & (self.seen_s < until_s)
        return PackTimes(self.seen_s[chosen], self.latency_ms[chosen])

    def undisturbed(self, plan: Sequence[Planned]) -> "PackTimes":
        """Those that came while nothing failed, and had failed shortly before."""
        quiet = np.ones(self.seen_s.size, bool)
        for one in plan:
            quiet &= (self.seen_s < one.at_s) | (self.seen_s >= one.until_s + RECOVERED_S)
        return PackTimes(self.seen_s[quiet], self.latency_ms[quiet])

    def percentile(self, percent: float) -> float:
        """NaN of no packs."""
        return float(np.percentile(self.latency_ms, percent)) if self.latency_ms.size else np.nan


def pack_times(log: Path, boot: int) -> PackTimes:
    with closing(opened(log)) as connection:
        rows = connection.execute(TIMES, (boot,)).fetchall()
    seen_s, latency_ms = np.array(rows or np.zeros((0, 2)), float).T
    return PackTimes(seen_s, latency_ms)
