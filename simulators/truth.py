"""What was said and done, against what was true: the confusion of one shift."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from edge_agent.core.facts import verdict_in_time
from edge_agent.core.packs import Action, Record, Verdict
from hardware.interfaces import GateAction
from simulators.packs import TruePack


@dataclass(frozen=True, slots=True)
class DefectCount:
    """What became of the packs with one defect."""

    count: int = 0
    not_ok: int = 0
    unsure: int = 0
    ok: int = 0
    escaped: int = 0
    """Left the line as good."""


@dataclass(frozen=True, slots=True)
class Confusion:
    escapes: int
    false_rejects: int
    """Good packs that went to the bin because a verdict or a person said so."""
    rejected_without_verdict: int
    """Good packs that went to the bin because they were late, too close or had no picture, or
    because nobody spoke to the gate when they came."""
    wrong_pack_rejects: int
    """Packs that were to pass and went to the bin: the gate caught a neighbour."""
    per_defect: dict[str, DefectCount] = field(default_factory=dict)


def confusion(records: Sequence[Record], truth: dict[int, TruePack]) -> Confusion:
    """Over all records; `truth` gives the true pack of each pack number."""
    pairs = [(record, truth[record.pack_no]) for record in records]
    good_in_bin = [record for record, pack in pairs if pack.defect is None and in_bin(pack)]
    by_verdict = [record for record in good_in_bin if is_by_verdict(record, truth[record.pack_no])]
    wrong = [record for record, pack in pairs if is_wrong_pack_reject(record, pack)]
    names = sorted({pack.defect for _, pack in pairs if pack.defect is not None})
    return Confusion(
        escapes=sum(pack.defect is not None and escaped(pack) for _, pack in pairs),
        false_rejects=len(by_verdict),
        rejected_without_verdict=len(good_in_bin) - len(by_verdict),
        wrong_pack_rejects=len(wrong),
        per_defect={name: defect_count(name, pairs) for name in names},
    )


def defect_count(name: str, pairs: Sequence[tuple[Record, TruePack]]) -> DefectCount:
    mine = [(record, pack) for record, pack in pairs if pack.defect == name]
    said = [record.verdict.verdict for record, _ in mine]
    return DefectCount(
        count=len(mine),
        not_ok=said.count(Verdict.NOT_OK),
        unsure=said.count(Verdict.UNSURE),
        ok=said.count(Verdict.OK),
        escaped=sum(escaped(pack) for _, pack in mine),
    )


def in_bin(pack: TruePack) -> bool:
    return pack.went is GateAction.REJECT


def escaped(pack: TruePack) -> bool:
    return pack.went is GateAction.PASS


def is_wrong_pack_reject(record: Record, pack: TruePack) -> bool:
    """Packs too close to each other are rejected together on purpose and do not count; nor does
    a pack that the gate rejects while it is left alone."""
    return record.decision.action is Action.PASS and in_bin(pack) and not pack.seen_alone


def is_by_verdict(record: Record, pack: TruePack) -> bool:
    return verdict_in_time(record) is not None and not pack.seen_alone
