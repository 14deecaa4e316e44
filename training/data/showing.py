"""What a data set holds, for people and programs."""

from typing import Any

from training.data.checks.labels import class_counts
from training.data.current import conflicts
from training.data.data_set import Snapshot, Version, open_data_set


def shown_set(where: str, name: str | None, verify: bool) -> dict[str, Any]:
    """DataSetDamaged where a byte is not what the version says; pictures only with `verify`."""
    data_set = open_data_set(where)
    snapshot = data_set.snapshot(name)
    if verify:
        for sha256 in sorted(snapshot.hashes):
            data_set.picture(sha256)
    return {
        "versions": [about_version(one) for one in data_set.versions()],
        **held(snapshot),
        "verified_pictures": len(snapshot.hashes) if verify else 0,
    }


def about_version(one: Version) -> dict[str, Any]:
    return {
        "number": one.number,
        "version": one.version,
        "at": one.at.isoformat(),
        "by": one.by,
        "why": one.why,
        "events": one.events,
    }


def held(snapshot: Snapshot) -> dict[str, Any]:
    labels = snapshot.labels
    return {
        "number": snapshot.about.number,
        "version": snapshot.about.version,
        "pictures": len(snapshot.hashes),
        "paths": len(snapshot.pictures),
        "bytes": sum({one.sha256: one.size_bytes for one in snapshot.pictures}.values()),
        "labels": sum(not one.is_conflict for one in labels.values()),
        "conflicts": len(conflicts(labels)),
        "classes": class_counts(labels),
    }


def told_set(document: dict[str, Any]) -> str:
    lines = [
        f"{one['number']:4}  {one['version'][:12]}  {one['at'][:19]}  {one['by']}: {one['why']}"
        for one in document["versions"]
    ]
    lines.append(
        f"version {document['number']}: {document['pictures']} pictures, "
        f"{document['bytes'] / 1e6:.1f} MB, {document['labels']} labels, "
        f"{document['conflicts']} conflicts"
    )
    for field, counted in document["classes"].items():
        lines.append(f"  {field}: " + ", ".join(f"{name} {n}" for name, n in counted.items()))
    return "\n".join(lines)
