"""What a station's log says for a gate: where packs came from, their truth, trouble going on."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from edge_agent.core import line_events
from edge_agent.core.autonomy import level_events
from edge_agent.core.autonomy.causes import SUSPENDING
from edge_agent.core.autonomy.challenge_proof import PROOF_EVENT, Proof, Result
from edge_agent.core.autonomy.needs import NEEDS, Needs, stricter
from edge_agent.core.certificate import SIMULATED_CAMERA
from edge_agent.core.errors import InvalidInput, StoreDamaged
from edge_agent.core.guarantees.calibration import COUNTS_AS_TRUTH
from edge_agent.core.labels import Label, LabelSource, truths_of
from edge_agent.core.packs import Level
from edge_agent.evidence.gate_truth import Truth
from edge_agent.store.events import EventReader, StoredEvent, StoredRecord
from edge_agent.store.labels import labels_in

ALARM_EVENT: Final = "alarm"
"""Kind of the event of a monitor that alarms."""
PROOF: Final = TypeAdapter(Proof)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the packs of one start were inspected; None where its log does not say."""

    station: str | None = None
    camera_profile: str | None = None
    asked: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """What its settings ask of a gate beyond the usual, by level."""

    def needs(self, level: Level) -> Needs:
        return stricter(NEEDS[level], self.asked.get(level.value, {}))

    @property
    def troubles(self) -> tuple[str, ...]:
        if self.station is None or self.camera_profile is None:
            return ("the log does not say at which station and with which camera this was seen",)
        return ()


def origin_body(
    station: str, camera_profile: str, asked: Mapping[str, Mapping[str, float]]
) -> dict[str, object]:
    """What the event of a start says for a gate, beside all else."""
    return {"station": station, "camera_profile": camera_profile, "gate_needs": asked}


def origin_in(stored: StoredEvent) -> Origin:
    body = stored.event.body
    return Origin(body.get("station"), body.get("camera_profile"), body.get("gate_needs", {}))


class Truths:
    """Confirmed truth by pack, of those sources alone on which thresholds may rest."""

    def __init__(
        self,
        labels: Iterable[Label],
        proofs: Mapping[tuple[int, int], Proof],
        simulated: Collection[int] = (),
    ) -> None:
        """InvalidInput where two labels of one pack contradict; both sources are named.

        `simulated`: boots of a simulated line, whose challenge packs were drawn as all others.
        """
        trusted = [label for label in labels if label.source in COUNTS_AS_TRUTH]
        proven = [label_of(pack, proof, pack[0] in simulated) for pack, proof in proofs.items()]
        self.labels = truths_of([*proven, *trusted])
        self.proofs = proofs
        self.audited = {label.pack for label in trusted if label.source is LabelSource.AUDIT}
        self.unrecorded = set(self.labels)

    def of(self, stored: StoredRecord) -> Truth | None:
        pack = stored.boot, stored.record.pack_no
        self.unrecorded.discard(pack)
        label, proof = self.labels.get(pack), self.proofs.get(pack)
        if label is None:
            return None
        if proof is None:
            return Truth(label, pack in self.audited)
        return Truth(
            label, pack in self.audited, proof.challenge.name, proof.result is Result.MISSED
        )

    def refuse_unrecorded(self, file: Path) -> None:
        if self.unrecorded:
            boot, pack_no = min(self.unrecorded)
            raise InvalidInput(
                f"{file}: {len(self.unrecorded)} labels name packs that were never recorded, the "
                f"first is pack {pack_no} of boot {boot}"
            )


@dataclass(frozen=True, slots=True)
class Log:
    origins: Mapping[int, Origin]
    """By boot."""
    truths: Truths
    troubles: tuple[str, ...]
    """Of devices, that had not ended when the log did."""
    alarmed_at: datetime | None = None
    """When a monitor alarmed last: the run before it is over, and another begins."""

    def origin(self, boot: int) -> Origin:
        return self.origins.get(boot, Origin())


def log_of(reader: EventReader) -> Log:
    """StoreDamaged for an event that is not what its kind says."""
    origins: dict[int, Origin] = {}
    proofs: dict[tuple[int, int], Proof] = {}
    alarmed_at: datetime | None = None
    troubles = Troubles()
    for stored in reader.events():
        if stored.event.kind == line_events.STARTED:
            origins[stored.boot] = origin_in(stored)
            troubles = Troubles()
        elif stored.event.kind == PROOF_EVENT:
            proof = proof_in(stored)
            proofs[stored.boot, proof.pack_no] = proof
        elif stored.event.kind == ALARM_EVENT:
            alarmed_at = stored.event.at
        else:
            troubles.heard(stored)
    simulated = {
        boot for boot, origin in origins.items() if origin.camera_profile == SIMULATED_CAMERA
    }
    truths = Truths(labels_in(reader), proofs, simulated)
    return Log(origins, truths, tuple(troubles.going_on.values()), alarmed_at)


def challenge_packs(reader: EventReader) -> set[tuple[int, int]]:
    """Those of which a proof is kept, by boot and number."""
    proofs = reader.events(kind=PROOF_EVENT)
    return {(stored.boot, stored.event.body["pack_no"]) for stored in proofs}


def revoked_in(events: Iterable[StoredEvent]) -> set[str]:
    """The sha256 of all certificates that the station itself has taken back in these events."""
    fallen = [stored.event.body for stored in events if stored.event.kind == level_events.FELL]
    return {sha256 for body in fallen for sha256 in body.get("revoked", ())}


class Troubles:
    """Trouble since the last start, until it is told to be over."""

    def __init__(self) -> None:
        self.going_on: dict[str, str] = {}

    def heard(self, stored: StoredEvent) -> None:
        body = stored.event.body
        match stored.event.kind:
            case line_events.CAMERA_LOST:
                camera = f"camera {body.get('view')}"
                self.going_on[camera] = f"{camera} was lost"
            case line_events.CAMERA_BACK:
                self.going_on.pop(f"camera {body.get('view')}", None)
            case level_events.FELL if body.get("cause") in SUSPENDING:
                self.going_on[body["cause"]] = str(body.get("why"))
            case level_events.TROUBLE_OVER:
                self.going_on.pop(str(body.get("cause")), None)


def proof_in(stored: StoredEvent) -> Proof:
    try:
        return PROOF.validate_python(dict(stored.event.body))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise StoreDamaged(
            f"event {stored.seq} of boot {stored.boot} is no proof of a challenge pack: "
            f"{place}: {first['msg']}"
        ) from error


def label_of(pack: tuple[int, int], proof: Proof, simulated: bool) -> Label:
    """A challenge pack is what it was made to be."""
    challenge = proof.challenge
    source = LabelSource.SIMULATED if simulated else LabelSource.CHALLENGE
    return Label(*pack, challenge.defective, source, challenge.checks)
