"""A data set in its place: what its versions are, and how the next one comes to be.

    pictures/ab/ab12…       a picture, by its sha256
    manifests/34cd….txt     `sha256 size path` of every picture of a version
    labels/56ef….jsonl      a stretch of the label log
    versions/00000001.json  a version: its manifest, the stretches up to its end, and its root hash

A version counts from the moment its numbered file is there, which is written last. So a write that
is cut off leaves the old version, and what it had put already is found and used the next time.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Annotated, Final

from pydantic import AwareDatetime, Field, ValidationError

from edge_agent.core.errors import InvalidInput, NotFound
from training.data.current import Standing, current_labels
from training.data.errors import DataSetDamaged, WrittenMeanwhile
from training.data.label_log import Logged, chained, head_of, read_lines, refuse_strange_links
from training.data.manifest import Picture, manifest_text, read_manifest, version_of
from training.data.places import Place, open_place
from training.data.values import FIRST, LabelEvent, Sha256, Words

FORMAT: Final = "packwarden-data-1"
SHORTEST_NAME: Final = 6
"""Leading digits of a version's hash that name it."""


class Version(Words):
    """What a numbered file says."""

    format: Annotated[str, Field(pattern=f"^{FORMAT}$")] = FORMAT
    number: Annotated[int, Field(ge=1)]
    version: Sha256
    """The root hash."""
    before: Sha256 = FIRST
    """The root hash of the version before."""
    manifest: Sha256
    stretches: tuple[Sha256, ...]
    events: int
    head: Sha256
    at: AwareDatetime
    by: str
    why: str


@dataclass(frozen=True)
class Snapshot:
    """All that a version holds."""

    about: Version
    pictures: tuple[Picture, ...]
    log: tuple[Logged, ...]

    @property
    def hashes(self) -> frozenset[str]:
        return frozenset(one.sha256 for one in self.pictures)

    @cached_property
    def labels(self) -> dict[tuple[str, str], Standing]:
        """Of the pictures in this version; the log may know more."""
        here = self.hashes
        return {
            place: one for place, one in current_labels(self.log).items() if one.picture in here
        }

    @property
    def path_of(self) -> dict[str, str]:
        return {one.sha256: one.path for one in reversed(self.pictures)}


@dataclass(frozen=True, slots=True)
class Change:
    """What the next version has more and less than the one before."""

    pictures: frozenset[Picture] = frozenset()
    removed: frozenset[Picture] = frozenset()
    events: Sequence[LabelEvent] = field(default_factory=tuple)


