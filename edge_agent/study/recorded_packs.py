"""Packs of a recording whose truth is confirmed, as a study takes them.

Confirmed are packs made faulty or good on purpose, audited ones, and those of the simulated line,
which stay apart from real ones. What an operator answered in haste, or a customer claimed, is not.
"""

from collections.abc import Iterator
from pathlib import Path

from edge_agent.core.errors import InvalidInput
from edge_agent.core.labels import Label, LabelSource, truths_of
from edge_agent.core.packs import Record, Verdict
from edge_agent.core.study.plan import PackSet, Picture, StudyPack
from edge_agent.store.events import EventReader, StoredRecord
from edge_agent.store.labels import labels_in
from edge_agent.store.pictures import SUFFIX_OF_BEGINNING, place_of

CONFIRMED = frozenset({LabelSource.CHALLENGE, LabelSource.AUDIT})
NEAR_SCORES = (0.2, 0.8)
"""A pack whose defect score lies between is borderline, as is one called unsure."""


def recorded_packs(reader: EventReader, pictures: Path) -> PackSet:
    """All that can be shown, of the latest recipe; simulated only where no pack is real.

    InvalidInput where labels contradict, or no pack is there with truth and pictures.
    """
    truths = truths_of(labels_in(reader))
    simulated = not any(label.source in CONFIRMED for label in truths.values())
    wanted = {LabelSource.SIMULATED} if simulated else CONFIRMED
    known = [
        (stored, label)
        for stored in reader.records()
        if (label := truths.get((stored.boot, stored.record.pack_no))) is not None
        and label.source in wanted
    ]
    latest = known[-1][0].record.recipe_hash if known else None
    packs = [as_pack(*one, pictures) for one in known if one[0].record.recipe_hash == latest]
    most_views = max((len(pack.captures[0]) for pack in packs), default=0)
    if not most_views:
        raise InvalidInput(
            "no recorded pack has both its pictures and a confirmed truth (challenge or audit);"
            " keep the pictures of all packs, and audit some"
        )
    whole = tuple(pack for pack in packs if len(pack.captures[0]) == most_views)
    return PackSet(whole, simulated, latest)


def as_pack(stored: StoredRecord, label: Label, pictures: Path) -> StudyPack:
    record = stored.record
    return StudyPack(
        name=f"{stored.boot}-{record.pack_no}",
        defective=label.defective,
        borderline=is_near(record),
        captures=(tuple(views_of(record, pictures)),),
        order=record.order,
    )


def views_of(record: Record, pictures: Path) -> Iterator[Picture]:
    """Those whose picture is still there."""
    for view, digest in sorted(record.pictures.items()):
        places = [place_of(pictures, digest, suffix) for suffix in SUFFIX_OF_BEGINNING.values()]
        for file in filter(Path.is_file, places):
            yield Picture(view, file.resolve(), digest)


def is_near(record: Record) -> bool:
    low, high = NEAR_SCORES
    return record.verdict.verdict is Verdict.UNSURE or low <= record.verdict.score <= high
