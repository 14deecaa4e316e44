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


def bodies() -> dict[str, dict[str, Any]]:
    """Schemas of what is written, by operation."""
    return {
        operation["operationId"]: as_named(kind["schema"])
        for methods in DOCUMENT["paths"].values()
        for operation in methods.values()
        for kind in operation.get("requestBody", {}).get("content", {}).values()
    }


def as_named(schema: dict[str, Any]) -> dict[str, Any]:
    named: dict[str, Any] = DOCUMENT["components"]["schemas"]
    return named[schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema


@pytest.mark.parametrize("name", bodies())
def test_what_is_written_refuses_unknown_fields(name: str) -> None:
    assert bodies()[name]["additionalProperties"] is False
