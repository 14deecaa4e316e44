"""What two versions of a data set have different: pictures, labels with who said them, classes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from training.data.checks.labels import class_counts
from training.data.current import Standing
from training.data.data_set import Snapshot
from training.data.values import told


@dataclass(frozen=True, slots=True)
class ChangedLabel:
    picture: str
    field: str
    old: str | None
    """As a person reads it; None where there was none."""
    new: str | None
    by: str
    """Who said the newest word on it."""
    at: str


@dataclass(frozen=True, slots=True)
class Difference:
    old: Snapshot
    new: Snapshot
    added: tuple[str, ...]
    removed: tuple[str, ...]
    """Pictures, by sha256."""
    changed: tuple[ChangedLabel, ...]
    """Of pictures that both versions have."""
    classes: dict[str, dict[str, tuple[int, int]]]
    """By field and class: how many before and after."""

    @property
    def said(self) -> str:
        return (
            f"version {self.old.about.number} to {self.new.about.number}: {len(self.added)} "
            f"pictures added, {len(self.removed)} removed, {len(self.changed)} labels changed"
        )

    def document(self) -> dict[str, Any]:
        paths = self.old.path_of | self.new.path_of
        return {
            "old": self.old.about.version,
            "new": self.new.about.version,
            "added": [{"picture": one, "path": paths[one]} for one in self.added],
            "removed": [{"picture": one, "path": paths[one]} for one in self.removed],
            "changed": [
                {
                    "picture": one.picture,
                    "path": paths[one.picture],
                    "field": one.field,
                    "old": one.old,
                    "new": one.new,
                    "by": one.by,
                    "at": one.at,
                }
                for one in self.changed
            ],
            "classes": self.classes,
        }


def difference(old: Snapshot, new: Snapshot) -> Difference:
    return Difference(
        old,
        new,
        tuple(sorted(new.hashes - old.hashes)),
        tuple(sorted(old.hashes - new.hashes)),
        tuple(changed_labels(old, new)),
        changed_counts(old, new),
    )


def changed_labels(old: Snapshot, new: Snapshot) -> Iterator[ChangedLabel]:
    both = old.hashes & new.hashes
    last = {one.event.place: one.event for one in new.log}
    for place in sorted({*old.labels, *new.labels}):
        before, after = old.labels.get(place), new.labels.get(place)
        if place[0] in both and value_of(before) != value_of(after):
            event = last[place]
            at = event.at.isoformat()
            yield ChangedLabel(*place, said(before), said(after), event.by, at)


def value_of(one: Standing | None) -> object:
    """A label that nobody can decide is something else than none."""
    return None if one is None else (one.value,)


def said(one: Standing | None) -> str | None:
    return None if one is None else told(one.value)


def changed_counts(old: Snapshot, new: Snapshot) -> dict[str, dict[str, tuple[int, int]]]:
    """Only the classes whose numbers differ."""
    before, after = class_counts(old.labels), class_counts(new.labels)
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for field in sorted({*before, *after}):
        olds, news = before.get(field, {}), after.get(field, {})
        for name in sorted({*olds, *news}):
            counts = olds.get(name, 0), news.get(name, 0)
            if counts[0] != counts[1]:
                found.setdefault(field, {})[name] = counts
    return found
