"""What the server says of its API (OpenAPI 3.1): the framework's own description, put right.

Every refusal is a problem document; every operation says in a sentence what it does and who may ask
for it; a parameter that is not given is left out, and never the word null.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from edge_agent.core.roles import Act
from edge_agent.web.access import ACTS, COOKIE
from edge_agent.web.examples import show_examples
from edge_agent.web.problems import MEDIA_TYPE

PROBLEM: Final = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
SHIELD_REFUSES: Final = ("403", "413")
NOT_OURS: Final = ("HTTPValidationError", "ValidationError")
"""The framework's own shape of a refusal, which nobody is ever answered."""
WAYS_IN: Final = {
    "session": {"type": "apiKey", "in": "cookie", "name": COOKIE},
    "token": {"type": "http", "scheme": "bearer", "description": "A machine token."},
}
SUMMARY: Final = (
    "What a station saw, decided and did, and who may do what at it. Refusals are problem "
    "documents (RFC 9457). Times are RFC 3339 in UTC; units stand in names."
)
FAMILIES: Final = {
    "inspect": "Other systems' pictures, inspected by the station's recipes and models.",
    "records": "Packs, their pictures, what people decided, and what happened beside them.",
    "statistics": "Figures of a time or a lot, and the lot's report.",
    "live": "How the line is now, and a person's answer to what it recommends.",
    "line": "Words to the line: belt, PackML, levels, bypass, challenge packs.",
    "orders": "What is made now, what can be made, and what comes next.",
    "alarms": "What needs somebody: the list, the table of all alarms, and their history.",
    "review": "Packs that a person should look at, and what people said of them.",
    "models": "The bundles of models that the station has, and the order to get another one.",
    "station": "What the station is, what it inspects with, and how far each check may go.",
    "evidence": "What a level needs and what is there of it; what other levels would have earned.",
    "teach": "A new recipe from good pictures.",
    "study": "Whether people and the model agree on the same packs.",
    "audit": "Signed acts: who did what, when and why.",
    "people": "Accounts, roles, and what takes two persons.",
    "tokens": "Ways in for other programs.",
    "session": "Coming in, proving oneself once more, going out.",
    "health": "For supervisors and monitoring; what a problem means.",
}
"""In the order in which they are shown: what other systems want first."""
DONE: Final = {
    "200": "What was asked for.",
    "201": "What was made.",
    "202": "It is begun; it goes on beside this.",
    "204": "It is done; there is nothing to say.",
}
FILLER: Final = "Successful Response"


@dataclass(frozen=True, slots=True)
class Described:
    """What the framework does not know of an API."""

    summary: str
    families: Mapping[str, str]
    """What each tag's operations are for, in the order in which they are shown."""
    acts: Mapping[str, Act | None]
    """By operation; None is for everybody."""


OF_STATION: Final = Described(SUMMARY, FAMILIES, ACTS)


def description_of(app: FastAPI, told: Described = OF_STATION) -> dict[str, Any]:
    document = get_openapi(
        title=app.title, version=app.version, description=told.summary, routes=app.routes
    )
    for path in document["paths"].values():
        for operation in path.values():
            put_right(operation, told.acts)
    families = told.families.items()
    document["tags"] = [{"name": name, "description": is_for} for name, is_for in families]
    components = document["components"]
    for name in NOT_OURS:
        components["schemas"].pop(name, None)
    show_examples(components["schemas"])
    components["securitySchemes"] = WAYS_IN
    return document


def put_right(operation: dict[str, Any], acts: Mapping[str, Act | None]) -> None:
    operation["summary"] = in_short(operation)
    tell_answers(operation)
    for kind in operation.get("requestBody", {}).get("content", {}).values():
        show_examples({operation["operationId"]: kind["schema"]})
    for parameter in operation.get("parameters", ()):
        parameter["schema"] = without_null(parameter["schema"])
    if acts[operation["operationId"]] is not None:
        operation["security"] = [{name: []} for name in WAYS_IN]


def in_short(operation: dict[str, Any]) -> str:
    """Its first sentence; what has none is called by its name."""
    first, *_ = operation.get("description", operation["summary"]).split(". ")
    return " ".join(first.rstrip(".").split())


def tell_answers(operation: dict[str, Any]) -> None:
    """What the routes declare, and what the shield refuses before them."""
    if "requestBody" in operation:
        for status in SHIELD_REFUSES:
            operation["responses"].setdefault(status, {})
    for status, response in operation["responses"].items():
        if int(status) >= 400:
            response["content"] = PROBLEM
            response["description"] = "Refused: a problem document says why."
        elif response["description"] == FILLER:
            response["description"] = DONE[status]


def without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """What is left of a choice between null and one other thing."""
    kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    if len(kinds) != 1:
        return schema
    others = {name: value for name, value in schema.items() if name != "anyOf"}
    return {**kinds[0], **others}
