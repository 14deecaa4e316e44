"""Agreement studies: a person judges packs blind and in random order, and then sees the result.

Answers are kept one by one, so that a session may be left and gone on with. The result is counted
by a process of its own, in which the model judges the same packs.
"""

from datetime import date
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Path, Query
from pydantic import Field
from starlette.responses import Response

from edge_agent.core.errors import NotFound
from edge_agent.core.packs import Verdict
from edge_agent.core.roles import Act, Person, may
from edge_agent.core.study.plan import FEWEST_TRIALS, MOST_TRIALS, Showing
from edge_agent.people.presence import Present
from edge_agent.study.folder import picture_bytes
from edge_agent.web.access import Visiting, operation
from edge_agent.web.listing import Document, json_answer
from edge_agent.web.study.report import StudyReport
from edge_agent.web.study.studies import (
    Sitting,
    Study,
    refuse_while_judging,
    sitting,
    studies_of,
    study_of,
)

router = APIRouter(prefix="/api/v1", tags=["study"])

StudyName = Annotated[str, Path(max_length=80, examples=["recorded"])]
Count = Annotated[int, Field(ge=1, le=1_000_000)]
MEDIA_TYPES: Final = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".bmp": "image/bmp",
}
"""Of what browsers show; a folder of pictures may hold others."""
ANOTHER_FORMAT: Final = "application/octet-stream"


class Progress(Document):
    name: str
    judged: int
    of: int


class StudySummary(Document):
    name: str = Field(examples=["recorded"])
    is_recorded: bool = Field(description="Of the station's own packs; else a folder of pictures.")
    is_begun: bool
    packs: int = Field(description="0 until it is begun.")
    trials: int
    people: list[Progress] = Field(description="Who has judged how many, for those who may judge.")
    has_result: bool


class StudiesDocument(Document):
    studies: list[StudySummary]


class NewSession(Document):
    trials: Annotated[int, Field(ge=FEWEST_TRIALS, le=MOST_TRIALS)] | None = Field(
        default=None, description="How often each pack is shown; of a study that is begun anew: 3."
    )


class MustSay(Document):
    """What had to be printed on the pack."""

    lot: str | None
    expiry: date | None
    gtin: str | None


class ShownPack(Document):
    trial: int
    place: int = Field(description="In the random order of this trial, from 1.")
    pictures: int = Field(description="How many there are of it, numbered from 1.")
    views: list[str | None] = Field(description="What each shows; null where nobody said.")
    must_say: MustSay | None


class SessionState(Document):
    """How far this person is, and what is to be judged next."""

    study: str
    person: str
    packs: int
    trials: int
    judged: int
    of: int
    next: ShownPack | None = Field(description="null when all is judged.")


class StudyAnswer(Document):
    """Of the pack that was shown. The first answer counts."""

    trial: Count
    place: Count
    verdict: Literal["ok", "not_ok"]


class Counted(Document):
    report: StudyReport
    trouble: str | None = Field(description="Why the model took no part.")


@router.get("/studies", response_model=StudiesDocument, **operation("listStudies"))
def list_studies(visit: Visiting) -> Response:
    """What can be studied here, and how far everybody is."""
    found = [summary(study, visit.present) for study in studies_of(visit.site)]
    return json_answer(StudiesDocument(studies=found))


@router.post(
    "/studies/{name}/session",
    response_model=SessionState,
    **operation("startStudySession", 404, 409, 422, 429, 503),
)
def start_study_session(name: StudyName, body: NewSession, visit: Visiting) -> Response:
    """Begins the study where nobody has, and the person's session, or goes on with both."""
    study = study_of(visit.site, name)
    if study.folder.begun() is None:
        visit.site.workbench.do(
            "plan",
            place=str(study.place),
            study=str(study.folder.folder),
            recorded=study.is_recorded,
            trials=body.trials,
        )
    return json_answer(state(sitting(study, own_name(visit.present))))


@router.get(
    "/studies/{name}/next", response_model=SessionState, **operation("nextStudyPack", 404, 409)
)
def next_study_pack(name: StudyName, visit: Visiting) -> Response:
    """What this person is to judge next."""
    return json_answer(state(sitting(study_of(visit.site, name), own_name(visit.present))))


