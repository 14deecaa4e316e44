"""A stretch of time whose packs are asked for. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np

from edge_agent.core.pack_columns import Bools, Floats


@dataclass(frozen=True, slots=True)
class Window:
    """None: from the first pack, up to the last."""

    seen_from: datetime | None = None
    seen_before: datetime | None = None

    def holds(self, at_s: Floats) -> Bools:
        """Which of these moments lie in it; seconds since 1970."""
        inside = np.ones(len(at_s), dtype=np.bool_)
        if self.seen_from is not None:
            inside &= at_s >= self.seen_from.timestamp()
        if self.seen_before is not None:
            inside &= at_s < self.seen_before.timestamp()
        return inside


ALL_PACKS: Final = Window()