class DataSet:
    """Of one place. Any number of processes at once: one of them writes the next version."""

    def __init__(self, place: Place) -> None:
        self.place = place

    def numbers(self) -> list[int]:
        names = self.place.names("versions")
        return sorted(int(name[:-5]) for name in names if name[:-5].isdigit())

    def versions(self) -> list[Version]:
        return [self.version_numbered(number) for number in self.numbers()]

    def version_numbered(self, number: int) -> Version:
        name = version_file(number)
        try:
            version = Version.model_validate_json(self.place.read(name))
        except ValidationError as error:
            why = error.errors()[0]
            raise DataSetDamaged(
                f"{self.place.told}/{name}: {'.'.join(map(str, why['loc']))}: {why['msg']}"
            ) from error
        if version.number != number:
            raise DataSetDamaged(f"{self.place.told}/{name}: says it is number {version.number}")
        return version

    def newest(self) -> Version | None:
        numbers = self.numbers()
        return self.version_numbered(numbers[-1]) if numbers else None

    def version(self, name: str | None = None) -> Version:
        """By its number, or the first digits of its hash; the newest one where nothing is asked."""
        if name is None:
            found = self.newest()
            if found is None:
                raise NotFound(f"{self.place.told}: there is no data set; `data import` makes one")
            return found
        if name.isdigit() and int(name) in self.numbers():
            return self.version_numbered(int(name))
        return self.version_hashed(name)

    def version_hashed(self, digits: str) -> Version:
        known = self.versions()
        found = {one.version: one for one in known if one.version.startswith(digits)}
        if len(found) != 1 or len(digits) < SHORTEST_NAME:
            raise NotFound(
                f"{self.place.told}: {digits!r} names {len(found) or 'no'} version; give a number "
                f"from 1 to {len(known)}, or {SHORTEST_NAME} digits of a hash or more"
            )
        return next(iter(found.values()))

    def snapshot(self, name: str | None = None) -> Snapshot:
        """DataSetDamaged where a byte is not what the version says."""
        about = self.version(name)
        pictures = read_manifest(
            self.checked(f"manifests/{about.manifest}.txt", about.manifest).decode(),
            f"{self.place.told}/manifests/{about.manifest}.txt",
        )
        log = tuple(self.log_of(about.stretches))
        root = version_of(pictures, len(log), head_of(list(log[-1:])))
        if root != about.version:
            raise DataSetDamaged(
                f"{self.place.told}: version {about.number} says {about.version[:12]}, and what it "
                f"holds makes {root[:12]}; take the set from a copy"
            )
        return Snapshot(about, pictures, log)

    def log_of(self, stretches: Iterable[str]) -> Iterator[Logged]:
        head = FIRST
        for stretch in stretches:
            name = f"labels/{stretch}.jsonl"
            found = read_lines(self.checked(name, stretch), head, f"{self.place.told}/{name}")
            yield from found
            head = head_of(found[-1:]) if found else head

    def checked(self, name: str, sha256: str) -> bytes:
        content = self.place.read(name)
        if hashlib.sha256(content).hexdigest() != sha256:
            raise DataSetDamaged(f"{self.place.told}/{name}: is not what its name says")
        return content

    def picture(self, sha256: str) -> bytes:
        """Encoded; NotFound or DataSetDamaged."""
        return self.checked(picture_file(sha256), sha256)

    def put_pictures(self, encoded: Mapping[str, bytes]) -> None:
        """Under their sha256; they belong to no version yet."""
        self.place.put({picture_file(sha256): one for sha256, one in encoded.items()})

    def add(self, change: Change, at: datetime, by: str, why: str) -> Version:
        """The next version, or the newest where nothing changes. Its pictures are there already.

        WrittenMeanwhile where somebody else was quicker; InvalidInput for what cannot be.
        """
        newest = self.newest()
        before = None if newest is None else self.snapshot(str(newest.number))
        version, things = next_version(before, change, at, by, why)
        if before is not None and version.version == before.about.version:
            return before.about
        self.place.put(things)
        body = json.dumps(version.model_dump(mode="json"), indent=1).encode()
        if not self.place.create(version_file(version.number), body):
            raise WrittenMeanwhile(
                f"{self.place.told}: somebody else wrote version {version.number} meanwhile; do it "
                "again, and it goes on from there"
            )
        return version


def next_version(
    before: Snapshot | None, change: Change, at: datetime, by: str, why: str
) -> tuple[Version, dict[str, bytes]]:
    """And the things that must lie in the place before it counts."""
    log = before.log if before else ()
    refuse_strange_links(change.events, log)
    pictures = ({*before.pictures} if before else set()) - change.removed | change.pictures
    manifest = manifest_text(pictures).encode()
    lines = chained(change.events, head_of(list(log[-1:])))
    things = {f"manifests/{digest(manifest)}.txt": manifest}
    stretches = before.about.stretches if before else ()
    if lines:
        stretch = b"".join(line + b"\n" for line, _ in lines)
        things[f"labels/{digest(stretch)}.jsonl"] = stretch
        stretches = (*stretches, digest(stretch))
    events = len(log) + len(lines)
    head = lines[-1][1].id if lines else head_of(list(log[-1:]))
    refuse_unknown_pictures(change.events, pictures)
    version = Version(
        number=before.about.number + 1 if before else 1,
        version=version_of(sorted(pictures), events, head),
        before=before.about.version if before else FIRST,
        manifest=digest(manifest),
        stretches=stretches,
        events=events,
        head=head,
        at=at,
        by=by,
        why=why,
    )
    return version, things


def refuse_unknown_pictures(events: Iterable[LabelEvent], pictures: Iterable[Picture]) -> None:
    here = {one.sha256 for one in pictures}
    for event in events:
        if event.picture not in here:
            raise InvalidInput(
                f"{event.by} speaks of picture {event.picture[:12]}, which is not in the set"
            )


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def version_file(number: int) -> str:
    return f"versions/{number:08}.json"


def picture_file(sha256: str) -> str:
    return f"pictures/{sha256[:2]}/{sha256}"


def open_data_set(where: str) -> DataSet:
    """A folder, or a URL that fsspec knows."""
    return DataSet(open_place(where))
