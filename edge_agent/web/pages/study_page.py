"""Agreement studies on the desk: which there are, judging blind, and what came out."""

from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from edge_agent.core.errors import Conflict
from edge_agent.core.roles import Act
from edge_agent.core.study.bands import LIMITS, Measure
from edge_agent.core.study.plan import BORDERLINE_SHARES, USUAL_APPRAISERS
from edge_agent.core.study.result import FULL_PACKS, FULL_TRIALS, AppraiserKind, Shown
from edge_agent.study.session import KEYS
from edge_agent.web.api.study_routes import report_of, summary
from edge_agent.web.pages.page import Look, Looking, page_route
from edge_agent.web.study.report import Appraiser, StudyReport
from edge_agent.web.study.studies import refuse_while_judging, studies_of, study_of

router = APIRouter()

MEASURES: Final = {
    Measure.EFFECTIVENESS: 1.0,
    Measure.MISS: 0.3,
    Measure.FALSE_ALARM: 0.3,
}
"""The shares of a report, and how far each one's axis reaches at least."""


@router.get("/study", **page_route())
def studies(look: Looking) -> HTMLResponse:
    found = [summary(study, look.present) for study in studies_of(look.site)]
    own = {study.name: one for study in found for one in study.people if one.name == own_name(look)}
    return look.page("study.html", studies=found, own=own, may_judge=look.may(Act.REVIEW))


@router.get("/study/{name}/judge", **page_route(Act.REVIEW))
def judging(name: str, look: Looking) -> HTMLResponse:
    """One pack after the other; what is shown is asked of the API."""
    keys = {verdict.value: key for key, verdict in KEYS.items()}
    return look.page("study.judge.html", study=study_of(look.site, name).name, keys=keys)


@router.get("/study/{name}", **page_route(Act.REVIEW))
def result(name: str, look: Looking) -> HTMLResponse:
    """What came out; who is still judging does not see it."""
    study = study_of(look.site, name)
    shown: dict[str, Any] = {
        "study": summary(study, look.present),
        "report": None,
        "is_judging": False,
    }
    try:
        refuse_while_judging(study, own_name(look))
    except Conflict:
        shown["is_judging"] = True
    else:
        if study.result.is_file():
            report = report_of(study)
            shown |= {"report": report, "notes": notes(report), "axes": axes(report)}
    limits = {measure.value: limit for measure, limit in LIMITS.items()}
    return look.page("study.result.html", **shown, limits=limits)


def own_name(look: Look) -> str:
    return look.present.actor.name


def axes(report: StudyReport) -> dict[str, tuple[float, float]]:
    """For each share, from where to where it is drawn: all intervals lie within."""
    found = {}
    for measure, reach in MEASURES.items():
        ends = [getattr(one, measure.value).interval for one in report.appraisers]
        low, high = min(end[0] for end in ends), max(end[1] for end in ends)
        if LIMITS[measure].more_is_better:
            found[measure.value] = (min(0.5, low), reach)
        else:
            found[measure.value] = (0.0, max(reach, high))
    return found


def notes(report: StudyReport) -> list[tuple[str, dict[str, float]]]:
    """Keys of what a reader must know beside the numbers, each with its values."""
    return [*on_size(report), *on_set(report), *on_repeats(report), ("intervals", {})]


def on_size(report: StudyReport) -> list[tuple[str, dict[str, float]]]:
    people = sum(one.kind is not AppraiserKind.MODEL for one in report.appraisers)
    found: list[tuple[str, dict[str, float]]] = []
    if report.simulated:
        found.append(("simulated", {}))
    if report.packs < FULL_PACKS or report.trials < FULL_TRIALS:
        size: dict[str, float] = {"packs": report.packs, "trials": report.trials}
        found.append(("small", {**size, "full": FULL_PACKS, "full_trials": FULL_TRIALS}))
    if people < USUAL_APPRAISERS:
        found.append(("few_people", {"people": people, "usual": USUAL_APPRAISERS}))
    return found


def on_set(report: StudyReport) -> list[tuple[str, dict[str, float]]]:
    low, high = BORDERLINE_SHARES
    if report.borderline is None:
        return [("no_borderline", {})]
    if low <= report.borderline / report.packs <= high:
        return []
    of_hundred = {"low": 100 * low, "high": 100 * high}
    return [("borderline", {"share": 100 * report.borderline / report.packs, **of_hundred})]


def on_repeats(report: StudyReport) -> list[tuple[str, dict[str, float]]]:
    model = model_of(report)
    same = any(one.shown is Shown.SAME_FILE for one in report.appraisers)
    found: list[tuple[str, dict[str, float]]] = [("same_file" if same else "re_acquired", {})]
    if model is None:
        return [("no_model", {}), *found]
    return [*found, *([("model_same", {})] if same else []), ("unsure", {"unsure": model.unsure})]


def model_of(report: StudyReport) -> Appraiser | None:
    return next((one for one in report.appraisers if one.kind is AppraiserKind.MODEL), None)
