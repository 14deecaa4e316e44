"""Whether labels contradict, how much has none, and how often each class is there."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from training.data.checks.findings import Finding, Level
from training.data.current import Standing, conflicts
from training.data.data_set import Snapshot
from training.data.values import ClassValue, MarksValue, Value, VerdictValue, told

FEWEST_OF_A_CLASS: Final = 10
"""Fewer neither teach a class nor measure it."""
MOST_TIMES: Final = 20.0
"""The most frequent class over the rarest, beyond which plain training forgets the rare one."""
Labels = Mapping[tuple[str, str], Standing]


def classes_in(value: Value | None) -> tuple[str, ...]:
    """What a value counts as; of marks each one, of good packs `good`."""
    if isinstance(value, ClassValue):
        return (value.name,)
    if isinstance(value, VerdictValue):
        return (value.defect or value.verdict.value,)
    if isinstance(value, MarksValue):
        return tuple(mark.name for mark in value.marks)
    return ()


def class_counts(labels: Labels) -> dict[str, dict[str, int]]:
    """By field; texts have no classes."""
    counts: dict[str, Counter[str]] = {}
    for one in labels.values():
        if names := classes_in(one.value):
            counts.setdefault(one.field, Counter()).update(names)
    return {field: dict(sorted(counted.items())) for field, counted in sorted(counts.items())}


def class_of_pictures(labels: Labels) -> dict[str, str]:
    """All that a picture is or shows, as one word: what folds are stratified by."""
    found: dict[str, set[str]] = {}
    for one in labels.values():
        found.setdefault(one.picture, set()).update(classes_in(one.value))
    return {picture: " + ".join(sorted(names)) for picture, names in found.items() if names}


def label_findings(snapshot: Snapshot) -> Iterator[Finding]:
    labels = snapshot.labels
    if undecided := conflicts(labels):
        yield Finding(
            "conflicts",
            Level.FORBIDS,
            f"{len(undecided)} labels contradict, and nobody has decided: have them adjudicated",
            tuple(dict.fromkeys(one.picture for one in undecided)),
            {"conflicts": [conflict(one) for one in undecided[:100]]},
        )
    if overruled := [one for one in labels.values() if one.overruled]:
        yield Finding(
            "overruled",
            Level.NOTES,
            f"{len(overruled)} labels stand against less trusted words that say otherwise",
            tuple(dict.fromkeys(one.picture for one in overruled)),
        )
    yield from coverage(snapshot)
    yield from balance(class_counts(labels))


def conflict(one: Standing) -> dict[str, Any]:
    words = [
        {"by": word.event.by, "said": told(word.event.value), "at": word.event.at.isoformat()}
        for word in one.words
    ]
    return {"picture": one.picture, "field": one.field, "trust": one.trust.value, "words": words}


def coverage(snapshot: Snapshot) -> Iterator[Finding]:
    pictures = snapshot.hashes
    labelled: dict[str, set[str]] = {}
    for one in snapshot.labels.values():
        if not one.is_conflict:
            labelled.setdefault(one.field, set()).add(one.picture)
    shares = {field: len(held) / len(pictures) for field, held in sorted(labelled.items())}
    without = pictures - {picture for held in labelled.values() for picture in held}
    if not labelled:
        yield Finding(
            "coverage", Level.FORBIDS, f"none of {len(pictures)} pictures has a label that holds"
        )
        return
    named = ", ".join(f"{field} {share:.0%}" for field, share in shares.items())
    yield Finding(
        "coverage",
        Level.WARNS if without else Level.NOTES,
        f"{len(without)} of {len(pictures)} pictures have no label; labelled are: {named}",
        tuple(sorted(without)),
        {"fields": {field: round(share, 4) for field, share in shares.items()}},
    )


def balance(counts: Mapping[str, Mapping[str, int]]) -> Iterator[Finding]:
    for field, counted in counts.items():
        rare = {name: count for name, count in counted.items() if count < FEWEST_OF_A_CLASS}
        if rare:
            named = ", ".join(f"{name} {count}" for name, count in rare.items())
            yield Finding(
                "rare_classes",
                Level.WARNS,
                f"{field}: fewer than {FEWEST_OF_A_CLASS} of {named}",
                more={"field": field, "counts": dict(rare)},
            )
        most, least = max(counted.values()), min(counted.values())
        if most > MOST_TIMES * least:
            yield Finding(
                "balance",
                Level.WARNS,
                f"{field}: the most frequent class is there {most / least:.0f} times as often as "
                "the rarest; weigh or collect",
                more={"field": field, "counts": dict(counted)},
            )
