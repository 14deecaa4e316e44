"""What each level asks of the evidence. Pure; `NEEDS` is the whole of it.

Numbers by default: shares proven with exact binomial bounds (two risks share delta, so each is
proven at half of it), the acceptable bands of an attribute agreement study (AIAG, MSA), and packs
of at least three lots or days. A station may ask for more, never for less.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from edge_agent.core.errors import InvalidInput
from edge_agent.core.guarantees.bounds import smallest_count
from edge_agent.core.guarantees.calibration import FEWEST_BLOCKS
from edge_agent.core.guarantees.learn_then_test import Promise
from edge_agent.core.packs import Level

LATE_DELTA = 0.05
"""Chance that the proof of few late verdicts is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """Of one level, for each check. None and 0 ask for nothing; rates are shares."""

    false_reject: float | None = None
    """Highest rate of good packs called not ok, proven together with `miss`."""
    miss: float | None = None
    """Highest rate of defective packs called ok."""
    delta: float | None = None
    """Chance that one of both proofs is wrong all the same."""
    expected_miss: float | None = None
    """Highest expected rate of defective packs that no recommendation names."""
    good_packs: int = 0
    defective_packs: int = 0
    blocks: int = 0
    """Different lots or days among them."""
    study: bool = False
    """An agreement study in which the model's every band is acceptable."""
    challenges: int = 0
    """Challenge packs faulty for this check, the last ones, caught one after the other."""
    shadow_packs: int = 0
    """Packs inspected with exactly what is in force, whatever their truth."""
    late: float | None = None
    """Highest rate of verdicts that come too late, proven on the packs of the shadow run."""
    audited: float = 0.0
    """Least share of them that was examined at random."""
    quiet: bool = False
    """No monitor alarms on the packs of the shadow run."""

    @property
    def promise(self) -> Promise | None:
        """What is asked of both thresholds; None where the level asks for none."""
        if self.false_reject is None or self.miss is None or self.delta is None:
            return None
        return Promise(self.false_reject, self.miss, self.delta)

    @property
    def fewest_good(self) -> int:
        """With not a single error among them."""
        return max(self.good_packs, proving(self.false_reject, self.delta))

    @property
    def fewest_defective(self) -> int:
        return max(self.defective_packs, proving(self.miss, self.delta))


def proving(alpha: float | None, delta: float | None) -> int:
    return 0 if alpha is None or delta is None else smallest_count(alpha, delta / 2)


NEEDS: Final[Mapping[Level, Needs]] = MappingProxyType(
    {
        Level.REPORT: Needs(),
        Level.RECOMMEND: Needs(
            expected_miss=0.05, good_packs=59, defective_packs=59, blocks=FEWEST_BLOCKS
        ),
        Level.ACT_WHEN_SURE: Needs(
            false_reject=0.01,
            miss=0.02,
            delta=0.05,
            blocks=FEWEST_BLOCKS,
            study=True,
            challenges=3,
            shadow_packs=1000,
            late=0.005,
            quiet=True,
        ),
        Level.ACT_ALWAYS: Needs(
            false_reject=0.01,
            miss=0.005,
            delta=0.05,
            blocks=FEWEST_BLOCKS,
            study=True,
            challenges=9,
            shadow_packs=1000,
            late=0.005,
            audited=0.01,
            quiet=True,
        ),
    }
)
"""59 packs without an error prove a rate of at most 5 % at 95 %; three challenge packs are those of
one shift, nine those of three."""

LOWER_IS_STRICTER = frozenset({"false_reject", "miss", "delta", "expected_miss", "late"})
PROMISED = frozenset({"false_reject", "miss", "delta"})


def stricter(needs: Needs, asked: Mapping[str, float]) -> Needs:
    """With what a station asks for beyond them, by field. InvalidInput for anything milder."""
    for name, value in asked.items():
        refuse_milder(name, getattr(needs, name), value)
    return replace(needs, **asked)  # type: ignore[arg-type]


def refuse_milder(name: str, now: float | None, asked: float) -> None:
    if now is None:
        if name in PROMISED:
            raise InvalidInput(f"{name} is promised at the levels that act only")
        return
    is_milder = asked > now if name in LOWER_IS_STRICTER else asked < now
    if is_milder:
        raise InvalidInput(
            f"{name} {asked:g} is milder than {now:g}; a station may only ask for more"
        )
