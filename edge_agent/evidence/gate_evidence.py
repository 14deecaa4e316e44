"""Evidence for a gate, gathered from a station's data folder.

Only packs of exactly the recipe, bundle and camera profile that the last pack was inspected with
count; all others are left out, and told. Truth is what audits and challenge packs say (on the
simulated line, what it made). Labels that contradict are refused, and so are those of packs that
were never recorded.
"""

import json
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from edge_agent.core.autonomy.evidence import Evidence, Setting, calibration_on
from edge_agent.core.autonomy.pack_facts import facts_of
from edge_agent.core.autonomy.watch import Watch, WatchSettings
from edge_agent.core.certificate import Setup
from edge_agent.core.errors import InvalidInput
from edge_agent.core.guarantees.bounds import Floats
from edge_agent.core.packs import Record
from edge_agent.core.recipe import Check, Recipe
from edge_agent.core.shadow.orders import ORDERED
from edge_agent.core.shadow.tally import TALLY
from edge_agent.core.study.result import STUDY_FILE, StudyResult, from_document
from edge_agent.evidence.data_folder import DataFolder
from edge_agent.evidence.gate_log import Log, Origin, log_of
from edge_agent.evidence.gate_truth import CheckedPacks, Truth
from edge_agent.evidence.shadow_log import since_order, tallies_since_order
from edge_agent.evidence.shadow_report import ShadowReport, report_in
from edge_agent.inspection.recipe_files import LoadedRecipe, load_recipe
from edge_agent.store.events import EventReader, StoredRecord

