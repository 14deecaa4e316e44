"""A station's API for Python programs, typed; light to import, and usable on any computer.

    from edge_agent.client import Client

    with Client("http://127.0.0.1:8080", token) as station:
        for stored in station.records(RecordFilter(verdict=Verdict.NOT_OK)):
            print(stored.record.seen_at, stored.record.verdict.reasons)
        inspection = station.inspect("tray", [Path("pack.jpg")])

`AsyncClient` has the same methods, to be awaited. Refusals are raised as what they are (`Refused`
and its kinds), with the words of the station. A question that changes nothing, or that bears an
Idempotency-Key, is asked once more after a broken connection.
"""

from edge_agent.client.asynchronous import AsyncClient
from edge_agent.client.errors import (
    ApiError,
    Busy,
    InvalidInput,
    NotFound,
    NotPermitted,
    NotSignedIn,
    Refused,
    StationDown,
)
from edge_agent.client.models import (
    Check,
    CheckLevel,
    Event,
    InForce,
    Inspection,
    Levels,
    Model,
    Station,
    StoredRecord,
    Usage,
)
from edge_agent.client.questions import Expected, RecordFilter
from edge_agent.client.synchronous import Client
from edge_agent.core.packs import Outcome, Record, Verdict

__all__ = [
    "ApiError",
    "AsyncClient",
    "Busy",
    "Check",
    "CheckLevel",
    "Client",
    "Event",
    "Expected",
    "InForce",
    "Inspection",
    "InvalidInput",
    "Levels",
    "Model",
    "NotFound",
    "NotPermitted",
    "NotSignedIn",
    "Outcome",
    "Record",
    "RecordFilter",
    "Refused",
    "Station",
    "StationDown",
    "StoredRecord",
    "Usage",
    "Verdict",
]
