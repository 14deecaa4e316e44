"""What confirmed truth says of one check: packs to calibrate on, and challenge packs caught."""

from collections import Counter
from dataclasses import dataclass, field

from edge_agent.core.autonomy.evidence import counted_score
from edge_agent.core.guarantees.calibration import CalibrationPack
from edge_agent.core.labels import Label, LabelSource
from edge_agent.core.packs import CheckResult, Verdict

UNATTRIBUTED = "defective packs of which nobody said which check must notice it"
UNANSWERED = "packs with truth that a check never answered"


@dataclass(frozen=True, slots=True)
class Truth:
    """Of one recorded pack."""

    label: Label
    is_audited: bool
    challenge: str | None = None
    """Name of the challenge pack; the same one may run by often, and is one pack all the same."""
    was_missed: bool = False
    """The proof says that the challenge pack was not recognised, or was let go."""

    @property
    def is_challenge(self) -> bool:
        """Chosen and made on purpose, so that it says nothing of how often the line errs."""
        return self.challenge is not None or self.label.source is LabelSource.CHALLENGE

    def is_defective_for(self, check: str, is_alone: bool) -> bool | None:
        """None where that is not known."""
        if not self.label.defective:
            return False
        if self.label.checks:
            return True if check in self.label.checks else None
        return True if is_alone else None


@dataclass(slots=True)
class CheckedPacks:
    """Packs of known truth that one check has judged."""

    check: str
    is_alone: bool
    """The recipe has no other check, so that every defect is this one's to notice."""
    known: dict[str, CalibrationPack] = field(default_factory=dict)
    caught_in_a_row: int = 0
    left_out: Counter[str] = field(default_factory=Counter)

    def saw(self, truth: Truth, result: CheckResult | None, block: str) -> None:
        defective = truth.is_defective_for(self.check, self.is_alone)
        if defective is None:
            self.left_out[UNATTRIBUTED] += not truth.label.checks
            return
        if truth.is_challenge and defective:
            is_caught = is_noticed(result) and not truth.was_missed
            self.caught_in_a_row = self.caught_in_a_row + 1 if is_caught else 0
        if result is None:
            self.left_out[UNANSWERED] += 1
            return
        self.keep(
            CalibrationPack(
                pack_id=truth.challenge or f"{truth.label.pack_no} of boot {truth.label.boot}",
                block=block,
                score=counted_score(result, defective),
                defective=defective,
                source=truth.label.source,
            )
        )

    def keep(self, pack: CalibrationPack) -> None:
        """A pack that came again counts once, as it was judged worst."""
        before = self.known.setdefault(pack.pack_id, pack)
        is_worse = pack.score < before.score if pack.defective else pack.score > before.score
        if is_worse:
            self.known[pack.pack_id] = pack

    def packs(self) -> list[CalibrationPack]:
        return list(self.known.values())


def is_noticed(result: CheckResult | None) -> bool:
    return result is not None and result.verdict is not Verdict.OK
