"""One import: everything is read and judged first, then pictures are put, then one version is
added.

Importing the same source again adds nothing. A word is the same where picture, field, value, person
and trust are, and the time too where the source tells it; a picture where its bytes and path are.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from training.data.current import current_labels
from training.data.data_set import Change, DataSet, Snapshot, Version
from training.data.errors import ImportRefused, UnknownClasses
from training.data.imports.found import FoundPicture, FoundWord, classes_found, renamed
from training.data.imports.guards import read_picture
from training.data.manifest import Picture, refuse_strange_path
from training.data.values import EventKind, LabelEvent, Trust, class_names

BATCH: Final = 64
"""Pictures that are put at once."""
UNKNOWN_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """What the caller says beside the source."""

    name: str
    """Paths in the set begin with it; who imports under it again says the later word."""
    by: str
    """Who imports; the words of a source that names nobody are his."""
    at: datetime
    classes: Mapping[str, str] = field(default_factory=dict)
    """The source's names to the set's."""
    trust: Trust = Trust.IMPORTED
    """Of words whose source says nothing of it."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of an import."""

    version: Version
    pictures: int
    """New ones."""
    events: int
    was_there: int
    """Pictures that the set had already."""
    classes: Mapping[str, int]
    """Of the source, under the set's names."""

    def document(self) -> dict[str, Any]:
        return {
            "version": self.version.version,
            "number": self.version.number,
            "pictures_added": self.pictures,
            "events_added": self.events,
            "pictures_known": self.was_there,
            "classes": dict(self.classes),
        }


def take(data_set: DataSet, found: list[FoundPicture], order: ImportOrder) -> Taken:
    """UnknownClasses or ImportRefused before anything is written; WrittenMeanwhile at the end."""
    newest = data_set.newest()
    before = None if newest is None else data_set.snapshot(str(newest.number))
    refuse_unknown_classes(found, before, order.classes)
    hashes = list(put_all(data_set, found, before, order))
    pictures = frozenset(one for one in hashes if one.path)
    known = Known.of(before)
    pairs = zip(found, hashes, strict=True)
    events = [event for one, picture in pairs for event in known.new(one, picture.sha256, order)]
    fresh = pictures - known.pictures
    why = f"import {order.name}"
    version = data_set.add(Change(fresh, events=events), order.at, order.by, why)
    counts = Counter(order.classes.get(name, name) for name in classes_found(found))
    was_there = len(pictures) - len(fresh)
    return Taken(version, len(fresh), len(events), was_there, dict(sorted(counts.items())))


def refuse_unknown_classes(
    found: list[FoundPicture], before: Snapshot | None, classes: Mapping[str, str]
) -> None:
    """The first source that has classes brings its own; later ones must fit, or be mapped."""
    known = vocabulary(before) if before else set()
    there = dict.fromkeys(classes_found(found))
    unknown = [name for name in there if name not in known and name not in classes]
    if not known or not unknown:
        return
    told = "; ".join(hint(name, known) for name in unknown[:UNKNOWN_SHOWN])
    rest = len(unknown) - UNKNOWN_SHOWN
    raise UnknownClasses(
        f"{told}{f'; and {rest} more' if rest > 0 else ''}. The set has "
        f"{', '.join(sorted(known)[:UNKNOWN_SHOWN])}: map each with --class THEIRS=OURS, "
        "or with --class NAME=NAME to take it as a new one"
    )


def hint(name: str, known: set[str]) -> str:
    near = get_close_matches(name, sorted(known), n=1)
    return f"{name!r} (like {near[0]!r}?)" if near else repr(name)


def vocabulary(snapshot: Snapshot) -> set[str]:
    labels = current_labels(snapshot.log).values()
    return {name for one in labels for word in one.words for name in class_names(word.event.value)}


