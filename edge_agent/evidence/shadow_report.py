"""What a bundle that looks on, or last did, has shown so far: `shadow_report` is the one reading of
it, for pages, API and gate alike.

Rules
- Differences are those of the packs that the log tells one by one; tallies count all packs.
- What a pack truly was is said by audits, challenge packs and people's reviews, as far as somebody
  has said it; whoever was right is said check by check. Words that contradict say nothing.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from edge_agent.core.autonomy.challenge_proof import PROOF_EVENT
from edge_agent.core.errors import InvalidInput
from edge_agent.core.labels import Label, LabelSource, in_force, truths_of
from edge_agent.core.packs import Verdict
from edge_agent.core.shadow.comparing import Right, who_was_right
from edge_agent.core.shadow.orders import BEGAN, ENDED, OFFERED, ORDERED, REFUSED, RESTARTED
from edge_agent.core.shadow.tally import Tally
from edge_agent.evidence.data_folder import DataFolder
from edge_agent.evidence.gate_log import label_of, proof_in
from edge_agent.evidence.gate_truth import Truth
from edge_agent.evidence.shadow_log import (
    differences_since_order,
    last_turns,
    since_order,
    tallies_since_order,
)
from edge_agent.store.events import EventReader, StoredEvent
from edge_agent.store.labels import KINDS, label_in

Pack = tuple[int, int]
"""(boot, pack number)."""


class ShadowStage(StrEnum):
    ORDERED = "ordered"
    """It is being got, verified and tried."""
    OPENING = "opening"
    LOOKS_ON = "looks_on"
    ENDED = "ended"
    REFUSED = "refused"


STAGES: Final[Mapping[str, ShadowStage]] = {
    ORDERED: ShadowStage.ORDERED,
    OFFERED: ShadowStage.OPENING,
    BEGAN: ShadowStage.LOOKS_ON,
    ENDED: ShadowStage.ENDED,
    REFUSED: ShadowStage.REFUSED,
}


@dataclass(frozen=True, slots=True)
class CheckDiffers:
    """One check of one pack."""

    name: str
    in_use: Verdict
    shadow: Verdict
    reasons: tuple[str, ...]
    """Of the one that looks on."""
    right: Right | None
    """None where nobody has said what the pack was, or where that tells neither from the other."""


@dataclass(frozen=True, slots=True)
class PackDiffers:
    boot: int
    pack_no: int
    at: datetime
    checks: tuple[CheckDiffers, ...]
    pictures: Mapping[str, str]
    """View to sha256, in the station's store of pictures."""
    truth: Label | None

    @property
    def is_to_look_at(self) -> bool:
        """Nobody has said yet what it truly was."""
        return self.truth is None


@dataclass(frozen=True, slots=True)
class ShadowReport:
    """Of the last order that a bundle shall look on."""

    name: str
    by: str
    at: datetime
    """When it was ordered."""
    stage: ShadowStage
    bundle_sha256: str | None
    why: str | None
    """Why it ended or was refused."""
    restarts: int
    tallies: tuple[Tally, ...]
    """One for each pair of bundles and version of a recipe; that of now is the last."""
    differences: tuple[PackDiffers, ...]
    """The newest first."""

    @property
    def to_look_at(self) -> int:
        return sum(one.is_to_look_at for one in self.differences)


def shadow_report(data: DataFolder) -> ShadowReport | None:
    """None where none was ever ordered, or no station has run yet. It reads only what the log
    keeps of the shadow, and truth: quick, whatever the number of packs."""
    if not data.events.is_file():
        return None
    with closing(EventReader(data.events)) as reader:
        return report_in(reader)


def report_in(reader: EventReader) -> ShadowReport | None:
    ordered = reader.last_event(ORDERED)
    if ordered is None:
        return None
    body = ordered.event.body
    turns = {one.event.kind: one for one in last_turns(reader) if is_after(one, ordered)}
    last = max([ordered, *turns.values()], key=lambda one: (one.boot, one.seq))
    offered = turns.get(OFFERED)
    tallies = tallies_since_order(reader)
    return ShadowReport(
        name=body["name"],
        by=body["by"],
        at=ordered.event.at,
        stage=STAGES[last.event.kind],
        bundle_sha256=None if offered is None else offered.event.body["bundle_sha256"],
        why=last.event.body.get("why"),
        restarts=sum(1 for _ in since_order(reader, RESTARTED)),
        tallies=tuple(tallies),
        differences=tuple(reversed(list(differences(reader)))),
    )


def is_after(one: StoredEvent, ordered: StoredEvent) -> bool:
    return (one.boot, one.seq) > (ordered.boot, ordered.seq)


def differences(reader: EventReader) -> Iterator[PackDiffers]:
    told = list(differences_since_order(reader))
    packs = {(one.boot, one.event.body["pack_no"]) for one in told}
    truths = truths_by_pack(reader, packs) if packs else {}
    for one in told:
        body = one.event.body
        label = truths.get((one.boot, body["pack_no"]))
        yield PackDiffers(
            *(one.boot, body["pack_no"], one.event.at),
            tuple(check_differs(check, label) for check in body["checks"]),
            *(body.get("pictures", {}), label),
        )


def check_differs(said: Mapping[str, Any], label: Label | None) -> CheckDiffers:
    in_use, shadow = Verdict(said["in_use"]), Verdict(said["shadow"])
    return CheckDiffers(
        *(said["name"], in_use, shadow, tuple(said["reasons"])),
        right_in(said["name"], in_use, shadow, label),
    )


def right_in(name: str, in_use: Verdict, shadow: Verdict, label: Label | None) -> Right | None:
    if label is None:
        return None
    is_audited = label.source is LabelSource.AUDIT
    defective = Truth(label, is_audited).is_defective_for(name, is_alone=False)
    return None if defective is None else who_was_right(in_use, shadow, defective)


def truths_by_pack(reader: EventReader, packs: set[Pack]) -> dict[Pack, Label]:
    """What is known of these packs; nothing where those who know contradict each other."""
    told = [one for kind in KINDS for one in reader.events(kind=kind)]
    told.sort(key=lambda one: (one.boot, one.seq))
    labels = in_force(label_in(one) for one in told)
    proofs = [(one.boot, proof_in(one)) for one in reader.events(kind=PROOF_EVENT)]
    labels += [label_of((boot, proof.pack_no), proof, simulated=False) for boot, proof in proofs]
    by_pack: dict[Pack, list[Label]] = {}
    for label in labels:
        if label.pack in packs:
            by_pack.setdefault(label.pack, []).append(label)
    known = {pack: agreed_truth(found) for pack, found in by_pack.items()}
    return {pack: label for pack, label in known.items() if label is not None}


def agreed_truth(labels: list[Label]) -> Label | None:
    try:
        return truths_of(labels).get(labels[0].pack)
    except InvalidInput:
        return None
