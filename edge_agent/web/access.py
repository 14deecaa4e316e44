"""Who may ask for what: the act behind every operation, in one table, and the one check of it.

`core/roles.py` says which role and which scope may do an act. None is for everybody: what it takes
to come in, and what a supervisor asks to see whether the server lives. A change asks `Office` once
more, which also wants password or PIN where the act does.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final, Generic

from fastapi import Depends
from starlette.requests import HTTPConnection

from edge_agent.core.roles import RULES, Act, Machine, Proof, Scope, may
from edge_agent.people.errors import NotPermitted, SignInRefused
from edge_agent.people.presence import Present, described
from edge_agent.people.sessions import OVER
from edge_agent.web.cookies import cookie_of
from edge_agent.web.problems import Problem
from edge_agent.web.served import Place, Served
from edge_agent.web.site import Site

ACTS: Final[dict[str, Act | None]] = {
    "live": None,
    "ready": None,
    "explainProblem": None,
    "setUp": None,
    "claimAccount": None,
    "signIn": None,
    "getSession": Act.SEE,
    "signOut": Act.SIGN_OUT,
    "proveAgain": Act.SIGN_IN,
    "changePassword": Act.CHANGE_OWN_SECRET,
    "changePin": Act.CHANGE_OWN_SECRET,
    "getState": Act.SEE,
    "confirmRecommendation": Act.ANSWER,
    "overrideRecommendation": Act.ANSWER,
    "getStation": Act.SEE,
    "getRecipeInForce": Act.SEE,
    "getRecipe": Act.SEE,
    "listRecipes": Act.SEE,
    "getGoldenPicture": Act.SEE,
    "getCurrentOrder": Act.SEE,
    "previewOrder": Act.SEE,
    "beginOrder": Act.CHANGE_ORDER,
    "announceOrder": Act.CHANGE_ORDER,
    "cancelChangeover": Act.CHANGE_ORDER,
    "answerFirstPack": Act.ANSWER,
    "listLevels": Act.SEE,
    "listGates": Act.SEE,
    "getGate": Act.SEE,
    "getThresholds": Act.SEE,
    "computeWhatIf": Act.SEE,
    "listCertificates": Act.SEE,
    "issueCertificate": Act.ISSUE_CERTIFICATE,
    "revokeCertificate": Act.REVOKE_CERTIFICATE,
    "listRaiseProposals": Act.SEE,
    "raiseLevel": Act.RAISE_LEVEL,
    "proposeRaise": Act.RAISE_TO_ALWAYS,
    "confirmRaise": Act.RAISE_TO_ALWAYS,
    "getStatistics": Act.SEE,
    "listLots": Act.SEE,
    "getLotReport": Act.SEE,
    "listDecisions": Act.SEE,
    "listReview": Act.SEE,
    "getReview": Act.SEE,
    "reviewPack": Act.REVIEW,
    "withdrawReview": Act.REVIEW,
    "listRecords": Act.SEE,
    "getRecord": Act.SEE,
    "getPicture": Act.SEE,
    "listEvents": Act.SEE,
    "getMetrics": Act.SEE,
    "getHealth": Act.SEE,
    "streamEvents": Act.SEE,
    "listAlarms": Act.SEE,
    "listAlarmRows": Act.SEE,
    "listAlarmHistory": Act.SEE,
    "getAlarmFigures": Act.SEE,
    "acknowledgeAlarm": Act.ACKNOWLEDGE,
    "acknowledgeAlarms": Act.ACKNOWLEDGE,
    "shelveAlarm": Act.SHELVE_ALARM,
    "unshelveAlarm": Act.SHELVE_ALARM,
    "stopBelt": Act.STOP_BELT,
    "startBelt": Act.START_BELT,
    "commandPackml": Act.HALT_STATION,
    "setPackmlMode": Act.SET_MODE,
    "getBundles": Act.SEE,
    "takeBundle": Act.TAKE_BUNDLE,
    "returnBundle": Act.TAKE_BUNDLE,
    "getShadow": Act.SEE,
    "shadowBundle": Act.SHADOW_BUNDLE,
    "endShadow": Act.SHADOW_BUNDLE,
    "acceptLowerLevel": Act.ACCEPT_LOWER_LEVEL,
    "startBypass": Act.START_BYPASS,
    "clearSuspension": Act.CLEAR_SUSPENSION,
    "lowerLevel": Act.LOWER_LEVEL,
    "releaseHeld": Act.RELEASE_HELD,
    "declareChallenge": Act.DECLARE_CHALLENGE,
    "inspectPictures": Act.INSPECT,
    "listAudit": Act.READ_AUDIT,
    "exportAudit": Act.READ_AUDIT,
    "verifyAudit": Act.READ_AUDIT,
    "listPeople": Act.MANAGE_PEOPLE,
    "getPerson": Act.MANAGE_PEOPLE,
    "addPerson": Act.MANAGE_PEOPLE,
    "assignRole": Act.MANAGE_PEOPLE,
    "resetPerson": Act.MANAGE_PEOPLE,
    "proposeAccount": Act.APPOINT,
    "disablePerson": Act.DISABLE_PERSON,
    "proposeRecipe": Act.TEACH,
    "getTaught": Act.TEACH,
    "changeTaught": Act.TEACH,
    "getTaughtPicture": Act.TEACH,
    "tryTaught": Act.TEACH,
    "saveTaught": Act.TEACH,
    "listStudies": Act.SEE,
    "startStudySession": Act.REVIEW,
    "nextStudyPack": Act.REVIEW,
    "getStudyPicture": Act.REVIEW,
    "answerStudyPack": Act.REVIEW,
    "countStudy": Act.REVIEW,
    "getStudyReport": Act.REVIEW,
    "listTokens": Act.ISSUE_TOKEN,
    "issueToken": Act.ISSUE_TOKEN,
    "revokeToken": Act.ISSUE_TOKEN,
}
COOKIE: Final = "packwarden_session"
BEARER: Final = "bearer "
ANYBODY: Final = Machine("anybody", frozenset({Scope.STATE}))


@dataclass(frozen=True, slots=True)
class VisitAt(Generic[Place]):
    """One request of somebody who may make it."""

    site: Place
    present: Present
    now: datetime
    source: str
    """The address that it came from."""
    token: str


Visit = VisitAt[Site]
"""At a station."""


def site_of(request: HTTPConnection) -> Site:
    site: Site = request.app.state.site
    return site


def served_of(request: HTTPConnection) -> Served:
    """Whatever is served here."""
    served: Served = request.app.state.site
    return served


def source_of(request: HTTPConnection) -> str:
    return "unknown" if request.client is None else request.client.host


def visit(request: HTTPConnection) -> VisitAt[Any]:
    """Who asks, or opens a socket. SignInRefused where nobody is there, or nobody any more."""
    site = served_of(request)
    now = site.clock.wall()
    authorization = request.headers.get("authorization", "")
    if authorization.lower().startswith(BEARER):
        token = authorization[len(BEARER) :].strip()
        present = site.office.tokens.present(token, now)
    else:
        token = cookie_of(request, COOKIE)
        present = somebody(request, token, now)
        token = "" if present.actor is ANYBODY else token
    request.scope.setdefault("state", {})["who"] = present.actor.name
    return VisitAt(site, present, now, source_of(request), token)


def somebody(request: HTTPConnection, token: str, now: datetime) -> Present:
    """Who has signed in. Whose session is over may still look where anybody may: a panel that
    nobody touches goes on showing the line."""
    site = served_of(request)
    if not token:
        return anybody(site, now)
    try:
        return site.office.sessions.present(token, now)
    except SignInRefused:
        if request.scope.get("method", "GET") != "GET":
            raise
        return anybody(site, now)


def anybody(site: Served, now: datetime) -> Present:
    """A panel at the line shows it to whoever stands there; SignInRefused where it must not."""
    if not site.anybody_may_look:
        raise SignInRefused(OVER)
    return Present(ANYBODY, Proof.SESSION, now)


Visiting = Annotated[Visit, Depends(visit)]
AtSite = Annotated[Site, Depends(site_of)]
VisitingAny = Annotated[VisitAt[Served], Depends(visit)]
AtServed = Annotated[Served, Depends(served_of)]
"""These two for what is the same at every server."""


def allowed(act: Act) -> Any:
    """The dependency that lets only those in who may do the act."""

    def check(visiting: VisitingAny) -> None:
        if not may(visiting.present.actor, act):
            raise NotPermitted(f"{described(visiting.present.actor)} may not {RULES[act].does}")

    return Depends(check)


def operation(name: str, *refusals: int) -> dict[str, Any]:
    """What a route is declared with: its name, who may use it, and the problems that it answers."""
    return declared(name, ACTS[name], *refusals)


def declared(name: str, act: Act | None, *refusals: int) -> dict[str, Any]:
    """An operation for who may do this act; None: for everybody."""
    statuses = {*refusals, 500}
    if act is not None:
        statuses |= {401, 403}
    problem = {"model": Problem, "description": "Refused"}
    return {
        "operation_id": name,
        "dependencies": [] if act is None else [allowed(act)],
        "responses": dict.fromkeys(sorted(statuses), problem),
    }
