"""All checks of one version, from what is measured of its pictures to what is found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from training.data.checks.drift import drift_findings
from training.data.checks.facts import PictureFacts
from training.data.checks.findings import Finding, Level, exit_code
from training.data.checks.labels import class_counts, class_of_pictures, label_findings
from training.data.checks.leaks import judge_findings, leaks, told_splits
from training.data.checks.looks import cluster_findings, look_findings
from training.data.data_set import Snapshot
from training.data.groups import USUAL_KEYS, GroupKey, keys_of, with_clusters
from training.data.near_looks import near_clusters
from training.excluded import excluded_pictures

ORDER = list(Level)


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found, the worst first."""

    snapshot: Snapshot
    findings: tuple[Finding, ...]
    clusters: Mapping[str, str]
    """Each picture to the first of its near duplicates."""

    @property
    def exit_code(self) -> int:
        return exit_code(self.findings)

    @property
    def said(self) -> str:
        counts = {level: sum(one.level is level for one in self.findings) for level in Level}
        about = self.snapshot.about
        return (
            f"version {about.number} ({about.version[:12]}), {len(self.snapshot.hashes)} pictures: "
            f"{counts[Level.FORBIDS]} findings forbid training, {counts[Level.WARNS]} warn"
        )

    def document(self) -> dict[str, Any]:
        about = self.snapshot.about
        return {
            "version": about.version,
            "number": about.number,
            "pictures": len(self.snapshot.hashes),
            "events": about.events,
            "classes": class_counts(self.snapshot.labels),
            "may_train": self.exit_code == 0,
            "findings": [one.document() for one in self.findings],
        }


def check(
    snapshot: Snapshot,
    facts: Mapping[str, PictureFacts],
    fold_of: Mapping[str, str] | None = None,
    by: Sequence[GroupKey] = USUAL_KEYS,
    earlier: Snapshot | None = None,
) -> Checked:
    """`facts` of every picture of both versions; `fold_of` instead of the parts its sources told.

    `earlier` is what the new pictures are compared with.
    """
    labels = snapshot.labels
    clusters = near_clusters({one: facts[one].look for one in snapshot.hashes})
    here = {one: facts[one] for one in sorted(snapshot.hashes)}
    parts = split_of(snapshot, fold_of)
    keys = with_clusters(keys_of(snapshot.log, by), clusters)
    excluded = frozenset(excluded_pictures().values())
    found = [
        *judge_findings(snapshot.hashes, excluded, clusters),
        *leaks(parts, keys),
        *label_findings(snapshot),
        *look_findings(here, labels),
        *cluster_findings(clusters, class_of_pictures(labels)),
        *(drift_since(snapshot, earlier, facts) if earlier else ()),
    ]
    found.sort(key=lambda one: ORDER.index(one.level))
    return Checked(snapshot, tuple(found), clusters)


def split_of(snapshot: Snapshot, fold_of: Mapping[str, str] | None) -> dict[str, set[str]]:
    told = told_splits(snapshot.log) if fold_of is None else {k: {v} for k, v in fold_of.items()}
    return {picture: parts for picture, parts in told.items() if picture in snapshot.hashes}


def drift_since(
    snapshot: Snapshot, earlier: Snapshot, facts: Mapping[str, PictureFacts]
) -> list[Finding]:
    """Old pictures with their labels now, against those that came since."""
    sides = (snapshot.hashes & earlier.hashes, snapshot.hashes - earlier.hashes)
    before, after = (
        (
            {one: facts[one] for one in side},
            {place: one for place, one in snapshot.labels.items() if one.picture in side},
        )
        for side in sides
    )
    return list(drift_findings(before, after))
