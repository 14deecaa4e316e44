"""What only a request over HTTP can be refused for; all else is refused in the product's own words.

PackwardenError
├── Conflict
│   ├── NotPermitted
│   │   └── StrangeOrigin   a page of another origin asks for a change
│   ├── DecisionTooLate     an answer after another one, or after the last moment
│   ├── Changed             what is edited is no longer what the caller saw
│   └── StrangeCursor       a cursor of another list, or signed with a key of before
├── InvalidInput
│   ├── KeyMissing          a change that is recorded needs the caller's own key
│   ├── SeenMissing         an edit must name what the caller saw
│   └── TooLarge            the body is longer than anything that is asked here
├── NotFound
│   └── WrongMethod         the address is there, but not for this
├── NotReady                the server runs, but cannot serve yet
├── TooBusy                 as many are served at once as may be; come again soon
├── InspectionFailed        the process that inspects pictures ended over them
└── Broken                  a fault of the server; the trace stands in its own log
"""

from edge_agent.core.errors import Conflict, InvalidInput, NotFound, PackwardenError
from edge_agent.people.errors import NotPermitted


class StrangeOrigin(NotPermitted):
    title = "Strange origin"


class Changed(Conflict):
    title = "Changed meanwhile"


class DecisionTooLate(Conflict):
    title = "Decision too late"


class StrangeCursor(Conflict):
    title = "Strange cursor"


class KeyMissing(InvalidInput):
    title = "Idempotency-Key missing"


class SeenMissing(InvalidInput):
    title = "If-Match missing"


class TooLarge(InvalidInput):
    title = "Too large"


class WrongMethod(NotFound):
    title = "Wrong method"


class NotReady(PackwardenError):
    title = "Not ready"


class TooBusy(PackwardenError):
    title = "Too busy"


class InspectionFailed(PackwardenError):
    title = "Inspection failed"


class Broken(PackwardenError):
    title = "Server fault"
