"""What fails, when the station notices, and when it is well again; times on the line's clock."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from edge_agent.core.autonomy.causes import Cause

NOTICED_AS: Final = {
    "unplug_camera": Cause.CAMERA_FAULT,
    "unplug_gate": Cause.GATE_LOST,
    "fill_disk": Cause.STORE_TROUBLE,
    "stop_broker": "no_broker",
    "attack_models": "release_refused",
}
"""Which trouble a mishap of a scenario is to cause."""


@dataclass(eq=False)
class Mishap:
    """One that the scenario plans."""

    what: str
    at_ns: int
    for_ns: int
    noticed_ns: int | None = None
    well_ns: int | None = None
    """Without this trouble again, after the mishap was over."""
    looked_ns: int = 0
    """The last time that anybody looked."""

    def look(self, troubles: Collection[str], now_ns: int) -> None:
        self.looked_ns = now_ns
        is_there = NOTICED_AS[self.what] in troubles
        if self.noticed_ns is None and now_ns >= self.at_ns and is_there:
            self.noticed_ns = now_ns
        if self.noticed_ns is not None and self.well_ns is None and not is_there:
            self.well_ns = now_ns

    def document(self) -> dict[str, Any]:
        return {
            "what": self.what,
            "at_s": seconds(self.at_ns),
            "for_s": seconds(self.for_ns),
            "noticed_after_s": since(self.at_ns, self.noticed_ns),
            "well_after_s": since(self.at_ns + self.for_ns, self.well_ns),
        }

    def unmet(self, is_cut_short: bool) -> str | None:
        """Of a shift that a person cut short only what had to be there by then."""
        might_go_on = self.looked_ns < self.at_ns + self.for_ns
        if self.noticed_ns is None:
            return None if is_cut_short and might_go_on else f"{self.what}: nobody noticed"
        is_over = self.well_ns is not None or is_cut_short
        return None if is_over else f"{self.what}: it is not over"


def since(begin_ns: int, end_ns: int | None) -> float | None:
    return None if end_ns is None else max(0.0, seconds(end_ns - begin_ns))


def seconds(time_ns: int) -> float:
    return round(time_ns / 1e9, 3)