@router.get(
    "/studies/{name}/picture",
    response_class=Response,
    **{
        **operation("getStudyPicture", 404, 409),
        "responses": {
            **operation("getStudyPicture", 404, 409)["responses"],
            200: {
                "content": {kind: {} for kind in sorted({*MEDIA_TYPES.values(), ANOTHER_FORMAT})}
            },
        },
    },
)
def get_study_picture(
    name: StudyName,
    visit: Visiting,
    trial: Annotated[int, Query(ge=1, le=1_000_000)],
    place: Annotated[int, Query(ge=1, le=1_000_000)],
    picture: Annotated[int, Query(ge=1, le=1_000)] = 1,
) -> Response:
    """A picture of the pack that this person is judging; of no other one."""
    showing = sitting(study_of(visit.site, name), own_name(visit.present)).shown(trial, place)
    if picture > len(showing.capture):
        raise NotFound(f"the pack has {len(showing.capture)} pictures")
    wanted = showing.capture[picture - 1]
    media_type = MEDIA_TYPES.get(wanted.file.suffix.lower(), ANOTHER_FORMAT)
    return Response(picture_bytes(wanted), media_type=media_type)


@router.post(
    "/studies/{name}/answers",
    response_model=SessionState,
    **operation("answerStudyPack", 404, 409, 422),
)
def answer_study_pack(name: StudyName, body: StudyAnswer, visit: Visiting) -> Response:
    """Good or defective; whether that was right is not told. Answers what comes next."""
    study = study_of(visit.site, name)
    with visit.site.changing():
        before = sitting(study, own_name(visit.present))
        after = before.answer(body.trial, body.place, Verdict(body.verdict))
    return json_answer(state(after))


@router.post(
    "/studies/{name}/result",
    response_model=Counted,
    **operation("countStudy", 404, 409, 422, 429, 503),
)
def count_study(name: StudyName, visit: Visiting) -> Response:
    """The model judges the same packs, and all who have judged everything are counted."""
    site, study = visit.site, study_of(visit.site, name)
    refuse_while_judging(study, own_name(visit.present))
    told = site.workbench.do(
        "judge",
        place=str(study.place),
        study=str(study.folder.folder),
        recipe=str(site.settings.station.recipe),
    )
    return json_answer(Counted(report=report_of(study), trouble=told["trouble"]))


@router.get(
    "/studies/{name}/report", response_model=StudyReport, **operation("getStudyReport", 404, 409)
)
def get_study_report(name: StudyName, visit: Visiting) -> Response:
    """The result as it was counted last. Who is still judging does not get it."""
    study = study_of(visit.site, name)
    refuse_while_judging(study, visit.present.actor.name)
    return json_answer(report_of(study))


def own_name(present: Present) -> str:
    assert isinstance(present.actor, Person)  # no machine may answer for a person
    return present.actor.name


def report_of(study: Study) -> StudyReport:
    if not study.result.is_file():
        raise NotFound("this study has no result yet")
    return StudyReport.model_validate_json(study.result.read_bytes())


def summary(study: Study, present: Present) -> StudySummary:
    """Names are for colleagues, not for whoever passes a panel."""
    plan = study.folder.begun()
    names = study.people() if may(present.actor, Act.REVIEW) else []
    asked = 0 if plan is None else len(plan.packs) * plan.trials
    people = [
        Progress(name=name, judged=len(study.folder.answers(name)), of=asked) for name in names
    ]
    return StudySummary(
        name=study.name,
        is_recorded=study.is_recorded,
        is_begun=plan is not None,
        packs=0 if plan is None else len(plan.packs),
        trials=0 if plan is None else plan.trials,
        people=people,
        has_result=study.result.is_file(),
    )


def state(at: Sitting) -> SessionState:
    left = at.open
    return SessionState(
        study=at.study.name,
        person=at.person,
        packs=len(at.plan.packs),
        trials=at.plan.trials,
        judged=len(at.answers),
        of=at.asked,
        next=shown(left[0]) if left else None,
    )


def shown(showing: Showing) -> ShownPack:
    """Nothing of it tells which pack it is."""
    order = showing.pack.order
    return ShownPack(
        trial=showing.trial,
        place=showing.place,
        pictures=len(showing.capture),
        views=[picture.view for picture in showing.capture],
        must_say=None
        if order is None
        else MustSay(lot=order.lot, expiry=order.expiry, gtin=order.gtin),
    )
