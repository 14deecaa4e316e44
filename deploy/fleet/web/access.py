"""Who may ask the centre for what: the act behind every operation, in one table.

What is the same as at a station, to come in, to manage people, to read the audit record, is asked
for by the station's own routes and has their acts.
"""

from typing import Annotated, Any, Final

from fastapi import Depends
from starlette.requests import HTTPConnection

from deploy.fleet.web.centre_site import CentreSite
from edge_agent.core.roles import Act
from edge_agent.web import access
from edge_agent.web.access import VisitAt, declared, visit
from edge_agent.web.changes import ChangeAt, asked_change

SHARED: Final = (
    "live",
    "explainProblem",
    "setUp",
    "claimAccount",
    "signIn",
    "getSession",
    "signOut",
    "proveAgain",
    "changePassword",
    "changePin",
    "listAudit",
    "exportAudit",
    "verifyAudit",
    "listPeople",
    "getPerson",
    "addPerson",
    "assignRole",
    "resetPerson",
    "proposeAccount",
    "disablePerson",
    "listTokens",
    "issueToken",
    "revokeToken",
)
ACTS: Final[dict[str, Act | None]] = {
    **{name: access.ACTS[name] for name in SHARED},
    "ready": None,
    "getHealth": Act.SEE,
    "getMetrics": Act.SEE,
    "listStations": Act.SEE,
    "getStation": Act.SEE,
    "listStationChanges": Act.SEE,
    "listRecords": Act.SEE,
    "getRecord": Act.SEE,
    "listEvents": Act.SEE,
    "getPicture": Act.SEE,
    "exportRecords": Act.EXPORT,
    "listLots": Act.SEE,
    "getLot": Act.SEE,
    "listDefects": Act.SEE,
    "listVersions": Act.SEE,
    "listFindings": Act.SEE,
    "getFinding": Act.SEE,
    "getDowntime": Act.SEE,
    "listDeadLetters": Act.SEE,
    "getDeadLetter": Act.EXPORT,
    "listRecipeVersions": Act.SEE,
    "addRecipeVersion": Act.PROPOSE_RECIPE,
    "getRecipeVersion": Act.SEE,
    "getRecipeFile": Act.SEE,
    "compareRecipeVersions": Act.SEE,
    "getPictureDifference": Act.SEE,
    "proposeRecipeVersion": Act.PROPOSE_RECIPE,
    "approveRecipeVersion": Act.APPROVE_RECIPE,
    "declineRecipeVersion": Act.APPROVE_RECIPE,
    "withdrawRecipeVersion": Act.PROPOSE_RECIPE,
    "releaseRecipeVersion": Act.APPROVE_RECIPE,
    "listReleases": Act.SEE,
    "wishForRecipe": Act.PROPOSE_RECIPE,
    "listRecipeWishes": Act.SEE,
    "enterOrder": Act.SEND_ORDER,
    "importOrders": Act.SEND_ORDER,
    "listOrders": Act.SEE,
    "getOrder": Act.SEE,
    "cancelOrder": Act.SEND_ORDER,
    "stopBelt": Act.SEND_COMMAND,
    "lowerLevel": Act.SEND_COMMAND,
    "listCommands": Act.SEE,
    "listRollouts": Act.SEE,
    "startRollout": Act.ROLL_OUT,
    "getRollout": Act.SEE,
    "listShadowDifferences": Act.SEE,
    "approveRollout": Act.APPROVE_ROLLOUT,
    "declineRollout": Act.APPROVE_ROLLOUT,
    "withdrawRollout": Act.ROLL_OUT,
    "haltRollout": Act.HALT_ROLLOUT,
    "goOnWithRollout": Act.ROLL_OUT,
    "getFeedback": Act.SEE,
    "leaseLabelItems": Act.REVIEW,
    "answerLabelItem": Act.REVIEW,
    "skipLabelItem": Act.REVIEW,
    "takeBackLabel": Act.REVIEW,
    "leaseAdjudications": Act.ADJUDICATE,
    "adjudicateLabelItem": Act.ADJUDICATE,
    "exportLabels": Act.EXPORT,
    "countLabels": Act.SEE,
    "getAgreement": Act.SEE,
}


def centre_of(request: HTTPConnection) -> CentreSite:
    site: CentreSite = request.app.state.site
    return site


AtCentre = Annotated[CentreSite, Depends(centre_of)]
Visiting = Annotated[VisitAt[CentreSite], Depends(visit)]
AskedChange = Annotated[ChangeAt[CentreSite], Depends(asked_change)]


def operation(name: str, *refusals: int) -> dict[str, Any]:
    """What a route is declared with: its name, who may use it, and the problems that it answers.
    Every operation reads the database, which may be away (503)."""
    return declared(name, ACTS[name], *refusals, 503)
