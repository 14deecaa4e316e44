"""Packs as pages show them: what was said against each, and the pictures that its record names."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine

from deploy.fleet.rows import Defect, RecordPart, defects_of
from deploy.fleet.searching import FoundRecord, Wanted, find_records
from deploy.fleet.watching.reading import StoredFinding
from edge_agent.store.pictures import picture_file

FEW: Final = 6
"""Beside other things on a page."""


@dataclass(frozen=True, slots=True)
class Picture:
    sha256: str
    is_here: bool
    """Not every picture comes to the centre, and old ones go."""


@dataclass(frozen=True, slots=True)
class Evidenced:
    """A picture that speaks for a finding, and the record that names it."""

    record: str
    view: str
    picture: Picture


@dataclass(frozen=True, slots=True)
class ShownPack:
    key: str
    station: str
    pack_no: int
    seen_at: datetime
    lot: str | None
    verdict: str
    said: Sequence[Defect]
    pictures: Mapping[str, Picture]
    """By view."""


def shown_pack(found: FoundRecord, folder: Path) -> ShownPack:
    body: dict[str, Any] = json.loads(found.body)
    return ShownPack(
        key=str(found.key),
        station=found.station,
        pack_no=found.pack_no,
        seen_at=found.seen_at,
        lot=found.lot,
        verdict=found.verdict,
        said=defects_of(RecordPart.model_validate_json(found.body).verdict),
        pictures=pictures_of(body.get("pictures", {}), folder),
    )


def pictures_of(named: Mapping[str, str], folder: Path) -> dict[str, Picture]:
    return {
        view: Picture(sha256, picture_file(folder, sha256) is not None)
        for view, sha256 in named.items()
    }


def evidence_of(finding: StoredFinding, folder: Path) -> list[Evidenced]:
    """Of the records that speak for it, those with pictures; the strongest first."""
    return [
        Evidenced(f"{one.log_id}-{one.boot}-{one.seq}", view, picture)
        for one in finding.evidence
        for view, picture in pictures_of(one.pictures, folder).items()
    ]


def latest(engine: Engine, folder: Path, wanted: Wanted, most: int = FEW) -> list[ShownPack]:
    """The newest first."""
    return [shown_pack(one, folder) for one in find_records(engine, wanted, most).records]


def latest_of_all(
    engine: Engine, folder: Path, asked: Iterable[Wanted], most: int
) -> list[ShownPack]:
    """The newest of what several questions find, of which no two find the same."""
    pages = [find_records(engine, one, most).records for one in asked]
    newest = merge(*pages, key=lambda one: one.place, reverse=True)
    return [shown_pack(one, folder) for one in islice(newest, most)]
