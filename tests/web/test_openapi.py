"""docs/openapi.json is what the server says of itself, and every answer is as it says."""

import json
from pathlib import Path
from typing import Any

import pytest

from edge_agent.web.app import operations

FILE = Path(__file__).parents[2] / "docs" / "openapi.json"
DOCUMENT = operations().openapi()


def test_the_committed_document_is_what_is_served() -> None:
    told = "it differs; write it anew: packwarden web --openapi > docs/openapi.json"
    assert json.loads(FILE.read_text(encoding="utf-8")) == json.loads(json.dumps(DOCUMENT)), told


def test_it_is_openapi_31() -> None:
    assert DOCUMENT["openapi"].startswith("3.1")


@pytest.mark.parametrize("path", DOCUMENT["paths"])
def test_every_refusal_is_a_problem(path: str) -> None:
    for operation in DOCUMENT["paths"][path].values():
        refusals = {
            status: list(response["content"])
            for status, response in operation["responses"].items()
            if int(status) >= 400
        }
        assert set(refusals) >= {"500"}
        assert all(kinds == ["application/problem+json"] for kinds in refusals.values())


def test_the_frameworks_own_shape_of_a_refusal_is_gone() -> None:
    assert "HTTPValidationError" not in json.dumps(DOCUMENT)


def bodies() -> list[str]:
    """Schemas of what is written."""
    found = []
    for methods in DOCUMENT["paths"].values():
        for operation in methods.values():
            body: dict[str, Any] = operation.get("requestBody", {})
            if body:
                named = body["content"]["application/json"]["schema"]["$ref"]
                found.append(named.rsplit("/", 1)[1])
    return found


@pytest.mark.parametrize("name", bodies())
def test_what_is_written_refuses_unknown_fields(name: str) -> None:
    assert DOCUMENT["components"]["schemas"][name]["additionalProperties"] is False
