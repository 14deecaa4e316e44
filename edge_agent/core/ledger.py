"""The ledger: every pack that was seen ended exactly once."""

from dataclasses import dataclass, replace

from edge_agent.core.packs import Outcome


@dataclass(frozen=True, slots=True)
class Ledger:
    """Counts of packs. Once the belt is empty, seen = passed + rejected + held + missed."""

    seen: int = 0
    passed: int = 0
    rejected: int = 0
    held: int = 0
    missed: int = 0

    def saw(self) -> "Ledger":
        return replace(self, seen=self.seen + 1)

    def ended(self, outcome: Outcome) -> "Ledger":
        return replace(self, **{outcome.value: getattr(self, outcome.value) + 1})

    @property
    def on_belt(self) -> int:
        """Packs that were seen and have not ended yet."""
        return self.seen - self.passed - self.rejected - self.held - self.missed

    @property
    def adds_up(self) -> bool:
        return self.on_belt == 0
