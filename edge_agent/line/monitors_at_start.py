"""What the monitors know when a line starts: what was kept, and the packs in the event store.

Rules
- A restart forgets nothing: packs that ended after the last keeping are told once more.
- A watch speaks of the certificates that are in force. Where these are others, or nothing was kept,
  another begins; its reference are the last packs before the certificates were issued, so that it
  watches from the first pack on.
- A file that is damaged or edited counts as nothing known, and that is told. Whatever is restored
  may lower levels and gives none back.
"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from edge_agent.core.autonomy.auditing import Auditing
from edge_agent.core.autonomy.challenges import Challenges
from edge_agent.core.autonomy.pack_facts import facts_of
from edge_agent.core.autonomy.remembered import Remembered
from edge_agent.core.autonomy.watch import Watch
from edge_agent.core.errors import StoreDamaged
from edge_agent.core.line_events import STARTED
from edge_agent.core.packs import Record
from edge_agent.core.recipe import Recipe
from edge_agent.evidence.data_folder import DataFolder
from edge_agent.evidence.gate_log import Origin, challenge_packs, origin_in
from edge_agent.line.parts import AuditPlan, Recalled, Watching
from edge_agent.line.remembering import KeepingThread
from edge_agent.people.certificates import last_issued
from edge_agent.store.events import EventReader, StoredRecord
from edge_agent.store.remembered import Kept, RememberedFile


@dataclass(frozen=True, slots=True)
class Inspected:
    """With what packs must have been inspected to say anything of this line."""

    recipe_hash: str
    bundle_sha256: str
    station: str
    camera_profile: str

    @property
    def bound_to(self) -> dict[str, str]:
        return {
            "recipe_hash": self.recipe_hash,
            "bundle_sha256": self.bundle_sha256,
            "camera_profile": self.camera_profile,
        }


@dataclass(frozen=True, slots=True)
class Certified:
    """On what the levels stand when the line starts."""

    certificates: dict[str, str]
    """By check."""
    issued_at: datetime | None
    """The last of them; None where none is needed."""


class History:
    """Packs in the event store that were inspected with exactly what is in force now."""

    def __init__(self, reader: EventReader, inspected: Inspected) -> None:
        self.reader, self.inspected = reader, inspected
        self.origins: dict[int, Origin] = {
            stored.boot: origin_in(stored) for stored in reader.events(kind=STARTED)
        }
        self.challenges = challenge_packs(reader)

    def last(self, count: int, until: datetime | None = None) -> list[Record]:
        """At most so many, the oldest first; challenge packs say nothing of the others."""
        found = self.reader.last_records(count, self.inspected.recipe_hash, until)
        return [stored.record for stored in found if self.counts(stored)]

    def after(self, kept: Kept) -> Iterator[StoredRecord]:
        for stored in self.reader.records((kept.boot, kept.remembered.records)):
            if self.counts(stored):
                yield stored

    def counts(self, stored: StoredRecord) -> bool:
        record, origin = stored.record, self.origins.get(stored.boot, Origin())
        told = (record.recipe_hash, record.bundle_sha256, origin.station, origin.camera_profile)
        wanted = self.inspected
        same = told == (
            *(wanted.recipe_hash, wanted.bundle_sha256),
            *(wanted.station, wanted.camera_profile),
        )
        return same and (stored.boot, record.pack_no) not in self.challenges


def kept_watching(
    watching: Watching,
    data: DataFolder,
    inspected: Inspected,
    recipe: Recipe,
    certificates: dict[str, str],
    boot: int,
    now: datetime,
) -> tuple[Watching, KeepingThread[Remembered]]:
    """With what is known from before this start, and the thread that keeps what comes to it."""
    file = RememberedFile(data.monitors(inspected.recipe_hash), inspected.bound_to, boot)
    certified = Certified(certificates, last_issued(data.folder, certificates.values()))
    with closing(EventReader(data.events)) as reader:
        history = History(reader, inspected)
        known = recalled(file, history, recipe, certified, watching, now)
    keeping = KeepingThread(file)
    return replace(watching, recalled=known, keeper=keeping), keeping


def recalled(
    file: RememberedFile,
    history: History,
    recipe: Recipe,
    certified: Certified,
    watching: Watching,
    now: datetime,
) -> Recalled:
    """What the monitors begin with; `trouble` where the file could not be believed."""
    count = watching.watch.reference_packs
    recent = tuple(facts_of(record) for record in history.last(count))
    try:
        kept, trouble = file.read(), None
    except StoreDamaged as error:
        kept, trouble = None, str(error)
    if kept is None:
        watch = begun(history, recipe, certified, watching)
        return Recalled(watch, recent=recent, trouble=trouble)
    known = caught_up(kept, history, watching.audit)
    watch = known.watch
    if known.certificates != certified.certificates:
        watch = begun(history, recipe, certified, watching)
    challenges = challenges_of(known, watching, now)
    return Recalled(watch, known.auditing, challenges, recent)


def begun(history: History, recipe: Recipe, certified: Certified, watching: Watching) -> Watch:
    evidence = history.last(watching.watch.reference_packs, certified.issued_at)
    return Watch.begin(recipe, watching.watch, map(facts_of, evidence))


def caught_up(kept: Kept, history: History, audit: AuditPlan | None) -> Remembered:
    """With the packs that ended since it was kept."""
    known = kept.remembered
    watch, auditing = known.watch, auditing_of(known, audit)
    for stored in history.after(kept):
        watch = watch.saw(facts_of(stored.record))
        if auditing is not None and audit is not None:
            auditing, _ = auditing.decided(stored.record, stored.boot, audit.key)
    return replace(known, watch=watch, auditing=auditing)


def auditing_of(known: Remembered, audit: AuditPlan | None) -> Auditing | None:
    """At the rates of now; what was drawn at others stays counted."""
    if known.auditing is None or audit is None:
        return None
    return replace(known.auditing, rates=audit.rates)


def challenges_of(known: Remembered, watching: Watching, now: datetime) -> Challenges | None:
    """None where the site plans others by now."""
    if known.challenges is None or known.challenges.plan != watching.plan:
        return None
    off = max(now - known.at, timedelta(0))
    return known.challenges.restarted(off, now)
