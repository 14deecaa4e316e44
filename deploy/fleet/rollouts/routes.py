"""Roll-outs: started, approved, halted, let go on; and how far each is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection, Row
from starlette.responses import Response

from deploy.fleet.recipes.agreeing import Step
from deploy.fleet.rollouts import starting
from deploy.fleet.rollouts.differences import DifferentPack, differences
from deploy.fleet.rollouts.documents import (
    ChangedRollout,
    NewRollout,
    Number,
    RolloutAnswer,
    RolloutsAnswer,
    rollout_document,
    rollout_summary,
)
from deploy.fleet.rollouts.keeping import rollout_row, rollout_rows
from deploy.fleet.rollouts.starting import ACTS, By, Wanted
from deploy.fleet.web.access import AskedChange, AtCentre, operation
from deploy.fleet.web.centre_site import CentreSite
from edge_agent.core.roles import Act
from edge_agent.people.acts import Subject
from edge_agent.people.office import Office
from edge_agent.web.api.people_routes import Ordering
from edge_agent.web.changes import ChangeAt
from edge_agent.web.listing import Document, json_answer

router = APIRouter(prefix="/api/v1", tags=["roll-outs"])


class DifferencesAnswer(Document):
    packs: list[DifferentPack]


@router.get("/rollouts", response_model=RolloutsAnswer, **operation("listRollouts"))
def list_rollouts(site: AtCentre) -> Response:
    """All, the newest first."""
    with site.reading() as connection:
        found = [rollout_summary(connection, row) for row in rollout_rows(connection)]
    return json_answer(RolloutsAnswer(rollouts=found))


@router.post(
    "/rollouts",
    status_code=201,
    response_model=RolloutAnswer,
    **operation("startRollout", 400, 404, 409, 422),
)
def start_rollout(body: NewRollout, change: AskedChange) -> Response:
    """Begins at once, or waits for a second person where a machine acts by itself."""
    site = change.visit.site

    def make(office: Office, order: Ordering) -> RolloutAnswer:
        wanted = Wanted(
            *(body.release, body.bundle_sha256, body.stations, body.product),
            *(body.plan, body.reason),
        )
        with site.writing() as connection:
            starting.check_start(connection, wanted)
            subject = Subject(new=f"{body.release} {body.bundle_sha256} to {told(body)}")
            act = office.record(order(body.reason), Act.ROLL_OUT, subject)
            number = starting.start(connection, wanted, by(change, body.reason, act.sha256))
        return answer_of(site, number)

    return change.once(201, make)


def told(body: NewRollout) -> str:
    return ", ".join(body.stations)[:300]


@router.get("/rollouts/{number}", response_model=RolloutAnswer, **operation("getRollout", 404))
def get_rollout(number: Number, site: AtCentre) -> Response:
    """One, with its stations, their figures before and after, and all that happened."""
    return json_answer(answer_of(site, number))


@router.get(
    "/rollouts/{number}/differences",
    response_model=DifferencesAnswer,
    **operation("listShadowDifferences", 404),
)
def list_shadow_differences(number: Number, site: AtCentre) -> Response:
    """Packs on which the release that looked on said something else, the newest first."""
    with site.reading() as connection:
        found = differences(connection, rollout_row(connection, number))
    return json_answer(DifferencesAnswer(packs=found))


@router.post(
    "/rollouts/{number}/approve",
    response_model=RolloutAnswer,
    **operation("approveRollout", 400, 404, 409, 422),
)
def approve_rollout(number: Number, body: ChangedRollout, change: AskedChange) -> Response:
    """Another person than who proposed it; then it begins."""
    return stepped(number, Step.APPROVED, body, change)


@router.post(
    "/rollouts/{number}/decline",
    response_model=RolloutAnswer,
    **operation("declineRollout", 400, 404, 409, 422),
)
def decline_rollout(number: Number, body: ChangedRollout, change: AskedChange) -> Response:
    """It never begins."""
    return stepped(number, Step.DECLINED, body, change)


@router.post(
    "/rollouts/{number}/withdraw",
    response_model=RolloutAnswer,
    **operation("withdrawRollout", 400, 404, 409, 422),
)
def withdraw_rollout(number: Number, body: ChangedRollout, change: AskedChange) -> Response:
    """What was proposed is taken back."""
    return stepped(number, Step.WITHDRAWN, body, change)


@router.post(
    "/rollouts/{number}/halt",
    response_model=RolloutAnswer,
    **operation("haltRollout", 400, 404, 409, 422),
)
def halt_rollout(number: Number, body: ChangedRollout, change: AskedChange) -> Response:
    """Nobody else takes the release, and every station that did goes back."""
    halting = Deed("halted", Act.HALT_ROLLOUT, starting.check_halt, starting.halt_by)
    return done(number, halting, body, change)


@router.post(
    "/rollouts/{number}/go-on",
    response_model=RolloutAnswer,
    **operation("goOnWithRollout", 400, 404, 409, 422),
)
def go_on_with_rollout(number: Number, body: ChangedRollout, change: AskedChange) -> Response:
    """From the canary on, once every station is back; approved as the start was."""
    going_on = Deed("goes on with", Act.ROLL_OUT, starting.check_go_on, starting.go_on)
    return done(number, going_on, body, change)


def stepped(
    number: int, step: Step, body: ChangedRollout, change: ChangeAt[CentreSite]
) -> Response:
    def check(connection: Connection, number: int) -> Row[Any]:
        return starting.check_step(connection, number, step, change.visit.present.actor)

    def take(connection: Connection, row: Row[Any], by: By) -> None:
        starting.take_step(connection, row.id, step, by)

    return done(number, Deed(step.value, ACTS[step], check, take), body, change)


@dataclass(frozen=True, slots=True)
class Deed:
    """What a person does about a roll-out that is there."""

    word: str
    """Of the audit record: what is done to it."""
    act: Act
    check: Callable[[Connection, int], Row[Any]]
    """Before it is recorded; gives the roll-out."""
    do: Callable[[Connection, Row[Any], By], None]


def done(number: int, deed: Deed, body: ChangedRollout, change: ChangeAt[CentreSite]) -> Response:
    site = change.visit.site

    def make(office: Office, order: Ordering) -> RolloutAnswer:
        with site.writing() as connection:
            row = deed.check(connection, number)
            subject = Subject(new=f"{deed.word} roll-out {number} of {row.release}")
            act = office.record(order(body.reason), deed.act, subject)
            deed.do(connection, row, by(change, body.reason, act.sha256))
        return answer_of(site, number)

    return change.once(200, make)


def by(change: ChangeAt[CentreSite], reason: str, act_sha256: str) -> By:
    return By(change.visit.present.actor, change.visit.now, reason, act_sha256)


def answer_of(site: CentreSite, number: int) -> RolloutAnswer:
    with site.reading() as connection:
        return rollout_document(connection, number)