def put_all(
    data_set: DataSet, found: list[FoundPicture], before: Snapshot | None, order: ImportOrder
) -> Iterator[Picture]:
    """Each with its place in the set; the path is empty where the set has the picture already."""
    known = before.hashes if before else frozenset()
    waiting: dict[str, bytes] = {}
    for one in found:
        if one.file is None:
            yield already_there(one, known, order)
            continue
        encoded, size_px = read_picture(one.file)
        sha256 = hashlib.sha256(encoded).hexdigest()
        refuse_other_picture(one, sha256, size_px)
        if sha256 not in known:
            waiting[sha256] = encoded
        if len(waiting) >= BATCH:
            data_set.put_pictures(waiting)
            waiting = {}
        path = f"{order.name}/{one.path}"
        refuse_strange_path(path)
        yield Picture(sha256, len(encoded), path)
    if waiting:
        data_set.put_pictures(waiting)


def already_there(one: FoundPicture, known: frozenset[str], order: ImportOrder) -> Picture:
    if one.sha256 is None or one.sha256 not in known:
        raise ImportRefused(
            order.name,
            str(one.sha256),
            "the picture is neither in the set nor in the folder; name its folder with --pictures",
        )
    return Picture(one.sha256, 0, "")


def refuse_other_picture(one: FoundPicture, sha256: str, size_px: tuple[int, int]) -> None:
    """Labels of a picture that was changed afterwards lie in the wrong place."""
    file = one.file or Path()
    if one.sha256 is not None and one.sha256 != sha256:
        raise ImportRefused(file, "", f"is not the picture {one.sha256[:12]} that was labelled")
    if one.size_px is not None and size_px not in (one.size_px, one.size_px[::-1]):
        raise ImportRefused(
            file,
            "",
            f"has {size_px[0]} x {size_px[1]} px, and was labelled as "
            f"{one.size_px[0]} x {one.size_px[1]}; import the labelled picture",
        )


@dataclass(slots=True)
class Known:
    """What the set has, so that nothing is said twice."""

    pictures: frozenset[Picture]
    said: set[tuple[object, ...]]

    @classmethod
    def of(cls, before: Snapshot | None) -> "Known":
        if before is None:
            return cls(frozenset(), set())
        said = {key for one in before.log for key in keys_of(one.event)}
        return cls(frozenset(before.pictures), said)

    def new(self, one: FoundPicture, sha256: str, order: ImportOrder) -> Iterator[LabelEvent]:
        """What a picture of a source adds to the log, in its order."""
        for event, is_timed in told_of(one, sha256, order):
            if key_of(event, is_timed) not in self.said:
                self.said |= keys_of(event)
                yield event


def told_of(
    one: FoundPicture, sha256: str, order: ImportOrder
) -> Iterator[tuple[LabelEvent, bool]]:
    """Events, each with whether the source tells its time."""
    yield (
        LabelEvent(
            kind=EventKind.CAME,
            picture=sha256,
            by=order.by,
            at=order.at,
            trust=Trust.IMPORTED,
            origin=one.origin,
        ),
        False,
    )
    for word in one.words:
        yield said_event(word, one, sha256, order), word.at is not None


def said_event(word: FoundWord, one: FoundPicture, sha256: str, order: ImportOrder) -> LabelEvent:
    return LabelEvent(
        kind=EventKind.WITHDRAWN if word.value is None else EventKind.LABEL,
        picture=sha256,
        field=word.field,
        value=None if word.value is None else renamed(word.value, order.classes),
        by=word.by or f"{order.by} ({order.name})",
        at=word.at or order.at,
        trust=word.trust or order.trust,
        origin=one.origin,
    )


def keys_of(event: LabelEvent) -> set[tuple[object, ...]]:
    """With its time and without: what is asked for depends on whether the source tells times."""
    return {key_of(event, is_timed=True), key_of(event, is_timed=False)}


def key_of(event: LabelEvent, is_timed: bool) -> tuple[object, ...]:
    value = None if event.value is None else event.value.model_dump_json()
    origin = None
    if event.kind is EventKind.CAME:
        origin = event.origin.model_dump_json(exclude={"file"})
    at = event.at if is_timed else None
    return (event.kind, *event.place, value, event.by, event.trust, origin, at)
