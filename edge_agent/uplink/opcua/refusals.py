"""What a refused method answers: a status of the standard for each kind of refusal.

A status has no words. The words stand in the variable LastRefusal and in an event of the station.
"""

from typing import Final

from asyncua import ua

from edge_agent.control.errors import NoLine, NotAnswered
from edge_agent.core.errors import Conflict, InvalidInput, NotFound, PackwardenError
from edge_agent.people.errors import NotPermitted, ProofNeeded, SignInRefused, TooSoon
from edge_agent.uplink.opcua.values import status


class NotOffered(Conflict):
    """A method of the standard that this product does not have."""

    title = "Not offered"


STATUSES: Final[tuple[tuple[type[PackwardenError], int], ...]] = (
    (NotOffered, ua.StatusCodes.BadNotSupported),
    (ProofNeeded, ua.StatusCodes.BadIdentityTokenRejected),
    (SignInRefused, ua.StatusCodes.BadIdentityTokenRejected),
    (NotPermitted, ua.StatusCodes.BadUserAccessDenied),
    (TooSoon, ua.StatusCodes.BadResourceUnavailable),
    (InvalidInput, ua.StatusCodes.BadInvalidArgument),
    (NotFound, ua.StatusCodes.BadNotFound),
    (Conflict, ua.StatusCodes.BadInvalidState),
    (NotAnswered, ua.StatusCodes.BadTimeout),
    (NoLine, ua.StatusCodes.BadNoCommunication),
)
"""The first that fits; a station whose disk takes no record refuses with BadInternalError."""


def status_of(error: PackwardenError) -> ua.StatusCode:
    for kind, code in STATUSES:
        if isinstance(error, kind):
            return status(code)
    return status(ua.StatusCodes.BadInternalError)
