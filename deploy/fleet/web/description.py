"""What the centre says of its API (OpenAPI 3.1)."""

from typing import Final

from deploy.fleet.web.access import ACTS
from edge_agent.web.description import FAMILIES as OF_A_STATION
from edge_agent.web.description import Described

SUMMARY: Final = (
    "What a fleet of stations saw, decided and did, and how it is. Refusals are problem documents "
    "(RFC 9457). Times are RFC 3339 in UTC; units stand in names."
)
OWN_FAMILIES: Final = {
    "fleet": "The stations: how each is, and how it came to that.",
    "records": "Packs of every station, their pictures, and what happened beside them.",
    "lots": "Lots and defects across stations; which software, models and recipes looked at packs.",
    "recipes": "Versions of recipes: what they change, who agreed, and which stations have them.",
    "orders": "What shall be made where, what became of it, and commands to stations.",
    "roll-outs": "Releases on their way to stations, step by step: how far, and what halted them.",
    "feedback": "Packs that people label, what they say, and how far they agree.",
    "watching": "What needs somebody: findings, stops of the lines, and what could not be read.",
}
SHARED_FAMILIES: Final = ("audit", "people", "tokens", "session", "health")
FAMILIES: Final = {**OWN_FAMILIES, **{name: OF_A_STATION[name] for name in SHARED_FAMILIES}}
OF_CENTRE: Final = Described(SUMMARY, FAMILIES, ACTS)