OTHER = "packs of another recipe, bundle or camera"
BEFORE = "packs of the run that a monitor ended by its alarm; their truth counts all the same"


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that a gate needs of one station, check by check."""

    loaded: LoadedRecipe
    setups: Mapping[str, Setup]
    """By check: what a certificate would be for."""
    evidence: tuple[Evidence, ...]
    """One for each check of the recipe, in its order."""
    left_out: Mapping[str, int]
    """Packs that say nothing here, by the reason."""
    origin: Origin
    scores: Mapping[str, Floats]
    """By check: the defect scores of all these packs that have one, whether their truth is known
    or not, ascending."""
    shadow: "LookedOn | None" = None
    """What the bundle that looks on, or last did, would have to show."""


@dataclass(frozen=True, slots=True)
class LookedOn:
    report: ShadowReport
    gathered: Gathered | None
    """Of that bundle, on all packs of the line; None before it lies there."""


def gathered(data: DataFolder, recipe: Path | None = None) -> Gathered:
    """InvalidInput where nothing was recorded, and for labels that cannot be right."""
    with closing(EventReader(data.events)) as reader:
        last = reader.last_record()
        if last is None:
            raise InvalidInput(f"{data.events} holds no packs; run the station first")
        log = log_of(reader)
        loaded = load_recipe(recipe) if recipe else data.kept_recipe(last.record.recipe_hash)
        run = ShadowRun(loaded, last, log)
        report = report_in(reader)
        other = other_run(run, report)
        for stored in reader.records():
            truth = log.truths.of(stored)
            for one in filter(None, (run, other)):
                one.saw(stored, truth)
        for one in filter(None, (run, other)):
            one.looked_on = looked_on(reader, one)
    log.truths.refuse_unrecorded(data.events)
    study = study_in(data.folder)
    shadow = None
    if report is not None:
        shadow = LookedOn(report, None if other is None else other.gathered(study))
    return replace(run.gathered(study), shadow=shadow)


def other_run(run: "ShadowRun", report: ShadowReport | None) -> "ShadowRun | None":
    """Of the bundle that looks on; None before it lies there."""
    if report is None or report.bundle_sha256 is None:
        return None
    return ShadowRun(run.loaded, run.last, run.log, report.bundle_sha256)


def looked_on(reader: EventReader, run: "ShadowRun") -> int:
    """Packs at which the bundle has looked on by the last order, with this recipe and camera; none
    where a monitor has alarmed since: that ends a run."""
    told = list(since_order(reader, TALLY))
    ordered = reader.last_event(ORDERED)
    if not told or ordered is None:
        return 0
    alarmed_at = run.log.alarmed_at
    if alarmed_at is not None and alarmed_at >= ordered.event.at:
        return 0
    if any(run.log.origin(one.boot) != run.origin for one in told):
        return 0
    named = run.bundle_sha256, run.loaded.hash
    tallies = tallies_since_order(reader)
    return sum(
        one.packs
        for one in tallies
        if (one.compares.bundle_sha256, one.compares.recipe_hash) == named
    )


def study_in(folder: Path) -> StudyResult | None:
    """The agreement study kept in the data folder; InvalidInput for one that was edited."""
    file = folder / STUDY_FILE
    if not file.is_file():
        return None
    try:
        document = json.loads(file.read_bytes())
    except ValueError as error:
        raise InvalidInput(f"{file} is no JSON: {error}; make the study anew") from error
    if not isinstance(document, dict):
        raise InvalidInput(f"{file} is no study result; make the study anew")
    return from_document(document)


class ShadowRun:
    """All packs inspected with exactly what the last one was, as they came."""

    def __init__(
        self, loaded: LoadedRecipe, last: StoredRecord, log: Log, bundle_sha256: str | None = None
    ) -> None:
        """None: of the bundle of the last pack."""
        self.loaded, self.last, self.log = loaded, last, log
        self.origin = log.origin(last.boot)
        self.bundle_sha256 = bundle_sha256 or last.record.bundle_sha256
        self.looked_on = 0
        self.packs = self.late = self.audited = 0
        self.left_out: Counter[str] = Counter()
        self.watch = Watch.begin(loaded.recipe, WatchSettings())
        self.checked = {
            check.name: CheckedPacks(check.name, is_alone(loaded.recipe)) for check in self.checks
        }
        self.scores = {check.name: array("d") for check in self.checks}

    @property
    def checks(self) -> tuple[Check, ...]:
        return self.loaded.recipe.checks

    def saw(self, stored: StoredRecord, truth: Truth | None) -> None:
        if not self.is_same(stored):
            self.left_out[OTHER] += 1
            return
        record = stored.record
        self.ran(record, is_challenge=truth is not None and truth.is_challenge)
        results = {result.name: result for result in record.verdict.checks}
        for name in self.scores.keys() & results.keys():
            self.scores[name].append(results[name].score)
        if truth is None:
            return
        self.audited += truth.is_audited
        for name, checked in self.checked.items():
            checked.saw(truth, results.get(name), block_of(record))

    def ran(self, record: Record, is_challenge: bool) -> None:
        """A run ends with an alarm. Challenge packs say nothing of those that the line makes."""
        alarmed_at = self.log.alarmed_at
        if alarmed_at is not None and record.seen_at <= alarmed_at:
            self.left_out[BEFORE] += 1
            return
        self.packs += 1
        self.late += record.late
        if not is_challenge:
            self.watch = self.watch.saw(facts_of(record))

    def is_same(self, stored: StoredRecord) -> bool:
        record = stored.record
        named = (record.recipe_hash, record.bundle_sha256, self.log.origin(stored.boot))
        return named == (self.loaded.hash, self.bundle_sha256, self.origin)

    def gathered(self, study: StudyResult | None) -> Gathered:
        for checked in self.checked.values():  # a pack that several checks leave out is one pack
            self.left_out |= checked.left_out
        return Gathered(
            loaded=self.loaded,
            setups={check.name: self.setup(check.name) for check in self.checks},
            evidence=tuple(self.evidence(check.name, study) for check in self.checks),
            left_out=dict(self.left_out),
            origin=self.origin,
            scores={name: ascending(scores) for name, scores in self.scores.items()},
        )

    def evidence(self, name: str, study: StudyResult | None) -> Evidence:
        checked = self.checked[name]
        return Evidence(
            check=name,
            calibration=calibration_on(checked.packs()),
            study=study,
            setting=Setting(recipe_hash=self.loaded.hash, bundle_sha256=self.bundle_sha256),
            challenges_caught=checked.caught_in_a_row,
            shadow_packs=self.packs,
            looked_on=self.looked_on,
            late=self.late,
            audited=self.audited,
            watch_lacks=self.watch.lacks_packs,
            alarms=tuple(alarm.why for alarm in self.watch.alarms if name in alarm.checks),
            troubles=(*self.origin.troubles, *self.log.troubles),
        )

    def setup(self, name: str) -> Setup:
        return Setup(
            station=self.origin.station or "",
            recipe=self.loaded.recipe.name,
            recipe_hash=self.loaded.hash,
            check=name,
            bundle_sha256=self.bundle_sha256,
            camera_profile=self.origin.camera_profile or "",
        )


def ascending(scores: Sequence[float]) -> Floats:
    found = np.array(scores)
    return np.sort(found[~np.isnan(found)])


def is_alone(recipe: Recipe) -> bool:
    return len(recipe.checks) == 1


def block_of(record: Record) -> str:
    """Its lot, or the day where the order names none."""
    lot = record.order.lot if record.order else None
    return lot or record.seen_at.date().isoformat()
