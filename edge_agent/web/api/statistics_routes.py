"""Figures over a time or a lot: rates, a control chart of a share, what was found most."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, Field
from starlette.responses import Response

from edge_agent.core.order import Order
from edge_agent.core.packs import Reason
from edge_agent.core.statistics.figures import Figures, Latency
from edge_agent.core.statistics.p_chart import Limits, Signal
from edge_agent.core.statistics.parts import By
from edge_agent.core.statistics.report import Charted
from edge_agent.web.access import AtSite, operation
from edge_agent.web.listing import Before, Document, Since, json_answer
from edge_agent.web.statistics.asked import Answered, Asked, latest_lots, statistics_of
from edge_agent.web.statistics.lot_report import LotReport, MadeWith, Spoken, lot_report

router = APIRouter(prefix="/api/v1", tags=["statistics"])

Share = Annotated[float | None, Field(ge=0, le=1, description="null where there is no whole.")]
Lot = Annotated[str, Query(min_length=1, max_length=60, examples=["L2611-204"])]


class FiguresAnswer(Document):
    """Packs of the time asked for. Challenge packs are no production, and are counted apart."""

    packs: int
    good: int = Field(description="Passed, and not judged faulty unless a person let them pass.")
    passed: int
    rejected: int
    held: int
    missed: int
    ok: int
    not_ok: int
    unsure: int
    late: int
    recommended: int
    answered: int
    overridden: int
    no_answer: int
    challenges_caught: int
    challenges_missed: int
    latency: Latency | None = Field(description="null where no pack had a verdict.")
    quality: Share = Field(
        description="OEE's quality part, good / packs. Availability and performance are the "
        "line's: its planned time and its ideal rate are not known here."
    )
    reject_rate: Share
    unsure_rate: Share
    override_rate: Share = Field(description="overridden / answered")
    no_answer_rate: Share = Field(description="no_answer / recommended")


class PointAnswer(Document):
    begins: AwareDatetime
    lot: str | None
    packs: int
    hits: int
    share: float
    low: float | None
    high: float | None
    signal: Signal | None = Field(description="Why it is not what luck makes; null where it is.")
    is_rough: bool = Field(description="Too few packs for the limits to be exact.")


class ChartAnswer(Document):
    """A p chart (NIST/SEMATECH e-Handbook 6.3.3.2; ISO 7870-2), or Laney's p' where the shares vary
    more than luck explains."""

    charted: Charted
    by: By
    centre: float | None
    limits: Limits
    sigma_z: float | None = Field(description="How many times wider than luck the shares vary.")
    points: list[PointAnswer]


class FindingAnswer(Document):
    check: str = Field(description="Empty for what no check of the pack explains.")
    reason: Reason | None = Field(description="null where the score alone decided.")
    not_ok: int
    unsure: int
    share_so_far: float = Field(description="Of all findings: this one and those before it.")


class StatisticsAnswer(Document):
    seen_from: AwareDatetime = Field(description="Packs are counted by quarters of an hour.")
    seen_before: AwareDatetime
    lot: str | None
    figures: FiguresAnswer
    chart: ChartAnswer
    pareto: list[FindingAnswer] = Field(description="The most frequent first.")


class LotAnswer(Document):
    lot: str
    recipes: list[str]
    first: AwareDatetime = Field(description="Where the quarter of an hour of its first pack is.")
    last: AwareDatetime
    packs: int


class LotsAnswer(Document):
    items: list[LotAnswer] = Field(description="Of the last three months, the latest first.")


class LotReportAnswer(Document):
    lot: str
    station: str = Field(examples=["milan/line-1/top"])
    made_at: AwareDatetime = Field(description="When this report was.")
    first_seen: AwareDatetime
    last_seen: AwareDatetime
    order: Order | None
    made_with: list[MadeWith] = Field(description="Of the first and the last pack.")
    statistics: StatisticsAnswer
    found_good: int = Field(description="Of the packs that people have looked at since.")
    found_defective: int
    not_told: int
    people: list[Spoken]
    audit_acts: int
    audit_head_sha256: str = Field(description="Where the audit record ended when it was made.")


@router.get("/statistics", response_model=StatisticsAnswer, **operation("getStatistics", 404, 503))
def get_statistics(
    site: AtSite,
    seen_from: Since = None,
    seen_before: Before = None,
    lot: Annotated[str | None, Query(min_length=1, max_length=60)] = None,
    by: Annotated[By | None, Query(description="What a point of the chart is.")] = None,
    charted: Annotated[Charted | None, Query(description="Whose share it shows.")] = None,
) -> Response:
    """Figures, a control chart and a Pareto list; by default of the last eight hours."""
    asked = Asked(seen_from=seen_from, seen_before=seen_before, lot=lot, by=by, charted=charted)
    return json_answer(statistics_answer(statistics_of(site, asked)))


@router.get("/lots", response_model=LotsAnswer, **operation("listLots", 503))
def list_lots(site: AtSite) -> Response:
    """Lots of which packs were seen."""
    items = [
        LotAnswer(
            lot=one.lot,
            recipes=list(one.recipes),
            first=one.first,
            last=one.last,
            packs=one.packs,
        )
        for one in latest_lots(site)
    ]
    return json_answer(LotsAnswer(items=items))


@router.get("/lot-report", response_model=LotReportAnswer, **operation("getLotReport", 404, 503))
def get_lot_report(lot: Lot, site: AtSite) -> Response:
    """What was made with what, what became of it, and who has spoken of it."""
    return json_answer(lot_report_answer(lot_report(site, lot)))


def statistics_answer(found: Answered) -> StatisticsAnswer:
    report = found.report
    return StatisticsAnswer(
        seen_from=found.seen_from,
        seen_before=found.seen_before,
        lot=found.lot,
        figures=figures_answer(report.figures),
        chart=chart_answer(found),
        pareto=[
            FindingAnswer(
                check=one.check,
                reason=one.reason,
                not_ok=one.not_ok,
                unsure=one.unsure,
                share_so_far=one.share_so_far,
            )
            for one in report.pareto
        ],
    )


def figures_answer(figures: Figures) -> FiguresAnswer:
    names = FiguresAnswer.model_fields
    return FiguresAnswer(**{name: getattr(figures, name) for name in names})


def chart_answer(found: Answered) -> ChartAnswer:
    report = found.report
    points = zip(report.parts, report.subgroups, report.chart.points, strict=True)
    return ChartAnswer(
        charted=found.charted,
        by=found.by,
        centre=report.chart.centre,
        limits=report.chart.limits,
        sigma_z=report.chart.sigma_z,
        points=[
            PointAnswer(
                begins=part.begins,
                lot=part.lot,
                packs=subgroup.packs,
                hits=subgroup.hits,
                share=point.share,
                low=point.low,
                high=point.high,
                signal=point.signal,
                is_rough=point.is_rough,
            )
            for part, subgroup, point in points
        ],
    )


def lot_report_answer(report: LotReport) -> LotReportAnswer:
    return LotReportAnswer(
        lot=report.lot,
        station=report.station,
        made_at=report.made_at,
        first_seen=report.first_seen,
        last_seen=report.last_seen,
        order=report.order,
        made_with=list(report.made_with),
        statistics=statistics_answer(report.statistics),
        found_good=report.found_good,
        found_defective=report.found_defective,
        not_told=report.not_told,
        people=list(report.people),
        audit_acts=report.chain.acts,
        audit_head_sha256=report.chain.head_sha256,
    )
