"""Lots and defects across stations, and what looked at packs: sums of whole hours."""

from datetime import timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, Field
from starlette.responses import Response

from deploy.fleet.summaries import (
    DefectSums,
    LotSeen,
    Scope,
    VersionRun,
    defects,
    lot_summary,
    lots_seen,
    version_runs,
)
from deploy.fleet.web.access import AtCentre, operation
from deploy.fleet.web.api.sums import (
    HourAnswer,
    PartAnswer,
    SumsAnswer,
    hour_answer,
    part_answer,
    sums_answer,
)
from deploy.fleet.web.api.words import NO_NUL, PathWord, Word
from edge_agent.web.listing import Before, Document, Limit, Since, json_answer

router = APIRouter(prefix="/api/v1", tags=["lots"])

USUAL_LIMIT: Final = 100
LOOKED_BACK: Final = timedelta(days=30)


class LotRow(Document):
    lot: str
    packs: int
    stations: int = Field(examples=[2])
    first_hour: AwareDatetime
    last_hour: AwareDatetime


class LotsAnswer(Document):
    lots: list[LotRow] = Field(description="Those that were seen last come first.")


class LotAnswer(Document):
    """A lot at every station that has seen packs of it."""

    lot: str
    sums: SumsAnswer
    stations: list[PartAnswer]
    hours: list[HourAnswer]
    defects: list["DefectRow"]


class DefectRow(Document):
    """One bar of a Pareto chart."""

    check: str = Field(description="Empty for what no check of the pack explains.")
    reason: str = Field(
        description="Empty where the check's score alone decided.", examples=["wrong_text"]
    )
    not_ok: int = Field(examples=[241])
    unsure: int = Field(examples=[32])
    share_so_far: float = Field(
        description="Of everything that was said against packs: this and what is more frequent.",
        examples=[0.62],
    )


class DefectsAnswer(Document):
    defects: list[DefectRow] = Field(description="The most frequent first.")


class VersionRow(Document):
    """What looked at packs of a station."""

    station: str
    software: str
    bundle_sha256: str
    recipe: str
    recipe_hash: str
    settings_hash: str
    first_seen: AwareDatetime
    last_seen: AwareDatetime
    packs: int
    is_current: bool = Field(description="It looked at the station's latest pack.")
    since: AwareDatetime | None = Field(
        description="Of the current one: since when without a break."
    )


class VersionsAnswer(Document):
    versions: list[VersionRow] = Field(description="By station, the one used last first.")


@router.get("/lots", response_model=LotsAnswer, **operation("listLots"))
def list_lots(
    site: AtCentre,
    begins: Annotated[
        str, Query(max_length=200, pattern=NO_NUL, description="Of the lot's name.")
    ] = "",
    since: Since = None,
    limit: Limit = USUAL_LIMIT,
) -> Response:
    """Lots that were seen lately, of the last 30 days where no time is given."""
    earliest = since or site.clock.wall() - LOOKED_BACK
    found = lots_seen(site.engine, earliest, limit, begins)
    return json_answer(LotsAnswer(lots=list(map(lot_row, found))))


@router.get("/lots/{lot:path}", response_model=LotAnswer, **operation("getLot", 404))
def get_lot(lot: PathWord, site: AtCentre) -> Response:
    """One lot across all stations."""
    summary = lot_summary(site.engine, lot)
    found = defects(site.engine, Scope(lot=lot))
    answer = LotAnswer(
        lot=summary.lot,
        sums=sums_answer(summary.sums),
        stations=list(map(part_answer, summary.stations)),
        hours=list(map(hour_answer, summary.hours)),
        defects=list(map(defect_row, found)),
    )
    return json_answer(answer)


@router.get("/defects", response_model=DefectsAnswer, **operation("listDefects", 404))
def list_defects(
    site: AtCentre,
    lot: Word = None,
    station: Word = None,
    recipe: Word = None,
    since: Since = None,
    before: Before = None,
) -> Response:
    """What was said against packs, most frequent first: a Pareto chart. Records of a reason, with
    their pictures, are found by listRecords."""
    scope = Scope(lot=lot, station=station, recipe=recipe, hour_from=since, hour_before=before)
    return json_answer(DefectsAnswer(defects=list(map(defect_row, defects(site.engine, scope)))))


@router.get("/versions", response_model=VersionsAnswer, **operation("listVersions"))
def list_versions(site: AtCentre, station: Word = None) -> Response:
    """Software, models, recipes and settings that looked at packs, station by station."""
    runs = version_runs(site.engine, station)
    return json_answer(VersionsAnswer(versions=list(map(version_row, runs))))


def lot_row(seen: LotSeen) -> LotRow:
    return LotRow(**{name: getattr(seen, name) for name in LotRow.model_fields})


def defect_row(sums: DefectSums) -> DefectRow:
    return DefectRow(**{name: getattr(sums, name) for name in DefectRow.model_fields})


def version_row(run: VersionRun) -> VersionRow:
    shown = {name: getattr(run, name) for name in VersionRow.model_fields if name != "is_current"}
    return VersionRow(**shown, is_current=run.since is not None)
